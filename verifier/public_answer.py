"""What everybody is told of a check, which says much more. Pure: from one closed list to a shorter one."""

from __future__ import annotations

from enum import StrEnum

from verifier.findings import Judgement
from verifier.reasons import Reason
from verifier.verdict import CardCheck, Outcome


class PublicAnswer(StrEnum):
    """Whether a card may be relied on now."""

    VALID = "valid"
    NOT_VALID = "not_valid"
    CANNOT_TELL = "cannot_tell"


class Genuine(StrEnum):
    """Who made the code that was read; a number alone is not signed by anybody."""

    GENUINE = "genuine"
    NOT_GENUINE = "not_genuine"
    NOT_SIGNED = "not_signed"
    UNREADABLE = "unreadable"
    CANNOT_TELL = "cannot_tell"


def answer_of(check: CardCheck) -> PublicAnswer:
    """VALID is said of a genuine card, or of a number, whose card and employer the registers find good.

    `clean` is not enough: it may also stand for registers that could not be asked themselves.
    """
    if check.outcome is Outcome.INVALID:
        return PublicAnswer.NOT_VALID
    by_register = check.status.answer is Judgement.GOOD and check.employer.answer is Judgement.GOOD
    believed = check.genuine.answer is Judgement.GOOD or check.genuine.reason is Reason.NOT_SIGNED
    return PublicAnswer.VALID if by_register and believed else PublicAnswer.CANNOT_TELL


def genuine_of(check: CardCheck) -> Genuine:
    """Who made the code: said of the signature alone."""
    match check.genuine.answer:
        case Judgement.GOOD:
            return Genuine.GENUINE
        case Judgement.BAD:
            return Genuine.NOT_GENUINE
        case Judgement.UNKNOWN:
            return {
                Reason.NOT_SIGNED: Genuine.NOT_SIGNED,
                Reason.UNREADABLE: Genuine.UNREADABLE,
                Reason.UNKNOWN_FORMAT: Genuine.UNREADABLE,
            }.get(check.genuine.reason, Genuine.CANNOT_TELL)
