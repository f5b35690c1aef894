"""The same card seen at another place: sooner than one can travel, or not. A hint, never a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# Judgements: from door to door nobody is faster than this, and two positions are wrong by no more than that.
FASTEST_KM_PER_HOUR = 130.0
INACCURACY_KM = 2.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """The last time that this card was checked somewhere else.

    `at` is when, `kilometres` how far from here in a straight line, `minutes` how long before this check.
    """

    at: datetime
    kilometres: float
    minutes: float


def is_impossible(sighting: Sighting) -> bool:
    """Whether one person cannot have been at both places: not even at motorway speed from door to door.

    Two checks whose clocks put them in the other order count as made at the same time.
    """
    travelled = max(0.0, sighting.kilometres - INACCURACY_KM)
    return travelled * 60 > FASTEST_KM_PER_HOUR * max(0.0, sighting.minutes)
