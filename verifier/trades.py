"""In which of the industries on a card may the employer work: one is enough for the card."""

from __future__ import annotations

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

    `copy` says who vouches for it where that is a copy in place of a register, and nobody else does.
    """

    each: Verdicts = ()
    is_settled: bool = True
    copy: Said | None = None

    def undecided(self, reason: Reason) -> Said | None:
        """Who says so, where no industry is in order and this is said of one."""
        return None if self.is_settled else self.of(reason)

    @property
    def missing_in_all(self) -> Said | None:
        """Who says that the approval is missing, where that is so of every industry."""
        if self.is_settled or any(reason is not Reason.APPROVAL_MISSING for reason, _ in self.each):
            return None
        return self.of(Reason.APPROVAL_MISSING)

    def of(self, reason: Reason) -> Said | None:
        """Who says so of an industry, whatever is said of the others."""
        return next((said for found, said in self.each if found is reason), None)


NOTHING = Trades()
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
    copy = good[0] if good and None not in good else None
    return Trades(tuple(each), bool(good), copy)


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
