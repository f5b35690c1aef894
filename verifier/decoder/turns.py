"""Whose frame is decoded next: that of the person who has used the decoders least of late.

So a flood waits for itself. Who scans a card now and then waits for nobody: one place, beyond the worker's
share of the cores, is kept for those who have used little, and the system divides the cores.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# A phone sends one frame at a time; a second one may overlap when it gave the first one up.
FRAMES_PER_PERSON = 2
# Each frame that waits holds a thread of the web server, which has 16 of them for everything.
LONGEST_LINE = 8
# After this many seconds half of what somebody has used is forgotten.
HALF_LIFE = 10.0
FORGOTTEN_BELOW = 0.001
# Seconds of late. Somebody who scans card after card uses less; a flood of long searches soon uses more.
LITTLE = 1.5
KEPT = 1


class DecodersBusy(Exception):
    """No decoder became free in time, or too many frames wait: the frame was not looked at."""


@dataclass(slots=True)
class Turn:
    """One frame's time at a decoder; `seconds` is what it used, to be told before the turn ends."""

    person: str
    seconds: float = 0.0


@dataclass(slots=True, eq=False)
class _Waiting:
    person: str
    decided: threading.Event = field(default_factory=threading.Event)
    served: bool = False


class Turns:
    """The places at the decoders of this process, one of them kept, and the line before them."""

    def __init__(self, places: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._free = places + KEPT
        self._line: list[_Waiting] = []
        self._frames: Counter[str] = Counter()
        self._decoding: Counter[str] = Counter()
        self._used: dict[str, float] = {}
        self._aged_at = clock()

    @contextmanager
    def turn(self, person: str, seconds: float) -> Iterator[Turn]:
        """A turn for a frame of `person`, after at most so many seconds in line. Raises DecodersBusy."""
        self._take(person, seconds)
        turn = Turn(person)
        try:
            yield turn
        finally:
            with self._lock:
                self._end(turn)

    def waiting(self, person: str) -> int:
        """How many frames of `person` are in line."""
        with self._lock:
            return sum(each.person == person for each in self._line)

    def _take(self, person: str, seconds: float) -> None:
        with self._lock:
            self._age()
            if self._frames[person] >= FRAMES_PER_PERSON:
                raise DecodersBusy
            if self._may_go(person):
                self._free -= 1
                self._decoding[person] += 1
                self._frames[person] += 1
                return
            mine = self._stand_in_line(person)
        mine.decided.wait(seconds)
        with self._lock:
            if mine in self._line:
                self._leave(mine)
            if not mine.served:
                raise DecodersBusy

    def _stand_in_line(self, person: str) -> _Waiting:
        """The newcomer's place; where the line is full, whoever wants most leaves it."""
        if len(self._line) >= LONGEST_LINE:
            greediest = max(self._line, key=lambda each: self._greed(each.person, self._frames[each.person]))
            if self._greed(person, self._frames[person] + 1) >= self._greed(
                greediest.person, self._frames[greediest.person]
            ):
                raise DecodersBusy
            self._leave(greediest)
        mine = _Waiting(person)
        self._line.append(mine)
        self._frames[person] += 1
        return mine

    def _greed(self, person: str, frames: int) -> tuple[bool, float]:
        """A second frame under way is more than any first one: what it uses counts at its end alone."""
        return frames > 1, self._use(person)

    def _leave(self, waiting: _Waiting) -> None:
        self._line.remove(waiting)
        self._forget_frame(waiting.person)
        waiting.decided.set()

    def _end(self, turn: Turn) -> None:
        """Count what was used, and give the place to the next frame."""
        self._age()
        self._used[turn.person] = self._use(turn.person) + turn.seconds
        self._forget_frame(turn.person)
        self._decoding[turn.person] -= 1
        if not self._decoding[turn.person]:
            del self._decoding[turn.person]
        self._free += 1
        self._call_in()

    def _call_in(self) -> None:
        """Give the free places to those in line who may have them. Who may not holds nobody up who may."""
        while allowed := [each for each in self._line if self._may_go(each.person)]:
            # Of equals the first in line: min takes the first.
            following = min(allowed, key=self._use_of)
            self._free -= 1
            self._decoding[following.person] += 1
            self._line.remove(following)
            following.served = True
            following.decided.set()

    def _may_go(self, person: str) -> bool:
        """Whether a frame of `person` may go now; the kept place is for who has no other one at a decoder."""
        has_little = self._use(person) < LITTLE and not self._decoding[person]
        return self._free > (0 if has_little else KEPT)

    def _forget_frame(self, person: str) -> None:
        self._frames[person] -= 1
        if not self._frames[person]:
            del self._frames[person]

    def _use(self, person: str) -> float:
        return self._used.get(person, 0.0)

    def _use_of(self, waiting: _Waiting) -> float:
        return self._use(waiting.person)

    def _age(self) -> None:
        now = self._clock()
        kept = 0.5 ** ((now - self._aged_at) / HALF_LIFE)
        self._aged_at = now
        aged = ((person, used * kept) for person, used in self._used.items())
        self._used = {person: used for person, used in aged if used > FORGOTTEN_BELOW}
