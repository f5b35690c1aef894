"""Two checks of one card at two places: a hint only where nobody travels as fast."""

from __future__ import annotations

import pytest

from tests.support.cards import NOW
from verifier.sighting import Sighting, is_impossible


@pytest.mark.parametrize(
    ("kilometres", "minutes", "impossible"),
    [
        (0.0, 0.0, False),
        (2.0, 0.0, False),
        (2.1, 0.0, True),
        (132.0, 60.0, False),
        (132.1, 60.0, True),
        (67.0, 30.0, False),
        (67.1, 30.0, True),
        (1500.0, 24 * 60.0, False),
        (10.0, -3.0, True),
        (1.0, -3.0, False),
        (float("nan"), 5.0, False),
    ],
)
def test_faster_than_anybody_drives_from_door_to_door(
    kilometres: float, minutes: float, impossible: bool
) -> None:
    assert is_impossible(Sighting(NOW, kilometres, minutes)) is impossible
