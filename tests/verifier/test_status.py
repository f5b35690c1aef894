"""GET /s, /s/{list} and /s/{list}/delta/{from}: signed bytes for anybody, kept by whoever likes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.test import TestResponse

from signing import Card, read_card
from signing.statusdelta import apply_delta
from signing.statuslist import Status, StatusList
from sync.registers.mirror import Mirror
from sync.registers.ports import CardStatus
from sync.statuslists import publish
from tests.support.apps import NOW, ORIGIN, MakeApp, TestApp, code_of
from tests.support.product import free_port
from verifier.practice.card import Print
from verifier.practice.cards import BY_ID
from verifier.practice.statuslist import make_and_publish
from verifier.practice.world import status_key
from verifier.serve import serve

LIST, DELTA = "application/statuslist+cwt", "application/kortsjekk-statusdelta+cwt"


def publish_again(app: TestApp, after: timedelta) -> None:
    """Publish the lists as of some time after the world was made."""
    register = Mirror(app.config.register_path)
    publish(app.ledger, register, status_key(app.config.keyset_path.parent), ORIGIN, NOW + after)
    register.close()


@pytest.fixture(scope="module")
def listed(shared_app: TestApp) -> TestApp:
    """The practice app as `make run` starts it, with a second publication an hour later."""
    config = shared_app.config
    make_and_publish(config.keyset_path.parent, config.base_url, config.database_url, NOW)
    publish_again(shared_app, timedelta(hours=1))
    return shared_app


def get(app: TestApp, path: str, **headers: str) -> TestResponse:
    """Ask as anybody does: without a cookie, from a page elsewhere."""
    return app.visitor().get(path, headers={"Origin": "https://elsewhere.example", **headers})


def read(app: TestApp, data: bytes) -> StatusList:
    """Return a served list as a phone reads it, an hour after the first publication."""
    found = StatusList.from_token(data, app.house.trust, NOW + timedelta(hours=1), sub=f"{ORIGIN}/s/1")
    if not isinstance(found, StatusList):
        raise AssertionError(found)
    return found


def first_iat() -> int:
    """Return the date of the first publication."""
    return int(NOW.timestamp())


def test_the_lists_are_named_for_who_wants_to_have_them_before(listed: TestApp) -> None:
    answer = get(listed, "/s")

    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.get_json() == {"status_lists": [f"{ORIGIN}/s/1"]}


@pytest.mark.parametrize(("path", "kind"), [("/s/1", LIST), (f"/s/1/delta/{int(NOW.timestamp())}", DELTA)])
def test_signed_bytes_come_with_what_caches_and_browsers_need(listed: TestApp, path: str, kind: str) -> None:
    answer = get(listed, path, **{"Accept-Encoding": "gzip, br"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["Cache-Control"] == "public, max-age=300, no-transform"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert {"Set-Cookie", "Vary", "Content-Encoding"} & set(answer.headers.keys()) == set()


@pytest.mark.parametrize("path", ["/s/1", f"/s/1/delta/{int(NOW.timestamp())}"])
def test_who_has_the_newest_is_told_so_in_a_few_bytes(listed: TestApp, path: str) -> None:
    first = get(listed, path)

    again = get(listed, path, **{"If-None-Match": first.headers["ETag"]})
    other = get(listed, path, **{"If-None-Match": '"another"'})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert (other.status_code, other.data) == (200, first.data)


def test_who_is_signed_in_gets_the_same_bytes_and_no_cookie(listed: TestApp) -> None:
    answer = listed.client().get("/s/1")

    assert answer.data == get(listed, "/s/1").data
    assert {"Set-Cookie", "Vary"} & set(answer.headers.keys()) == set()


def test_the_delta_leads_from_the_first_publication_to_the_one_that_is_served(listed: TestApp) -> None:
    newest = read(listed, get(listed, "/s/1").data)
    before = next(each for each in listed.ledger.status_lists.publications(1, 9) if each.iat == first_iat())
    held = read(listed, before.token)

    stepped = apply_delta(
        held, get(listed, f"/s/1/delta/{held.iat}").data, listed.house.trust, NOW + timedelta(hours=1)
    )

    assert stepped == newest
    assert newest.iat == held.iat + 3_600


@pytest.mark.parametrize(
    "path",
    [
        "/s/0",
        "/s/2",
        "/s/01",
        "/s/-1",
        "/s/one",
        "/s/1%00",
        "/s/99999999999999999999",
        "/s/\u0661",
        "/s/1/delta/0",
        "/s/1/delta/x",
        "/s/x/delta/0",
        "/s/9999999999999999/delta/9999999999999999",
    ],
)
def test_what_is_not_there_is_said_to_programs(listed: TestApp, path: str) -> None:
    answer = get(listed, path)

    assert code_of(answer) == (404, "not-found")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_before_the_first_publication_there_is_no_list(app: TestApp) -> None:
    assert get(app, "/s").get_json() == {"status_lists": []}
    assert code_of(get(app, "/s/1")) == (404, "not-found")


@pytest.mark.parametrize(
    "card_id", [card_id for card_id, card in BY_ID.items() if card.print is Print.SIGNED]
)
def test_every_practice_card_is_marked_as_the_register_has_it(listed: TestApp, card_id: str) -> None:
    said = read(listed, get(listed, "/s/1").data)
    card = read_card(listed.text_of(card_id), listed.house.trust, NOW).card
    assert isinstance(card, Card)

    number, index = card.status_ref

    in_order = BY_ID[card_id].status is CardStatus.IN_ORDER
    assert number == said.number
    assert said.status(index) is (Status.VALID if in_order else Status.INVALID)


def test_starting_again_keeps_the_cards_and_publishes_anew(make_app: MakeApp) -> None:
    app = make_app()
    config = app.config
    for hours in (0, 1):
        now = NOW + timedelta(hours=hours)
        make_and_publish(config.keyset_path.parent, config.base_url, config.database_url, now)
        texts = [printed.text for printed in app.world.cards]
        if hours == 0:
            first = texts, get(app, "/s/1").data

    assert texts == first[0]
    assert get(app, "/s/1").data != first[1]


def test_a_start_on_a_machine_whose_clock_went_back_says_so(
    make_app: MakeApp, capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_app()
    config = app.config
    next_year = datetime.now(UTC) + timedelta(days=365)
    make_and_publish(config.keyset_path.parent, config.base_url, config.database_url, next_year)

    assert serve({"KORTSJEKK_INSTANCE": str(config.instance), "PORT": str(free_port())}) == 1

    assert "no status list can be published" in capsys.readouterr().err
