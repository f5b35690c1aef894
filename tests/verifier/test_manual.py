"""Checking a card without a camera and without scripts: the page /manual."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.support.apps import TestApp
from tests.support.checks import checked
from tests.support.decoders import all_at_work
from tests.support.forms import filled, said, upload, verdict
from tests.support.pictures import beside, png_of_zeros, saved, symbol_of
from verifier import decoding
from verifier.decoder import pool
from verifier.seen import MAX_UPLOAD

NUMBER = "99010417"


@pytest.mark.parametrize(
    ("card_id", "shown"), [("in-order", ("VALID", "CARD_IN_ORDER")), ("lost", ("INVALID", "LOST"))]
)
def test_a_picture_of_a_card_is_checked(shared_app: TestApp, card_id: str, shown: tuple[str, str]) -> None:
    answer = filled(shared_app.client(), "/manual", picture=upload(shared_app.picture_of(card_id)))

    assert verdict(answer) == shown


def test_a_typed_number_needs_its_purpose(shared_app: TestApp) -> None:
    without = filled(shared_app.client(), "/manual", code=NUMBER)
    given = filled(shared_app.client(), "/manual", code=f"  {NUMBER} ", purpose="card forgotten")

    assert verdict(without) is None
    assert said(shared_app, without, "problem.purpose-missing")
    assert verdict(given) == ("UNCONFIRMED", "NOT_SIGNED")
    assert "Ingrid Øvingsen" in given.text


def test_a_viewer_sees_nothing_about_a_person_by_typing_numbers(shared_app: TestApp) -> None:
    answer = filled(shared_app.client("client"), "/manual", code=NUMBER, purpose="curious")

    assert verdict(answer) == ("UNCONFIRMED", "NOT_SIGNED")
    assert "Ingrid" not in answer.text


def test_the_registers_own_words_are_shown_to_authorities_alone_and_as_text(app: TestApp) -> None:
    words = "Avgift <b>ikke</b> betalt"
    with sqlite3.connect(app.config.register_path) as register:
        register.execute("update card set said = ? where card_number = ?", (words, NUMBER))
    register.close()

    for text in (app.text_of("in-order"), NUMBER):
        shown = filled(app.client(), "/manual", code=text, purpose="card forgotten").text
        assert "Registeret sier: Avgift &lt;b&gt;ikke&lt;/b&gt; betalt" in shown
        assert "Avgift" not in filled(app.client("client"), "/manual", code=text, purpose="curious").text
        assert checked(app.client(), text)["card"]["said"] == words
    assert checked(app.client("client"), app.text_of("in-order"))["card"]["said"] is None


def test_what_a_hardware_scanner_types_is_checked(shared_app: TestApp) -> None:
    answer = filled(shared_app.client(), "/manual", code=shared_app.text_of("changed-payload"))

    assert verdict(answer) == ("INVALID", "SIGNATURE_BAD")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "nothing-given"),
        ({"code": "   "}, "nothing-given"),
        ({"code": "x" * 12_001}, "bad-request"),
        ({"code": "x", "purpose": "x" * 201}, "bad-request"),
        ({"picture": b"no picture"}, "not-an-image"),
        ({"picture": png_of_zeros(20_000, 20_000, rows=9)}, "too-large"),
        ({"picture": saved(Image.new("L", (99, 99)), "PNG")}, "nothing-found"),
    ],
)
def test_what_cannot_be_checked_is_said(app: TestApp, fields: dict[str, Any], problem: str) -> None:
    chosen = {name: upload(each) if name == "picture" else each for name, each in fields.items()}

    answer = filled(app.client(), "/manual", **chosen)

    assert (answer.status_code, verdict(answer)) == (200, None)
    assert said(app, answer, f"problem.{problem}")


@pytest.mark.parametrize("code", ["\0", "٩٩٠١٠٤١٧", "<script>alert(1)</script>", "\u202e99"])
def test_a_strange_text_is_only_a_text_that_nobody_knows(shared_app: TestApp, code: str) -> None:
    answer = filled(shared_app.client(), "/manual", code=code, purpose="a test")

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("seed", range(30))
def test_a_picture_within_the_limit_is_taken_whatever_its_bytes_are(shared_app: TestApp, seed: int) -> None:
    """A form is read in pieces; a line break near a piece's end makes the reader hold a part of it back."""
    noise = np.random.default_rng(seed).bytes(1_900_000)

    answer = filled(shared_app.client(), "/manual", picture=upload(noise))

    assert (answer.status_code, said(shared_app, answer, "problem.not-an-image")) == (200, True)


def photograph(text: str, quality: int) -> bytes:
    """Return a photograph as a phone takes it: 24 megapixels, full of detail, with a symbol in it."""
    picture = Image.effect_noise((5_990, 4_000), 60)
    picture.paste(symbol_of(text, module=20), (500, 500))
    return saved(picture, "JPEG", quality=quality)


