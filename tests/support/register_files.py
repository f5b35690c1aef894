"""Register files of our own making, in the shapes that are published."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from typing import Any

# Valid numbers that belong to nobody: real ones begin with 8 or 9.
ONE, TWO, THREE, FOUR, MANY = "314102274", "314102444", "314102614", "314102789", "314102959"
INVALID = "314102275"


def unit(number: str = ONE, **more: Any) -> dict[str, Any]:
    """A main unit as Enhetsregisteret gives it; None takes a field away."""
    document = {
        "organisasjonsnummer": number,
        "navn": "Øvingsbygg AS",
        "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"},
        "forretningsadresse": {"land": "Norge", "adresse": ["Øvingsgata 1"], "poststed": "ØVINGSVIK"},
        "antallAnsatte": 5,
        "registrertIMvaregisteret": True,
        "registreringsdatoEnhetsregisteret": "2024-01-04",
        "konkurs": False,
        "underAvvikling": False,
        "underTvangsavviklingEllerTvangsopplosning": False,
    }
    return {name: value for name, value in (document | more).items() if value is not None}


def branch(number: str = TWO, parent: str | None = ONE, **more: Any) -> dict[str, Any]:
    """A sub-unit as Enhetsregisteret gives it."""
    return unit(
        number,
        **{
            "organisasjonsform": {"kode": "BEDR", "beskrivelse": "Underenhet"},
            "overordnetEnhet": parent,
            "konkurs": None,
            "underAvvikling": None,
            "underTvangsavviklingEllerTvangsopplosning": None,
            **more,
        },
    )


def as_json(*documents: object) -> bytes:
    """An array of documents."""
    return json.dumps(documents, ensure_ascii=False).encode()


def as_gzip(*documents: object) -> bytes:
    """An array of documents as the whole file is published."""
    return gzip.compress(as_json(*documents))


def approvals(*entries: object, name: str = "bilpleieregisteret") -> bytes:
    """An approval register in JSON."""
    document = {
        "metadata": {"versjon": "1.0", "datoTidGenerert": "2026-03-02T05:15:44Z"},
        "registernavn": name,
        "data": entries,
    }
    return json.dumps(document, ensure_ascii=False).encode()


def approved(number: str, code: object, *sub_units: object, **more: object) -> dict[str, object]:
    """An entry of an approval register in JSON."""
    return {"organisasjonsnummer": number, "registerstatus": code, "underenheter": list(sub_units), **more}


def cleaning(entries: Iterable[tuple[str, str | None, tuple[str, ...]]]) -> bytes:
    """The cleaning register in its first form: number, status, numbers of sub-units."""
    body = "".join(
        f"<Renholdsvirksomhet><Organisasjonsnummer>{number}</Organisasjonsnummer>"
        f"<Navn>Øvingssåpe &amp; Vann</Navn>"
        f"<Adresse>Gate 1</Adresse><Underavdelinger>{_departments(departments)}</Underavdelinger>"
        f"{'' if status is None else f'<Status>{status}</Status>'}</Renholdsvirksomhet>"
        for number, status, departments in entries
    )
    root = "ArrayOfRenholdsvirksomhet"
    return f'<?xml version="1.0" encoding="utf-8"?><{root}>{body}</{root}>'.encode()


def cleaning_nested(
    entries: Iterable[tuple[str, str | None, tuple[str, ...]]], *, beside: bool = False
) -> bytes:
    """The cleaning register in its second form, the status in the main unit or `beside` it."""
    body = ""
    for number, status, departments in entries:
        said = "" if status is None else f"<Godkjenningsstatus>{status}</Godkjenningsstatus>"
        inside, outside = ("", said) if beside else (said, "")
        body += (
            f"<Virksomhet><Hovedenhet><Organisasjonsnummer>{number}</Organisasjonsnummer>"
            f"<Organisasjonsform>AS</Organisasjonsform><Navn>Øvingssåpe</Navn>{inside}</Hovedenhet>{outside}"
            f"<Underenheter>{_departments(departments)}</Underenheter></Virksomhet>"
        )
    return f"<Register><Metadata><RegisterXSD>6</RegisterXSD></Metadata>{body}</Register>".encode()


def workshops(*numbers: str) -> bytes:
    """The list of approved workshops: a line of headings, then the name first and the number sixth."""
    lines = [f"Øvingsverkstedet;Gate 1;0010;ØVINGSVIK;Verksted;{number};Ja" for number in numbers]
    return "\r\n".join(["Navn;Adresse;Postnr;Sted;Type;Orgnr;Aktiv", *lines, ""]).encode("iso-8859-1")


def _departments(numbers: Iterable[str]) -> str:
    return "".join(
        f"<Avdeling><Organisasjonsnummer>{number}</Organisasjonsnummer><Navn>Avdeling</Navn></Avdeling>"
        for number in numbers
    )
