"""The sources that fill the mirror: what each is called, where its records lie, where it is published."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CLEANING, CAR_CARE, STAFFING = 81, 45, 78
UNITS_JSON = "application/vnd.brreg.enhetsregisteret.enhet.v2+json"
SUB_UNITS_JSON = "application/vnd.brreg.enhetsregisteret.underenhet.v2+json"
BRREG = "https://data.brreg.no/enhetsregisteret/api"
_APPROVALS = "https://data.arbeidstilsynet.no"


class Source(StrEnum):
    """Each source is fetched by itself, and is as old as its own last fetch."""

    CARDS = "cards"
    COMPANIES = "companies"
    SUB_UNITS = "sub-units"
    CLEANING = "cleaning"
    CAR_CARE = "car-care"
    STAFFING = "staffing"
    WORKSHOPS = "workshops"
    SITE_LIST = "site-list"


@dataclass(frozen=True, slots=True)
class Published:
    """Where a source is public, and what to ask for there; other headers of the request are in `headers`."""

    address: str
    accept: str
    headers: tuple[tuple[str, str], ...] = ()


# Cards, site lists and workshops have no public address that is described: they come as files, or from an
# address that is given.
PUBLISHED: dict[Source, Published] = {
    # The whole file is an array of units in gzip; the form is asked for as for a single unit.
    Source.COMPANIES: Published(f"{BRREG}/enheter/lastned", f"{UNITS_JSON}, application/gzip, */*;q=0.1"),
    Source.SUB_UNITS: Published(
        f"{BRREG}/underenheter/lastned", f"{SUB_UNITS_JSON}, application/gzip, */*;q=0.1"
    ),
    Source.CLEANING: Published(
        "https://registerdata.arbeidstilsynet.no/renhold.xml", "application/xml, text/xml"
    ),
    Source.CAR_CARE: Published(
        f"{_APPROVALS}/bilpleieregisteret/api/virksomheter/",
        "application/json",
        (("Content-Version", "1.2"),),
    ),
    Source.STAFFING: Published(
        f"{_APPROVALS}/bemanningsforetaksregisteret2/api/virksomheter", "application/json"
    ),
}
APPROVALS: dict[int, Source] = {
    CLEANING: Source.CLEANING,
    CAR_CARE: Source.CAR_CARE,
    STAFFING: Source.STAFFING,
}
INDUSTRY: dict[Source, int] = {source: industry for industry, source in APPROVALS.items()}
