"""How often others than inspectors may look up cards: each address, its numbers, and all together."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sync.gate import Limited
from tests.support.apps import MakeApp, TestApp, build, code_of, post
from tests.support.doors import UNKNOWN, Recording, answer_on, looked_up, number, scanned
from tests.support.faults import Fault
from tests.support.forms import said
from verifier.public_check import public_check

GOOD = number("in-order")


def test_beyond_the_limit_all_numbers_are_answered_alike_with_the_time_to_come_again(app: TestApp) -> None:
    for _ in range(10):
        assert looked_up(app, GOOD).status_code == 200

    pages = [looked_up(app, typed) for typed in (GOOD, UNKNOWN, number("lost"))]

    assert {page.status_code for page in pages} == {429}
    assert {page.headers["Retry-After"] for page in pages} == {"60"}
    without_token = {re.sub(r'value="[^"]+"', "", page.text) for page in pages}
    assert len(without_token) == 1
    assert said(app, pages[0], "problem.too-many")
    assert "02.03.2026 10:01" in pages[0].text
    answers = [scanned(app, typed) for typed in (GOOD, UNKNOWN)]
    assert [code_of(answer) for answer in answers] == [(429, "too-many")] * 2
    assert {answer.headers["Retry-After"] for answer in answers} == {"60"}
    app.clock.move(timedelta(minutes=1))
    assert looked_up(app, GOOD).status_code == 200


def test_a_walk_of_numbers_ends_sooner_than_the_same_number_again(make_app: MakeApp) -> None:
    app = make_app(KORTSJEKK_PUBLIC_NUMBERS_A_DAY="3")
    numbers = [str(20_000_000 + n) for n in range(3)]

    assert [scanned(app, each).status_code for each in (*numbers, "20000003", GOOD)] == [200] * 3 + [429] * 2
    app.clock.move(timedelta(minutes=1))
    assert [scanned(app, each).status_code for each in (*numbers, "20000003")] == [200] * 3 + [429]
    # Another way of writing a number that was asked for is no other number, and a genuine card is no walk.
    assert looked_up(app, "2000 0001").status_code == 200
    assert scanned(app, "https://cards.example/look/20000001").status_code == 200
    assert scanned(app, app.text_of("lost")).status_code == 200
    assert scanned(app, app.text_of("changed-payload")).status_code == 429
    app.clock.move(timedelta(days=1))
    assert scanned(app, "20000003").status_code == 200


def test_each_address_has_its_own_limit_as_the_trusted_proxy_names_it(make_app: MakeApp) -> None:
    app = make_app(KORTSJEKK_TRUSTED_PROXIES="1", KORTSJEKK_PUBLIC_A_MINUTE="1")

    def from_address(text: str) -> int:
        return scanned(app, GOOD, **{"X-Forwarded-For": text}).status_code

    assert [from_address("192.0.2.1"), from_address("192.0.2.1")] == [200, 429]
    assert from_address("192.0.2.2") == 200
    # What a client writes itself stands before what the proxy adds, and counts for nothing.
    assert from_address("203.0.113.9, 192.0.2.1") == 429
    assert [from_address("2001:db8::1"), from_address("2001:db8::ffff:2")] == [200, 429]
    assert from_address("2001:db8:0:1::1") == 200


def test_without_a_trusted_proxy_nobody_chooses_an_address(make_app: MakeApp) -> None:
    app = make_app(KORTSJEKK_PUBLIC_A_MINUTE="1")

    answers = [
        scanned(app, GOOD, **{"X-Forwarded-For": f"192.0.2.{n}", "Forwarded": f"for=192.0.2.{n}"})
        for n in range(3)
    ]

    assert [answer.status_code for answer in answers] == [200, 429, 429]


def test_everybody_together_has_a_limit_too(make_app: MakeApp) -> None:
    app = make_app(KORTSJEKK_TRUSTED_PROXIES="1", KORTSJEKK_PUBLIC_A_MINUTE_IN_ALL="3")

    answers = [scanned(app, GOOD, **{"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(5)]

    assert answers == [200, 200, 200, 429, 429]


def test_nought_closes_the_look_up_and_leaves_inspectors_alone(make_app: MakeApp) -> None:
    app = make_app(KORTSJEKK_PUBLIC_A_MINUTE="0")

    assert looked_up(app, GOOD).status_code == 429
    assert post(app.client(), "/api/v1/checks", json={"code": GOOD}).status_code == 200


def test_a_ledger_that_cannot_count_closes_the_look_up_and_never_opens_it(app: TestApp) -> None:
    with Fault(app.ledger.engine, at=1):
        page, answer = looked_up(app, GOOD), scanned(app, GOOD)

    assert (page.status_code, page.headers["Retry-After"]) == (503, "15")
    assert answer_on(page) is None
    assert code_of(answer) == (503, "unavailable")


def test_a_limit_refuses_before_any_register_is_asked(make_app: MakeApp) -> None:
    app = make_app(KORTSJEKK_PUBLIC_A_MINUTE="0")
    recording = Recording(app.house.registers)

    refused = public_check(GOOD, "192.0.2.1", replace(app.house, registers=recording.noting()))

    assert (refused, recording.asked) == (Limited(60), [])


def test_two_workers_and_two_nodes_count_together(tmp_path: Path, database_url: str) -> None:
    shared = {"SECRET_KEY": "s" * 32, "DATABASE_URL": database_url, "KORTSJEKK_PUBLIC_A_MINUTE": "3"}
    nodes = [build(tmp_path / name, **shared) for name in ("first", "second")]

    answers = [scanned(nodes[n % 2], GOOD).status_code for n in range(6)]

    assert answers == [200, 200, 200, 429, 429, 429]
    for node in nodes:
        node.ledger.close()
