"""Adds cases to verdicts.json, and never changes one: `python -m tests.vectors.make_verdicts`.

The file is a law: the online cases bind the server, the offline ones the server's and the phone's code. The
outcome, reason and hints of each were written by hand, and nothing is written where the code does not agree.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from signing import Period, Reading, RefusalCode
from signing.statuslist import LIFETIME_S, TTL_S, Status
from sync.days import day_of
from tests.support.cards import NOW, USUAL
from tests.support.verdict_json import (
    Json,
    answers_from_json,
    answers_to_json,
    check_to_json,
    listed_from_json,
    listed_to_json,
    offline_to_json,
    reading_from_json,
    reading_to_json,
)
from tests.support.verdict_table import TABLE
from tests.support.verdicts import (
    CAR_CARE,
    CLEANING,
    CONSTRUCTION,
    GENUINE,
    NOT_YET,
    NUMBER_ONLY,
    OVER,
    TODAY,
    VAN,
    approval,
    company,
    days_ago,
    genuine,
    in_order,
    record,
    refused,
)
from verifier.answers import Answers
from verifier.offline_verdict import Listed, decide_offline
from verifier.rulebook import RULES, RuleBook, book_of
from verifier.sighting import Sighting
from verifier.verdict import decide

FILE = Path(__file__).with_name("verdicts.json")
ABOUT = (
    "Verdicts. `rules` are the rules of the industries (form as in verifier/rules/industries.json) that hold "
    "for all cases, `now` the time of a check unless a case has its own. checks: `reading` and `answers` "
    "(found: a record, or null where the register holds none; instead: the register in whose place a copy "
    "answers; unavailable: could not be asked; null: nothing to ask with), judged for a reader of `role` "
    "with answers of at most 24 hours, give `expect`. offline: what a phone may say alone, from `reading`, "
    "`listed` (what a status list says of the card's place; null: none is held) and a clock that may be "
    "wrong (`clock_doubtful`). Cases are added by make_verdicts.py and never changed."
)
AUTHORITY, VIEWER, COORDINATOR = "labour_inspector", "client", "hse_coordinator"
IAT = int(NOW.timestamp()) - 3600


@dataclass(frozen=True)
class Case:
    """What is judged, and by hand: outcome, reason, hints (checks) or whether it is clean (offline)."""

    name: str
    reading: Reading
    expect: tuple[str, str, tuple[str, ...] | bool]
    answers: Answers | None = None
    role: str = AUTHORITY
    now: datetime = NOW
    listed: Listed | None = None
    clock_doubtful: bool = False


def on_list(status: Status | None = Status.VALID, iat: int = IAT) -> Listed:
    """Return what a list of an hour ago says, or one of another time."""
    return Listed(status, iat, iat + LIFETIME_S, TTL_S)


def checks() -> Iterator[Case]:
    """Yield the cases of the table, and those that turn on the reader or the day."""
    for row in TABLE:
        yield Case(row.case, row.reading, (row.outcome, row.reason, row.hints), row.answers)
    ahead = in_order(card=record(employed_from=USUAL.issued + timedelta(days=31)))
    seen = in_order(sighting=Sighting(NOW - timedelta(minutes=20), 90.0, 20.0))
    for role, hints in ((AUTHORITY, ("CARD_BEFORE_EMPLOYMENT",)), (VIEWER, ())):
        yield Case(f"card before employment, {role}", GENUINE, ("VALID", "CARD_IN_ORDER", hints), ahead, role)
    for role, hints in ((AUTHORITY, ("SEEN_ELSEWHERE",)), (VIEWER, ())):
        yield Case(f"seen elsewhere, {role}", GENUINE, ("VALID", "CARD_IN_ORDER", hints), seen, role)
    cleans = genuine(industries=(CLEANING,))
    approved = in_order(approvals=(approval(CLEANING),))
    for role, hints in ((VIEWER, ()), (COORDINATOR, ("VIEWER_NOT_NAMED",))):
        yield Case(f"cleaning, {role}", cleans, ("VALID", "CARD_IN_ORDER", hints), approved, role)
    over = genuine(Period.OVER, industries=(CONSTRUCTION, VAN))
    for role in (AUTHORITY, VIEWER):
        yield Case(f"two industries, over, {role}", over, ("INVALID", "EXPIRED", ()), in_order(), role)
    for code, last in (
        (VAN, datetime(2025, 12, 31, 12, tzinfo=UTC)),
        (CAR_CARE, datetime(2022, 6, 30, 12, tzinfo=UTC)),
    ):
        for now, reason in ((last, "NOT_CHECKED"), (last + timedelta(days=1), "CARD_IN_ORDER")):
            outcome = "UNCONFIRMED" if reason == "NOT_CHECKED" else "VALID"
            name = f"industry {code} on {day_of(now)}"
            yield Case(name, card_of(now, code), (outcome, reason, ()), answers_of(now, code), now=now)


def card_of(now: datetime, code: int) -> Reading:
    """Return the reading of a card of an industry that is in its period at a time."""
    day = day_of(now)
    return genuine(industries=(code,), issued=day - timedelta(days=9), expires=day + timedelta(days=9))


def answers_of(now: datetime, code: int) -> Answers:
    """Return what registers asked at that time say of it, all good."""
    day, unit = day_of(now), company(as_of=now)
    card = record(now, valid_from=day - timedelta(days=9), valid_to=day + timedelta(days=9))
    approvals = (approval(code, as_of=now),) if code == CAR_CARE else ()
    return in_order(card=card, employer=unit, printed=unit, approvals=approvals)


def offline() -> Iterator[Case]:
    """Yield what a phone may say alone."""
    clean, away = (
        ("UNCONFIRMED", "REGISTER_UNREACHABLE", True),
        ("UNCONFIRMED", "REGISTER_UNREACHABLE", False),
    )
    stale, marked = ("UNCONFIRMED", "REGISTER_STALE", False), ("INVALID", "MARKED", False)
    now = int(NOW.timestamp())
    for name, iat, expect in (
        ("not marked, a list of now", now, clean),
        ("not marked, at the end of its ttl", now - TTL_S, clean),
        ("not marked, past its ttl", now - TTL_S - 1, stale),
        ("not marked, at the end of the list", now - LIFETIME_S + 1, stale),
        ("not marked, past the end of the list", now - LIFETIME_S, away),
        ("not marked, a list ahead by less than clocks differ", now + 300, clean),
        ("not marked, a list of the future", now + 301, away),
    ):
        yield Case(name, GENUINE, expect, listed=on_list(iat=iat))
    for status in (Status.INVALID, Status.SUSPENDED, Status.OTHER):
        yield Case(f"marked {status.name}", GENUINE, marked, listed=on_list(status))
    yield Case("marked, past its ttl", GENUINE, marked, listed=on_list(Status.INVALID, now - TTL_S - 1))
    yield Case("marked, past the end", GENUINE, away, listed=on_list(Status.INVALID, now - LIFETIME_S))
    yield Case("marked and over", OVER, marked, listed=on_list(Status.INVALID))
    yield Case("no list", GENUINE, away)
    yield Case("no such place on the list", GENUINE, away, listed=on_list(None))
    yield Case("over", OVER, ("INVALID", "EXPIRED", False), listed=on_list())
    yield Case("over, no list", OVER, ("INVALID", "EXPIRED", False))
    yield Case("not begun", NOT_YET, ("INVALID", "NOT_YET_VALID", False), listed=on_list())
    yield from offline_clocks()
    yield from offline_codes()
    yield from offline_proofs_and_rules()


def offline_clocks() -> Iterator[Case]:
    """Yield what is said by a clock that may be wrong, and around midnight in Norway."""
    unsure = ("UNCONFIRMED", "CLOCK_DOUBTFUL", False)
    for name, reading in (("in its period", GENUINE), ("over", OVER), ("not begun", NOT_YET)):
        yield Case(f"{name}, by a doubtful clock", reading, unsure, listed=on_list(), clock_doubtful=True)
    old = on_list(Status.INVALID, IAT - LIFETIME_S)
    for name, listed in (("a new list", on_list(Status.INVALID)), ("an old list", old)):
        marked = ("INVALID", "MARKED", False)
        yield Case(
            f"marked on {name}, by a doubtful clock", GENUINE, marked, listed=listed, clock_doubtful=True
        )
    forged = refused(RefusalCode.SIGNATURE_BAD)
    bad = ("INVALID", "SIGNATURE_BAD", False)
    yield Case("changed, by a doubtful clock", forged, bad, clock_doubtful=True)
    last_day = genuine(expires=TODAY)
    for name, at, expect in (
        (
            "last second in Norway",
            datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC),
            ("UNCONFIRMED", "REGISTER_UNREACHABLE", True),
        ),
        ("first second after it", datetime(2027, 1, 15, 23, tzinfo=UTC), ("INVALID", "EXPIRED", False)),
    ):
        listed = on_list(iat=int(at.timestamp()))
        yield Case(f"last day, {name}", last_day, expect, now=at, listed=listed)


def offline_codes() -> Iterator[Case]:
    """Yield each code that a reader refuses."""
    for code in RefusalCode:
        if code.startswith("L-"):
            continue
        reading = NUMBER_ONLY if code is RefusalCode.TEXT_NUMBER_ONLY else refused(code)
        outcome, reason = _OF_CODE.get(
            code, ("UNCONFIRMED", "KEYS_UNUSABLE" if code[0] == "K" else "UNREADABLE")
        )
        yield Case(f"refused with {code}", reading, (outcome, reason, False))


_OF_CODE = {
    RefusalCode.TEXT_NUMBER_ONLY: ("UNCONFIRMED", "NOT_SIGNED"),
    RefusalCode.TEXT_UNKNOWN: ("UNCONFIRMED", "UNKNOWN_FORMAT"),
    RefusalCode.TEXT_TOO_LONG: ("UNCONFIRMED", "UNKNOWN_FORMAT"),
    RefusalCode.KEY_UNKNOWN: ("INVALID", "KEY_UNKNOWN"),
    RefusalCode.ISSUER_MISMATCH: ("INVALID", "KEY_UNKNOWN"),
    RefusalCode.OUTSIDE_KEY_WINDOW: ("INVALID", "KEY_UNKNOWN"),
    RefusalCode.KEY_COMPROMISED: ("INVALID", "KEY_UNKNOWN"),
    RefusalCode.SIGNATURE_BAD: ("INVALID", "SIGNATURE_BAD"),
}


def offline_proofs_and_rules() -> Iterator[Case]:
    """Yield order proofs, which are never clean, and industries without rules on the day."""
    for days, reason in ((3, "REGISTER_UNREACHABLE"), (30, "REGISTER_UNREACHABLE"), (31, "ORDER_PROOF_OLD")):
        proof = genuine(kind="order_proof", issued=days_ago(days))
        yield Case(f"order proof of {days} days", proof, ("UNCONFIRMED", reason, False), listed=on_list())
    nobody = ("UNCONFIRMED", "REGISTER_UNREACHABLE", False)
    yield Case("trade without rules", genuine(industries=(77,)), nobody, listed=on_list())
    yield Case("and a known one", genuine(industries=(77, VAN)), (*nobody[:2], True), listed=on_list())
    for day, clean in ((31, False), (32, True)):
        now = datetime(2025, 12, 31, 12, tzinfo=UTC) + timedelta(days=day - 31)
        listed = on_list(iat=int(now.timestamp()))
        yield Case(
            f"van transport on {day_of(now)}", card_of(now, VAN), (*nobody[:2], clean), now=now, listed=listed
        )


def entry(case: Case, book: RuleBook) -> Json:
    """Return a case as it stands in the file; raises ValueError where the code does not agree with it."""
    own = {} if case.now == NOW else {"now": case.now.isoformat()}
    made: Json = {"name": case.name, **own, "reading": reading_to_json(case.reading)}
    if case.answers is None:
        made |= {"listed": listed_to_json(case.listed), "clock_doubtful": case.clock_doubtful}
        expect, last = judged_offline(made, book, NOW), "clean"
    else:
        made |= {"answers": answers_to_json(case.answers), "role": case.role}
        expect, last = judged(made, book, NOW), "hints"
    said = (expect["outcome"], expect["reason"], expect[last])
    if said != (*case.expect[:2], case.expect[2] if last == "clean" else list(case.expect[2])):  # type: ignore[arg-type]
        raise ValueError(f"{case.name}: expected {case.expect}, decided {said}")
    return {**made, "expect": expect}


def judged(case: Json, book: RuleBook, now: datetime) -> Json:
    """Return what the server decides in a case of `checks`."""
    at = datetime.fromisoformat(case["now"]) if "now" in case else now
    check = decide(
        reading_from_json(case["reading"]),
        answers_from_json(case["answers"]),
        now=at,
        rules=book.on(day_of(at)),
        may_confiscate=case["role"] == AUTHORITY,
        max_age_hours=24,
        role=case["role"],
    )
    return check_to_json(check)


def judged_offline(case: Json, book: RuleBook, now: datetime) -> Json:
    """Return what the server's code decides in a case of `offline`."""
    at = datetime.fromisoformat(case["now"]) if "now" in case else now
    reading, listed = reading_from_json(case["reading"]), listed_from_json(case["listed"])
    return offline_to_json(
        decide_offline(reading, listed, book, at, is_clock_doubtful=case["clock_doubtful"])
    )


def main() -> int:
    """Add the cases whose names are not in the file yet."""
    document: dict[str, Any] = {
        "about": ABOUT,
        "format": "kortsjekk.vectors.verdicts/1",
        "now": NOW.isoformat(),
        "rules": json.loads(RULES.read_text("utf-8")),
        "checks": [],
        "offline": [],
    }
    if FILE.exists():
        document = json.loads(FILE.read_text("utf-8"))
    book, added = book_of(document["rules"]), 0
    for group, cases in (("checks", checks()), ("offline", offline())):
        known = {case["name"] for case in document[group]}
        fresh = [entry(case, book) for case in cases if case.name not in known]
        document[group] += fresh
        added += len(fresh)
    FILE.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{added} added to {FILE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
