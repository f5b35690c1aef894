"""POST /api/v1/checks: a code or a number in, a CardCheck out; bad input is named and costs little."""

from __future__ import annotations

import json

import pytest

from tests.support.apps import IN_CHUNKS, ORIGIN, TestApp, code_of, post
from verifier.shapes import CheckShape, MeShape

CHECKS = "/api/v1/checks"
IN_ORDER, OTHER_COMPANY = "314102274", "314102444"


def test_a_code_in_order_is_valid_and_shows_what_to_compare(shared_app: TestApp) -> None:
    text = shared_app.text_of("in-order")

    answer = post(shared_app.client(), CHECKS, json={"code": text})

    check = CheckShape.model_validate_json(answer.data, strict=True)
    assert (check.outcome, check.reason, check.code) == ("VALID", "CARD_IN_ORDER", text)
    assert check.card is not None
    assert (check.card.name, check.card.photo) == ("Ingrid Øvingsen", "/practice/portraits/99010417.svg")
    assert (check.acts, check.grounds) == ((), ())


def test_a_number_with_its_purpose_is_looked_up(shared_app: TestApp) -> None:
    wish = {"card_number": "99010417", "purpose": "card forgotten"}

    check = post(shared_app.client(), CHECKS, json=wish).get_json()

    assert (check["outcome"], check["reason"], check["clean"]) == ("UNCONFIRMED", "NOT_SIGNED", True)
    assert check["card"]["name"] == "Ingrid Øvingsen"


@pytest.mark.parametrize("wish", [{"card_number": "99010417", "purpose": "curious"}, {"code": "99010417"}])
def test_who_may_only_see_a_card_learns_nothing_about_a_person_by_typing_numbers(
    shared_app: TestApp, wish: dict[str, str]
) -> None:
    check = post(shared_app.client("client"), CHECKS, json=wish).get_json()

    assert check["card"] is None
    assert "Ingrid" not in json.dumps(check)
    assert "1987" not in json.dumps(check)
    assert check["acts"] == ["notify"]


def test_who_may_only_see_a_card_is_shown_the_one_that_was_scanned(shared_app: TestApp) -> None:
    check = post(
        shared_app.client("hse-coordinator"), CHECKS, json={"code": shared_app.text_of("lost")}
    ).get_json()

    assert check["card"]["name"] == "Andrei Exersaru"
    assert (check["acts"], check["grounds"]) == (["notify"], [])


def test_a_company_named_by_the_inspector_is_compared(shared_app: TestApp) -> None:
    wish = {"code": shared_app.text_of("in-order"), "site_org_number": OTHER_COMPANY}

    check = post(shared_app.client(), CHECKS, json=wish).get_json()

    assert (check["outcome"], check["reason"]) == ("INVALID", "OTHER_COMPANY")
    assert check["employer"]["source"] == "company_register"


def test_a_branch_named_by_the_inspector_is_the_same_company(shared_app: TestApp) -> None:
    wish = {"code": shared_app.text_of("sub-unit"), "site_org_number": "314102789"}

    assert post(shared_app.client(), CHECKS, json=wish).get_json()["outcome"] == "VALID"


def test_a_code_of_something_else_is_said_to_be_that(shared_app: TestApp) -> None:
    check = post(shared_app.client(), CHECKS, json={"code": "https://example.org/menu"}).get_json()

    assert (check["outcome"], check["reason"], check["acts"]) == ("UNCONFIRMED", "UNKNOWN_FORMAT", [])


def test_without_its_register_no_card_is_valid(app: TestApp) -> None:
    text = app.text_of("in-order")
    app.config.register_path.unlink()

    check = post(app.client(), CHECKS, json={"code": text}).get_json()

    assert (check["outcome"], check["reason"]) == ("UNCONFIRMED", "REGISTER_UNREACHABLE")
    assert app.visitor().get("/readyz").status_code == 503


