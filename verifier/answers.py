"""What the registers were asked for one check. The only step of a check that may wait for somebody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeAlias

from signing import Reading
from sync.registers.live.check import Foreseen, OneCheck
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
    SiteListEntry,
    Unavailable,
)
from sync.registers.sources import CAR_CARE
from sync.registers.workshops import approved_by_either
from verifier.rulebook import Rules
from verifier.sighting import Sighting


class Live(Protocol):
    """Registers asked over the network, where all look-ups of a check share one limit."""

    def deadline(self) -> float: ...

    def begin(self, foreseen: Foreseen, deadline: float) -> OneCheck: ...


@dataclass(frozen=True, slots=True)
class Registers:
    """The four ports, whatever stands behind each; where some are asked live, `live` is asked for each check.

    `deadline`, of time.monotonic, is when the checks of one request are over; None: reckoned for each check.
    """

    cards: CardRegister
    companies: CompanyRegister
    approvals: ApprovalRegister
    site_list: SiteList
    live: Live | None = None
    deadline: float | None = None

    def in_one_limit(self) -> Registers:
        """The same with the limit of one check, beginning now; one that has begun goes on."""
        if self.live is None or self.deadline is not None:
            return self
        return replace(self, deadline=self.live.deadline())

    def begun(self, foreseen: Foreseen) -> Registers:
        """The registers of one check; what is asked live is on its way already."""
        if self.live is None:
            return self
        deadline = self.live.deadline() if self.deadline is None else self.deadline
        check = self.live.begin(foreseen, deadline)
        return replace(self, cards=check, companies=check, approvals=check, live=None)


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one check; None means that there was nothing to ask with.

    `employer` is the main unit the holder is employed under, `branch` the sub-unit (underenhet) of it that
    the holder is employed in, None where that is the main unit itself; `printed` is the main unit printed on
    the card, `on_site` the main unit the holder works for on this site, None where nobody says so. Sub-units
    are resolved before anything is compared. `sighting` is an earlier check of the
    card at another place; None where there is none, or this person is told of none.
    """

    card: Answer[CardRecord] | None = None
    employer: Answer[Company] | None = None
    printed: Answer[Company] | None = None
    on_site: Answer[Company] | None = None
    approvals: tuple[tuple[int, Answer[Approval]], ...] = ()
    branch: Found[Company] | None = None
    sighting: Sighting | None = None

    @property
    def all(self) -> tuple[Answer[CardRecord] | Answer[Company] | Answer[Approval], ...]:
        """Every answer that a register gave, or could not give."""
        given = (self.card, self.employer, self.branch, self.printed, self.on_site)
        return (*(each for each in given if each is not None), *(answer for _, answer in self.approvals))


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A register that could not be asked, and the time of the copy that answered instead, where one did."""

    source: str
    as_of: datetime | None


def not_asked(answers: Answers) -> tuple[NotAsked, ...]:
    """The registers that could not be asked, each once: the oldest copy counts, or that there was none."""
    copies: dict[str, datetime | None] = {}
    for answer in answers.all:
        if isinstance(answer, Unavailable):
            copies[answer.source] = None
        elif answer.instead is not None:
            source = answer.instead.source
            known = copies.get(source, answer.as_of)
            copies[source] = None if known is None else min(known, answer.as_of)
    return tuple(NotAsked(source, as_of) for source, as_of in copies.items())


def main_unit(companies: CompanyRegister, org_number: str) -> Answer[Company]:
    """The main unit (hovedenhet) of a unit: itself, or the parent of a sub-unit (underenhet).

    Where two looks led to it, the answer is as old as the older one, and from a copy where one of them is.
    """
    main, branch = _units(companies, org_number)
    return main if branch is None else _no_better_than(main, branch)


Led: TypeAlias = Found[CardRecord] | Found[Company] | Found[SiteListEntry]


def _no_better_than(answer: Answer[Company], other: Led) -> Answer[Company]:
    match answer:
        case Found():
            return _found_by(answer, other)
        case Absent():
            return replace(
                answer, as_of=min(answer.as_of, other.as_of), instead=answer.instead or other.instead
            )
        case Unavailable():
            return answer


def _found_by(unit: Found[Company], led: Led) -> Found[Company]:
    """A unit that another answer led to: as old as the older of the two, and from a copy where one is."""
    return replace(unit, as_of=min(unit.as_of, led.as_of), instead=unit.instead or led.instead)


def _units(companies: CompanyRegister, org_number: str) -> tuple[Answer[Company], Found[Company] | None]:
    """The main unit, and the sub-unit that led to it where it was one; absent where that names none."""
    unit = companies.company(org_number)
    match unit:
        case Found(value=Company(parent=str(parent))):
            return companies.company(parent), unit
        case Found(value=Company(orphan=True)):
            return Absent(unit.as_of, unit.source, unit.instead), unit
        case _:
            return unit, None


def ask(reading: Reading, registers: Registers, rules: Rules, site_org_number: str | None) -> Answers:
    """Ask the registers what a check needs; an employer the inspector names goes first."""
    if reading.card_number is None:
        return Answers()
    if registers.live is not None:
        registers = registers.begun(_foreseen(reading, reading.card_number, rules, site_org_number))
    card = registers.cards.card(reading.card_number)
    employer, branch = _employer(reading, card, registers.companies)
    if employer is None:
        return Answers(card)
    return Answers(
        card,
        employer,
        _printed(reading, registers.companies, employer),
        _on_site(reading.card_number, registers, site_org_number),
        _approvals(reading, registers.approvals, rules, employer, branch),
        branch,
    )


def _employer(
    reading: Reading, card: Answer[CardRecord], companies: CompanyRegister
) -> tuple[Answer[Company] | None, Found[Company] | None]:
    """The main unit and the sub-unit that the holder is employed in: by the card register, else by the print.

    Where the register alone names the unit, what is said of it is no better than that word: an old one, or a
    copy's, names an employer whom the holder may have left.
    """
    printed = None if reading.card is None else reading.card.org_number
    if not isinstance(card, Found):
        return (None, None) if printed is None else _units(companies, printed)
    employer, branch = _units(companies, card.value.org_number)
    if card.value.org_number == printed:
        return employer, branch
    return _no_better_than(employer, card), None if branch is None else _found_by(branch, card)


def _foreseen(reading: Reading, card_number: str, rules: Rules, site_org_number: str | None) -> Foreseen:
    """A card's employer is nearly always the one printed on it, so that one is asked about at once."""
    named = () if site_org_number is None else (site_org_number,)
    if reading.card is None:
        return Foreseen(card_number, named)
    printed = reading.card.org_number
    needed = tuple((printed, code) for code in _needing_approval(reading.card.industries, rules))
    return Foreseen(card_number, (printed, *named), needed)


