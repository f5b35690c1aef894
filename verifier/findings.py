"""What a finding is, and how one is found: a table whose rows are read from top to bottom.

The first row that has somebody to say it counts. Also here: the first of the three findings, is it genuine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from signing import Reading, RefusalCode
from sync.days import day_of
from sync.registers.ports import Absent, Answer, Found, Unavailable
from verifier.reasons import CONSEQUENCE, Consequence, Reason

T = TypeVar("T")
Case = TypeVar("Case")
# Who says so, and as of when.
Said: TypeAlias = tuple[str, datetime | None]
# A register's clock may be ahead of ours by as much.
CLOCKS_DIFFER = timedelta(minutes=5)


class Judgement(StrEnum):
    """GOOD and BAD mean that somebody looked; UNKNOWN means that nobody could."""

    GOOD = "GOOD"
    BAD = "BAD"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer with its reason, who said so, and as of when.

    `clean` marks an UNKNOWN that lacks a confirmation and nothing else: all that could be looked at agrees.
    """

    answer: Judgement
    reason: Reason
    source: str
    as_of: datetime | None
    clean: bool = False

    @property
    def consequence(self) -> Consequence:
        """What follows from the reason."""
        return CONSEQUENCE[self.reason]


@dataclass(frozen=True, slots=True)
class Row(Generic[Case]):
    """One row of a table: `says` names who says it of a case, or is None where the row does not fit.

    `when` is the condition in words; docs/verdict.md repeats each.
    """

    answer: Judgement
    reason: Reason
    when: str
    says: Callable[[Case], Said | None]
    clean: bool = False


def first(rows: Iterable[Row[Case]], case: Case) -> Finding | None:
    """The finding of the first row that fits, or None."""
    for row in rows:
        said = row.says(case)
        if said is not None:
            return Finding(row.answer, row.reason, *said, row.clean)
    return None


@dataclass(frozen=True, slots=True)
class Limits:
    """The aware time of the check, its day in Norway, and between which times an answer counts."""

    now: datetime
    today: date
    oldest: datetime
    newest: datetime

    @classmethod
    def at(cls, now: datetime, max_age_hours: float) -> Limits:
        """The limits of a check at `now`, where an answer may be so many hours old."""
        return cls(now, day_of(now), now - timedelta(hours=max_age_hours), now + CLOCKS_DIFFER)

    def usable(self, answer: Answer[T] | None) -> Found[T] | Absent | None:
        """The answer, or None where nobody looked, or where the look is too old or dated in the future."""
        if answer is None or isinstance(answer, Unavailable):
            return None
        return answer if self.oldest <= answer.as_of <= self.newest else None


GENUINE: dict[RefusalCode | None, tuple[Judgement, Reason]] = {
    None: (Judgement.GOOD, Reason.SIGNATURE_GOOD),
    RefusalCode.TEXT_NUMBER_ONLY: (Judgement.UNKNOWN, Reason.NOT_SIGNED),
    RefusalCode.TEXT_UNKNOWN: (Judgement.UNKNOWN, Reason.UNKNOWN_FORMAT),
    RefusalCode.TEXT_TOO_LONG: (Judgement.UNKNOWN, Reason.UNKNOWN_FORMAT),
    RefusalCode.DIGITS_NOT_CANONICAL: (Judgement.UNKNOWN, Reason.UNREADABLE),
    RefusalCode.CBOR_NOT_STRICT: (Judgement.UNKNOWN, Reason.UNREADABLE),
    RefusalCode.NOT_COSE_SIGN1: (Judgement.UNKNOWN, Reason.UNREADABLE),
    RefusalCode.HEADER_NOT_ALLOWED: (Judgement.UNKNOWN, Reason.UNREADABLE),
    RefusalCode.ALGORITHM_NOT_ALLOWED: (Judgement.UNKNOWN, Reason.UNREADABLE),
    RefusalCode.KEY_UNKNOWN: (Judgement.BAD, Reason.KEY_UNKNOWN),
    RefusalCode.SIGNATURE_BAD: (Judgement.BAD, Reason.SIGNATURE_BAD),
    RefusalCode.ISSUER_MISMATCH: (Judgement.BAD, Reason.KEY_UNKNOWN),
    RefusalCode.OUTSIDE_KEY_WINDOW: (Judgement.BAD, Reason.KEY_UNKNOWN),
    RefusalCode.KEY_COMPROMISED: (Judgement.BAD, Reason.KEY_UNKNOWN),
    # A trusted key signed something that is no card: the issuer's fault, so the holder is not blamed.
    RefusalCode.CLAIMS_MALFORMED: (Judgement.UNKNOWN, Reason.UNREADABLE),
    # Without a key set that holds today nobody can tell the issuer's keys from a forger's.
    RefusalCode.ROOT_UNKNOWN: (Judgement.UNKNOWN, Reason.KEYS_UNUSABLE),
    RefusalCode.KEYSET_MALFORMED: (Judgement.UNKNOWN, Reason.KEYS_UNUSABLE),
    RefusalCode.KEYSET_OLDER: (Judgement.UNKNOWN, Reason.KEYS_UNUSABLE),
    RefusalCode.KEYSET_DIFFERS: (Judgement.UNKNOWN, Reason.KEYS_UNUSABLE),
    RefusalCode.KEYSET_GIVES_BACK: (Judgement.UNKNOWN, Reason.KEYS_UNUSABLE),
    RefusalCode.KEYSET_EXPIRED: (Judgement.UNKNOWN, Reason.KEYS_UNUSABLE),
    # What is refused of a status list refuses no card; whatever is wrong with it, nobody could look.
    **{code: (Judgement.UNKNOWN, Reason.UNREADABLE) for code in RefusalCode if code.startswith("L-")},
}


def genuine_finding(reading: Reading, now: datetime) -> Finding:
    """Who wrote the card. A bare number is clean: there was no signature to speak against it."""
    answer, reason = GENUINE[reading.refusal.code if reading.refusal else None]
    return Finding(answer, reason, "card_signature", now, clean=reason is Reason.NOT_SIGNED)
