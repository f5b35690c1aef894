"""A circuit breaker: who fails rests, one look-up tries whether it is over, and it never lasts long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from sync.registers.live.breaker import (
    FAILURES,
    FIRST_REST,
    LONGEST_REST,
    LONGEST_TRY,
    LONGEST_WISH,
    Breaker,
    State,
    Turn,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ATOM = timedelta(microseconds=1)


class Clock:
    """A clock that a test moves."""

    now = NOW

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock."""
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    """A breaker that nothing has happened to."""
    return Breaker(clock)


def got(breaker: Breaker) -> Turn:
    """Return a turn that must be had."""
    turn = breaker.turn()
    assert turn is not None
    return turn


def opened(breaker: Breaker) -> None:
    """Let the register fail until it rests."""
    assert [breaker.bad(got(breaker), "fails") for _ in range(FAILURES)] == [False] * (FAILURES - 1) + [True]


def test_a_few_failures_in_a_row_begin_a_rest(breaker: Breaker) -> None:
    opened(breaker)

    assert breaker.turn() is None
    assert (breaker.health().state, breaker.health().why) == (State.OPEN, "fails")


def test_a_good_answer_between_failures_begins_the_count_anew(breaker: Breaker, clock: Clock) -> None:
    for _ in range(5):
        for _ in range(FAILURES - 1):
            breaker.bad(got(breaker), "fails")
        breaker.good(got(breaker))

    health = breaker.health()
    assert (health.state, health.last_success, health.why) == (State.CLOSED, clock.now, None)


def test_after_the_rest_one_alone_tries(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += FIRST_REST - ATOM
    assert breaker.turn() is None
    clock.now += ATOM

    assert breaker.health().state is State.HALF_OPEN
    assert got(breaker).is_probe
    assert breaker.turn() is None


def test_of_many_threads_one_alone_tries(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += FIRST_REST

    with ThreadPoolExecutor(16) as threads:
        turns = list(threads.map(lambda _: breaker.turn(), range(200)))

    assert [turn for turn in turns if turn is not None] == [Turn(is_probe=True)]


def test_who_tried_and_was_answered_opens_the_way_for_all(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += FIRST_REST

    breaker.good(got(breaker))

    assert got(breaker) == got(breaker) == Turn(is_probe=False)


def test_each_rest_is_twice_as_long_and_none_longer_than_the_longest(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    rests = []
    for _ in range(6):
        begun = clock.now
        while breaker.turn() is None:
            clock.now += timedelta(seconds=1)
        rests.append(clock.now - begun)
        assert not breaker.bad(Turn(is_probe=True), "still fails")

    assert rests[:3] == [FIRST_REST, FIRST_REST * 2, FIRST_REST * 4]
    assert rests[3:] == [LONGEST_REST] * 3
    assert timedelta(seconds=60) >= LONGEST_REST


@pytest.mark.parametrize(
    ("wish_s", "rest"),
    [(0, FIRST_REST), (7, timedelta(seconds=7)), (86_400, LONGEST_WISH), (10**9, LONGEST_WISH)],
)
def test_who_asks_to_wait_is_left_alone_for_that_long_within_bounds(
    breaker: Breaker, clock: Clock, wish_s: int, rest: timedelta
) -> None:
    assert breaker.bad(got(breaker), "answered 503", timedelta(seconds=wish_s))

    clock.now += rest - ATOM
    assert breaker.turn() is None
    clock.now += ATOM
    assert got(breaker).is_probe
    assert rest <= timedelta(seconds=60)


def test_who_was_asked_before_the_rest_and_fails_during_it_makes_it_no_longer(
    breaker: Breaker, clock: Clock
) -> None:
    late = got(breaker)
    opened(breaker)
    clock.now += FIRST_REST - ATOM

    assert not breaker.bad(late, "fails", timedelta(seconds=50))

    clock.now += ATOM
    assert got(breaker).is_probe


def test_who_had_no_time_to_try_lets_another_one_try(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += FIRST_REST

    breaker.undecided(got(breaker))

    assert got(breaker).is_probe


def test_who_tried_and_never_told_keeps_nobody_out(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += FIRST_REST
    assert got(breaker).is_probe

    clock.now += LONGEST_TRY - ATOM
    assert breaker.turn() is None
    clock.now += ATOM
    assert got(breaker).is_probe


def test_a_clock_that_is_set_back_ends_a_rest_and_never_lengthens_it(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)

    clock.now -= timedelta(hours=2)

    assert got(breaker).is_probe
