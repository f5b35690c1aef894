"""A circuit breaker: a register that fails is left alone for a while, then tried by one look-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock

FAILURES = 3
FIRST_REST = timedelta(seconds=5)
LONGEST_REST = timedelta(seconds=30)
# A server that asks for more is asked again after this: a wrong header shuts no register out for a day.
LONGEST_WISH = timedelta(seconds=55)
# Longer than any look-up: one that tried and never told what came of it keeps nobody out.
LONGEST_TRY = timedelta(seconds=10)


class State(StrEnum):
    """CLOSED: asked. OPEN: left alone. HALF_OPEN: one look-up tries whether it answers again."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(frozen=True, slots=True)
class Health:
    """How a register has answered this process; `why` is the last failure, None since a good answer."""

    state: State
    last_success: datetime | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """Leave to ask once; `is_probe` is whether others wait for what comes of it."""

    is_probe: bool


class Breaker:
    """Says whether a register may be asked; for any number of threads.

    Whoever got a turn tells the outcome by exactly one of `good`, `bad` and `undecided`. A clock that is set
    back ends a rest, and never lengthens one.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock, self._lock = clock, Lock()
        self._failures, self._rest = 0, FIRST_REST
        self._opened: datetime | None = None
        self._probing: datetime | None = None
        self._last_success: datetime | None = None
        self._why: str | None = None

    def turn(self) -> Turn | None:
        """Leave to ask now, or None while the register rests; after a rest one caller alone gets it."""
        with self._lock:
            if self._opened is None:
                return Turn(is_probe=False)
            if not self._is_over(self._opened, self._rest):
                return None
            if self._probing is not None and not self._is_over(self._probing, LONGEST_TRY):
                return None
            self._probing = self._clock()
            return Turn(is_probe=True)

    def good(self, turn: Turn) -> None:
        """It answered."""
        with self._lock:
            self._end(turn)
            self._failures, self._rest = 0, FIRST_REST
            self._opened = None
            self._last_success, self._why = self._clock(), None

    def bad(self, turn: Turn, why: str, wish: timedelta | None = None) -> bool:
        """It did not answer; `wish` is how long it asks to be left alone. Whether it begins to rest by this.

        One that was asked before the rest began, and fails during it, makes the rest no longer.
        """
        with self._lock:
            self._end(turn)
            self._failures, self._why = self._failures + 1, why
            was_open = self._opened is not None
            if was_open and not turn.is_probe:
                return False
            if wish is not None:
                self._rest = min(max(wish, FIRST_REST), LONGEST_WISH)
            elif was_open:
                self._rest = min(self._rest * 2, LONGEST_REST)
            elif self._failures < FAILURES:
                return False
            self._opened = self._clock()
            return not was_open

    def undecided(self, turn: Turn) -> None:
        """It was not given the time to answer, so nothing is known about it."""
        with self._lock:
            self._end(turn)

    def health(self) -> Health:
        """How it has answered so far."""
        with self._lock:
            if self._opened is None:
                state = State.CLOSED
            else:
                state = State.HALF_OPEN if self._is_over(self._opened, self._rest) else State.OPEN
            return Health(state, self._last_success, self._why)

    def _end(self, turn: Turn) -> None:
        if turn.is_probe:
            self._probing = None

    def _is_over(self, begun: datetime, length: timedelta) -> bool:
        return not timedelta(0) <= self._clock() - begun < length
