"""The pool of status list indices: drawn at random, once and for ever, with decoys among them."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from random import Random
from statistics import correlation, mean
from threading import Barrier

import pytest
import sqlalchemy as sa

from signing.bitarray import ENTRIES
from signing.statuslist import Status
from sync.ledger import statuslists
from sync.ledger.statuslists import FULL_AT, Entry
from sync.schema import status_list, status_place
from sync.store import Ledger
from tests.support.reports import NOW

PATIENCE = timedelta(minutes=1)
TEN_MINUTES, HOUR = timedelta(minutes=10), timedelta(hours=1)


def cards(count: int, first: int = 10_000_000) -> list[str]:
    """Return card numbers in a row."""
    return [str(first + n) for n in range(count)]


def entries(ledger: Ledger, number: int = 1) -> list[Entry]:
    """Return every used index of a list."""
    return list(ledger.status_lists.entries(number, NOW))


def decoys(ledger: Ledger, number: int = 1) -> dict[int, int]:
    """Return a list's decoys with their statuses."""
    return {each.index: each.status for each in entries(ledger, number) if each.card_number is None}


def fill(ledger: Ledger, number: int, room: int) -> None:
    """Make a list say that it takes only so many more cards."""
    with ledger.write() as connection:
        full = status_list.update().where(status_list.c.number == number).values(used=FULL_AT - room)
        connection.execute(full)


def test_a_card_keeps_the_place_it_has(ledger: Ledger) -> None:
    first = ledger.status_lists.draw(cards(3), NOW)

    again = ledger.status_lists.draw([*cards(4), *cards(4)], NOW + timedelta(days=1))

    assert {number: again[number] for number in first} == first
    assert len(set(again.values())) == len(again) == 4
    assert ledger.status_lists.draw([], NOW) == {}


def test_an_index_says_nothing_of_the_number_or_the_time_of_a_card(ledger: Ledger) -> None:
    numbers = cards(2_000)

    places = ledger.status_lists.draw(numbers, NOW)

    indices = [places[number].list_index for number in numbers]
    assert len(set(indices)) == 2_000
    assert abs(correlation(range(2_000), indices)) < 0.15
    assert mean(indices) == pytest.approx(ENTRIES / 2, rel=0.1)
    assert min(indices) < ENTRIES / 50
    assert max(indices) > ENTRIES - ENTRIES / 50


def test_a_new_list_has_decoys_that_no_card_gets(ledger: Ledger) -> None:
    places = ledger.status_lists.draw(cards(500), NOW)

    hidden = decoys(ledger)
    marked = Counter(hidden.values())[Status.INVALID]
    assert 0.005 <= marked / ENTRIES <= 0.0101
    assert Counter(hidden.values())[Status.VALID] == ENTRIES // 400
    assert not set(hidden) & {place.list_index for place in places.values()}


def test_two_lists_do_not_share_their_decoys(ledger: Ledger) -> None:
    ledger.status_lists.draw(cards(1), NOW)
    fill(ledger, 1, room=0)
    ledger.status_lists.draw(cards(1, first=20_000_000), NOW)

    assert set(decoys(ledger, 1)) != set(decoys(ledger, 2))


def test_when_few_indices_are_free_a_new_list_opens(ledger: Ledger) -> None:
    ledger.status_lists.draw(cards(1), NOW)
    fill(ledger, 1, room=3)

    places = ledger.status_lists.draw(cards(5, first=20_000_000), NOW)
    later = ledger.status_lists.draw(cards(1, first=30_000_000), NOW)

    assert Counter(place.list_number for place in places.values()) == {1: 3, 2: 2}
    assert {place.list_number for place in later.values()} == {2}
    assert ledger.status_lists.numbers() == [1, 2]


def test_a_crowded_list_still_gives_free_indices_only(ledger: Ledger) -> None:
    ledger.status_lists.draw(cards(1), NOW)
    with ledger.write() as connection:
        used = set(connection.execute(sa.select(status_place.c.idx)).scalars())
        # All but every 20th index in use, as on a list that is almost full.
        rows = [
            {"list_number": 1, "idx": index, "status": 0, "drawn_at": NOW}
            for index in range(ENTRIES // 20)
            if index % 20 and index not in used
        ]
        connection.execute(status_place.insert(), rows)

    places = ledger.status_lists.draw(cards(3_000, first=20_000_000), NOW)

    taken = {row["idx"] for row in rows} | used
    assert len({place.list_index for place in places.values()} - taken) == 3_000


def test_twenty_who_draw_at_once_never_draw_the_same_index(ledger: Ledger, database_url: str) -> None:
    start = Barrier(20)

    def draw(who: int) -> list[tuple[int, int]]:
        own = Ledger(database_url, lock_wait=PATIENCE)
        try:
            start.wait(60)
            one_by_one = [own.status_lists.draw([str(10_000_000 + who * 100 + n)], NOW) for n in range(3)]
            together = own.status_lists.draw(cards(20, first=20_000_000 + who * 100), NOW)
        finally:
            own.close()
        return [place for places in [*one_by_one, together] for place in places.values()]

    with ThreadPoolExecutor(20) as threads:
        drawn = [place for places in threads.map(draw, range(20)) for place in places]

    assert len(set(drawn)) == len(drawn) == 20 * 23
    assert ledger.status_lists.numbers() == [1]
    (row,) = _lists(ledger)
    assert row.used == len(entries(ledger))


def test_two_who_draw_for_the_same_card_get_the_same_place(ledger: Ledger, database_url: str) -> None:
    start = Barrier(6)

    def draw(_: int) -> dict[str, statuslists.Place]:
        own = Ledger(database_url, lock_wait=PATIENCE)
        try:
            start.wait(60)
            return own.status_lists.draw(cards(5), NOW)
        finally:
            own.close()

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(draw, range(6)))

    assert all(answer == answers[0] for answer in answers)


