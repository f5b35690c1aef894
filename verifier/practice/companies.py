"""The invented companies of the practice register.

Organisation numbers of real units begin with 8 or 9. Those here begin with 3, so they can belong to nobody,
and keep modulus 11, so that every rule about such numbers holds for them too.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PracticeCompany:
    """An invented employer; a sub-unit has a `parent`.

    `approved_for`, `pending_for` and `refused_for` hold industry codes; `founded` is in days from the making
    of the world, None where the register does not say.
    """

    org_number: str
    name: str
    parent: str | None = None
    deleted: bool = False
    bankrupt: bool = False
    approved_for: tuple[int, ...] = ()
    refused_for: tuple[int, ...] = ()
    pending_for: tuple[int, ...] = ()
    founded: int | None = None


BUILDER = PracticeCompany("314102274", "Øvingsbygg Entreprenør AS")
MASON = PracticeCompany("314102444", "Prøvemur og Betong AS")
CLEANER = PracticeCompany("314102614", "Prøveglans Renhold AS", approved_for=(81,))
CLEANER_BRANCH = PracticeCompany("314102789", "Prøveglans Renhold avd. Øvingsvik", parent=CLEANER.org_number)
CLEANER_NOT_APPROVED = PracticeCompany("314102959", "Øvingssåpe Renhold AS", refused_for=(81,))
GARAGE = PracticeCompany("314103122", "Prøvehjul Dekk og Bilpleie AS", approved_for=(45,))
CARRIER = PracticeCompany("314103297", "Øvingsbud Varetransport AS")
DIGGER = PracticeCompany("314103467", "Prøvegrunn Graving AS", deleted=True)
CLEANER_PENDING = PracticeCompany("314103807", "Prøvefeie Renhold AS", pending_for=(81,))
PAINTER = PracticeCompany("314103963", "Øvingsstrøk Maling AS", founded=-11)
ROOFER = PracticeCompany("314103637", "Øvingstak og Tre AS", bankrupt=True)

COMPANIES: tuple[PracticeCompany, ...] = (
    BUILDER,
    MASON,
    CLEANER,
    CLEANER_BRANCH,
    CLEANER_NOT_APPROVED,
    GARAGE,
    CARRIER,
    DIGGER,
    ROOFER,
    CLEANER_PENDING,
    PAINTER,
)
