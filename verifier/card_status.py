"""The second finding of a check: is the card in order now. A table of rows, the first that fits counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from signing import Card, Period, Reading
from sync.days import day_of
from sync.registers.ports import Absent, Answer, CardRecord, CardStatus, Found, Unavailable
from verifier.findings import Finding, Judgement, Limits, Row, Said, first
from verifier.reasons import Reason
from verifier.rulebook import Rules, order_proof_days

# An order proof is asked about live: an answer older than this was not.
LIVE = timedelta(minutes=5)
STATUS: dict[CardStatus, Reason] = {
    CardStatus.LOST: Reason.LOST,
    CardStatus.STOLEN: Reason.STOLEN,
    CardStatus.BLOCKED: Reason.BLOCKED,
    CardStatus.REPLACED: Reason.REPLACED,
    CardStatus.CONFISCATED: Reason.CONFISCATED,
    CardStatus.EMPLOYMENT_ENDED: Reason.EMPLOYMENT_ENDED,
}


@dataclass(frozen=True, slots=True)
class CardCase:
    """What the rows look at: the signed card, and what the register answered.

    `word` is that answer as far as its age lets it count, `record` the record in it and `register` that the
    register says so; `printed` and `registered` say where today lies against the two periods.
    """

    card: Card | None
    answer: Answer[CardRecord] | None
    word: Found[CardRecord] | Absent | None
    record: CardRecord | None
    register: Said | None
    printed: Period | None
    registered: Period | None
    is_order_proof: bool
    proof_days: int
    limits: Limits

    @property
    def signature(self) -> Said:
        """That the signed code says so, which is read now."""
        return "card_signature", self.limits.now


Says = Callable[[CardCase], Said | None]


def _not_known(case: CardCase) -> Said | None:
    return case.register if isinstance(case.word, Absent) and not _is_newer(case, case.word) else None


def _not_known_yet(case: CardCase) -> Said | None:
    return case.register if isinstance(case.word, Absent) and _is_newer(case, case.word) else None


def _is_newer(case: CardCase, word: Absent) -> bool:
    """Whether a genuine card was made on the day of the register's word or later, too new to be known."""
    return case.card is not None and day_of(word.as_of) <= case.card.issued


def _born_on_another_day(case: CardCase) -> Said | None:
    record, card = case.record, case.card
    differs = record is not None and card is not None and record.birth_date != card.birth_date
    return case.register if differs else None


def _marked(status: CardStatus) -> Says:
    def says(case: CardCase) -> Said | None:
        record = case.record
        return case.register if record is not None and record.status is status else None

    return says


def _lies(wanted: Period) -> Says:
    """Of two periods, the card's and the register's, one is enough; without the register, the card's."""

    def says(case: CardCase) -> Said | None:
        lies_so = case.printed is wanted or case.registered is wanted
        return (case.register or case.signature) if lies_so else None

    return says


def _proof_is_old(case: CardCase) -> Said | None:
    if not case.is_order_proof or case.card is None:
        return None
    age = case.limits.today - case.card.issued
    return case.signature if age.days > case.proof_days else None


def _not_asked(case: CardCase) -> Said | None:
    return ("card_register", None) if case.answer is None else None


def _away(case: CardCase) -> Said | None:
    return (case.answer.source, None) if isinstance(case.answer, Unavailable) else None


def _too_old(case: CardCase) -> Said | None:
    if case.word is not None or case.answer is None or isinstance(case.answer, Unavailable):
        return None
    return case.answer.source, case.answer.as_of


def _not_live(case: CardCase) -> Said | None:
    if not case.is_order_proof or case.word is None or case.limits.now - case.word.as_of <= LIVE:
        return None
    return case.register


def _by_a_copy(case: CardCase) -> Said | None:
    return case.register if case.word is not None and case.word.instead is not None else None


def _order_proof(case: CardCase) -> Said | None:
    return case.register if case.is_order_proof else None


def _in_order(case: CardCase) -> Said | None:
    return case.register


