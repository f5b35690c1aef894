"""Where a card was checked: what an address may not hold, and the same card at two sites."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.apps import TestApp, code_of, post
from tests.support.checks import HAMAR, OSLO, checked, rows
from verifier.answers import Answers
from verifier.sighting import is_impossible
from verifier.verdict import decide

CHECKS, FRAMES = "/api/v1/checks", "/api/v1/frames"


def answers_of(app: TestApp, monkeypatch: pytest.MonkeyPatch) -> list[Answers]:
    """Return the list that the answers of each check from now on come to, as they go into the decision."""
    seen: list[Answers] = []

    def watched(reading: Any, answers: Answers, **rest: Any) -> Any:
        seen.append(answers)
        return decide(reading, answers, **rest)

    monkeypatch.setattr("verifier.checking.decide", watched)
    return seen


def test_a_card_at_two_sites_within_travel_time_is_told_to_whoever_decides(
    app: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, seen = app.text_of("in-order"), answers_of(app, monkeypatch)
    checked(app.client("police-officer"), text, position=OSLO)
    app.clock.move(timedelta(minutes=20))
    check = checked(app.client(), text, position=HAMAR)

    assert check["outcome"] == "VALID"
    assert "SEEN_ELSEWHERE" in check["hints"]
    first, second = seen
    assert first.sighting is None
    assert second.sighting is not None
    assert second.sighting.minutes == 20
    assert second.sighting.kilometres == pytest.approx(99, abs=2)
    assert is_impossible(second.sighting)


def test_a_frame_carries_its_position_in_a_header(app: TestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = answers_of(app, monkeypatch)
    checked(app.client(), app.text_of("in-order"), position=OSLO)
    app.clock.move(timedelta(minutes=20))

    where = {"Kortsjekk-Position": "geo:60.795,11.068;u=30"}
    answer = post(app.client(), FRAMES, data=app.picture_of("in-order"), headers=where)

    assert answer.status_code == 200
    assert seen[-1].sighting is not None
    assert rows(app)[-1]["latitude"] == 60.795


def test_a_card_twice_at_the_same_site_is_no_sighting(app: TestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = answers_of(app, monkeypatch)
    for _ in range(2):
        checked(app.client(), app.text_of("in-order"), position=OSLO)
        app.clock.move(timedelta(minutes=5))

    assert [each.sighting for each in seen] == [None, None]


def test_a_number_sent_as_a_code_is_no_sighting_and_keeps_no_place(
    app: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, text = answers_of(app, monkeypatch), app.text_of("in-order")
    checks = []
    for code, place in ((text, OSLO), ("99010417", HAMAR), (text, OSLO)):
        checks.append(checked(app.client(), code, position=place))
        app.clock.move(timedelta(minutes=20))

    assert [check["card_number"] for check in checks] == ["99010417"] * 3
    assert [each.sighting for each in seen] == [None, None, None]
    assert [hint for check in checks for hint in check["hints"] if hint == "SEEN_ELSEWHERE"] == []
    assert [row["latitude"] for row in rows(app)] == [59.913, None, 59.913]


BAD_POSITIONS: list[object] = [
    {},
    [59.9, 10.7],
    {"latitude": 90.1, "longitude": 0, "accuracy_m": 1},
    {"latitude": 0, "longitude": -180.1, "accuracy_m": 1},
    {"latitude": 0, "longitude": 0, "accuracy_m": -1},
    {"latitude": 0, "longitude": 0, "accuracy_m": 1e12},
    {"latitude": 0, "longitude": 0},
    {"latitude": "59", "longitude": 0, "accuracy_m": 1},
    {"latitude": 0, "longitude": 0, "accuracy_m": 1, "altitude": 7},
    {"latitude": True, "longitude": 0, "accuracy_m": 1},
]


@pytest.mark.parametrize("position", BAD_POSITIONS, ids=lambda position: repr(position)[:50])
def test_a_position_that_is_none_is_refused(shared_app: TestApp, position: object) -> None:
    wish = {"code": "x", "position": position}

    assert code_of(post(shared_app.client(), CHECKS, json=wish)) == (422, "bad-request")


def test_a_number_that_was_typed_has_no_position(shared_app: TestApp) -> None:
    wish = {"card_number": "99010417", "purpose": "card-not-present", "position": OSLO}

    assert code_of(post(shared_app.client(), CHECKS, json=wish)) == (422, "bad-request")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "59.9,10.7",
        "geo:59.9,10.7",
        "geo:59.9,10.7;u=",
        "geo:91,10.7;u=5",
        "geo:59.9,181;u=5",
        "geo:nan,10;u=5",
        "geo:1e1,10;u=5",
        "geo:59.9,10.7,100;u=5",
        "geo:59.9,10.7;crs=wgs84;u=5",
        "geo:59.9,10.7;u=99999999",
        "geo:٥٩,10;u=5",
        "geo:59.9,10.7;u=5" + "0" * 5_000,
    ],
    ids=lambda header: repr(header)[:40],
)
def test_a_header_that_is_no_position_is_refused(shared_app: TestApp, header: str) -> None:
    where = {"Kortsjekk-Position": header.encode().decode("latin-1")}

    answer = post(shared_app.client(), FRAMES, data=shared_app.picture_of("in-order"), headers=where)

    assert code_of(answer) == (422, "bad-request")
