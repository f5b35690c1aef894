"""read_codes: what is in a picture is read, whatever kind of picture it is, and nothing is opened."""

from __future__ import annotations

import io
import socket

import cv2
import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image

from signing import issue_card
from tests.support.cards import LONGEST, NORMAL, USUAL
from tests.support.pictures import (
    beside,
    other_symbol,
    saved,
    symbol_of,
    turned,
)
from verifier.frames import read_codes

TEXT = issue_card(USUAL, NORMAL)
CARD = symbol_of(TEXT)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_card_is_read_from_each_kind_of_picture(kind: str) -> None:
    assert read_codes(saved(CARD, kind)) == [TEXT]


def test_the_longest_card_is_read() -> None:
    text = issue_card(LONGEST, NORMAL)
    assert read_codes(saved(symbol_of(text, module=4), "JPEG", quality=80)) == [text]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_read_whichever_way_the_phone_was_held(orientation: int) -> None:
    assert read_codes(turned(CARD, orientation)) == [TEXT]


def test_a_progressive_jpeg_is_read() -> None:
    assert read_codes(saved(CARD, "JPEG", progressive=True)) == [TEXT]


def test_a_jpeg_in_printing_colours_is_read() -> None:
    assert read_codes(saved(CARD.convert("CMYK"), "JPEG")) == [TEXT]


def test_a_png_of_sixteen_bits_is_read() -> None:
    deep = Image.fromarray(np.asarray(CARD, np.uint16) * np.uint16(257))
    assert read_codes(saved(deep, "PNG")) == [TEXT]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_shines_through_is_paper(kind: str) -> None:
    nothing = np.zeros((*np.asarray(CARD).shape, 4), np.uint8)
    nothing[..., 3] = 255 - np.asarray(CARD)

    options = {"lossless": True} if kind == "WEBP" else {}
    assert read_codes(saved(Image.fromarray(nothing), kind, **options)) == [TEXT]


def test_a_see_through_png_of_sixteen_bits_is_read() -> None:
    deep = np.zeros((*np.asarray(CARD).shape, 4), np.uint16)
    deep[..., 3] = (255 - np.asarray(CARD, np.uint16)) * 257

    done, png = cv2.imencode(".png", deep)

    assert done
    assert read_codes(png.tobytes()) == [TEXT]


def test_a_palette_with_a_see_through_colour_is_read() -> None:
    palette = CARD.convert("P")
    assert read_codes(saved(palette, "PNG", transparency=0)) in ([TEXT], [])


def test_an_animated_webp_is_read_by_its_first_picture() -> None:
    blank = Image.new("L", CARD.size, 255)
    animated = saved(CARD, "WEBP", save_all=True, append_images=[blank], lossless=True)
    assert read_codes(animated) == [TEXT]


def test_light_on_dark_is_read() -> None:
    assert read_codes(saved(Image.eval(CARD, lambda grey: 255 - grey), "PNG")) == [TEXT]


def test_several_codes_in_one_picture_are_all_read_once() -> None:
    others = [symbol_of(text) for text in ("48217730", "https://hse.example.no/48217731")]
    found = read_codes(saved(beside(CARD, *others, CARD), "PNG"))
    assert sorted(found) == sorted([TEXT, "48217730", "https://hse.example.no/48217731"])


@pytest.mark.parametrize("kind", [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Aztec], ids=str)
def test_other_bar_codes_are_not_read(kind: zxingcpp.BarcodeFormat) -> None:
    assert read_codes(saved(other_symbol(kind, "48217730"), "PNG")) == []


def test_a_micro_qr_is_no_card() -> None:
    file = io.BytesIO()
    segno.make_micro("48217730").save(file, kind="png", scale=8)
    assert read_codes(file.getvalue()) == []


def test_a_web_link_is_text_and_nothing_opens_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> socket.socket:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", no_network)

    assert read_codes(saved(symbol_of("https://hse.example.no/x"), "PNG")) == ["https://hse.example.no/x"]


def test_bytes_that_are_no_text_are_read_as_some_text() -> None:
    file = io.BytesIO()
    segno.make_qr(bytes(range(128, 256)) + b"\0\xff", mode="byte").save(file, kind="png", scale=8)

    [text] = read_codes(file.getvalue())

    assert text.encode("utf-8")


def test_an_empty_desk_holds_nothing() -> None:
    assert read_codes(saved(Image.new("L", (640, 480), 120), "JPEG")) == []
