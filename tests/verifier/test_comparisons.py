"""PUT …/comparison: "in order" is recorded once somebody has looked at the person, and never undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.apps import IN_CHUNKS, ORIGIN, TestApp, code_of, post
from tests.support.faults import Fault
from verifier.shapes import ComparisonShape

YES = {"same_person": True, "compared_with": "register_photo"}
NO = {"same_person": False, "compared_with": "register_photo"}


def check_of(app: TestApp, person: str = "labour-inspector") -> str:
    """Return the id of a check by this person."""
    answer = post(app.client(person), "/api/v1/checks", json={"code": app.text_of("in-order")})
    found: str = answer.get_json()["check_id"]
    return found


def put(client: FlaskClient, check_id: object, **sent: Any) -> TestResponse:
    """Send a comparison as the app does."""
    return client.put(f"/api/v1/checks/{check_id}/comparison", headers={"Origin": ORIGIN}, **sent)


@pytest.mark.parametrize("person", ["labour-inspector", "safety-representative"])
@pytest.mark.parametrize("compared_with", ["register_photo", "face_on_card", "printed_photo", "none"])
def test_an_answer_is_recorded_with_what_was_compared(
    shared_app: TestApp, person: str, compared_with: str
) -> None:
    check = check_of(shared_app, person)

    answer = put(shared_app.client(person), check, json={**YES, "compared_with": compared_with})

    assert answer.status_code == 200
    shape = ComparisonShape.model_validate_json(answer.data, strict=True)
    assert shape.recorded_at == shared_app.clock.now


def test_the_same_answer_again_gets_the_same_time(app: TestApp) -> None:
    check = check_of(app)
    first = put(app.client(), check, json=YES).get_json()
    app.clock.move(timedelta(minutes=3))

    assert put(app.client(), check, json=YES).get_json() == first


@pytest.mark.parametrize(
    "other", [NO, {**YES, "compared_with": "printed_photo"}], ids=["no", "other picture"]
)
def test_another_answer_is_refused_and_the_first_one_stands(app: TestApp, other: dict[str, Any]) -> None:
    check = check_of(app)
    first = put(app.client(), check, json=YES).get_json()

    assert code_of(put(app.client(), check, json=other)) == (409, "compared-otherwise")
    assert put(app.client(), check, json=YES).get_json() == first


def test_only_who_made_the_check_says_who_was_there(shared_app: TestApp) -> None:
    check = check_of(shared_app)

    assert code_of(put(shared_app.client("police-officer"), check, json=YES)) == (404, "not-found")
    assert code_of(put(shared_app.client(), uuid4(), json=YES)) == (404, "not-found")
    assert code_of(put(shared_app.visitor(), check, json=YES)) == (401, "not-signed-in")
    assert code_of(put(shared_app.client(), "99010417", json=YES))[0] == 404
    assert put(shared_app.client(), check, json=YES).status_code == 200


def test_after_a_day_it_is_too_late_but_an_answer_that_was_recorded_is_told_again(app: TestApp) -> None:
    answered, unanswered = check_of(app), check_of(app)
    recorded = put(app.client(), answered, json=YES).get_json()
    app.clock.move(timedelta(hours=24))
    in_time = check_of(app)
    assert put(app.client(), in_time, json=YES).status_code == 200
    app.clock.move(timedelta(seconds=1))
    client = app.visitor()
    post(client, "/practice/sign-in", json={"person": "labour-inspector"})

    assert code_of(put(client, unanswered, json=YES)) == (409, "check-too-old")
    assert put(client, answered, json=YES).get_json() == recorded


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "bad-json"),
        (b"{", "bad-json"),
        (b'{"same_person": true, "same_person": false, "compared_with": "none"}', "bad-json"),
        (b"{}", "bad-request"),
        (b"[]", "bad-request"),
        (b'{"same_person": "yes", "compared_with": "none"}', "bad-request"),
        (b'{"same_person": 1, "compared_with": "none"}', "bad-request"),
        (b'{"same_person": null, "compared_with": "none"}', "bad-request"),
        (b'{"same_person": true}', "bad-request"),
        (b'{"same_person": true, "compared_with": "passport"}', "bad-request"),
        (b'{"same_person": true, "compared_with": "none", "at": "2026-03-02T09:00:00Z"}', "bad-request"),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_what_is_no_answer_is_refused(shared_app: TestApp, body: bytes, code: str) -> None:
    status = {"bad-json": 400, "bad-request": 422}[code]

    assert code_of(put(shared_app.client(), uuid4(), data=body)) == (status, code)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_body_is_refused(shared_app: TestApp, chunked: bool) -> None:
    large = b'{"same_person": true, "compared_with": "' + b"x" * 2_000 + b'"}'

    answer = put(shared_app.client(), uuid4(), data=large, environ_overrides=IN_CHUNKS if chunked else {})

    assert code_of(answer) == (413, "too-large")


def test_an_answer_that_cannot_be_stored_is_asked_for_again(app: TestApp) -> None:
    check = check_of(app)
    for at in (1, 3, 5):
        with Fault(app.ledger.checks.engine, at=at):
            answer = put(app.client(), check, json=YES)
        assert code_of(answer) == (503, "unavailable")
        assert answer.headers["Retry-After"] == "15"

    assert put(app.client(), check, json=YES).status_code == 200
