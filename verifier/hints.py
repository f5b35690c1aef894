"""Hints: what is worth a closer look and decides nothing by itself. A table whose rows may all speak."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sync.registers.ports import CardRecord, Company, Found
from verifier.answers import Answers
from verifier.card_status import CardCase, old_word_against
from verifier.employers import EmployerCase, old_word_on_employer
from verifier.names import are_alike
from verifier.reasons import Reason
from verifier.rulebook import Rules
from verifier.sighting import Sighting, is_impossible

# Judgements: what is younger than a month is new, and registers may be a week behind.
NEW_COMPANY = timedelta(days=30)
DELAY = timedelta(days=7)
# A card may be ordered as long before an employment that is registered ahead.
ORDERED_AHEAD = timedelta(days=30)
DELAYED = frozenset(
    {Reason.NOT_YET_VALID, Reason.EMPLOYMENT_ENDED, Reason.CARD_UNKNOWN, Reason.COMPANY_UNKNOWN}
)


@dataclass(frozen=True, slots=True)
class HintCase:
    """What the rows look at; `record` is the register's whatever its age, `found` the findings' reasons.

    `units` are the holder's main unit, and the sub-unit where it is one; none where the first was not found.
    """

    card: CardCase
    employer: EmployerCase
    sighting: Sighting | None
    units: tuple[Company, ...]
    record: CardRecord | None
    found: tuple[Reason, ...]
    rules: Rules
    is_authority: bool
    role: str | None

    @property
    def today(self) -> date:
        """The day in Norway."""
        return self.card.limits.today

    def is_recent(self, day: date | None) -> bool:
        """Whether a day is today or within the last week."""
        return day is not None and self.today - DELAY <= day <= self.today


@dataclass(frozen=True, slots=True)
class HintRow:
    """One row: `when` is the condition in words; `authorities` where nobody else is told."""

    reason: Reason
    when: str
    holds: Callable[[HintCase], bool]
    authorities: bool = False


def _name_differs(case: HintCase) -> bool:
    card, record = case.card.card, case.record
    return card is not None and record is not None and not are_alike(card.name, record.name)


def _bankrupt(case: HintCase) -> bool:
    return any(unit.bankrupt for unit in case.units)


def _winding_up(case: HintCase) -> bool:
    return any(unit.winding_up for unit in case.units)


def _no_vat(case: HintCase) -> bool:
    return bool(case.units) and case.units[0].vat_registered is False


def _new_company(case: HintCase) -> bool:
    registered = case.units[0].registered_on if case.units else None
    return registered is not None and case.today - registered < NEW_COMPANY


def _maybe_delayed(case: HintCase) -> bool:
    """The days that speak for a delay differ: a card may be made for an employment that then ends at once."""
    if DELAYED.isdisjoint(case.found):
        return False
    card, record = case.card.card, case.record
    begun = record.employed_from if record is not None else None
    issued = card.issued if card is not None else None
    valid_from = record.valid_from if record is not None else None
    days = {
        Reason.NOT_YET_VALID: (begun,),
        Reason.EMPLOYMENT_ENDED: (begun,),
        Reason.CARD_UNKNOWN: (issued,),
        Reason.COMPANY_UNKNOWN: (begun, valid_from, issued),
    }
    return any(case.is_recent(day) for reason in case.found for day in days.get(reason, ()))


def _before_employment(case: HintCase) -> bool:
    card, record = case.card.card, case.record
    if record is None or record.employed_from is None:
        return False
    issued = card.issued if card is not None else record.valid_from
    return record.employed_from - issued > ORDERED_AHEAD


def _seen_elsewhere(case: HintCase) -> bool:
    return case.sighting is not None and is_impossible(case.sighting)


def _viewer_not_named(case: HintCase) -> bool:
    """Of a card without an industry that has rules nobody can say whom its regulation names."""
    if case.is_authority or case.role is None or case.card.card is None:
        return False
    named = [case.rules[code].viewers for code in case.card.card.industries if code in case.rules]
    return bool(named) and not any(case.role in viewers for viewers in named)


HINTS: tuple[HintRow, ...] = (
    HintRow(Reason.HOLDER_MISMATCH, "another name than the register's", _name_differs),
    HintRow(Reason.COMPANY_BANKRUPT, "the main unit or the branch is bankrupt", _bankrupt),
    HintRow(Reason.COMPANY_WINDING_UP, "the main unit or the branch is being wound up", _winding_up),
    HintRow(Reason.VAT_MISSING, "the main unit is not in the VAT register", _no_vat),
    HintRow(
        Reason.APPROVAL_MISSING,
        "the approval for one of the card's industries is missing",
        lambda case: case.employer.trades.of(Reason.APPROVAL_MISSING),
    ),
    HintRow(
        Reason.APPROVAL_PENDING,
        "the approval for one of the card's industries is applied for",
        lambda case: case.employer.trades.of(Reason.APPROVAL_PENDING),
    ),
    HintRow(Reason.COMPANY_NEW, "the main unit was registered less than 30 days ago", _new_company),
    HintRow(
        Reason.REGISTRATION_DELAY,
        "what speaks against the card may be a register that is a week behind",
        _maybe_delayed,
        authorities=True,
    ),
    HintRow(
        Reason.CARD_BEFORE_EMPLOYMENT,
        "issued more than 30 days before the registered employment began",
        _before_employment,
        authorities=True,
    ),
    HintRow(
        Reason.SEEN_ELSEWHERE,
        "checked at another place sooner than one can travel from there",
        _seen_elsewhere,
        authorities=True,
    ),
    HintRow(
        Reason.VIEWER_NOT_NAMED,
        "the regulation of no industry on the card names this viewer's role",
        _viewer_not_named,
    ),
)


def hint_case(
    card: CardCase,
    employer: EmployerCase,
    answers: Answers,
    found: tuple[Reason, ...],
    rules: Rules,
    *,
    is_authority: bool,
    role: str | None,
) -> HintCase:
    """What is known for the rows of HINTS; `found` are the reasons of the three findings."""
    main, branch = employer.company, answers.branch
    units = () if main is None else (main.value,) if branch is None else (main.value, branch.value)
    record = answers.card.value if isinstance(answers.card, Found) else None
    return HintCase(card, employer, answers.sighting, units, record, found, rules, is_authority, role)


def hints_of(case: HintCase) -> tuple[Reason, ...]:
    """All that is worth a closer look, each once, and nothing that a finding says already.

    First what answers that are too old to count say against the card and its employer.
    """
    old = (old_word_against(case.card), old_word_on_employer(case.employer))
    said = [each for each in old if each is not None]
    said += [row.reason for row in HINTS if (case.is_authority or not row.authorities) and row.holds(case)]
    return tuple(reason for reason in dict.fromkeys(said) if reason not in case.found)
