"""The same card at two places: when that is worth a hint, and when anybody could have driven it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from sync.checks import KeptCheck, Spot
from tests.support.apps import NOW
from verifier.access import Person
from verifier.keeping import Earlier, kilometres, sighting
from verifier.sighting import Sighting, is_impossible

OSLO, DRAMMEN, BERGEN = Spot(59.913, 10.752, 0), Spot(59.744, 10.204, 0), Spot(60.393, 5.324, 0)
INSPECTOR = Person("a", "A", "labour_inspector", "Arbeidstilsynet")
VIEWER = Person("b", "B", "client", "Prøvevik utbygging")


def seen(spot: Spot | None, **ago: float) -> KeptCheck:
    """Return a check of the card so long ago, by somebody of another agency."""
    codes = ("VALID", "CARD_IN_ORDER", "SIGNATURE_GOOD", "CARD_IN_ORDER", "EMPLOYER_IN_ORDER")
    return KeptCheck(uuid4(), "mark", NOW - timedelta(**ago), "c", "Politiet", *codes, spot)


@pytest.mark.parametrize(
    ("kilometres_apart", "minutes", "impossible"),
    [
        (100, 20, True),
        (100, 60, False),
        # 130 km/h, once the two kilometres are taken off.
        (132, 60, False),
        (132.1, 60, True),
        (2, 0, False),
        (2.1, 0, True),
        (0, 0, False),
        (300, 720, False),
        # Two clocks may put them in the other order.
        (10.0, -3.0, True),
        (1.0, -3.0, False),
        (float("nan"), 5.0, False),
    ],
)
def test_nobody_carries_a_card_faster_than_a_van_drives(
    kilometres_apart: float, minutes: float, impossible: bool
) -> None:
    assert is_impossible(Sighting(NOW, kilometres_apart, minutes)) is impossible


@pytest.mark.parametrize(
    ("one", "other", "way"),
    [
        (OSLO, OSLO, 0.0),
        (OSLO, BERGEN, 305.1),
        (OSLO, DRAMMEN, 36.0),
        # A degree of latitude, over the pole, over the date line, and half around the earth.
        (Spot(0, 0, 0), Spot(1, 0, 0), 111.2),
        (Spot(89, 0, 0), Spot(89, 180, 0), 222.4),
        (Spot(0, 179.5, 0), Spot(0, -179.5, 0), 111.2),
        (Spot(90, 0, 0), Spot(-90, 77, 0), 20015.1),
    ],
)
def test_how_far_two_places_are_apart(one: Spot, other: Spot, way: float) -> None:
    assert kilometres(one, other) == pytest.approx(way, abs=0.3)
    assert kilometres(other, one) == kilometres(one, other)


def test_what_both_positions_may_be_off_is_taken_from_the_way() -> None:
    exact, vague = (
        kilometres(OSLO, DRAMMEN),
        kilometres(Spot(59.913, 10.752, 4_000), Spot(59.744, 10.204, 6_000)),
    )

    assert vague == pytest.approx(exact - 10)
    assert kilometres(Spot(59.913, 10.752, 10_000_000), DRAMMEN) == 0


def test_the_last_check_at_another_place_is_the_sighting() -> None:
    earlier = Earlier([seen(OSLO, minutes=5), seen(DRAMMEN, hours=2), seen(BERGEN, hours=11)], is_known=True)

    found = sighting(earlier, INSPECTOR, OSLO, NOW)

    assert found is not None
    assert (found.at, found.minutes) == (NOW - timedelta(hours=2), 120)
    assert found.kilometres == pytest.approx(36.0, abs=0.3)
    assert not is_impossible(found)


def test_one_that_nobody_could_have_come_from_goes_before_a_later_one_that_is_near() -> None:
    earlier = Earlier([seen(DRAMMEN, hours=1), seen(BERGEN, hours=2)], is_known=True)

    found = sighting(earlier, INSPECTOR, OSLO, NOW)

    assert found is not None
    assert found.at == NOW - timedelta(hours=2)
    assert is_impossible(found)


@pytest.mark.parametrize(
    ("earlier", "person", "here"),
    [
        ([], INSPECTOR, OSLO),
        ([seen(None, minutes=20)], INSPECTOR, OSLO),
        ([seen(BERGEN, minutes=20)], INSPECTOR, None),
        ([seen(BERGEN, hours=12, seconds=1)], INSPECTOR, OSLO),
        ([seen(OSLO, minutes=20)], INSPECTOR, OSLO),
        ([seen(BERGEN, minutes=20)], VIEWER, OSLO),
    ],
    ids=[
        "never seen",
        "seen nowhere",
        "here is nowhere",
        "too long ago",
        "the same place",
        "told to no viewer",
    ],
)
def test_there_is_no_sighting(earlier: list[KeptCheck], person: Person, here: Spot | None) -> None:
    assert sighting(Earlier(earlier, is_known=True), person, here, NOW) is None


def test_a_check_that_another_nodes_clock_dates_ahead_is_no_time_ago() -> None:
    found = sighting(Earlier([seen(BERGEN, seconds=-30)], is_known=True), INSPECTOR, OSLO, NOW)

    assert found is not None
    assert found.minutes == 0
