"""Who may ask for the status of cards: a company's key that holds, so often, and each use is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.gate import DAY
from sync.ledger.company_keys import Scope
from sync.schema import company_key
from tests.support.apps import TestApp, code_of
from tests.support.doors import UNKNOWN, asked_by_company, key_for, number, uses
from tests.support.faults import Fault
from verifier.practice import companies as firms

NOT_NUMBERS = (
    "abc",
    "123456",
    "12345678901",
    "٩٩٠١٠٤١٧",
    "99010417%00",
    "9" * 3_000,
    "1' or '1'='1",
    "%20",
    "-1",
)


@pytest.fixture
def any_key(app: TestApp) -> str:
    """A key for any card."""
    return key_for(app, firms.MASON, Scope.ANY_CARD)


@pytest.fixture
def own_key(app: TestApp) -> str:
    """The builder's key for its own employees."""
    return key_for(app, firms.BUILDER, Scope.OWN_CARDS)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic {key}",
        "Bearer  {key}",
        "Bearer {key}x",
        "{key}",
        "Bearer " + "x" * 5_000,
        "Bearer kortsjekk_" + "0" * 16 + "_" + "A" * 43,
        "Bearer ' or 1=1",
        "Bearer æøå",
    ],
    ids=lambda header: repr(header)[:40],
)
def test_without_a_key_that_holds_nothing_is_answered(app: TestApp, any_key: str, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.format(key=any_key)}

    answer = asked_by_company(app, None, number("in-order"), **headers)

    assert code_of(answer) == (401, "key-refused")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Kortsjekk"'
    assert uses(app) == []


def test_a_session_opens_this_door_for_nobody_and_a_key_opens_no_other(app: TestApp, any_key: str) -> None:
    assert code_of(app.client().get(f"/api/v1/cards/{number('lost')}/status")) == (401, "key-refused")
    bearer = {"Authorization": f"Bearer {any_key}", "Origin": "http://localhost"}
    for method, path in (("GET", "/api/v1/me"), ("POST", "/api/v1/checks"), ("POST", "/api/v1/frames")):
        answer = app.visitor().open(path, method=method, headers=bearer)
        assert code_of(answer) == (401, "not-signed-in")


def test_the_answer_depends_on_no_cookie_and_sets_none(app: TestApp, any_key: str) -> None:
    answer = asked_by_company(app, any_key, number("lost"), Cookie="session=made-up")

    assert answer.status_code == 200
    assert {"Set-Cookie", "Vary"} & set(answer.headers.keys()) == set()


def test_a_withdrawn_key_is_refused_from_the_next_request_on(app: TestApp, any_key: str) -> None:
    assert asked_by_company(app, any_key, number("lost")).status_code == 200

    app.ledger.company_keys.withdraw(any_key.split("_")[1], app.clock.now)

    assert code_of(asked_by_company(app, any_key, number("lost"))) == (401, "key-refused")


def test_a_scope_that_this_version_does_not_know_allows_nothing(app: TestApp, any_key: str) -> None:
    with app.ledger.write() as connection:
        connection.execute(company_key.update().values(scope="cards:everything"))

    assert code_of(asked_by_company(app, any_key, number("lost"))) == (403, "forbidden")


@pytest.mark.parametrize("text", NOT_NUMBERS, ids=lambda text: ascii(text)[:20])
def test_what_is_no_card_number_is_refused(app: TestApp, any_key: str, text: str) -> None:
    assert code_of(asked_by_company(app, any_key, text)) == (422, "bad-request")
    assert code_of(asked_by_company(app, None, text)) == (401, "key-refused")
    assert uses(app) == []


# How often, and what is kept


def test_beyond_its_limit_a_key_waits_and_others_do_not(app: TestApp) -> None:
    key = key_for(app, firms.BUILDER, Scope.OWN_CARDS, a_minute=2)
    other = key_for(app, firms.BUILDER, Scope.OWN_CARDS, a_minute=2)

    answers = [
        asked_by_company(app, key, each)
        for each in (number("in-order"), UNKNOWN, number("in-order"), UNKNOWN)
    ]

    assert [answer.status_code for answer in answers] == [200, 404, 429, 429]
    assert len({answer.data for answer in answers[2:]}) == 1
    assert answers[2].headers["Retry-After"] == "60"
    assert asked_by_company(app, other, number("in-order")).status_code == 200
    app.clock.move(timedelta(minutes=1))
    assert asked_by_company(app, key, number("in-order")).status_code == 200


def test_a_day_has_a_limit_of_its_own(app: TestApp) -> None:
    made = app.ledger.company_keys.make(firms.MASON.org_number, Scope.ANY_CARD, 100, 2, app.clock.now)

    assert [asked_by_company(app, made, UNKNOWN).status_code for _ in range(3)] == [200, 200, 429]
    app.clock.move(timedelta(minutes=1))
    assert asked_by_company(app, made, UNKNOWN).status_code == 429
    app.clock.move(DAY)
    assert asked_by_company(app, made, UNKNOWN).status_code == 200


def test_each_use_is_kept_without_the_number_in_clear(app: TestApp, any_key: str) -> None:
    for each in (number("lost"), number("in-order"), number("lost")):
        asked_by_company(app, any_key, each)

    kept = uses(app)

    assert [(use.key_id, use.answer, use.at) for use in kept] == [
        (any_key.split("_")[1], answer, app.clock.now) for answer in ("not_valid", "valid", "not_valid")
    ]
    assert kept[0].card == kept[2].card != kept[1].card
    assert number("lost") not in str(kept)


def test_what_cannot_be_kept_is_not_answered(app: TestApp, any_key: str) -> None:
    app.ledger.figures()
    stops = 0
    while True:
        with Fault(app.ledger.engine, at=stops + 1):
            answer = asked_by_company(app, any_key, number("in-order"))
        if answer.status_code == 200:
            break
        assert code_of(answer) == (503, "unavailable")
        stops += 1
    assert stops > 4


def test_uses_are_counted_by_answer_and_name_no_company_and_no_card(app: TestApp, own_key: str) -> None:
    asked_by_company(app, own_key, number("in-order"))
    asked_by_company(app, own_key, UNKNOWN)

    figures = app.visitor().get("/metrics").text

    for answer in ("valid", "not_found"):
        assert f'kortsjekk_public_checks_total{{answer="{answer}",door="company"}}' in figures
    assert [each for each in (number("in-order"), own_key, firms.BUILDER.org_number) if each in figures] == []
