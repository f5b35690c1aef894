"""The third finding of a check: does the card belong to an employer that may use it here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from signing import Reading
from sync.days import day_of
from sync.registers.ports import Absent, Answer, Company, Found, Unavailable
from verifier.answers import Answers
from verifier.findings import Finding, Hints, Judgement, is_stale
from verifier.reasons import Reason, Rules

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """The time of the check, and how many hours old an answer may be."""

    now: datetime
    max_age_hours: float

    def looked_at(self, answer: Answer[T]) -> Found[T] | Absent | Finding:
        """The answer, or the finding that it supports nothing: nobody could look, or the look is too old."""
        if isinstance(answer, Unavailable):
            return Finding(Judgement.UNKNOWN, Reason.REGISTER_UNREACHABLE, answer.source, None)
        if is_stale(answer.as_of, self.now, self.max_age_hours):
            return Finding(Judgement.UNKNOWN, Reason.REGISTER_STALE, answer.source, answer.as_of)
        return answer


def employer_finding(
    reading: Reading, answers: Answers, now: datetime, rules: Rules, max_age_hours: float
) -> tuple[Finding, Hints]:
    """Whether the employer exists, is approved where that is needed, and is the one worked for here.

    Of a main unit and its sub-unit (underenhet) both are judged, and the worse one counts.
    """
    limits = Limits(now, max_age_hours)
    if answers.employer is None:
        return Finding(Judgement.UNKNOWN, Reason.NOT_CHECKED, "company_register", None), ()
    match limits.looked_at(answers.employer):
        case Found(value=company, as_of=as_of, source=source):
            rows = (
                _printed_row(reading, answers, company, limits),
                _compared(answers.on_site, company, limits),
                _company_row(company, as_of, source),
                _branch_row(answers.branch, limits),
                _approval_row(reading, answers, rules, limits),
            )
            good = Finding(Judgement.GOOD, Reason.EMPLOYER_IN_ORDER, source, as_of)
            finding = _worst(rows, _copied(answers) or good)
            return finding, _hints(finding, company, answers, limits)
        case Absent(as_of=as_of, source=source):
            unknown = Finding(Judgement.UNKNOWN, Reason.COMPANY_UNKNOWN, source, as_of)
            return _worst((unknown, _branch_row(answers.branch, limits)), unknown), ()
        case Finding() as unusable:
            return _worst((unusable, _branch_row(answers.branch, limits)), unusable), ()


def _copied(answers: Answers) -> Finding | None:
    """A copy that speaks for the employer in place of a register: not enough by itself."""
    units = (answers.employer, answers.printed, answers.on_site, answers.branch)
    approving = [
        answer for _, answer in answers.approvals if isinstance(answer, Found) and answer.value.approved
    ]
    if any(answer.instead is None for answer in approving):
        approving = []
    for answer in (*units, *approving):
        if isinstance(answer, Found) and answer.instead is not None:
            return Finding(Judgement.UNKNOWN, Reason.REGISTER_UNREACHABLE, answer.source, answer.as_of)
    return None


def _worst(rows: tuple[Finding | None, ...], good: Finding) -> Finding:
    """The first bad row, else the first unknown one."""
    for judgement in (Judgement.BAD, Judgement.UNKNOWN):
        for row in rows:
            if row is not None and row.answer is judgement:
                return row
    return good


def _company_row(company: Company, as_of: datetime, source: str) -> Finding | None:
    if company.deleted_on and company.deleted_on <= day_of(as_of):
        return Finding(Judgement.BAD, Reason.COMPANY_DELETED, source, as_of)
    # The estate may run on, so nobody can tell from the register whether the employment did.
    return Finding(Judgement.UNKNOWN, Reason.COMPANY_BANKRUPT, source, as_of) if company.bankrupt else None


def _branch_row(branch: Found[Company] | None, limits: Limits) -> Finding | None:
    """What the sub-unit adds: where it is deleted the employment there has ended, whoever owned it."""
    if branch is None:
        return None
    match limits.looked_at(branch):
        case Found(value=unit, as_of=as_of, source=source):
            return _company_row(unit, as_of, source)
        case Absent():
            return None
        case Finding() as unusable:
            return unusable


def _printed_row(reading: Reading, answers: Answers, company: Company, limits: Limits) -> Finding | None:
    """Whether card and register name the same employer; a print that nobody looked up says nothing."""
    card = reading.card
    if answers.printed is None and card is not None and card.org_number != company.org_number:
        return Finding(Judgement.UNKNOWN, Reason.NOT_CHECKED, "company_register", None)
    return _compared(answers.printed, company, limits)


def _compared(other: Answer[Company] | None, company: Company, limits: Limits) -> Finding | None:
    """Main units are compared, so a sub-unit of the right company is never a false alarm.

    None where the other unit is the same, or where nobody named one.
    """
    if other is None:
        return None
    match limits.looked_at(other):
        case Found(value=unit, as_of=as_of, source=source):
            is_same = unit.org_number == company.org_number
            return None if is_same else Finding(Judgement.BAD, Reason.OTHER_COMPANY, source, as_of)
        case Absent(as_of=as_of, source=source):
            return Finding(Judgement.UNKNOWN, Reason.COMPANY_UNKNOWN, source, as_of)
        case Finding() as unusable:
            return unusable


def _approval_row(reading: Reading, answers: Answers, rules: Rules, limits: Limits) -> Finding | None:
    """None when nothing is missing: one industry that the employer may work in is enough for the card."""
    if reading.card is None:
        return None
    unknown = [code for code in reading.card.industries if code not in rules]
    if len(answers.approvals) + len(unknown) < len(reading.card.industries):
        return None
    missing: Finding | None = None
    undecided: Finding | None = None
    if unknown:
        # Whether this industry needs an approval stands in rules that this server does not have.
        undecided = Finding(Judgement.UNKNOWN, Reason.NOT_CHECKED, "approval_register", None)
    for _, answer in answers.approvals:
        match limits.looked_at(answer):
            case Found(value=approval) if approval.approved:
                return None
            case Found(as_of=as_of, source=source) | Absent(as_of=as_of, source=source):
                missing = missing or Finding(Judgement.BAD, Reason.APPROVAL_MISSING, source, as_of)
            case Finding() as unusable:
                undecided = undecided or unusable
    return undecided or missing


def _hints(finding: Finding, company: Company, answers: Answers, limits: Limits) -> Hints:
    """What is worth a closer look and decides nothing by itself."""
    not_approved = any(
        isinstance(answer, Absent) or (isinstance(answer, Found) and not answer.value.approved)
        for answer in (limits.looked_at(approval) for _, approval in answers.approvals)
    )
    units = (company, *([answers.branch.value] if answers.branch else []))
    said = (
        (any(unit.bankrupt for unit in units), Reason.COMPANY_BANKRUPT),
        (any(unit.winding_up for unit in units), Reason.COMPANY_WINDING_UP),
        (company.vat_registered is False, Reason.VAT_MISSING),
        (not_approved, Reason.APPROVAL_MISSING),
    )
    return tuple(reason for is_so, reason in said if is_so and reason is not finding.reason)
