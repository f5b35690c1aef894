"""The holder's photo: from the live register, to one authority for ten minutes, and kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.support import register_server as server
from tests.support.apps import NOW, TestApp, build, code_of, post
from tests.support.live_registers import CARDS, JPEG, LiveWorld
from verifier.access import Person
from verifier.photos import PhotoAddresses
from verifier.practice.people import BY_ID

CARD, NUMBER = "in-order", "99010417"
INSPECTOR, OTHER, VIEWER = "labour-inspector", "police-officer", "hse-coordinator"


@dataclass
class Counter:
    """An app with a live card register that holds one photo."""

    app: TestApp
    world: LiveWorld

    def address(self, person: str = INSPECTOR, card: str = CARD) -> str | None:
        """The address of the photo that a check of a card shows to a person."""
        wish = {"code": self.app.text_of(card)}
        found: str | None = post(self.app.client(person), "/api/v1/checks", json=wish).get_json()["card"][
            "photo"
        ]
        return found


@pytest.fixture
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """An app with a live card register."""
    with server.register_server() as served:
        world = LiveWorld(served)
        app = build(
            tmp_path_factory.mktemp("photos") / "instance",
            KORTSJEKK_LIVE_CARDS=world.settings()["KORTSJEKK_LIVE_CARDS"],
        )
        world.fill(app.world)
        world.photos[NUMBER] = JPEG
        yield Counter(app, world)
        assert app.house.live is not None
        app.house.live.close()
        app.ledger.close()


def test_the_photo_comes_from_the_register_and_stays_nowhere(counter: Counter) -> None:
    address = counter.address()

    assert address is not None
    answer = counter.app.client().get(address)
    assert (answer.status_code, answer.content_type, answer.data) == (200, "image/jpeg", JPEG)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_address_names_neither_card_nor_person(counter: Counter) -> None:
    first, second = counter.address(), counter.address()

    assert first is not None
    assert second is not None
    assert first.startswith("/api/v1/photos/")
    assert first != second
    assert NUMBER not in first
    assert "inspector" not in first


def test_an_address_is_for_one_person_and_ten_minutes(counter: Counter) -> None:
    address = counter.address() or ""

    assert code_of(counter.app.visitor().get(address)) == (401, "not-signed-in")
    assert code_of(counter.app.client(VIEWER).get(address)) == (403, "forbidden")
    assert code_of(counter.app.client(OTHER).get(address)) == (404, "not-found")
    counter.app.clock.move(timedelta(minutes=10))
    assert counter.app.client().get(address).status_code == 200
    counter.app.clock.move(timedelta(seconds=1))
    assert code_of(counter.app.client().get(address)) == (404, "not-found")


def test_who_may_only_see_a_card_is_given_no_photo(counter: Counter) -> None:
    assert counter.address(VIEWER) is None


@pytest.mark.parametrize(
    "token", ["x", "gAAAAA", "%00", "æ", "A" * 600, f"{NUMBER}", "gAAAAABppVGQ" + "A" * 88]
)
def test_a_made_up_address_leads_to_nothing_and_asks_nobody(counter: Counter, token: str) -> None:
    answer = counter.app.client().get(f"/api/v1/photos/{token}")

    assert code_of(answer) == (404, "not-found")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert counter.world.served.asked == []


def test_an_address_of_another_installation_leads_to_nothing(counter: Counter) -> None:
    strange = PhotoAddresses("another secret", counter.app.clock)
    address = strange.address(NUMBER, BY_ID[INSPECTOR])

    assert address is not None
    assert code_of(counter.app.client().get(address)) == (404, "not-found")


def test_a_changed_address_leads_to_nothing(counter: Counter) -> None:
    address = counter.address() or ""
    for place in range(len("/api/v1/photos/"), len(address)):
        changed = address[:place] + ("A" if address[place] != "A" else "B") + address[place + 1 :]
        number = counter.app.house.photos.card_number(changed.rpartition("/")[2], BY_ID[INSPECTOR])
        # The last character may hold bits that stand for nothing.
        assert number is None or (place == len(address) - 1 and number == NUMBER)


def test_a_person_whose_id_begins_like_anothers_opens_nothing() -> None:
    addresses = PhotoAddresses("s" * 32, lambda: NOW)
    one = Person("a", "A", "labour_inspector", "x")
    address = addresses.address(NUMBER, Person("a b", "B", "labour_inspector", "x"))

    assert address is not None
    assert addresses.card_number(address.rpartition("/")[2], one) is None


def test_a_register_without_the_photo_leads_to_nothing(counter: Counter) -> None:
    address = counter.address(card="order-proof") or ""

    assert code_of(counter.app.client().get(address)) == (404, "not-found")


@pytest.mark.parametrize(
    "act",
    [server.refused(500), server.gives(b"<html>", 404), server.gives(b"<svg/>"), server.endless(JPEG * 1000)],
    ids=["500", "page as 404", "svg", "endless"],
)
def test_a_register_that_fails_is_said_and_its_answer_is_not_handed_on(
    counter: Counter, act: server.Act
) -> None:
    address = counter.address() or ""
    counter.world.served.acts[f"{CARDS}{NUMBER}/photo"] = act

    answer = counter.app.client().get(address)

    assert code_of(answer) == (503, "register-unreachable")
    assert answer.headers["Retry-After"] == "10"
    assert NUMBER not in json.dumps(answer.get_json())


def test_without_a_live_register_practice_shows_its_drawn_portraits(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    app = build(tmp_path_factory.mktemp("drawn") / "instance")
    card = post(app.client(), "/api/v1/checks", json={"code": app.text_of(CARD)}).get_json()["card"]

    assert card["photo"] == f"/practice/portraits/{NUMBER}.svg"
    address = app.house.photos.address(NUMBER, BY_ID[INSPECTOR]) or ""
    assert code_of(app.client().get(address)) == (404, "not-found")
    app.ledger.close()