def test_a_phones_photograph_is_checked_as_it_is(shared_app: TestApp) -> None:
    picture = photograph(shared_app.text_of("in-order"), quality=70)
    assert 8_000_000 < len(picture) < MAX_UPLOAD

    answer = filled(shared_app.client(), "/manual", picture=upload(picture))

    assert verdict(answer) == ("VALID", "CARD_IN_ORDER")


def test_a_picture_that_is_too_large_is_said_in_the_form_and_what_was_typed_is_kept(app: TestApp) -> None:
    typed = {"code": "9901041", "purpose": "The print is worn"}

    answer = filled(app.client(), "/manual", picture=upload(bytes(MAX_UPLOAD + 1)), **typed)

    assert (answer.status_code, verdict(answer)) == (200, None)
    assert said(app, answer, "problem.too-large")
    assert all(f'value="{each}"' in answer.text for each in typed.values())


def test_all_codes_of_a_picture_are_shown_the_card_first(shared_app: TestApp) -> None:
    poster, card = "https://hse.example.no/x", shared_app.text_of("lost")
    picture = saved(beside(symbol_of(poster), symbol_of(card)), "PNG")

    page = filled(shared_app.client(), "/manual", picture=upload(picture)).text

    assert re.findall(r'data-reason="(\w+)"', page) == ["LOST", "UNKNOWN_FORMAT"]
    assert page.count("<h1") == 1
    assert poster in page


def test_what_is_worth_a_closer_look_is_shown(app: TestApp) -> None:
    with sqlite3.connect(app.config.register_path) as register:
        register.execute("update company set vat_registered = 0")
    register.close()

    answer = filled(app.client(), "/manual", code=app.text_of("in-order"))

    assert verdict(answer) == ("VALID", "CARD_IN_ORDER")
    assert said(app, answer, "ui.verdict.hints")
    assert said(app, answer, "reason.VAT_MISSING.say")


def test_days_and_times_stand_as_people_in_norway_write_them(shared_app: TestApp) -> None:
    page = filled(shared_app.client(), "/manual", code=shared_app.text_of("in-order")).text

    assert "19.04.1987" in page
    assert "02.03.2026 10:00" in page
    shown = re.sub(r"<input type=.hidden.[^>]*>", "", page)
    assert not re.search(r"\d{4}-\d\d-\d\d", shown)


@pytest.mark.parametrize(
    ("person", "card_id", "acts", "sentence"),
    [
        ("labour-inspector", "lost", ["confiscate", "notify"], "may-confiscate"),
        ("client", "lost", ["notify"], "may-notify"),
        ("labour-inspector", "in-order", [], None),
    ],
)
def test_what_may_be_done_next_is_said(
    shared_app: TestApp, person: str, card_id: str, acts: list[str], sentence: str | None
) -> None:
    answer = filled(shared_app.client(person), "/manual", code=shared_app.text_of(card_id))

    offered = re.search(r'data-testid="acts">(.*?)</div>', answer.text, re.DOTALL)
    named = re.findall(r"<li>([^<]*)</li>", offered[1]) if offered else []
    assert named == [shared_app.house.words.say("nb", f"ui.verdict.{act}") for act in acts]
    for each in ("may-confiscate", "may-notify"):
        assert said(shared_app, answer, f"ui.verdict.{each}") is (each == sentence)


def counted(app: TestApp, purpose: str) -> float:
    """Return how many look-ups by number the figures count for a purpose."""
    line = re.search(
        rf'^kortsjekk_number_lookups_total{{purpose="{purpose}"}} (\S+)$',
        app.visitor().get("/metrics").text,
        re.MULTILINE,
    )
    return float(line[1]) if line else 0.0


@pytest.mark.parametrize(
    ("key", "purpose"),
    [
        ("ui.scan.purpose.code-unreadable", "code-unreadable"),
        ("ui.scan.purpose.follow-up", "follow-up"),
        (None, "other"),
    ],
)
def test_why_a_number_was_looked_up_is_counted_and_nothing_else(
    shared_app: TestApp, key: str | None, purpose: str
) -> None:
    written = shared_app.house.words.say("en", key) if key else "because Ingrid was curious"
    before = counted(shared_app, purpose)

    filled(shared_app.client(), "/manual", code=NUMBER, purpose=written)

    assert counted(shared_app, purpose) == before + 1
    assert "Ingrid" not in shared_app.visitor().get("/metrics").text


def test_when_all_decoders_are_at_work_the_page_says_so(
    app: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "WAIT_SECONDS", 0.01)
    client, picture = app.client(), app.picture_of("lost")
    with all_at_work(decoding.decoders()):
        answer = filled(client, "/manual", picture=upload(picture))

    assert (answer.status_code, answer.mimetype, answer.headers["Retry-After"]) == (503, "text/html", "2")
