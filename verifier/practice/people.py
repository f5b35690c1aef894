"""The invented persons one can sign in as, one for every role; none of them is anybody."""

from __future__ import annotations

from verifier.access import Person

PEOPLE: tuple[Person, ...] = (
    Person("labour-inspector", "Astrid Øvelund", "labour_inspector", "Arbeidstilsynet"),
    Person("offshore-inspector", "Håkon Prøvik", "offshore_inspector", "Havindustritilsynet"),
    Person("tax-inspector", "Mina Prøvheim", "tax_inspector", "Skatteetaten"),
    Person("police-officer", "Jonas Øvstad", "police_officer", "Politiet"),
    Person("safety-representative", "Leyla Denemeci", "safety_representative", "Øvingsbygg Entreprenør AS"),
    Person(
        "regional-safety-representative",
        "Olav Lærenes",
        "regional_safety_representative",
        "Øvingsfondet for regionale verneombud",
    ),
    Person("client", "Berit Testad", "client", "Prøvevik utbygging"),
    Person("client-representative", "Piotr Próbowski", "client_representative", "Øvingsråd byggeledelse"),
    Person("hse-coordinator", "Ragnhild Lærdahl", "hse_coordinator", "Øvingsråd byggeledelse"),
    Person("principal-undertaking", "Einar Øveråker", "principal_undertaking", "Prøvemur og Betong AS"),
)

BY_ID = {person.id: person for person in PEOPLE}
