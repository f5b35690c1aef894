"""In which of the industries on a card may the employer work: one is enough for the card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sync.registers.ports import Absent, Answer, Approval, ApprovalState, Found, Unavailable
from verifier.findings import Limits, Said
from verifier.reasons import Reason
from verifier.rulebook import Rules

Verdicts: TypeAlias = tuple[tuple[Reason | None, Said], ...]


@dataclass(frozen=True, slots=True)
class Trades:
    """What is known of each industry on a card: None where the employer may work in it, else why not.

    `why` names, where no industry is in order, who gives each reason; APPROVAL_MISSING only where that is so
    of all. `copy` says who vouches for one where that is a copy in place of a register, and nobody else does.
    """

    each: Verdicts
    why: Mapping[Reason, Said]
    copy: Said | None

    def of(self, reason: Reason) -> bool:
        """Whether this is said of an industry, whatever is said of the others."""
        return any(found is reason for found, _ in self.each)


NOTHING = Trades((), {}, None)
_NOBODY: Said = ("approval_register", None)


def trades_of(
    industries: tuple[int, ...],
    approvals: tuple[tuple[int, Answer[Approval]], ...],
    rules: Rules,
    limits: Limits,
) -> Trades:
    """What is known of the industries on a card; the rules are those in force on the day of the check."""
    if not industries:
        return NOTHING
    asked = dict(approvals)
    each: list[tuple[Reason | None, Said]] = []
    # For each industry in order: who says so where that is a copy in place of a register, else None.
    good: list[Said | None] = []
    for code in industries:
        rule, answer = rules.get(code), asked.get(code)
        if rule is None:
            # Whether this industry needs an approval stands in rules that this server does not have.
            each.append((Reason.NOT_CHECKED, _NOBODY))
        elif not rule.needs_approval:
            good.append(None)
        else:
            verdict = (Reason.NOT_CHECKED, _NOBODY) if answer is None else _judged(answer, limits)
            each.append(verdict)
            if verdict[0] is None:
                good.append(verdict[1] if isinstance(answer, Found) and answer.instead else None)
    if good:
        return Trades(tuple(each), {}, None if None in good else good[0])
    return Trades(tuple(each), _why(each), None)


def trades_by_number(approvals: tuple[tuple[int, Answer[Approval]], ...], limits: Limits) -> Trades:
    """What is known of a company where only a number was given, which names no industry.

    A register (or its copy) that does not have the company says nothing of it, and one approval is enough.
    One that has it and does not approve it leaves open which industry the card is for. Whether a list of
    workshops was loaded says nothing of a company that may be in another trade.
    """
    told = [answer for _, answer in approvals if not _says_nothing(answer, limits)]
    each = tuple(_judged(answer, limits) for answer in told)
    if any(reason is None for reason, _ in each):
        return Trades(each, {}, None)
    why: dict[Reason, Said] = {}
    for reason, said in each:
        if reason is not None:
            why.setdefault(Reason.NOT_CHECKED if reason is Reason.APPROVAL_MISSING else reason, said)
    return Trades(each, why, None)


def _says_nothing(answer: Answer[Approval], limits: Limits) -> bool:
    if isinstance(answer, Unavailable):
        return answer.source == "workshop_register"
    return isinstance(limits.usable(answer), Absent)


def _why(each: list[tuple[Reason | None, Said]]) -> dict[Reason, Said]:
    """Who gives each reason first; one that may yet turn out well keeps "missing" from being said of all."""
    why: dict[Reason, Said] = {}
    for reason, said in each:
        if reason is not None:
            why.setdefault(reason, said)
    if len(why) > 1:
        why.pop(Reason.APPROVAL_MISSING, None)
    return why


def _judged(answer: Answer[Approval], limits: Limits) -> tuple[Reason | None, Said]:
    """What the answer of an approval register comes to; None: approved."""
    if isinstance(answer, Unavailable):
        return Reason.REGISTER_UNREACHABLE, (answer.source, None)
    said = (answer.source, answer.as_of)
    match limits.usable(answer):
        case None:
            return Reason.REGISTER_STALE, said
        case Absent():
            return Reason.APPROVAL_MISSING, said
        case Found(value=approval):
            return _OF_STATE[approval.state], said


_OF_STATE: dict[ApprovalState, Reason | None] = {
    ApprovalState.APPROVED: None,
    ApprovalState.PENDING: Reason.APPROVAL_PENDING,
    ApprovalState.NOT_APPROVED: Reason.APPROVAL_MISSING,
}