BAD_JSON = [
    b"",
    b"{",
    b"nul",
    b'{"code": NaN}',
    b'{"code": "a", "code": "b"}',
    b"\xff\xfe",
    b'{"code": "\x00"}',
    b'{"code": "\\ud800"}',
    b"[" * 60_000,
    b'{"code": 1e999}',
    b'{"code": ' + b"9" * 5_000 + b"}",
]
NOT_A_REQUEST: list[object] = [
    {},
    [],
    "text",
    {"code": ""},
    {"code": 7},
    {"code": ["a"]},
    {"code": "a", "card_number": "99010417"},
    {"card_number": "99010417"},
    {"card_number": "123", "purpose": "p"},
    {"card_number": "12345678901", "purpose": "p"},
    {"card_number": "٩٩٠١٠٤١٧", "purpose": "p"},
    {"card_number": "99010417\n", "purpose": "p"},
    {"card_number": "99010417", "purpose": ""},
    {"code": "a", "site_org_number": ""},
    {"code": "a", "site_org_number": "314102275"},
    {"code": "a", "unknown": 1},
    {"code": "a", "\0": 1},
    {"code": "x" * 12_001},
]


@pytest.mark.parametrize("body", BAD_JSON, ids=lambda body: repr(body[:24]))
def test_what_is_no_json_is_refused(shared_app: TestApp, body: bytes) -> None:
    assert code_of(post(shared_app.client(), CHECKS, data=body)) == (400, "bad-json")


@pytest.mark.parametrize("wish", NOT_A_REQUEST, ids=lambda wish: repr(wish)[:40])
def test_what_is_no_request_is_refused(shared_app: TestApp, wish: object) -> None:
    assert code_of(post(shared_app.client(), CHECKS, json=wish)) == (422, "bad-request")


@pytest.mark.parametrize(
    "text",
    ["\0", " ", "99010417\0", "https://\0", "http://[", "https://h/c#" + "9" * 11_000, "𝟗" * 8, "\u202e9"],
)
def test_a_strange_text_is_only_a_text_that_nobody_knows(shared_app: TestApp, text: str) -> None:
    answer = post(shared_app.client(), CHECKS, json={"code": text})

    assert answer.status_code == 200
    assert answer.get_json()["outcome"] != "VALID"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_body_is_refused_however_it_is_sent(shared_app: TestApp, chunked: bool) -> None:
    body = json.dumps({"code": "x" * 70_000}).encode()

    answer = post(shared_app.client(), CHECKS, data=body, environ_overrides=IN_CHUNKS if chunked else {})

    assert code_of(answer) == (413, "too-large")
    assert answer.get_json()["detail"] == "at most 65536 bytes"


@pytest.mark.parametrize("path", [CHECKS, "/api/v1/frames", "/api/v1/me"])
def test_nobody_is_answered_who_has_not_signed_in(shared_app: TestApp, path: str) -> None:
    method = "GET" if path.endswith("me") else "POST"
    answer = shared_app.visitor().open(path, method=method, headers={"Origin": ORIGIN}, json={})

    assert code_of(answer) == (401, "not-signed-in")


def test_who_is_signed_in_is_told_rights_and_time(shared_app: TestApp) -> None:
    answer = shared_app.client("client").get("/api/v1/me")

    me = MeShape.model_validate_json(answer.data, strict=True)
    assert (me.person.id, me.rights, me.practice) == ("client", ("check", "notify"), True)
    assert me.server_time == shared_app.clock.now


def test_checks_are_counted_by_outcome_and_name_nobody(shared_app: TestApp) -> None:
    post(shared_app.client(), CHECKS, json={"code": shared_app.text_of("stolen")})

    figures = shared_app.visitor().get("/metrics").text

    assert 'kortsjekk_checks_total{outcome="INVALID",reason="STOLEN"}' in figures
    assert "kortsjekk_register_up 1.0" in figures
    assert "99011317" not in figures


@pytest.mark.parametrize(
    ("purpose", "counted"), [("card-not-present", "card-not-present"), ("99010417 Ingrid", "other")]
)
def test_look_ups_by_number_are_counted_by_purpose_and_name_nobody(
    shared_app: TestApp, purpose: str, counted: str
) -> None:
    post(shared_app.client(), CHECKS, json={"card_number": "99010417", "purpose": purpose})

    figures = shared_app.visitor().get("/metrics").text

    assert f'kortsjekk_number_lookups_total{{purpose="{counted}"}}' in figures
    assert "Ingrid" not in figures
