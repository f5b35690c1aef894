"""What the registers were asked for one check. The only step of a check that may wait for somebody."""

from __future__ import annotations

from dataclasses import dataclass

from signing import Reading
from sync.registers.ports import (
    Absent,
    Answer,
    Approval,
    ApprovalRegister,
    CardRecord,
    CardRegister,
    Company,
    CompanyRegister,
    Found,
    SiteList,
    Unavailable,
)
from verifier.reasons import Rules
from verifier.sighting import Sighting


@dataclass(frozen=True, slots=True)
class Registers:
    """The four ports, whatever stands behind each."""

    cards: CardRegister
    companies: CompanyRegister
    approvals: ApprovalRegister
    site_list: SiteList


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one check; None means that there was nothing to ask with.

    `employer` is the main unit the holder is employed under, `branch` the sub-unit (underenhet) of it that
    the holder is employed in, None where that is the main unit itself; `printed` is the main unit printed on
    the card, `on_site` the main unit the holder works for on this site, None where nobody says so. Sub-units
    are resolved before anything is compared. `sighting` is an earlier check of the card at another place;
    None where there is none, or this person is told of none.
    """

    card: Answer[CardRecord] | None = None
    employer: Answer[Company] | None = None
    printed: Answer[Company] | None = None
    on_site: Answer[Company] | None = None
    approvals: tuple[tuple[int, Answer[Approval]], ...] = ()
    branch: Found[Company] | None = None
    sighting: Sighting | None = None


def main_unit(companies: CompanyRegister, org_number: str) -> Answer[Company]:
    """The main unit (hovedenhet) of a unit: itself, or the parent of a sub-unit (underenhet)."""
    return _units(companies, org_number)[0]


def _units(companies: CompanyRegister, org_number: str) -> tuple[Answer[Company], Found[Company] | None]:
    """The main unit, and the sub-unit that led to it where it was one."""
    unit = companies.company(org_number)
    if isinstance(unit, Found) and unit.value.parent is not None:
        return companies.company(unit.value.parent), unit
    return unit, None


def ask(reading: Reading, registers: Registers, rules: Rules, site_org_number: str | None) -> Answers:
    """Ask the registers what a check needs; an employer the inspector names goes first."""
    if reading.card_number is None:
        return Answers()
    card = registers.cards.card(reading.card_number)
    org_number = card.value.org_number if isinstance(card, Found) else None
    if org_number is None and reading.card is not None:
        org_number = reading.card.org_number
    if org_number is None:
        return Answers(card)
    employer, branch = _units(registers.companies, org_number)
    return Answers(
        card,
        employer,
        _printed(reading, registers.companies, employer),
        _on_site(reading.card_number, registers, site_org_number),
        _approvals(reading, registers.approvals, rules, employer),
        branch,
    )


def _printed(
    reading: Reading, companies: CompanyRegister, employer: Answer[Company]
) -> Answer[Company] | None:
    if reading.card is None:
        return None
    if isinstance(employer, Found) and employer.value.org_number == reading.card.org_number:
        return employer
    return main_unit(companies, reading.card.org_number)


def _on_site(card_number: str, registers: Registers, named: str | None) -> Answer[Company] | None:
    if named is not None:
        return main_unit(registers.companies, named)
    entry = registers.site_list.entry(card_number)
    match entry:
        case Found(value=listed, as_of=as_of, source=source):
            company = main_unit(registers.companies, listed.org_number)
            if not isinstance(company, Found):
                return company
            # Both were looked up, so the answer is as old as the older of the two.
            return Found(company.value, min(as_of, company.as_of), source)
        # Most places have no list: then nobody has said for whom the holder works here.
        case Absent() | Unavailable():
            return None


def _approvals(
    reading: Reading, register: ApprovalRegister, rules: Rules, employer: Answer[Company]
) -> tuple[tuple[int, Answer[Approval]], ...]:
    if reading.card is None or not isinstance(employer, Found):
        return ()
    needed = [code for code in reading.card.industries if code in rules and rules[code].needs_approval]
    return tuple((code, register.approval(employer.value.org_number, code)) for code in needed)
