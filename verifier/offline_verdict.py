"""What may be said of a card where no register can be asked: by its signature, its dates and a status list.

Never VALID: not marked is not "in order". The phone decides the same in static/js/domain/verdict.js, and
tests/vectors/verdicts.json holds both to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from signing import Card, Period, Reading
from signing.statuslist import Freshness, Status, freshness_of
from sync.days import day_of
from verifier.card_status import period_of
from verifier.findings import Finding, Judgement, Row, Said, first, genuine_finding
from verifier.reasons import Reason
from verifier.rulebook import RuleBook, Rules, order_proof_days
from verifier.verdict import Outcome, headline


@dataclass(frozen=True, slots=True)
class Listed:
    """What a believed status list of the card's issuer says of its place; times in seconds since 1970.

    `status` is None where the list has no such place.
    """

    status: Status | None
    iat: int
    exp: int
    ttl: int


@dataclass(frozen=True, slots=True)
class OfflineCheck:
    """What a phone may say alone; `clean` marks one that lacks the registers' word and nothing else."""

    outcome: Outcome
    reason: Reason
    clean: bool
    genuine: Finding
    status: Finding
    employer: Finding


@dataclass(frozen=True, slots=True)
class OfflineCase:
    """What the rows look at; `freshness` is that of the list, None where no list is held."""

    card: Card | None
    listed: Listed | None
    freshness: Freshness | None
    rules: Rules
    today: date
    now: datetime
    is_clock_doubtful: bool

    @property
    def list_says(self) -> Said | None:
        """That the list says so."""
        return None if self.listed is None else ("status_list", datetime.fromtimestamp(self.listed.iat, UTC))


Says = Callable[[OfflineCase], Said | None]
NOBODY: Said = ("card_register", None)


def _marked(case: OfflineCase) -> Said | None:
    """By a clock that may be wrong no age can be told: then a mark counts however old the list is."""
    listed = case.listed
    is_marked = listed is not None and listed.status not in (None, Status.VALID)
    counts = case.is_clock_doubtful or case.freshness in (Freshness.FRESH, Freshness.STALE)
    return case.list_says if is_marked and counts else None


def _lies(wanted: Period) -> Says:
    def says(case: OfflineCase) -> Said | None:
        card = case.card
        if card is None or case.is_clock_doubtful:
            return None
        is_so = period_of(card.issued, card.expires, case.today) is wanted
        return ("card_signature", case.now) if is_so else None

    return says


def _no_card(case: OfflineCase) -> Said | None:
    return NOBODY if case.card is None else None


def _no_day(case: OfflineCase) -> Said | None:
    return ("card_signature", case.now) if case.is_clock_doubtful else None


def _old_proof(case: OfflineCase) -> Said | None:
    card = case.card
    if card is None or card.kind != "order_proof":
        return None
    is_old = (case.today - card.issued).days > order_proof_days(case.rules, card.industries)
    return ("card_signature", case.now) if is_old else None


def _proof(case: OfflineCase) -> Said | None:
    return NOBODY if case.card is not None and case.card.kind == "order_proof" else None


def _no_list(case: OfflineCase) -> Said | None:
    if case.listed is None or case.listed.status is None:
        return "status_list", None
    return case.list_says if case.freshness in (Freshness.EXPIRED, Freshness.NOT_YET) else None


def _old_list(case: OfflineCase) -> Said | None:
    return case.list_says if case.freshness is Freshness.STALE else None


def _not_marked(case: OfflineCase) -> Said | None:
    return case.list_says


def _no_rules(case: OfflineCase) -> Said | None:
    industries = () if case.card is None else case.card.industries
    return None if any(code in case.rules for code in industries) else ("company_register", None)


BAD, UNKNOWN = Judgement.BAD, Judgement.UNKNOWN
OFFLINE_STATUS_TABLE: tuple[Row[OfflineCase], ...] = (
    Row(BAD, Reason.MARKED, "the status list marks the card", _marked),
    Row(BAD, Reason.EXPIRED, "past the last day on the card, by a clock that is right", _lies(Period.OVER)),
    Row(
        BAD,
        Reason.NOT_YET_VALID,
        "before the first day on the card, by a clock that is right",
        _lies(Period.NOT_YET),
    ),
    Row(UNKNOWN, Reason.NOT_CHECKED, "the code names no place on a status list", _no_card),
    Row(UNKNOWN, Reason.CLOCK_DOUBTFUL, "the phone's clock may be wrong", _no_day),
    Row(
        UNKNOWN,
        Reason.ORDER_PROOF_OLD,
        "an order proof made out longer ago than `order_proof_days` of its industry",
        _old_proof,
    ),
    Row(UNKNOWN, Reason.REGISTER_UNREACHABLE, "an order proof, which is always asked about live", _proof),
    Row(
        UNKNOWN,
        Reason.REGISTER_UNREACHABLE,
        "no list of its issuer that holds the card's place and has not run out",
        _no_list,
    ),
    Row(UNKNOWN, Reason.REGISTER_STALE, "not marked, by a list older than its `ttl`", _old_list),
    Row(
        UNKNOWN,
        Reason.REGISTER_UNREACHABLE,
        "not marked, by a list younger than its `ttl` (clean)",
        _not_marked,
        clean=True,
    ),
)
OFFLINE_EMPLOYER_TABLE: tuple[Row[OfflineCase], ...] = (
    Row(UNKNOWN, Reason.NOT_CHECKED, "no rules in force for any industry on the card", _no_rules),
    Row(
        UNKNOWN,
        Reason.REGISTER_UNREACHABLE,
        "no register can be asked about the employer (clean)",
        lambda case: ("company_register", None),
        clean=True,
    ),
)


def decide_offline(
    reading: Reading, listed: Listed | None, book: RuleBook, now: datetime, *, is_clock_doubtful: bool
) -> OfflineCheck:
    """What may be said of a reading without any register, at the aware time `now` of the phone's clock."""
    today = day_of(now)
    age = None if listed is None else freshness_of(listed.iat, listed.exp, listed.ttl, now.timestamp())
    case = OfflineCase(reading.card, listed, age, book.on(today), today, now, is_clock_doubtful)
    status, employer = first(OFFLINE_STATUS_TABLE, case), first(OFFLINE_EMPLOYER_TABLE, case)
    if status is None or employer is None:
        raise ValueError("the table has no row for this case")
    genuine = genuine_finding(reading, now)
    findings = {"genuine": genuine, "status": status, "employer": employer}
    return OfflineCheck(*headline(findings), genuine, status, employer)