BAD, UNKNOWN, GOOD = Judgement.BAD, Judgement.UNKNOWN, Judgement.GOOD
AGAINST: tuple[Row[CardCase], ...] = (
    Row(
        BAD,
        Reason.CARD_UNKNOWN,
        "the register does not know the number, and the card is older than its word",
        _not_known,
    ),
    Row(BAD, Reason.HOLDER_MISMATCH, "another birth date than the register's", _born_on_another_day),
    Row(BAD, Reason.LOST, "reported lost", _marked(CardStatus.LOST)),
    Row(BAD, Reason.STOLEN, "reported stolen", _marked(CardStatus.STOLEN)),
    Row(BAD, Reason.BLOCKED, "blocked by the issuer", _marked(CardStatus.BLOCKED)),
    Row(BAD, Reason.REPLACED, "the holder has a newer card", _marked(CardStatus.REPLACED)),
    Row(BAD, Reason.CONFISCATED, "confiscated before", _marked(CardStatus.CONFISCATED)),
    Row(
        BAD,
        Reason.EMPLOYMENT_ENDED,
        "the register says that the employment has ended",
        _marked(CardStatus.EMPLOYMENT_ENDED),
    ),
    Row(
        BAD,
        Reason.EXPIRED,
        "past the last day in Norway, on the card or in the register; also without the register's word",
        _lies(Period.OVER),
    ),
    Row(
        BAD,
        Reason.NOT_YET_VALID,
        "before the first day in Norway, on the card or in the register; also without the register's word",
        _lies(Period.NOT_YET),
    ),
)
STATUS_TABLE: tuple[Row[CardCase], ...] = (
    *AGAINST,
    Row(
        UNKNOWN,
        Reason.REGISTER_STALE,
        "the register does not know the number, and the card was made on the day of its word or later",
        _not_known_yet,
    ),
    Row(
        UNKNOWN,
        Reason.ORDER_PROOF_OLD,
        "an order proof made out longer ago than `order_proof_days` of its industry",
        _proof_is_old,
    ),
    Row(UNKNOWN, Reason.NOT_CHECKED, "there was nothing to ask with", _not_asked),
    Row(UNKNOWN, Reason.REGISTER_UNREACHABLE, "the register could not be asked", _away),
    Row(UNKNOWN, Reason.REGISTER_STALE, "the answer is too old", _too_old),
    Row(
        UNKNOWN,
        Reason.REGISTER_STALE,
        "an order proof, and the answer is more than five minutes old",
        _not_live,
    ),
    Row(
        UNKNOWN,
        Reason.REGISTER_UNREACHABLE,
        "a copy answers in place of the register, and finds the card in order (clean)",
        _by_a_copy,
        clean=True,
    ),
    Row(GOOD, Reason.ORDER_PROOF, "the register holds the order proof as in order", _order_proof),
    Row(GOOD, Reason.CARD_IN_ORDER, "the register holds the card as in order", _in_order),
)


def card_case(reading: Reading, answer: Answer[CardRecord] | None, rules: Rules, limits: Limits) -> CardCase:
    """What is known of a card for the rows of STATUS_TABLE."""
    return _case(reading.card, answer, limits.usable(answer), rules, limits)


def _case(
    card: Card | None,
    answer: Answer[CardRecord] | None,
    word: Found[CardRecord] | Absent | None,
    rules: Rules,
    limits: Limits,
) -> CardCase:
    record, today = word.value if isinstance(word, Found) else None, limits.today
    is_proof = card is not None and card.kind == "order_proof"
    return CardCase(
        card,
        answer,
        word,
        record,
        None if word is None else (word.source, word.as_of),
        None if card is None else period_of(card.issued, card.expires, today),
        None if record is None else period_of(record.valid_from, record.valid_to, today),
        is_proof,
        order_proof_days(rules, card.industries) if card is not None and is_proof else 0,
        limits,
    )


def status_finding(case: CardCase) -> Finding:
    """Whether the card is in order, by the card register and, never above it, by the printed date."""
    found = first(STATUS_TABLE, case)
    if found is None:
        raise ValueError("the table has no row for this case")
    return found


def old_word_against(case: CardCase) -> Reason | None:
    """What an answer that is too old says against the card: no finding any more, and worth a look."""
    if _too_old(case) is None or case.answer is None or isinstance(case.answer, Unavailable):
        return None
    found = first(AGAINST, _case(case.card, case.answer, case.answer, {}, case.limits))
    return None if found is None else found.reason


def period_of(first_day: date, last_day: date, today: date) -> Period:
    """Where a day in Norway lies against a period, its first and last day within it.

    A card's seconds (iat, exp) are how the format writes its days, at the edges of UTC's: read as moments
    they would begin and end it an hour or two after the day that stands on it (docs/verdict.md).
    """
    if today < first_day:
        return Period.NOT_YET
    return Period.CURRENT if today <= last_day else Period.OVER
