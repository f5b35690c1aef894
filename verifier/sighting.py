"""The same card at two places: whether anybody could have carried it there in the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# Faster than anybody drives from one site to another. A card that was flown gives a hint too many.
FASTEST_KM_H = 130.0
# Positions are rounded, and a site has an extent.
SAME_PLACE_KM = 2.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """An earlier check of the same card at another place: when, how far from here, how long before now."""

    at: datetime
    kilometres: float
    minutes: float


def is_impossible(sighting: Sighting) -> bool:
    """Whether the way is too long for the time between the two checks."""
    way = sighting.kilometres - SAME_PLACE_KM
    return way > 0 and way * 60 > FASTEST_KM_H * sighting.minutes
