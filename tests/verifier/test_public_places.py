"""However many others look up cards at once, inspectors find threads and registers free."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Event, Semaphore

import pytest
from werkzeug.test import TestResponse

from sync.ledger.company_keys import Scope
from sync.registers.ports import Answer, CardRecord, CardRegister
from tests.support.apps import TestApp, code_of, post
from tests.support.doors import UNKNOWN, answer_on, asked_by_company, key_for, looked_up, number, scanned
from tests.support.faults import Fault
from tests.support.forms import said
from verifier.places import MOST_AT_ONCE
from verifier.practice import companies as firms

PATIENCE_S = 20
SLOW = "20000001"


@dataclass
class SlowCards:
    """A card register that is slow about one number: asked for it, it answers when it is let."""

    real: CardRegister
    waiting: Semaphore = field(default_factory=lambda: Semaphore(0))
    let: Event = field(default_factory=Event)

    def card(self, card_number: str) -> Answer[CardRecord]:
        """Answer as the real one does."""
        if card_number == SLOW:
            self.waiting.release()
            assert self.let.wait(PATIENCE_S)
        return self.real.card(card_number)


@contextmanager
def crowded(app: TestApp, look_up: Callable[[str], TestResponse]) -> Iterator[None]:
    """As many look-ups as there are places wait for a slow register; afterwards all are answered."""
    house = app.house
    slow = SlowCards(house.registers.cards)
    app.app.extensions["kortsjekk"] = replace(house, registers=replace(house.registers, cards=slow))
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        try:
            waiting = [pool.submit(look_up, SLOW) for _ in range(MOST_AT_ONCE)]
            assert all(slow.waiting.acquire(timeout=PATIENCE_S) for _ in waiting)
            yield
        finally:
            slow.let.set()
        assert {each.result().status_code for each in waiting} == {200}


@pytest.fixture
def any_key(app: TestApp) -> str:
    """A key for any card."""
    return key_for(app, firms.MASON, Scope.ANY_CARD)


def test_beside_as_many_look_ups_as_there_is_room_for_inspectors_and_companies_are_answered(
    app: TestApp, any_key: str
) -> None:
    with crowded(app, lambda typed: scanned(app, typed)):
        inspected = post(app.client(), "/api/v1/checks", json={"code": app.text_of("in-order")})
        by_company = asked_by_company(app, any_key, number("in-order"))

    assert (inspected.status_code, inspected.get_json()["outcome"]) == (200, "VALID")
    assert by_company.get_json()["status"] == "valid"


def test_who_finds_no_room_is_told_so_alike_of_all_numbers_and_comes_back(app: TestApp) -> None:
    with crowded(app, lambda typed: scanned(app, typed)):
        pages = [looked_up(app, typed) for typed in (number("in-order"), number("lost"), UNKNOWN)]
        answers = [scanned(app, typed) for typed in (number("in-order"), number("lost"), UNKNOWN)]

    assert {(page.status_code, page.headers["Retry-After"]) for page in (*pages, *answers)} == {(503, "2")}
    assert len({re.sub(r'value="[^"]+"', "", page.text) for page in pages}) == 1
    assert said(app, pages[0], "problem.busy")
    assert len({answer.data for answer in answers}) == 1
    assert code_of(answers[0]) == (503, "busy")
    assert answer_on(looked_up(app, number("in-order"))) == "by-number"


def test_companies_have_places_of_their_own(app: TestApp, any_key: str) -> None:
    with crowded(app, lambda typed: asked_by_company(app, any_key, typed)):
        answers = [asked_by_company(app, any_key, typed) for typed in (number("lost"), UNKNOWN)]
        inspected = post(app.client(), "/api/v1/checks", json={"code": app.text_of("in-order")})
        by_anybody = scanned(app, number("in-order"))

    assert {code_of(answer) for answer in answers} == {(503, "busy")}
    assert len({(answer.data, answer.headers["Retry-After"]) for answer in answers}) == 1
    assert (inspected.status_code, by_anybody.status_code) == (200, 200)
    assert asked_by_company(app, any_key, number("in-order")).status_code == 200


def test_a_look_up_that_fails_gives_its_place_back(app: TestApp) -> None:
    for _ in range(MOST_AT_ONCE + 1):
        with Fault(app.ledger.engine, at=1):
            assert code_of(scanned(app, number("in-order"))) == (503, "unavailable")

    assert scanned(app, number("in-order")).status_code == 200


def test_who_was_turned_away_is_counted_and_uses_up_no_limit(app: TestApp) -> None:
    with crowded(app, lambda typed: scanned(app, typed)):
        assert {scanned(app, UNKNOWN).status_code for _ in range(20)} == {503}

    assert scanned(app, UNKNOWN).status_code == 200
    assert 'kortsjekk_public_checks_total{answer="busy",door="card"}' in app.visitor().get("/metrics").text
