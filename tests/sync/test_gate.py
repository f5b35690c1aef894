"""Who may ask how often: bounds counted in the ledger, shared by all processes, and closed by its faults."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from sync.gate import Gate, Limited, PublicLimits
from sync.schema import tally
from sync.store import Ledger, LedgerUnavailable
from tests.support.faults import Fault
from tests.support.sources import CHECKOUT

NOW = datetime(2026, 3, 2, 9, 0, 20, tzinfo=UTC)
HOME, OFFICE = "192.0.2.1", "192.0.2.2"
LIMITS = PublicLimits(a_minute=5, numbers_a_day=3, a_minute_in_all=8)
KEY = b"k" * 32


def gate(ledger: Ledger, limits: PublicLimits = LIMITS) -> Gate:
    """Return a gate as each process has one of its own."""
    return Gate(ledger.tallies, KEY, limits)


def names(ledger: Ledger) -> dict[str, int]:
    """Return every count of the ledger."""
    with ledger.read() as connection:
        return {name: n for name, n in connection.execute(sa.select(tally.c.name, tally.c.count))}


def test_an_address_asks_so_often_in_a_minute_and_then_waits_for_the_next(ledger: Ledger) -> None:
    asked = gate(ledger)

    answers = [asked.public(HOME, "99010417", NOW) for _ in range(7)]

    assert answers == [None] * 5 + [Limited(40)] * 2
    assert asked.public(OFFICE, "99010417", NOW) is None
    assert asked.public(HOME, "99010417", NOW + timedelta(seconds=40)) is None


def test_new_numbers_end_sooner_than_the_same_one_again(ledger: Ledger) -> None:
    asked, at = gate(ledger), NOW
    for number in ("99010417", "99010418", "99010419"):
        assert asked.public(HOME, number, at) is None

    at += timedelta(minutes=1)
    refused = asked.public(HOME, "99010420", at)
    assert refused == asked.public(HOME, "99010420", at)
    assert refused == Limited(int((datetime(2026, 3, 3, tzinfo=UTC) - at).total_seconds()))
    assert asked.public(HOME, "99010418", at) is None
    assert asked.public(OFFICE, "99010420", at) is None
    assert asked.public(HOME, "99010420", datetime(2026, 3, 3, tzinfo=UTC)) is None


def test_who_holds_genuine_cards_walks_no_numbers(ledger: Ledger) -> None:
    asked = gate(ledger)

    assert [asked.public(HOME, None, NOW) for _ in range(5)] == [None] * 5
    assert [asked.public(HOME, "99010417", NOW + timedelta(minutes=1)) for _ in range(1)] == [None]


def test_all_together_have_a_bound_that_one_of_them_cannot_use_up(ledger: Ledger) -> None:
    asked = gate(ledger)
    for _ in range(50):
        asked.public(HOME, "99010417", NOW)

    others = [asked.public(f"198.51.100.{n}", "99010417", NOW) for n in range(5)]

    assert others == [None] * 3 + [Limited(40)] * 2


def test_a_bound_of_nothing_closes_the_look_up(ledger: Ledger) -> None:
    closed = gate(ledger, PublicLimits(a_minute=0, numbers_a_day=3, a_minute_in_all=8))

    assert closed.public(HOME, "99010417", NOW) == Limited(40)


def test_a_key_has_its_own_bounds_for_the_minute_and_the_day(ledger: Ledger) -> None:
    asked = gate(ledger)

    assert [asked.company("a", 2, 3, NOW) for _ in range(3)] == [None, None, Limited(40)]
    assert asked.company("b", 2, 3, NOW) is None
    later = NOW + timedelta(minutes=1)
    day_over = Limited(int((datetime(2026, 3, 3, tzinfo=UTC) - later).total_seconds()))
    assert [asked.company("a", 2, 3, later) for _ in range(2)] == [None, day_over]


def test_what_was_refused_costs_the_ledger_nothing_more(ledger: Ledger) -> None:
    asked = gate(ledger)
    for _ in range(6):
        asked.public(HOME, "99010417", NOW)

    with Fault(ledger.engine, at=1):
        assert asked.public(HOME, "99010417", NOW) == Limited(40)
        with pytest.raises(LedgerUnavailable):
            asked.public(OFFICE, "99010417", NOW)


def test_what_is_remembered_has_a_bound_and_beyond_it_the_ledger_decides(ledger: Ledger) -> None:
    asked = Gate(ledger.tallies, KEY, PublicLimits(0, 3, 8), most_remembered=2)
    for n in range(4):
        assert asked.public(f"192.0.2.{n}", None, NOW) == Limited(40)

    with Fault(ledger.engine, at=1):
        assert [asked.public(f"192.0.2.{n}", None, NOW) for n in range(2)] == [Limited(40)] * 2
        with pytest.raises(LedgerUnavailable):
            asked.public("192.0.2.3", None, NOW)
    later = NOW + timedelta(minutes=1)
    assert asked.public("192.0.2.3", None, later) == Limited(40)
    with Fault(ledger.engine, at=1):
        # What was over made room.
        assert asked.public("192.0.2.3", None, later) == Limited(40)


def test_a_ledger_that_fails_at_any_call_lets_nobody_in(ledger: Ledger) -> None:
    ledger.figures()
    asked, stops = gate(ledger), 0
    while True:
        with Fault(ledger.engine, at=stops + 1) as fault:
            if not fault.stopped(asked.public, HOME, str(10_000_000 + stops), NOW):
                break
        stops += 1

    assert stops > 6


def test_no_address_and_no_number_can_be_read_from_the_ledger_and_days_cannot_be_joined(
    ledger: Ledger,
) -> None:
    gate(ledger).public(HOME, "99010417", NOW)
    today = set(names(ledger))

    gate(ledger).public(HOME, "99010417", NOW + timedelta(days=1))

    both = set(names(ledger))
    assert not any("99010417" in name or HOME in name for name in both)
    # The rows of yesterday are over and went away with the first question of today.
    assert len(both) == 4
    assert today & both == set()


def test_another_key_gives_other_names(ledger: Ledger) -> None:
    assert gate(ledger).hidden("99010417") != Gate(ledger.tallies, b"x" * 32, LIMITS).hidden("99010417")
    assert gate(ledger).hidden("99010417") == gate(ledger).hidden("99010417")


def test_rows_go_away_when_their_time_is_over(ledger: Ledger) -> None:
    gate(ledger).public(HOME, "99010417", NOW)
    assert len(names(ledger)) == 4

    # The clock of another node may be behind, so nothing goes in the moment that its time is over.
    assert ledger.tallies.forget(NOW + timedelta(minutes=1)) == 0
    assert ledger.tallies.forget(NOW + timedelta(hours=1)) == 2
    assert ledger.tallies.forget(NOW + timedelta(days=1)) == 2
    assert names(ledger) == {}


ASK_MANY = """
import sys
from datetime import datetime, timedelta
from sync.gate import Gate, PublicLimits
from sync.store import Ledger

ledger = Ledger(sys.argv[1], lock_wait=timedelta(minutes=1))
limits = PublicLimits(a_minute=1000, numbers_a_day=int(sys.argv[2]), a_minute_in_all=1000)
gate = Gate(ledger.tallies, b"k" * 32, limits)
now = datetime.fromisoformat(sys.argv[3])
first = int(sys.argv[4])
print(sum(gate.public("192.0.2.1", str(10_000_000 + n), now) is None for n in range(first, first + 20)))
ledger.close()
"""


def test_two_processes_share_the_bounds_and_let_in_exactly_as_many(ledger: Ledger, database_url: str) -> None:
    words = [sys.executable, "-c", ASK_MANY, database_url, "25", NOW.isoformat()]

    running = [
        subprocess.Popen([*words, str(first)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        for first in (0, 10)
    ]
    let_in = [int(process.communicate(timeout=60)[0]) for process in running]

    # Numbers 10 to 19 are asked by both: a number is counted once, and let in as often as it is asked again.
    assert len(names(ledger)) == 25 + 3
    assert 25 <= sum(let_in) <= 35
    assert gate(ledger, PublicLimits(1000, 25, 1000)).public("192.0.2.1", "20000000", NOW) is not None
