"""The cascade: one way of reading after the other, until a card is read or the time is used.

The order is a measurement (`python -m bench ablation`). A step begins only when it is known to fit into the
time that is left: its cost for so many pixels is known, and the machine's pace is learnt on the way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from verifier import symbols
from verifier.picture import Grey, resized
from verifier.seen import Seen
from verifier.steps import EASY, HARD, MEGAPIXEL, Step, View
from verifier.symbols import Symbol

# How many hard steps further on each frame of a burst begins: what one has no time for, the next begins with.
STRIDE = 3
# So many steps more are spent on a card beside a code that was read and is no card.
AFTER_ANOTHER = 8
# A step may take so much longer than what is expected of it.
DOUBT = 1.6
OTHERS_SIDE = 1_000
# What a look for other bar codes takes, in milliseconds per megapixel.
OTHERS_COST = 30.0

Wanted = Callable[[str], bool]


@dataclass(slots=True)
class Clock:
    """The time left until `end` (monotonic seconds), and how much slower the machine is than planned."""

    end: float
    planned: float = 0.0
    taken: float = 0.0

    def fits(self, milliseconds: float) -> bool:
        """Whether work of this planned cost ends in time."""
        slower = max(1.0, self.taken / self.planned) if self.planned else 1.0
        return time.monotonic() + milliseconds * slower * DOUBT / 1000 <= self.end

    def run(self, step: Step, view: View) -> list[Symbol]:
        """Take a step, and learn from what it took."""
        begun = time.monotonic()
        found = step.read(view)
        self.taken += (time.monotonic() - begun) * 1000
        self.planned += step.milliseconds(view)
        return found


def read(picture: Grey, end: float, attempt: int, wanted: Wanted) -> Seen:
    """Read a grey picture until `end` (monotonic seconds); the first step is taken in any case.

    `attempt` is the frame's number in its burst. The cascade ends with the first text that is `wanted`;
    one that is not lets a few steps more look beside it.
    """
    clock, view, texts = Clock(end), View(picture), dict[str, None]()
    left = len(EASY) + len(HARD)
    for number, step in enumerate(in_order(attempt)):
        if number >= left:
            break
        if number and not clock.fits(step.milliseconds(view)):
            continue
        found = clock.run(step, view)
        texts.update(dict.fromkeys(symbol.text for symbol in found))
        if any(wanted(symbol.text) for symbol in found):
            return Seen(tuple(texts))
        if found:
            view = View(_without(view.picture, found))
            left = min(left, number + 1 + AFTER_ANOTHER)
    return Seen(tuple(texts), () if texts else _others(picture, clock))


def in_order(attempt: int) -> Iterator[Step]:
    """The steps for the frame with this number in its burst."""
    yield from EASY
    begin = attempt * STRIDE % len(HARD)
    yield from HARD[begin:]
    yield from HARD[:begin]


def _without(picture: Grey, found: list[Symbol]) -> Grey:
    """The picture with the symbols that were read painted over, so that the next is the busiest place."""
    painted = picture.copy()
    for symbol in found:
        if len(symbol.corners) > 2:
            hull = cv2.convexHull(symbol.corners)
            cv2.fillConvexPoly(painted, hull, int(np.median(picture)))
    return painted


def _others(picture: Grey, clock: Clock) -> tuple[str, ...]:
    """Other kinds of bar code in view, where there is time to look."""
    small = resized(picture, min(1.0, OTHERS_SIDE / max(picture.shape)))
    return symbols.others(small) if clock.fits(OTHERS_COST * small.size / MEGAPIXEL) else ()
