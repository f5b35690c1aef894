"""The practice world: every card gives what it declares, has a card's size, and nobody in it is real."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from signing import org_number_is_valid
from signing.keyfile import read_public
from signing.keyset import KeySet, read_by_any
from tests.support.apps import NOW, ORIGIN, MakeApp, TestApp, code_of, post
from verifier.frames import read_codes
from verifier.practice import cardback, make_world, portrait_path
from verifier.practice.cards import BY_ID, CARDS
from verifier.practice.companies import COMPANIES
from verifier.practice.people import PEOPLE
from verifier.practice.world import read_world

IDS = [card.id for card in CARDS]
# What an inspector has to have met: see the list of reasons.
LESSONS = {
    "CARD_IN_ORDER",
    "ORDER_PROOF",
    "EXPIRED",
    "LOST",
    "STOLEN",
    "CONFISCATED",
    "EMPLOYMENT_ENDED",
    "COMPANY_DELETED",
    "COMPANY_BANKRUPT",
    "APPROVAL_MISSING",
    "OTHER_COMPANY",
    "NOT_YET_VALID",
    "KEY_UNKNOWN",
    "SIGNATURE_BAD",
    "NOT_SIGNED",
    "APPROVAL_PENDING",
}
# Words for practice, trial, exercise or learning, in the languages of the holders.
INVENTED = re.compile(
    "øv|prøv|lær|test|bandym|próbn|exersar|navchaln|varjishvil|tijaabo|cvičn|lememed|luyện|zkouš|deneme|harjoit",
    re.IGNORECASE,
)


def test_there_is_a_card_for_everything_that_an_inspector_meets() -> None:
    assert {card.reason for card in CARDS} >= LESSONS
    assert {hint for card in CARDS for hint in card.hints} == {"COMPANY_NEW", "CARD_BEFORE_EMPLOYMENT"}
    assert len({card.card_number for card in CARDS}) == len(CARDS)


@pytest.mark.parametrize("card_id", IDS)
def test_each_card_gives_what_it_declares(shared_app: TestApp, card_id: str) -> None:
    card = BY_ID[card_id]

    check = post(shared_app.client(), "/api/v1/checks", json={"code": shared_app.text_of(card_id)}).get_json()

    assert (check["outcome"], check["reason"], check["clean"]) == (card.outcome, card.reason, card.clean)
    assert check["hints"] == [*card.hints]


@pytest.mark.parametrize("days", [1, 13])
def test_the_cards_still_teach_the_same_days_later(app: TestApp, days: int) -> None:
    app.clock.move(timedelta(days=days))
    make_world(app.config.keyset_path.parent, app.config.base_url, app.clock.now)

    for printed in app.world.cards:
        check = post(app.client(), "/api/v1/checks", json={"code": printed.text}).get_json()
        assert (check["outcome"], check["reason"]) == (printed.card.outcome, printed.card.reason)


@pytest.mark.parametrize("card_id", IDS)
def test_the_picture_of_a_card_is_read(shared_app: TestApp, card_id: str) -> None:
    assert read_codes(shared_app.picture_of(card_id)) == [shared_app.text_of(card_id)]


@pytest.mark.parametrize("side", ["front.svg", "back.svg"])
@pytest.mark.parametrize("card_id", IDS)
def test_a_card_is_drawn_at_its_real_size(shared_app: TestApp, card_id: str, side: str) -> None:
    answer = shared_app.visitor().get(f"/practice/cards/{card_id}/{side}")

    drawing = ElementTree.fromstring(answer.text)  # noqa: S314 -- our own drawing
    assert answer.mimetype == "image/svg+xml"
    assert (drawing.get("width"), drawing.get("height")) == ("85.6mm", "54mm")
    assert drawing.get("viewBox") == "0 0 85.6 54"
    assert "ØVINGS" in answer.text
    assert not re.search(r"<script|style=|href=|@import|\bon\w+=", answer.text)


@pytest.mark.parametrize("path", ["cards/lost/code.svg", "portraits/99010417.svg", "cards/lost/back.png"])
def test_a_picture_is_asked_for_each_time_and_sent_once(shared_app: TestApp, path: str) -> None:
    first = shared_app.visitor().get(f"/practice/{path}")
    again = shared_app.visitor().get(f"/practice/{path}", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-cache")
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path", ["cards/nope/front.svg", "cards/nope/code.svg", "portraits/1.svg", "cards/%00/back.png"]
)
def test_a_card_that_is_not_there_is_not_found(shared_app: TestApp, path: str) -> None:
    assert shared_app.visitor().get(f"/practice/{path}").status_code == 404


def test_cards_are_listed_for_programs(shared_app: TestApp) -> None:
    entries = shared_app.visitor().get("/practice/cards.json").get_json()

    assert [entry["id"] for entry in entries] == IDS
    for entry in entries:
        assert {"id", "text", "image", "outcome", "reason"} <= set(entry)
        assert entry["text"] == shared_app.text_of(entry["id"])
        assert shared_app.visitor().get(entry["image"]).mimetype == "image/png"


def test_people_are_listed_for_programs(shared_app: TestApp) -> None:
    entries = shared_app.visitor().get("/practice/people.json").get_json()

    assert [entry["id"] for entry in entries] == [person.id for person in PEOPLE]
    assert all({"id", "role", "agency"} <= set(entry) for entry in entries)
    assert Counter(person.may_confiscate for person in PEOPLE) == {True: 4, False: 6}


@pytest.mark.parametrize("person", [person.id for person in PEOPLE])
def test_each_of_them_can_be_signed_in(app: TestApp, person: str) -> None:
    assert app.client(person).get("/api/v1/me").get_json()["person"]["id"] == person


@pytest.mark.parametrize(
    ("body", "answered"),
    [
        (b"", (400, "bad-json")),
        (b"{", (400, "bad-json")),
        (b"[]", (422, "bad-request")),
        (b"{}", (422, "bad-request")),
        (b'{"person": 7}', (422, "bad-request")),
        (b'{"person": ["client"]}', (422, "bad-request")),
        (b'{"person": "nobody"}', (422, "bad-request")),
        (b'{"person": "client\\u0000"}', (422, "bad-request")),
        (b" " * 1_025, (413, "too-large")),
    ],
)
def test_nobody_else_can_be_signed_in(app: TestApp, body: bytes, answered: tuple[int, str]) -> None:
    answer = post(app.visitor(), "/practice/sign-in", data=body, content_type="application/json")

    assert code_of(answer) == answered


def test_no_holder_and_no_company_is_real() -> None:
    assert [card.holder for card in CARDS if not INVENTED.search(card.holder.split()[-1] + card.holder)] == []
    assert [unit.name for unit in COMPANIES if not INVENTED.search(unit.name)] == []
    # Real organisation numbers begin with 8 or 9.
    assert all(unit.org_number[0] == "3" and org_number_is_valid(unit.org_number) for unit in COMPANIES)
    assert all(card.card_number.startswith("9901") for card in CARDS)


def test_the_page_shows_every_card_and_person(shared_app: TestApp) -> None:
    page = shared_app.visitor().get("/practice").text

    assert all(f'data-card="{card_id}"' in page for card_id in IDS)
    assert all(person.name in page for person in PEOPLE)


def test_a_portrait_belongs_to_a_practice_card_alone(shared_app: TestApp) -> None:
    with shared_app.app.test_request_context("/"):
        assert portrait_path("99010417") == "/practice/portraits/99010417.svg"
        assert portrait_path("12345678") is None


def test_a_symbol_too_fine_for_a_card_is_refused() -> None:
    assert cardback.module_size(29) == 1.2
    assert cardback.module_size(77) == 0.5
    with pytest.raises(ValueError, match="does not fit"):
        cardback.module_size(177)


def test_printed_cards_stay_good_until_something_they_rest_on_changes(tmp_path: Path) -> None:
    def texts(base_url: str = ORIGIN, days: int = 0) -> list[str]:
        make_world(tmp_path, base_url, NOW + timedelta(days=days))
        return [printed.text for printed in read_world(tmp_path).cards]

    first = texts()

    assert texts() == first
    assert texts(days=14) == first
    assert texts(days=15) != first
    assert texts("http://localhost:8001", days=15)[0].startswith("http://localhost:8001/c#")


def test_cards_are_printed_again_when_they_stand_elsewhere_on_the_status_list(tmp_path: Path) -> None:
    make_world(tmp_path, ORIGIN, NOW)
    first = read_world(tmp_path)
    same = {printed.card.card_number: printed.status_ref for printed in first.cards}
    other = {card.card_number: (2, n) for n, card in enumerate(CARDS)}

    make_world(tmp_path, ORIGIN, NOW, same)
    assert read_world(tmp_path) == first
    assert len(set(same.values())) == len(CARDS)

    make_world(tmp_path, ORIGIN, NOW, other)
    assert {each.card.card_number: each.status_ref for each in read_world(tmp_path).cards} == other


def test_a_new_key_and_a_broken_world_are_made_good(tmp_path: Path) -> None:
    make_world(tmp_path, ORIGIN, NOW)
    first = read_world(tmp_path)

    (tmp_path / "card-key.pem").unlink()
    make_world(tmp_path, ORIGIN, NOW)
    assert read_world(tmp_path).kid != first.kid

    for damage in ("{", "[]", "{}", json.dumps({"version": 0, "cards": []})):
        (tmp_path / "cards.json").write_text(damage)
        make_world(tmp_path, ORIGIN, NOW)
        assert read_world(tmp_path).made_on == date(2026, 3, 2)


def test_keys_are_readable_by_their_owner_alone_and_marked_as_practice(tmp_path: Path) -> None:
    make_world(tmp_path / "world", ORIGIN, NOW)

    modes = {path.name: path.stat().st_mode & 0o77 for path in (tmp_path / "world").glob("*-key.pem")}
    published = key_set_in(tmp_path / "world", NOW)
    assert modes == {"card-key.pem": 0, "root-key.pem": 0, "status-key.pem": 0, "stranger-key.pem": 0}
    assert published.environment == "practice"
    assert [key.purpose for key in published.keys] == ["card", "status"]


def key_set_in(folder: Path, now: datetime) -> KeySet:
    """Return the key set of a practice world; raises ValueError where none is good."""
    found = read_by_any(
        (folder / "hse-keyset.cose").read_bytes(), read_public((folder / "root.pub").read_bytes()), now
    )
    if not isinstance(found, KeySet):
        raise ValueError(found.detail)
    return found


@pytest.mark.parametrize(("days", "number"), [(0, 1), (14, 1), (15, 2), (31, 2), (-1, 2)])
def test_the_key_set_is_signed_anew_before_it_runs_out(tmp_path: Path, days: int, number: int) -> None:
    make_world(tmp_path, ORIGIN, NOW)
    later = NOW + timedelta(days=days)
    make_world(tmp_path, ORIGIN, later)

    assert key_set_in(tmp_path, later).sequence == number


def test_a_damaged_key_set_or_a_new_key_gives_a_new_set(tmp_path: Path) -> None:
    make_world(tmp_path, ORIGIN, NOW)
    (tmp_path / "status-key.pem").unlink()
    make_world(tmp_path, ORIGIN, NOW)
    second = key_set_in(tmp_path, NOW)
    (tmp_path / "hse-keyset.cose").write_bytes(b"")
    make_world(tmp_path, ORIGIN, NOW)

    assert second.sequence == 2
    assert key_set_in(tmp_path, NOW).keys == second.keys


def test_without_its_cards_practice_has_none_to_show(make_app: MakeApp) -> None:
    app = make_app()
    (app.config.keyset_path.parent / "cards.json").unlink()

    for path in ("/practice", "/practice/cards.json", "/practice/cards/lost/back.png"):
        assert app.visitor().get(path).status_code == 404
    assert app.client().get("/api/v1/me").status_code == 200