def _needing_approval(industries: tuple[int, ...], rules: Rules) -> list[int]:
    return [code for code in industries if code in rules and rules[code].needs_approval]


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
        case Found(value=listed, source=source):
            company = main_unit(registers.companies, listed.org_number)
            if not isinstance(company, Found):
                return company
            return _no_better_than(Found(company.value, company.as_of, source, company.instead), entry)
        # Most places have no list: then nobody has said for whom the holder works here.
        case Absent() | Unavailable():
            return None


def _approvals(
    reading: Reading,
    register: ApprovalRegister,
    rules: Rules,
    employer: Answer[Company],
    branch: Found[Company] | None,
) -> tuple[tuple[int, Answer[Approval]], ...]:
    """Of the main unit; in car care of the branch too, as a list of workshops may name that one.

    A number names no industry, so every register is asked; as often for all, so of the main unit alone.
    """
    if not isinstance(employer, Found):
        return ()
    main, sub_unit = employer.value.org_number, None if branch is None else branch.value.org_number
    if reading.card is None:
        return tuple((code, register.approval(main, code)) for code in _needing_approval(tuple(rules), rules))
    needed = _needing_approval(reading.card.industries, rules)
    return tuple((code, _approval(register, code, main, sub_unit)) for code in needed)


def _approval(register: ApprovalRegister, industry: int, main: str, branch: str | None) -> Answer[Approval]:
    approval = register.approval(main, industry)
    if branch is None or industry != CAR_CARE:
        return approval
    return approved_by_either(approval, register.approval(branch, industry))
