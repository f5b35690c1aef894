"""The third finding of a check: does the card belong to an employer that may use it here. A table of rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from signing import Card, Reading
from sync.registers.ports import Absent, Answer, Company, Found, Unavailable
from verifier.answers import Answers
from verifier.findings import Finding, Judgement, Limits, Row, Said, first
from verifier.reasons import Reason
from verifier.rulebook import Rules
from verifier.trades import Trades, trades_by_number, trades_of

Unit: TypeAlias = Answer[Company] | None
Look: TypeAlias = Found[Company] | Absent | None
EMPLOYER, PRINTED, ON_SITE, BRANCH = range(4)


@dataclass(frozen=True, slots=True)
class EmployerCase:
    """What the rows look at, the signed card where there is one and what the registers said of each unit.

    `units` are the answers about the holder's main unit, the one printed, the one worked for here, and the
    sub-unit (underenhet), in this order; `looks` the same as far as their age lets them count. `company` is
    the holder's main unit and `branch` the sub-unit, as far as they were found; `today` is the day in Norway.
    """

    card: Card | None
    units: tuple[Unit, Unit, Unit, Unit]
    looks: tuple[Look, Look, Look, Look]
    company: Found[Company] | None
    branch: Found[Company] | None
    trades: Trades
    today: date


Says = Callable[[EmployerCase], Said | None]


def _another(place: int) -> Says:
    """Main units are compared, so a sub-unit of the right company is never a false alarm."""

    def says(case: EmployerCase) -> Said | None:
        other, company = case.looks[place], case.company
        if company is None or not isinstance(other, Found):
            return None
        is_same = other.value.org_number == company.value.org_number
        return None if is_same else (other.source, other.as_of)

    return says


def _main_unit_deleted(case: EmployerCase) -> Said | None:
    return _deleted(case.company, case.today)


def _branch_deleted(case: EmployerCase) -> Said | None:
    return _deleted(case.branch, case.today)


def _deleted(unit: Found[Company] | None, today: date) -> Said | None:
    """A day that lies ahead does not count yet."""
    if unit is None or unit.value.deleted_on is None:
        return None
    return (unit.source, unit.as_of) if unit.value.deleted_on <= today else None


def _bankrupt(case: EmployerCase) -> Said | None:
    """The estate may run on, so nobody can tell from the register whether the employment did."""
    for unit in (case.company, case.branch):
        if unit is not None and unit.value.bankrupt:
            return unit.source, unit.as_of
    return None


def _not_known(case: EmployerCase) -> Said | None:
    for look in case.looks[:BRANCH]:
        if isinstance(look, Absent):
            return look.source, look.as_of
    return None


def _not_asked(case: EmployerCase) -> Said | None:
    return ("company_register", None) if case.units[EMPLOYER] is None else None


def _print_not_asked(case: EmployerCase) -> Said | None:
    """A print that names another unit, which nobody looked up, says nothing."""
    if case.card is None or case.company is None or case.units[PRINTED] is not None:
        return None
    is_same = case.card.org_number == case.company.value.org_number
    return None if is_same else ("company_register", None)


def _away(case: EmployerCase) -> Said | None:
    for unit in case.units:
        if isinstance(unit, Unavailable):
            return unit.source, None
    return None


def _too_old(case: EmployerCase) -> Said | None:
    for unit, look in zip(case.units, case.looks, strict=True):
        if look is None and unit is not None and not isinstance(unit, Unavailable):
            return unit.source, unit.as_of
    return None


def _lacks(reason: Reason) -> Says:
    """What keeps the employer from every industry on the card."""

    def says(case: EmployerCase) -> Said | None:
        return case.trades.why.get(reason)

    return says


def _by_a_copy(case: EmployerCase) -> Said | None:
    if case.trades.copy is not None:
        return case.trades.copy
    for unit in case.units:
        if isinstance(unit, Found) and unit.instead is not None:
            return unit.source, unit.as_of
    return None


def _in_order(case: EmployerCase) -> Said | None:
    return None if case.company is None else (case.company.source, case.company.as_of)


BAD, UNKNOWN, GOOD = Judgement.BAD, Judgement.UNKNOWN, Judgement.GOOD
AGAINST: tuple[Row[EmployerCase], ...] = (
    Row(
        BAD,
        Reason.OTHER_COMPANY,
        "the register names another main unit than the one printed on the card",
        _another(PRINTED),
    ),
    Row(
        BAD,
        Reason.OTHER_COMPANY,
        "the site list or the inspector names another main unit than the register",
        _another(ON_SITE),
    ),
    Row(BAD, Reason.COMPANY_DELETED, "the main unit is deleted", _main_unit_deleted),
    Row(BAD, Reason.COMPANY_DELETED, "the branch that the holder is employed in is deleted", _branch_deleted),
)
EMPLOYER_TABLE: tuple[Row[EmployerCase], ...] = (
    *AGAINST,
    Row(
        BAD,
        Reason.APPROVAL_MISSING,
        "no industry on the card is one that the employer may work in",
        _lacks(Reason.APPROVAL_MISSING),
    ),
    Row(
        UNKNOWN,
        Reason.COMPANY_UNKNOWN,
        "the register does not know the employer, the one printed, or the one worked for here",
        _not_known,
    ),
    Row(UNKNOWN, Reason.COMPANY_BANKRUPT, "the main unit or the branch is bankrupt", _bankrupt),
    Row(
        UNKNOWN,
        Reason.APPROVAL_PENDING,
        "the approval is applied for, and no other industry on the card is in order",
        _lacks(Reason.APPROVAL_PENDING),
    ),
    Row(UNKNOWN, Reason.NOT_CHECKED, "nobody names an employer to ask about", _not_asked),
    Row(
        UNKNOWN,
        Reason.NOT_CHECKED,
        "the card names another unit than the register, and it was not looked up",
        _print_not_asked,
    ),
    Row(UNKNOWN, Reason.REGISTER_UNREACHABLE, "the company register could not be asked", _away),
    Row(UNKNOWN, Reason.REGISTER_STALE, "an answer about a company is too old", _too_old),
    Row(
        UNKNOWN,
        Reason.REGISTER_UNREACHABLE,
        "an approval register could not be asked",
        _lacks(Reason.REGISTER_UNREACHABLE),
    ),
    Row(
        UNKNOWN,
        Reason.REGISTER_STALE,
        "an answer about an approval is too old",
        _lacks(Reason.REGISTER_STALE),
    ),
    Row(
        UNKNOWN,
        Reason.NOT_CHECKED,
        "no rules here for the industry, or a number names none and the employer is refused in one",
        _lacks(Reason.NOT_CHECKED),
    ),
    Row(
        UNKNOWN,
        Reason.REGISTER_UNREACHABLE,
        "a copy answers in place of a register, and finds the employer in order (clean)",
        _by_a_copy,
        clean=True,
    ),
    Row(
        GOOD,
        Reason.EMPLOYER_IN_ORDER,
        "known, not deleted, approved where needed, and the one worked for here as far as anybody said",
        _in_order,
    ),
)


def employer_case(reading: Reading, answers: Answers, rules: Rules, limits: Limits) -> EmployerCase:
    """What is known of an employer for the rows of EMPLOYER_TABLE."""
    employer, printed, on_site, branch = answers.employer, answers.printed, answers.on_site, answers.branch
    usable, card = limits.usable, reading.card
    looks = (usable(employer), usable(printed), usable(on_site), usable(branch))
    company, unit = looks[EMPLOYER], looks[BRANCH]
    # Approvals are the main unit's: without one there was nobody to ask about.
    industries = card.industries if card is not None and isinstance(company, Found) else ()
    by_number = card is None and isinstance(company, Found)
    return EmployerCase(
        card,
        (employer, printed, on_site, branch),
        looks,
        company if isinstance(company, Found) else None,
        unit if isinstance(unit, Found) else None,
        trades_by_number(answers.approvals, limits)
        if by_number
        else trades_of(industries, answers.approvals, rules, limits),
        limits.today,
    )


def employer_finding(case: EmployerCase) -> Finding:
    """Whether the employer exists, is approved where that is needed, and is the one worked for here.

    Of a main unit and its sub-unit (underenhet) both are judged, and the worse one counts.
    """
    found = first(EMPLOYER_TABLE, case)
    if found is None:
        raise ValueError("the table has no row for this case")
    return found


def old_word_on_employer(case: EmployerCase) -> Reason | None:
    """What is too old about the holder's employer says against the card: no finding, and worth a look."""
    company, branch = case.units[EMPLOYER], case.units[BRANCH]
    main, unit = (each if isinstance(each, Found) else None for each in (company, branch))
    if (main, unit) == (case.company, case.branch):
        return None
    found = first(AGAINST, replace(case, company=main, branch=unit))
    return None if found is None else found.reason
