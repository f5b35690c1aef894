"""GET /api/v1/cards/{number}/status: a company's key, what it may ask, how often, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sync.gate import DAY
from sync.ledger.company_keys import Scope
from sync.registers.ports import Unavailable
from sync.schema import company_key, company_look_up
from tests.support.apps import TestApp, code_of
from tests.support.faults import Fault
from verifier.answers import Registers
from verifier.practice import companies as firms
from verifier.practice.cards import BY_ID, CARDS
from verifier.practice.companies import PracticeCompany
from verifier.shapes import CompanyStatusShape

UNKNOWN = "12345678"
BUILDERS = ("in-order", "order-proof", "expired", "other-company", "changed-payload")
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


def number(card_id: str) -> str:
    """Return the number of a practice card."""
    return BY_ID[card_id].card_number


def key_for(app: TestApp, company: PracticeCompany, scope: Scope, a_minute: int = 1_000) -> str:
    """Make a key as the command does."""
    return app.ledger.company_keys.make(company.org_number, scope, a_minute, 5_000, app.clock.now)


def asked(app: TestApp, key: str | None, card_number: str, **headers: str) -> TestResponse:
    """Ask as a company's system does: with a key, and without cookie or origin."""
    sent = headers if key is None else {"Authorization": f"Bearer {key}", **headers}
    return app.visitor().get(f"/api/v1/cards/{card_number}/status", headers=sent)


def status_of(answer: TestResponse) -> CompanyStatusShape:
    """Return the status in an answer, which must be whole."""
    return CompanyStatusShape.model_validate_json(answer.data, strict=True)


def uses(app: TestApp) -> list[sa.Row[Any]]:
    """Return every use that is kept."""
    with app.ledger.read() as connection:
        return list(connection.execute(sa.select(company_look_up).order_by(company_look_up.c.id)))


@pytest.fixture
def any_key(app: TestApp) -> str:
    """A key for any card."""
    return key_for(app, firms.MASON, Scope.ANY_CARD)


@pytest.fixture
def own_key(app: TestApp) -> str:
    """The builder's key for its own employees."""
    return key_for(app, firms.BUILDER, Scope.OWN_CARDS)


# What is answered


@pytest.mark.parametrize(
    ("card_id", "status"),
    [
        ("in-order", "valid"),
        ("lost", "not_valid"),
        ("expired", "not_valid"),
        ("company-bankrupt", "cannot_tell"),
    ],
)
def test_a_key_for_any_card_gets_the_status_and_nothing_else(
    app: TestApp, any_key: str, card_id: str, status: str
) -> None:
    answer = asked(app, any_key, number(card_id))

    assert answer.status_code == 200
    found = status_of(answer)
    assert (found.card_number, found.status) == (number(card_id), status)
    assert found.as_of == found.checked_at == app.clock.now
    assert (found.reason, found.valid_to) == (None, None)


def test_with_a_key_for_any_card_an_unknown_number_is_answered_as_a_refused_one(
    app: TestApp, any_key: str
) -> None:
    numbers = (UNKNOWN, *map(number, ("lost", "stolen", "expired", "company-deleted", "not-yet-valid")))
    answers = {asked(app, any_key, each).data.replace(each.encode(), b"NUMBER") for each in numbers}

    assert len(answers) == 1


@pytest.mark.parametrize(
    ("card_id", "status", "reason"),
    [
        ("in-order", "valid", "CARD_IN_ORDER"),
        ("expired", "not_valid", "EXPIRED"),
        # Whom a client's list names as the employer is not told.
        ("other-company", "not_valid", None),
    ],
)
def test_of_its_own_employees_a_company_learns_why_and_until_when(
    app: TestApp, own_key: str, card_id: str, status: str, reason: str | None
) -> None:
    printed = app.world.card(card_id)
    assert printed is not None

    found = status_of(asked(app, own_key, number(card_id)))

    assert (found.status, found.reason, found.valid_to) == (status, reason, printed.expires)


@pytest.mark.parametrize(
    ("company", "card_id", "reason"),
    [
        (firms.CLEANER, "sub-unit", "CARD_IN_ORDER"),
        (firms.CLEANER_BRANCH, "sub-unit", "CARD_IN_ORDER"),
        (firms.CLEANER_BRANCH, "plain-code", "CARD_IN_ORDER"),
        (firms.MASON, "lost", "LOST"),
        (firms.GARAGE, "employment-ended", "EMPLOYMENT_ENDED"),
        (firms.DIGGER, "company-deleted", "COMPANY_DELETED"),
        (firms.ROOFER, "company-bankrupt", "COMPANY_BANKRUPT"),
    ],
    ids=lambda each: each if isinstance(each, str) else each.name,
)
def test_main_unit_and_sub_unit_are_one_company(
    app: TestApp, company: PracticeCompany, card_id: str, reason: str
) -> None:
    found = status_of(asked(app, key_for(app, company, Scope.OWN_CARDS), number(card_id)))

    assert found.reason == reason


def test_another_companys_card_is_answered_exactly_as_a_number_that_nobody_has(
    app: TestApp, own_key: str
) -> None:
    others = [card.card_number for card in CARDS if card.id not in BUILDERS]

    answers = [asked(app, own_key, each) for each in (UNKNOWN, *others)]

    assert {code_of(answer) for answer in answers} == {(404, "not-found")}
    assert len({(answer.data, str(sorted(answer.headers))) for answer in answers}) == 1
    assert {use.answer for use in uses(app)} == {"not_found"}


