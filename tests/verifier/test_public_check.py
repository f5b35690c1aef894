"""/check and the check behind a scanned card: valid or not, as of when, and nothing else."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.apps import MakeApp, TestApp, code_of, post
from tests.support.doors import PUBLIC, UNKNOWN, Recording, answer_on, looked_up, number, scanned
from tests.support.faults import Fault
from tests.support.forms import filled, said
from verifier.practice.cards import BY_ID, CARDS
from verifier.public_check import PublicCheck, public_check
from verifier.shapes_public import PublicCheckShape

GOOD = number("in-order")
# Refused by the register, by a date, or for the employer; all by their number alone.
REFUSED = (
    "expired",
    "lost",
    "stolen",
    "confiscated",
    "replaced",
    "employment-ended",
    "company-deleted",
    "not-yet-valid",
)
NONSENSE = (
    "",
    " ",
    "abc",
    "123456",
    "12345678901",
    "9901041x",
    "99010417\0",
    "٩٩٠١٠٤١٧",
    "９９０１０４１７",
    "𝟗𝟗𝟎𝟏𝟎𝟒𝟏𝟕",
    "99010417' or '1'='1",
    "1; drop table tally",
    "-99010417.5e3",
    "9" * 10_000,
    "99010417" + " " * 60 + "x",
    "<script>alert(1)</script>",
    "\u202e99010417",
    "99010417\n99010418",
)
WIDE = {
    "KORTSJEKK_PUBLIC_A_MINUTE": "1000",
    "KORTSJEKK_PUBLIC_NUMBERS_A_DAY": "1000",
    "KORTSJEKK_PUBLIC_A_MINUTE_IN_ALL": "1000",
}


@pytest.fixture
def wide(make_app: MakeApp) -> TestApp:
    """An app whose limits are out of reach."""
    return make_app(**WIDE)


def test_a_number_gives_the_answer_and_the_time_and_nothing_about_a_person(wide: TestApp) -> None:
    card = BY_ID["in-order"]

    page = looked_up(wide, "9901 04-17")

    assert (page.status_code, answer_on(page)) == (200, "by-number")
    assert said(wide, page, "ui.public.by-number.say")
    assert page.text.count("02.03.2026 10:00") == 2
    told = page.text.replace(str(wide.house.words.say("nb", "ui.practice.banner")), "")
    secrets = (card.holder, card.employer.name, card.employer.org_number, "1987", "portrait", "CARD_IN_ORDER")
    assert [each for each in secrets if each in told] == []


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_unknown_and_refused_numbers_give_the_same_page_byte_for_byte(
    make_app: MakeApp, language: str
) -> None:
    app = make_app(**WIDE)

    pages = {}
    for typed in (UNKNOWN, *map(number, REFUSED)):
        page = looked_up(app, typed, **{"Accept-Language": language})
        headers = sorted((name, text) for name, text in page.headers if name != "Set-Cookie")
        pages[typed] = (page.status, page.data.replace(typed.encode(), b"NUMBER"), str(headers))
        assert answer_on(page) == "number-not-valid"

    assert len(set(pages.values())) == 1


def test_unknown_and_refused_numbers_give_the_same_json_byte_for_byte(wide: TestApp) -> None:
    answers = {scanned(wide, typed).data for typed in (UNKNOWN, *map(number, REFUSED))}

    assert len(answers) == 1
    found = PublicCheckShape.model_validate_json(answers.pop(), strict=True)
    assert (found.answer, found.genuine, found.as_of) == ("not_valid", "not_signed", wide.clock.now)


def test_every_number_asks_the_same_registers_as_often_whatever_they_answer(wide: TestApp) -> None:
    questions = {}
    for typed in (UNKNOWN, *(card.card_number for card in CARDS)):
        recording = Recording(wide.house.registers)
        found = public_check(typed, "192.0.2.1", replace(wide.house, registers=recording.noting()))
        assert isinstance(found, PublicCheck)
        questions[typed] = Counter(recording.asked)

    assert {str(sorted(each.items())) for each in questions.values()} == {
        "[('approval', 2), ('card', 1), ('company', 4), ('entry', 1)]"
    }


def test_a_register_that_cannot_be_asked_settles_nothing(wide: TestApp) -> None:
    wide.config.register_path.unlink()

    for typed in (GOOD, UNKNOWN, number("lost")):
        page = looked_up(wide, typed)
        assert (page.status_code, answer_on(page)) == (200, "cannot-tell")
        assert said(wide, page, "ui.public.as-of-none")
        assert scanned(wide, typed).get_json()["answer"] == "cannot_tell"
    assert scanned(wide, wide.text_of("in-order")).get_json() == {
        "answer": "cannot_tell",
        "genuine": "genuine",
        "as_of": None,
        "checked_at": "2026-03-02T09:00:00Z",
    }


def test_by_its_number_an_order_proof_is_held_to_no_more_than_a_card(wide: TestApp) -> None:
    # The register's record has no kind, and only the code says that it is a proof: docs/verdict.md says so.
    hours_ago = wide.clock.now - timedelta(hours=20)
    with closing(sqlite3.connect(wide.config.register_path)) as register, register:
        register.execute("update source set authoritative = 0, fetched_at = ?", (hours_ago.isoformat(),))

    by_number, by_code = scanned(wide, number("order-proof")), scanned(wide, wide.text_of("order-proof"))

    assert by_number.get_json()["as_of"] == f"{hours_ago:%Y-%m-%dT%H:%M:%SZ}"
    assert (by_number.get_json()["answer"], by_code.get_json()["answer"]) == ("valid", "cannot_tell")


def test_a_card_that_comes_back_into_order_is_valid_again(wide: TestApp) -> None:
    typed = number("not-yet-valid")
    assert answer_on(looked_up(wide, typed)) == "number-not-valid"

    wide.clock.move(timedelta(days=30))

    assert answer_on(looked_up(wide, typed)) == "by-number"


# The scanned card


@pytest.mark.parametrize(
    ("card_id", "answer", "genuine"),
    [
        ("in-order", "valid", "genuine"),
        ("sub-unit", "valid", "genuine"),
        ("order-proof", "valid", "genuine"),
        ("lost", "not_valid", "genuine"),
        ("expired", "not_valid", "genuine"),
        ("approval-missing", "not_valid", "genuine"),
        ("company-bankrupt", "cannot_tell", "genuine"),
        ("unknown-key", "not_valid", "not_genuine"),
        ("changed-payload", "not_valid", "not_genuine"),
        ("plain-code", "valid", "not_signed"),
    ],
)
def test_a_scanned_card_is_said_to_be_genuine_and_valid_or_not(
    wide: TestApp, card_id: str, answer: str, genuine: str
) -> None:
    found = scanned(wide, wide.text_of(card_id))

    shape = PublicCheckShape.model_validate_json(found.data, strict=True)
    assert (shape.answer, shape.genuine) == (answer, genuine)
    assert set(found.get_json()) == {"answer", "genuine", "as_of", "checked_at"}


@pytest.mark.parametrize("code", [each for each in NONSENSE if each] + ["https://h/c#" + "9" * 11_000, "x"])
def test_nonsense_as_a_code_is_never_valid_and_never_a_fault(wide: TestApp, code: str) -> None:
    answer = scanned(wide, code)

    assert answer.status_code in (200, 422)
    assert answer.status_code == 422 or answer.get_json()["answer"] == "cannot_tell"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "bad-json"),
        (b"{", "bad-json"),
        (b'{"code": "1", "code": "2"}', "bad-json"),
        (b"[]", "bad-request"),
        (b"{}", "bad-request"),
        (b'{"code": 99010417}', "bad-request"),
        (b'{"code": ""}', "bad-request"),
        (b'{"code": "99010417", "person": 1}', "bad-request"),
        (b'{"code": "' + b"9" * 1_000_000 + b'"}', "too-large"),
    ],
    ids=lambda each: repr(each)[:30],
)
def test_what_is_no_request_is_refused(shared_app: TestApp, body: bytes, code: str) -> None:
    assert code_of(post(shared_app.visitor(), PUBLIC, data=body))[1] == code


# What is typed


@pytest.mark.parametrize("typed", NONSENSE, ids=lambda typed: ascii(typed)[:30])
def test_nonsense_is_told_from_a_number_and_asks_nobody(shared_app: TestApp, typed: str) -> None:
    with Fault(shared_app.ledger.engine, at=1):
        page = looked_up(shared_app, typed)

    assert (page.status_code, answer_on(page)) == (422, None)
    assert said(shared_app, page, "ui.check.not-a-number")
    assert "<script>alert" not in page.text


def test_a_million_digits_are_refused_before_they_are_read(shared_app: TestApp) -> None:
    page = looked_up(shared_app, "9" * 1_000_000)

    assert (page.status_code, page.mimetype) == (413, "text/html")


def test_a_form_without_its_token_is_refused(shared_app: TestApp) -> None:
    assert post(shared_app.visitor(), "/check", data={"number": GOOD}).status_code == 400


# What is kept


def test_look_ups_are_counted_by_door_and_answer_and_name_nobody(wide: TestApp) -> None:
    looked_up(wide, GOOD)
    scanned(wide, wide.text_of("lost"))

    figures = wide.visitor().get("/metrics").text

    assert 'kortsjekk_public_checks_total{answer="valid",door="check"}' in figures
    assert 'kortsjekk_public_checks_total{answer="not_valid",door="card"}' in figures
    assert GOOD not in figures


def test_the_scanned_card_asks_for_no_cookie_and_gets_none(wide: TestApp) -> None:
    answer = scanned(wide, GOOD)

    assert "Set-Cookie" not in answer.headers


def test_the_form_can_be_used_again_and_again(wide: TestApp) -> None:
    client = wide.visitor()

    assert [answer_on(filled(client, "/check", number=each)) for each in (GOOD, UNKNOWN, GOOD)] == [
        "by-number",
        "number-not-valid",
        "by-number",
    ]


@pytest.mark.parametrize("path", ["/sign-in", "/practice", "/nowhere"])
def test_pages_for_people_lead_to_the_look_up(shared_app: TestApp, path: str) -> None:
    assert '<a href="/check">' in shared_app.visitor().get(path).text


def test_the_page_of_a_card_offers_the_app_to_who_is_signed_in_alone(shared_app: TestApp) -> None:
    assert 'data-part="open-app"' in shared_app.client().get("/c").text
    assert 'data-part="open-app"' not in shared_app.visitor().get("/c").text


def test_whom_a_site_list_names_makes_no_card_invalid_for_those_who_stand_on_no_site(app: TestApp) -> None:
    inspector = post(app.client(), "/api/v1/checks", json={"code": app.text_of("other-company")}).get_json()

    assert inspector["reason"] == "OTHER_COMPANY"
    assert scanned(app, app.text_of("other-company")).get_json()["answer"] == "valid"
    assert answer_on(looked_up(app, number("other-company"))) == "by-number"
