"""Cards and photos of a live card register: its shape, and what is none of its answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sync.registers.live.cards import MAX_PHOTO, NO_PHOTO, NO_SUCH_CARD, PROBLEM
from sync.registers.ports import (
    Absent,
    Answer,
    CardRecord,
    CardStatus,
    Found,
    Photo,
    Unavailable,
)
from tests.support import register_server as server
from tests.support.live_desk import HTML, NOW, LiveDesk, live_desk
from tests.support.live_registers import (
    JPEG,
    as_json,
    card_body,
    no_such,
)
from tests.support.register_server import Act
from tests.support.verdicts import RECORD

__all__ = ["live_desk"]

CARD = RECORD.card_number
BODY = card_body(RECORD)


def card(desk: LiveDesk, act: Act) -> Answer[CardRecord]:
    """Ask for the card of a register that acts in a way."""
    desk.served.acts[f"/hms/cards/{CARD}"] = act
    return desk.check().card(CARD)


def test_a_card_is_found_as_of_now(live_desk: LiveDesk) -> None:
    assert card(live_desk, server.gives(as_json(BODY))) == Found(RECORD, NOW, "card_register")


def test_a_card_may_say_more(live_desk: LiveDesk) -> None:
    more = {
        "employed_from": "2025-12-01",
        "said": "Ikke betalt",
        "as_of": "2026-03-02T08:30:00+01:00",
        "new": 1,
    }

    answer = card(live_desk, server.gives(as_json({**BODY, **more})))

    record = replace(RECORD, employed_from=date(2025, 12, 1), said="Ikke betalt")
    assert answer == Found(record, datetime(2026, 3, 2, 7, 30, tzinfo=UTC), "card_register")


@pytest.mark.parametrize("status", CardStatus)
def test_every_status_is_understood(live_desk: LiveDesk, status: CardStatus) -> None:
    answer = card(live_desk, server.gives(as_json({**BODY, "status": status})))

    assert isinstance(answer, Found)
    assert answer.value.status is status


STRANGE: list[dict[str, Any]] = [
    {"status": "FINE"},
    {"status": None},
    {"status": 1},
    {"name": ""},
    {"name": "x" * 501},
    {"birth_date": "1990-02-30"},
    {"birth_date": 19900228},
    {"birth_date": None},
    {"org_number": "314102275"},
    {"valid_to": "soon"},
    {"valid_from": ["2026-01-01"]},
    {"as_of": "2026-03-02T08:30:00"},
]


@pytest.mark.parametrize("change", STRANGE, ids=lambda change: str(change)[:30])
def test_a_card_that_makes_no_sense_is_no_answer_and_the_register_is_well(
    live_desk: LiveDesk, change: dict[str, Any]
) -> None:
    for _ in range(4):
        answer = card(live_desk, server.gives(as_json({**BODY, **change})))
        assert isinstance(answer, Unavailable)
        assert RECORD.name not in answer.why

    assert live_desk.counted == [("card_register", "no-record")] * 4


def test_a_card_is_absent_only_by_the_registers_own_word(live_desk: LiveDesk) -> None:
    assert card(live_desk, no_such(CARD)) == Absent(NOW, "card_register")


NOT_ITS_OWN: dict[str, Act] = {
    "a page": server.gives(HTML, 404, Content_Type="text/html"),
    "nothing": server.gives(b"", 404),
    "json": server.gives(as_json({"type": NO_SUCH_CARD, "card_number": CARD}), 404),
    "another card": no_such("7654321"),
    "another problem": no_such(CARD, "about:blank"),
    "of a photo": no_such(CARD, NO_PHOTO),
    "no card": server.gives(as_json({"type": NO_SUCH_CARD}), 404, Content_Type=PROBLEM),
    "gone": server.gives(as_json(BODY), 410),
    "accepted": server.gives(as_json(BODY), 202),
    "bad request": server.gives(as_json(BODY), 400),
}


@pytest.mark.parametrize("name", NOT_ITS_OWN)
def test_what_is_not_its_own_word_makes_no_card_unknown(live_desk: LiveDesk, name: str) -> None:
    assert isinstance(card(live_desk, NOT_ITS_OWN[name]), Unavailable)


def test_another_cards_answer_is_refused(live_desk: LiveDesk) -> None:
    answer = card(live_desk, server.gives(as_json({**BODY, "card_number": "7654321"})))

    assert isinstance(answer, Unavailable)
    assert "something else" in answer.why


# Photos


def photo(desk: LiveDesk, act: Act) -> Answer[Photo]:
    """Ask for the photo of a register that acts in a way."""
    desk.served.acts[f"/hms/cards/{CARD}/photo"] = act
    return desk.registers.photo(CARD)


PICTURES = {
    "image/jpeg": JPEG,
    "image/png": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 50,
}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_photo_is_what_its_first_bytes_say(live_desk: LiveDesk, kind: str) -> None:
    answer = photo(live_desk, server.gives(PICTURES[kind], Content_Type="text/html"))

    assert answer == Found(Photo(kind, PICTURES[kind]), NOW, "card_register")


@pytest.mark.parametrize("act", [no_such(CARD, NO_PHOTO), no_such(CARD)], ids=["photo", "card"])
def test_a_photo_may_be_absent(live_desk: LiveDesk, act: Act) -> None:
    assert photo(live_desk, act) == Absent(NOW, "card_register")


NO_PICTURES = {
    "a page": server.gives(HTML),
    "a gif": server.gives(b"GIF89a"),
    "svg": server.gives(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "nothing": server.gives(b""),
    "too large": server.gives(JPEG + b"\0" * MAX_PHOTO),
    "endless": server.endless(JPEG * 100),
    "page as 404": server.gives(HTML, 404),
    "cut": server.cut(JPEG, 5000),
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_photo_is_no_answer_and_rests_no_card(live_desk: LiveDesk, name: str) -> None:
    for _ in range(4):
        assert isinstance(photo(live_desk, NO_PICTURES[name]), Unavailable)

    assert isinstance(card(live_desk, server.gives(as_json(BODY))), Found)