def test_a_key_of_a_company_that_no_register_knows_finds_no_card(app: TestApp) -> None:
    stranger = PracticeCompany("314103807", "Ukjent AS")

    assert code_of(asked(app, key_for(app, stranger, Scope.OWN_CARDS), number("in-order")))[0] == 404


def test_registers_that_are_away_settle_nothing_and_tell_nothing(
    app: TestApp, any_key: str, own_key: str
) -> None:
    app.config.register_path.unlink()

    for key in (any_key, own_key):
        answers = [asked(app, key, each) for each in (number("in-order"), number("lost"), UNKNOWN)]
        assert {status_of(answer).status for answer in answers} == {"cannot_tell"}
        assert {(status_of(answer).as_of, status_of(answer).reason) for answer in answers} == {(None, None)}


class NoCompanies:
    """A company register that could not be asked."""

    def company(self, org_number: str) -> Unavailable:
        """Answer nothing."""
        return Unavailable("no route", "company_register")


def test_where_companies_cannot_be_looked_up_no_number_stands_out(app: TestApp, own_key: str) -> None:
    real: Registers = app.house.registers
    app.app.extensions["kortsjekk"] = replace(app.house, registers=replace(real, companies=NoCompanies()))

    answers = [asked(app, own_key, each) for each in (number("in-order"), number("lost"), UNKNOWN)]

    assert {status_of(answer).status for answer in answers} == {"cannot_tell"}


# Who may ask


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

    answer = asked(app, None, number("in-order"), **headers)

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
    answer = asked(app, any_key, number("lost"), Cookie="session=made-up")

    assert answer.status_code == 200
    assert {"Set-Cookie", "Vary"} & set(answer.headers.keys()) == set()


def test_a_withdrawn_key_is_refused_from_the_next_request_on(app: TestApp, any_key: str) -> None:
    assert asked(app, any_key, number("lost")).status_code == 200

    app.ledger.company_keys.withdraw(any_key.split("_")[1], app.clock.now)

    assert code_of(asked(app, any_key, number("lost"))) == (401, "key-refused")


def test_a_scope_that_this_version_does_not_know_allows_nothing(app: TestApp, any_key: str) -> None:
    with app.ledger.write() as connection:
        connection.execute(company_key.update().values(scope="cards:everything"))

    assert code_of(asked(app, any_key, number("lost"))) == (403, "forbidden")


@pytest.mark.parametrize("text", NOT_NUMBERS, ids=lambda text: ascii(text)[:20])
def test_what_is_no_card_number_is_refused(app: TestApp, any_key: str, text: str) -> None:
    assert code_of(asked(app, any_key, text)) == (422, "bad-request")
    assert code_of(asked(app, None, text)) == (401, "key-refused")
    assert uses(app) == []


# How often, and what is kept


def test_beyond_its_limit_a_key_waits_and_others_do_not(app: TestApp) -> None:
    key = key_for(app, firms.BUILDER, Scope.OWN_CARDS, a_minute=2)
    other = key_for(app, firms.BUILDER, Scope.OWN_CARDS, a_minute=2)

    answers = [asked(app, key, each) for each in (number("in-order"), UNKNOWN, number("in-order"), UNKNOWN)]

    assert [answer.status_code for answer in answers] == [200, 404, 429, 429]
    assert len({answer.data for answer in answers[2:]}) == 1
    assert answers[2].headers["Retry-After"] == "60"
    assert asked(app, other, number("in-order")).status_code == 200
    app.clock.move(timedelta(minutes=1))
    assert asked(app, key, number("in-order")).status_code == 200


def test_a_day_has_a_limit_of_its_own(app: TestApp) -> None:
    made = app.ledger.company_keys.make(firms.MASON.org_number, Scope.ANY_CARD, 100, 2, app.clock.now)

    assert [asked(app, made, UNKNOWN).status_code for _ in range(3)] == [200, 200, 429]
    app.clock.move(timedelta(minutes=1))
    assert asked(app, made, UNKNOWN).status_code == 429
    app.clock.move(DAY)
    assert asked(app, made, UNKNOWN).status_code == 200


def test_each_use_is_kept_without_the_number_in_clear(app: TestApp, any_key: str) -> None:
    for each in (number("lost"), number("in-order"), number("lost")):
        asked(app, any_key, each)

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
            answer = asked(app, any_key, number("in-order"))
        if answer.status_code == 200:
            break
        assert code_of(answer) == (503, "unavailable")
        stops += 1
    assert stops > 4


def test_uses_are_counted_by_answer_and_name_no_company_and_no_card(app: TestApp, own_key: str) -> None:
    asked(app, own_key, number("in-order"))
    asked(app, own_key, UNKNOWN)

    figures = app.visitor().get("/metrics").text

    for answer in ("valid", "not_found"):
        assert f'kortsjekk_public_checks_total{{answer="{answer}",door="company"}}' in figures
    assert [each for each in (number("in-order"), own_key, firms.BUILDER.org_number) if each in figures] == []