def _lists(ledger: Ledger) -> list[sa.Row[tuple[object, ...]]]:
    with ledger.read() as connection:
        return list(connection.execute(sa.select(status_list)).all())


@pytest.fixture
def chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let chance fall the same way in every run."""
    monkeypatch.setattr(statuslists, "_random", Random(20_260_302))  # noqa: S311 -- the same turns in every run


@pytest.mark.parametrize(("days", "fewest", "most"), [(1, 1, 14), (3, 5, 33), (400, 18, 64)])
@pytest.mark.usefixtures("chance")
def test_a_few_decoys_turn_for_every_day(ledger: Ledger, days: int, fewest: int, most: int) -> None:
    ledger.status_lists.draw(cards(50), NOW)
    before = decoys(ledger)

    changed = ledger.status_lists.stir(NOW + timedelta(days=days))

    after = decoys(ledger)
    assert fewest <= changed <= most
    assert set(after) == set(before)
    assert sum(after[index] != before[index] for index in before) == changed
    assert {each.status for each in entries(ledger) if each.card_number is not None} == {Status.VALID}


@pytest.mark.usefixtures("chance")
def test_decoys_turn_at_any_hour_and_not_in_one_burst(ledger: Ledger) -> None:
    ledger.status_lists.draw(cards(1), NOW)

    every_ten_minutes = [ledger.status_lists.stir(NOW + n * TEN_MINUTES) for n in range(1, 3 * 144 + 1)]

    assert 9 <= sum(every_ten_minutes) <= 24
    assert sum(turns > 0 for turns in every_ten_minutes) >= 8
    assert max(every_ten_minutes) <= 3
    # Each of the three days has turns in more than one of its quarters.
    for day in range(3):
        quarters = [sum(every_ten_minutes[144 * day + 36 * q :][:36]) for q in range(4)]
        assert sum(turns > 0 for turns in quarters) >= 2


@pytest.mark.usefixtures("chance")
def test_no_decoy_turns_twice_a_day(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    # So few decoys sleep that the same one would soon be woken and put to sleep again.
    monkeypatch.setattr(statuslists, "FEWEST_MARKED", 4)
    monkeypatch.setattr(statuslists, "MOST_MORE", 0)
    monkeypatch.setattr(statuslists, "SLEEPING", 4)
    monkeypatch.setattr(statuslists, "TURNS_A_DAY", 200)
    ledger.status_lists.draw(cards(1), NOW)
    seen, turned = decoys(ledger), dict[int, list[int]]()

    for n in range(1, 3 * 24 + 1):
        ledger.status_lists.stir(NOW + n * HOUR)
        now = decoys(ledger)
        for index in (index for index in now if now[index] != seen[index]):
            turned.setdefault(index, []).append(n)
        seen = now

    assert len(turned) == 8
    assert max(map(len, turned.values())) > 1
    assert all(later - one >= 24 for hours in turned.values() for one, later in pairwise(hours))


@pytest.mark.parametrize("hours", [-30, 0])
def test_where_no_time_passed_no_decoy_turns(ledger: Ledger, hours: int) -> None:
    ledger.status_lists.draw(cards(1), NOW)

    assert ledger.status_lists.stir(NOW + hours * HOUR) == 0
    assert _lists(ledger)[0].stirred_at == NOW


@pytest.mark.usefixtures("chance")
def test_decoys_go_both_ways(ledger: Ledger) -> None:
    ledger.status_lists.draw(cards(1), NOW)
    before = decoys(ledger)

    for week in range(1, 8):
        ledger.status_lists.stir(NOW + timedelta(weeks=week))

    after = decoys(ledger)
    changes = Counter((before[index], after[index]) for index in before if before[index] != after[index])
    assert changes[Status.VALID, Status.INVALID] > changes[Status.INVALID, Status.VALID] > 0
