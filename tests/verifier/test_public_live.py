"""What others than inspectors are told where registers are asked live: no number stands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from sync.ledger.company_keys import Scope
from sync.registers.ports import Found
from tests.support import register_server as server
from tests.support.apps import NOW, TestApp, build, code_of
from tests.support.doors import UNKNOWN, asked_by_company, key_for, looked_up, number, scanned
from tests.support.live_registers import LiveWorld, as_json, unit_body
from verifier.practice import companies as firms
from verifier.practice.cards import CARDS

REFUSED = ("expired", "lost", "stolen", "confiscated", "employment-ended", "company-deleted")
BUILDERS = ("in-order", "order-proof", "expired", "other-company", "changed-payload")
DATED = NOW - timedelta(hours=2)
WIDE = {
    "KORTSJEKK_PUBLIC_A_MINUTE": "1000",
    "KORTSJEKK_PUBLIC_NUMBERS_A_DAY": "1000",
    "KORTSJEKK_PUBLIC_A_MINUTE_IN_ALL": "1000",
}


@dataclass
class Live:
    """An app whose registers are asked live, and the server that answers for them."""

    app: TestApp
    world: LiveWorld

    def questions(self, door: Callable[[str], TestResponse], typed: str) -> Counter[str]:
        """How often each list of each register is asked for one number."""
        self.world.served.asked.clear()
        assert door(typed).status_code in (200, 404)
        return Counter(path.rpartition("/")[0] for path, _ in self.world.served.asked)

    def own_key(self, company: firms.PracticeCompany = firms.BUILDER) -> str:
        """A company's key for its own employees."""
        return key_for(self.app, company, Scope.OWN_CARDS)

    def rest(self) -> None:
        """Let so much time pass that every register that is well is asked again."""
        self.app.clock.move(timedelta(seconds=60))


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Registers that date each card they hold; shared by all tests of this file, which leave them well."""
    with server.register_server() as served:
        world = LiveWorld(served)
        app = build(tmp_path_factory.mktemp("public") / "instance", **world.settings(**WIDE))
        world.fill(app.world)
        for card in world.cards.values():
            card["as_of"] = DATED.isoformat()
        yield Live(app, world)
        assert app.house.live is not None
        app.house.live.close()
        app.ledger.close()


def test_the_public_page_tells_no_refused_number_from_an_unknown_one(live: Live) -> None:
    pages = set()
    for typed in (UNKNOWN, *map(number, REFUSED)):
        page = looked_up(live.app, typed)
        pages.add((page.status, page.data.replace(typed.encode(), b"NUMBER")))

    assert len(pages) == 1


def test_the_public_interface_tells_no_refused_number_from_an_unknown_one(live: Live) -> None:
    answers = [scanned(live.app, typed) for typed in (UNKNOWN, *map(number, REFUSED))]

    assert len({answer.data for answer in answers}) == 1
    found = answers[0].get_json()
    assert (found["answer"], found["as_of"]) == ("not_valid", found["checked_at"])


def test_a_genuine_card_is_told_the_time_that_the_register_dates_it_with(live: Live) -> None:
    found = scanned(live.app, live.app.text_of("in-order")).get_json()

    assert (found["answer"], found["as_of"]) == ("valid", f"{DATED:%Y-%m-%dT%H:%M:%SZ}")


def test_a_copy_in_place_of_the_card_register_says_its_one_time_of_all_numbers(live: Live) -> None:
    with live.world.failing({"cards": server.refused(500)}):
        times = {scanned(live.app, typed).get_json()["as_of"] for typed in (UNKNOWN, *map(number, REFUSED))}
    live.rest()

    assert len(times) == 1


def test_a_key_for_any_card_tells_no_refused_number_from_an_unknown_one(live: Live) -> None:
    key = key_for(live.app, firms.MASON, Scope.ANY_CARD)

    answers = {
        asked_by_company(live.app, key, typed).data.replace(typed.encode(), b"NUMBER")
        for typed in (UNKNOWN, *map(number, REFUSED))
    }

    assert len(answers) == 1


def test_every_number_costs_each_register_as_many_requests(live: Live) -> None:
    any_key, own_key = key_for(live.app, firms.MASON, Scope.ANY_CARD), live.own_key()
    doors: dict[str, Callable[[str], TestResponse]] = {
        "check": lambda typed: looked_up(live.app, typed),
        "card": lambda typed: scanned(live.app, typed),
        "any": lambda typed: asked_by_company(live.app, any_key, typed),
        "own": lambda typed: asked_by_company(live.app, own_key, typed),
    }

    for name, door in doors.items():
        units = 5 if name == "own" else 4
        expected = {"/hms/cards": 1, "/er/enheter": units, "/er/underenheter": units, "/bil": 1}
        for typed in (UNKNOWN, *(card.card_number for card in CARDS)):
            assert (name, typed, live.questions(door, typed)) == (name, typed, expected)


# A company's key for its own employees


def test_a_company_that_the_live_register_alone_knows_is_answered_for_its_own(live: Live) -> None:
    with live.world.failing({"companies": with_the_builder_below_the_mason(live)}):
        found = asked_by_company(live.app, live.own_key(), number("lost"))

    # By the live register alone the builder is a sub-unit of the mason, whose card this is.
    assert (found.status_code, found.get_json()["reason"]) == (200, "LOST")


def with_the_builder_below_the_mason(live: Live) -> server.Act:
    """The company register after the builder became a sub-unit of the mason."""
    before = {path: live.world.served.acts[path] for path in ("/er/enheter/", "/er/underenheter/")}

    def act(exchange: server.Exchange) -> None:
        is_builder = exchange.path.endswith(firms.BUILDER.org_number)
        if not is_builder:
            before[exchange.path.rpartition("/")[0] + "/"](exchange)
        elif "/underenheter/" in exchange.path:
            unit = live.app.house.mirror.company(firms.BUILDER.org_number)
            assert isinstance(unit, Found)
            server.gives(as_json(unit_body(replace(unit.value, parent=firms.MASON.org_number))))(exchange)
        else:
            server.gives(b"", 404)(exchange)

    return act


def test_where_the_live_company_register_is_away_every_number_is_cannot_tell(live: Live) -> None:
    key = live.own_key()
    numbers = (UNKNOWN, number("in-order"), number("lost"))

    with live.world.failing({"companies": server.refused(500)}):
        answers = [asked_by_company(live.app, key, typed) for typed in numbers]
    live.rest()

    assert {answer.status_code for answer in answers} == {200}
    assert len({a.data.replace(n.encode(), b"N") for a, n in zip(answers, numbers, strict=True)}) == 1
    assert answers[0].get_json()["status"] == "cannot_tell"


def test_a_company_register_that_fails_after_the_key_was_looked_up_tells_nothing(live: Live) -> None:
    key, own = live.own_key(), firms.BUILDER.org_number
    before = {path: live.world.served.acts[path] for path in ("/er/enheter/", "/er/underenheter/")}

    def own_alone(exchange: server.Exchange) -> None:
        fails = server.refused(500)
        (before[exchange.path.rpartition("/")[0] + "/"] if exchange.path.endswith(own) else fails)(exchange)

    with live.world.failing({"companies": own_alone}):
        answers = {typed: asked_by_company(live.app, key, typed) for typed in (UNKNOWN, number("lost"))}
        live.rest()
        mine = asked_by_company(live.app, key, number("in-order"))
    live.rest()

    assert {answer.get_json()["status"] for answer in answers.values()} == {"cannot_tell"}
    assert mine.get_json()["status"] == "valid"


def test_another_companys_card_is_answered_as_a_number_that_nobody_has(live: Live) -> None:
    key = live.own_key()
    others = [card.card_number for card in CARDS if card.id not in BUILDERS]

    answers = [asked_by_company(live.app, key, typed) for typed in (UNKNOWN, *others)]

    assert {code_of(answer) for answer in answers} == {(404, "not-found")}
    assert len({answer.data for answer in answers}) == 1
