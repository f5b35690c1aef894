"""GET /api/v1/cards/{number}/status: what a company's key is told, and what it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from sync.ledger.company_keys import Scope
from sync.registers.ports import Unavailable
from tests.support.apps import TestApp, code_of
from tests.support.doors import UNKNOWN, asked_by_company, key_for, number, uses
from verifier.answers import Registers
from verifier.practice import companies as firms
from verifier.practice.cards import CARDS
from verifier.practice.companies import PracticeCompany
from verifier.shapes_public import CompanyStatusShape

BUILDERS = ("in-order", "order-proof", "expired", "other-company", "changed-payload")


def status_of(answer: TestResponse) -> CompanyStatusShape:
    """Return the status in an answer, which must be whole."""
    return CompanyStatusShape.model_validate_json(answer.data, strict=True)


@pytest.fixture
def any_key(app: TestApp) -> str:
    """A key for any card."""
    return key_for(app, firms.MASON, Scope.ANY_CARD)


@pytest.fixture
def own_key(app: TestApp) -> str:
    """The builder's key for its own employees."""
    return key_for(app, firms.BUILDER, Scope.OWN_CARDS)


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
    answer = asked_by_company(app, any_key, number(card_id))

    assert answer.status_code == 200
    found = status_of(answer)
    assert (found.card_number, found.status) == (number(card_id), status)
    assert found.as_of == found.checked_at == app.clock.now
    assert (found.reason, found.valid_to) == (None, None)


def test_with_a_key_for_any_card_an_unknown_number_is_answered_as_a_refused_one(
    app: TestApp, any_key: str
) -> None:
    numbers = (UNKNOWN, *map(number, ("lost", "stolen", "expired", "company-deleted", "not-yet-valid")))
    answers = {
        asked_by_company(app, any_key, each).data.replace(each.encode(), b"NUMBER") for each in numbers
    }

    assert len(answers) == 1


@pytest.mark.parametrize(
    ("card_id", "status", "reason"),
    [
        ("in-order", "valid", "CARD_IN_ORDER"),
        ("expired", "not_valid", "EXPIRED"),
        # Whom a client's list names on a site is a matter of that site.
        ("other-company", "valid", "CARD_IN_ORDER"),
    ],
)
def test_of_its_own_employees_a_company_learns_why_and_until_when(
    app: TestApp, own_key: str, card_id: str, status: str, reason: str | None
) -> None:
    printed = app.world.card(card_id)
    assert printed is not None

    found = status_of(asked_by_company(app, own_key, number(card_id)))

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
    found = status_of(asked_by_company(app, key_for(app, company, Scope.OWN_CARDS), number(card_id)))

    assert found.reason == reason


def test_another_companys_card_is_answered_exactly_as_a_number_that_nobody_has(
    app: TestApp, own_key: str
) -> None:
    others = [card.card_number for card in CARDS if card.id not in BUILDERS]

    answers = [asked_by_company(app, own_key, each) for each in (UNKNOWN, *others)]

    assert {code_of(answer) for answer in answers} == {(404, "not-found")}
    assert len({(answer.data, str(sorted(answer.headers))) for answer in answers}) == 1
    assert {use.answer for use in uses(app)} == {"not_found"}


def test_a_key_of_a_company_that_no_register_knows_finds_no_card(app: TestApp) -> None:
    stranger = PracticeCompany("314103807", "Ukjent AS")

    assert (
        code_of(asked_by_company(app, key_for(app, stranger, Scope.OWN_CARDS), number("in-order")))[0] == 404
    )


def test_registers_that_are_away_settle_nothing_and_tell_nothing(
    app: TestApp, any_key: str, own_key: str
) -> None:
    app.config.register_path.unlink()

    for key in (any_key, own_key):
        answers = [asked_by_company(app, key, each) for each in (number("in-order"), number("lost"), UNKNOWN)]
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

    answers = [asked_by_company(app, own_key, each) for each in (number("in-order"), number("lost"), UNKNOWN)]

    assert {status_of(answer).status for answer in answers} == {"cannot_tell"}
