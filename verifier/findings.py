"""Two of a check's three findings: is the card genuine, and is it in order."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from signing import Period, Reading, RefusalCode
from sync.days import day_of
from sync.registers.ports import Absent, CardRecord, CardStatus, Found, Unavailable
from verifier.answers import Answers
from verifier.reasons import CONSEQUENCE, Consequence, Reason


class Judgement(StrEnum):
    """GOOD and BAD mean that somebody looked; UNKNOWN means that nobody could."""

    GOOD = "GOOD"
    BAD = "BAD"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer with its reason, who said so, and as of when."""

    answer: Judgement
    reason: Reason
    source: str
    as_of: datetime | None

    @property
    def consequence(self) -> Consequence:
        """What follows from the reason."""
        return CONSEQUENCE[self.reason]


Hints = tuple[Reason, ...]

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

STATUS: dict[CardStatus, Reason] = {
    CardStatus.LOST: Reason.LOST,
    CardStatus.STOLEN: Reason.STOLEN,
    CardStatus.BLOCKED: Reason.BLOCKED,
    CardStatus.REPLACED: Reason.REPLACED,
    CardStatus.CONFISCATED: Reason.CONFISCATED,
    CardStatus.EMPLOYMENT_ENDED: Reason.EMPLOYMENT_ENDED,
}


def genuine_finding(reading: Reading, now: datetime) -> Finding:
    """Who wrote the card."""
    answer, reason = GENUINE[reading.refusal.code if reading.refusal else None]
    return Finding(answer, reason, "card_signature", now)


def status_finding(
    reading: Reading, answers: Answers, now: datetime, max_age_hours: float
) -> tuple[Finding, Hints]:
    """Whether the card is in order, by the card register and, never above it, by the printed date."""
    hints: Hints = ()
    match answers.card:
        case None:
            return Finding(Judgement.UNKNOWN, Reason.NOT_CHECKED, "card_register", None), ()
        case Unavailable(source=source):
            return _by_printed_date(reading, Reason.REGISTER_UNREACHABLE, source, None, now), ()
        case Absent(as_of=as_of, source=source):
            answer, reason = Judgement.BAD, Reason.CARD_UNKNOWN
        case Found(value=record, as_of=as_of, source=source):
            answer, reason, hints = _by_record(reading, record, now)
    if is_stale(as_of, now, max_age_hours):
        # An old copy supports neither "in order" nor a confiscation: status may have changed since.
        old = _by_printed_date(reading, Reason.REGISTER_STALE, source, as_of, now)
        said = (reason,) if answer is Judgement.BAD and reason is not old.reason else ()
        return old, (*said, *hints)
    if answer is Judgement.GOOD and answers.card.instead is not None:
        # A copy in place of the register: what it says for the card is not enough.
        return _by_printed_date(reading, Reason.REGISTER_UNREACHABLE, source, as_of, now), hints
    return Finding(answer, reason, source, as_of), hints


def _by_printed_date(
    reading: Reading, why: Reason, source: str, as_of: datetime | None, now: datetime
) -> Finding:
    """Without the register's word of today a signed date still says "over" or "not yet", never "in order"."""
    match printed_period(reading, now):
        case Period.OVER:
            return Finding(Judgement.BAD, Reason.EXPIRED, "card_signature", now)
        case Period.NOT_YET:
            return Finding(Judgement.BAD, Reason.NOT_YET_VALID, "card_signature", now)
        case Period.CURRENT | None:
            return Finding(Judgement.UNKNOWN, why, source, as_of)


def period_of(first: date, last: date, now: datetime) -> Period:
    """Where the day in Norway at `now` lies against a period, its first and last day within it."""
    today = day_of(now)
    if today < first:
        return Period.NOT_YET
    return Period.CURRENT if today <= last else Period.OVER


def printed_period(reading: Reading, now: datetime) -> Period | None:
    """The same for the days that the card itself bears; None where nothing of it can be believed.

    Its seconds (iat, exp) are how the format writes those days, at the edges of UTC's: read as moments they
    would begin and end a card an hour or two after the day that stands on it (docs/verdict.md).
    """
    card = reading.card
    return None if card is None else period_of(card.issued, card.expires, now)


def _by_record(reading: Reading, record: CardRecord, now: datetime) -> tuple[Judgement, Reason, Hints]:
    card = reading.card
    if card is not None and card.birth_date != record.birth_date:
        return Judgement.BAD, Reason.HOLDER_MISMATCH, ()
    hints: Hints = ()
    if card is not None and _as_compared(card.name) != _as_compared(record.name):
        hints = (Reason.HOLDER_MISMATCH,)
    if record.status is not CardStatus.IN_ORDER:
        return Judgement.BAD, STATUS[record.status], hints
    periods = (printed_period(reading, now), period_of(record.valid_from, record.valid_to, now))
    if Period.OVER in periods:
        return Judgement.BAD, Reason.EXPIRED, hints
    if Period.NOT_YET in periods:
        return Judgement.BAD, Reason.NOT_YET_VALID, hints
    if card is not None and card.kind == "order_proof":
        return Judgement.GOOD, Reason.ORDER_PROOF, hints
    return Judgement.GOOD, Reason.CARD_IN_ORDER, hints


def _as_compared(name: str) -> str:
    """A name without what differs between systems that mean the same: case, spaces, coding of accents."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def is_stale(as_of: datetime, now: datetime, max_age_hours: float) -> bool:
    """Older than the limit, or dated in the future by more than clocks differ: neither can be relied on."""
    return not -timedelta(minutes=5) <= now - as_of <= timedelta(hours=max_age_hours)
