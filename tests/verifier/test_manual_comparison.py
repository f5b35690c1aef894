"""The person and the card without scripts: a plain form on the page /manual."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sync.registers.ports import CardStatus
from tests.support.apps import TestApp, post
from tests.support.checks import checked, register_says, rows, with_face
from tests.support.faults import Fault
from tests.support.forms import filled, said, token_of, verdict
from tests.support.notices import fields_of as notice_fields
from tests.support.notices import letter, send

FORM = "/manual/comparison"


def fields_of(page: TestResponse) -> dict[str, str]:
    """Return the hidden fields of the form about the person."""
    form = re.search(r'<form class="compare-form".*?</form>', page.text, re.DOTALL)
    assert form is not None
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    return {name: html.unescape(value) for name, value in found}


def answered(client: FlaskClient, page: TestResponse, same: str, **more: str) -> TestResponse:
    """Send the form on a page, as one of its two buttons does."""
    return post(client, FORM, data={**fields_of(page), "same_person": same, **more})


@pytest.mark.parametrize(
    ("person", "card_id", "same", "told"),
    [
        ("labour-inspector", "in-order", "yes", "in-order"),
        ("labour-inspector", "lost", "yes", "same"),
        ("labour-inspector", "in-order", "no", "other"),
        ("client", "in-order", "yes", "in-order"),
    ],
)
def test_the_answer_is_recorded_and_told_with_its_time(
    app: TestApp, person: str, card_id: str, same: str, told: str
) -> None:
    client = app.client(person)
    page = filled(client, "/manual", code=app.text_of(card_id))
    assert said(app, page, "ui.compare.question-register_photo")

    answer = answered(client, page, same)

    assert answer.status_code == 200
    assert f'data-told="{told}"' in answer.text
    assert "kl. 10:00" in answer.text
    (row,) = rows(app)
    assert (row["same_person"], row["compared_with"]) == (same == "yes", "register_photo")


def test_who_saw_no_photo_on_the_page_says_that_the_print_was_compared(app: TestApp) -> None:
    page = filled(app.client(), "/manual", code=app.text_of("in-order"))

    answered(app.client(), page, "yes", printed="yes")

    assert rows(app)[0]["compared_with"] == "printed_photo"


def test_another_person_is_an_authoritys_to_confiscate_and_a_viewers_to_notify(app: TestApp) -> None:
    for person, key in (("labour-inspector", "ui.compare.write"), ("client", "ui.compare.write-notice")):
        page = filled(app.client(person), "/manual", code=app.text_of("in-order"))
        assert said(app, answered(app.client(person), page, "no"), key)


@pytest.mark.parametrize(("person", "card_id"), [("client", "in-order"), ("labour-inspector", "stolen")])
def test_another_person_is_a_notice_away_that_says_so_in_both_letters(
    app: TestApp, person: str, card_id: str
) -> None:
    client = app.client(person)
    told = answered(client, filled(client, "/manual", code=app.text_of(card_id)), "no")

    answer = send(client, notice_fields(told.text, "/notices"), send="1")

    page = client.get(answer.location).text
    for addressee in ("authority", "employer"):
        assert "\n- Kortet ble vist fram av en annen enn den det er utstedt til." in letter(page, addressee)
        assert "registreringspliktene" not in letter(page, addressee)
        assert ("Kortet er meldt stjålet." in letter(page, addressee)) == (card_id == "stolen")


def test_the_same_person_is_no_notice(app: TestApp) -> None:
    client = app.client("client")

    told = answered(client, filled(client, "/manual", code=app.text_of("in-order")), "yes")

    assert "/notices" not in told.text


@pytest.mark.parametrize(
    ("person", "card_id", "acts"),
    [
        ("labour-inspector", "stolen", ["confiscate", "notify"]),
        ("client", "stolen", ["notify"]),
        ("labour-inspector", "company-bankrupt", ["notify"]),
        ("labour-inspector", "in-order", []),
    ],
)
def test_the_right_person_does_not_take_the_verdict_away(
    app: TestApp, person: str, card_id: str, acts: list[str]
) -> None:
    client = app.client(person)
    page = filled(client, "/manual", code=app.text_of(card_id))

    answer = answered(client, page, "yes")

    found = verdict(page)
    assert found is not None
    assert verdict(answer) == found
    assert ('data-color="success"' in answer.text) == (card_id == "in-order")
    assert said(app, answer, f"reason.{found[1]}.headline")
    offered = {"confiscate": "<li>Inndra</li>", "notify": "<li>Varsle</li>"}
    assert [act for act, line in offered.items() if line in answer.text] == acts
    assert said(app, answer, "ui.compare.confiscate-in-app") == ("confiscate" in acts)


def test_another_answer_and_one_that_comes_too_late_are_refused(app: TestApp) -> None:
    page = filled(app.client(), "/manual", code=app.text_of("in-order"))
    late = filled(app.client(), "/manual", code=app.text_of("lost"))
    answered(app.client(), page, "yes")

    assert said(app, answered(app.client(), page, "no"), "problem.compared-otherwise")
    app.clock.move(timedelta(hours=24, seconds=1))
    client = app.visitor()
    post(client, "/practice/sign-in", json={"person": "labour-inspector"})
    token = token_of(client, "/manual")
    assert said(app, answered(client, late, "yes", csrf_token=token), "problem.check-too-old")
    assert [row["same_person"] for row in rows(app)] == [True, None]


def test_a_form_that_is_none_is_refused(app: TestApp) -> None:
    page = filled(app.client(), "/manual", code=app.text_of("in-order"))
    broken = [
        {"check_id": "99010417"},
        {"check_id": ""},
        {"compared_with": "passport"},
        {"same_person": "perhaps"},
        {"outcome": "x" * 21},
        {"facts": ""},
        {"facts": "{"},
        {"facts": '{"reasons": ["DISLIKED"]}'},
    ]

    assert [answered(app.client(), page, "yes", **each).status_code for each in broken] == [422] * len(broken)
    forged, unknown = {"csrf_token": "x"}, {"check_id": "5a0c3c5e-7f0a-4a57-9f0e-0d1c5a1b2f11"}
    assert answered(app.client(), page, "yes", **forged).status_code == 400
    assert answered(app.client(), page, "yes", **unknown).status_code == 404
    assert rows(app)[0]["compared_at"] is None


def test_a_check_that_is_not_kept_asks_nothing(app: TestApp) -> None:
    token = token_of(app.client(), "/manual")
    with Fault(app.ledger.checks.engine, at=1):
        page = post(app.client(), "/manual", data={"csrf_token": token, "code": app.text_of("in-order")})

    assert verdict(page) == ("VALID", "CARD_IN_ORDER")
    assert said(app, page, "ui.compare.unkept")
    assert FORM not in page.text


def test_invalid_at_ten_and_valid_at_two_stands_on_the_page(app: TestApp) -> None:
    register_says(app.config.register_path, CardStatus.EMPLOYMENT_ENDED)
    filled(app.client(), "/manual", code=app.text_of("in-order"))
    app.clock.move(timedelta(hours=4))
    register_says(app.config.register_path, CardStatus.IN_ORDER)

    page = filled(app.client(), "/manual", code=app.text_of("in-order"))

    assert verdict(page) == ("VALID", "CARD_IN_ORDER")
    assert said(app, page, "ui.history.changed")
    assert "Kontrollert kl. 10:00:" in page.text
    assert said(app, page, "reason.EMPLOYMENT_ENDED.headline")


def test_that_another_person_showed_the_card_stands_in_its_history(app: TestApp) -> None:
    client, text = app.client(), app.text_of("in-order")
    answered(client, filled(client, "/manual", code=text), "no")
    app.clock.move(timedelta(seconds=20))

    page = filled(client, "/manual", code=text)

    assert said(app, page, "ui.history.other")
    assert 'data-other="true"' in page.text
    (line,) = checked(client, text)["history"]
    assert (line["outcome"], line["same_person"]) == ("VALID", False)


def test_checks_of_one_minute_that_said_the_same_are_told_once(app: TestApp) -> None:
    for _ in range(2):
        filled(app.client(), "/manual", code=app.text_of("lost"))
        app.clock.move(timedelta(seconds=20))
    app.clock.move(timedelta(minutes=5))
    filled(app.client(), "/manual", code=app.text_of("lost"))
    app.clock.move(timedelta(minutes=5))

    page = filled(app.client(), "/manual", code=app.text_of("lost"))

    assert "Kontrollert kl. 10:05, 10:00:" in page.text


def test_the_face_in_the_code_is_shown_where_the_register_has_no_photo(app: TestApp) -> None:
    world: Path = app.config.keyset_path.parent
    text, _ = with_face(world, app.text_of("in-order"), app.config.base_url, app.clock.now)
    house = app.house
    object.__setattr__(house, "photo_of", lambda number, person: None)

    page = filled(app.client(), "/manual", code=text)
    bare = filled(app.client(), "/manual", code=app.text_of("in-order"))

    assert 'src="data:image/webp;base64,' in page.text
    assert fields_of(page)["compared_with"] == "face_on_card"
    assert said(app, bare, "ui.verdict.no-photo")
    assert fields_of(bare)["compared_with"] == "printed_photo"
