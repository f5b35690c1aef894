"""Each step of the cascade: a frame that it is the first to read, and never a text that is not there."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
import zxingcpp

from bench import inspector_frames
from signing import issue_card
from tests.support.cards import NORMAL, USUAL
from tests.support.pictures import beside, other_symbol, symbol_of
from verifier import picture, region, symbols, zbar
from verifier.picture import Grey
from verifier.steps import EASY, HARD, Step, View

STEPS = EASY + HARD
TEXT = issue_card(USUAL, NORMAL)
# Made frames that a step is the first to read. Libraries differ by a grey level from machine to machine, so
# that it has to be true of one of them. Steps that earn their place on photographs alone are not here.
FIRST_READ = {
    "as it is": (("easy", 0), ("easy", 1)),
    "close-up x2, smoothed": (("easy", 88), ("hard", 1), ("hard", 5)),
    "close-up x2, local threshold": (("easy", 18), ("hard", 10), ("hard", 31)),
    "close-up x2.5, sharpened": (("easy", 58), ("hard", 3), ("hard", 18)),
    "close-up x3, sharpened, one threshold": (("hard", 17), ("hard", 132), ("hard", 150)),
    "blur of 1.6 taken back, little noise": (("hard", 24), ("hard", 38), ("hard", 87)),
    "blur of 2.0 taken back": (("hard", 102), ("very hard", 188)),
    "movement taken back": (("hard", 29), ("hard", 94), ("very hard", 35)),
    "close-up x2, zbar": (("easy", 143), ("hard", 12), ("hard", 73)),
    "blur of 1.6 taken back": (("very hard", 22), ("very hard", 185)),
    "close-up x3, sharpened, local threshold": (("very hard", 124), ("very hard", 194)),
    "close-up x3, sharpened, turned": (("hard", 78), ("hard", 79), ("very hard", 76)),
}


@cache
def first_reader(of: str, seed: int) -> str | None:
    """Return the name of the first step that reads a made frame."""
    frame = inspector_frames.made(of, seed)
    view = View(picture.grey(frame.picture().image))
    for step in STEPS:
        texts = [symbol.text for symbol in step.read(view)]
        assert set(texts) <= {frame.text}
        if texts:
            return step.name
    return None


@pytest.mark.parametrize("name", FIRST_READ)
def test_each_step_reads_a_frame_that_the_steps_before_it_do_not(name: str) -> None:
    if name == "close-up x2, zbar" and zbar.load() is None:
        pytest.skip("no zbar on this machine")

    assert name in {first_reader(of, seed) for of, seed in FIRST_READ[name]}


def test_light_on_dark_takes_the_second_look() -> None:
    view = View(np.asarray(255 - np.asarray(symbol_of(TEXT)), np.uint8))

    first, second = ([symbol.text for symbol in step.read(view)] for step in STEPS[:2])

    assert (first, second) == ([], [TEXT])


@pytest.mark.parametrize("step", STEPS, ids=lambda step: str(step.name))
@pytest.mark.parametrize("seed", range(3))
def test_no_step_invents_a_text(step: Step, seed: int) -> None:
    chance = np.random.default_rng(seed)
    noise = chance.integers(0, 256, (480, 640), np.uint8)
    blotches = cv2.resize(chance.integers(0, 2, (48, 64), np.uint8) * 255, (640, 480))
    stripes = np.asarray(other_symbol(zxingcpp.BarcodeFormat.Code128, "48217730"), np.uint8)

    for nothing in (noise, np.asarray(blotches, np.uint8), stripes, inspector_frames.empty(seed)):
        assert step.read(View(nothing)) == []


@pytest.mark.parametrize("step", STEPS, ids=lambda step: str(step.name))
@pytest.mark.parametrize("shape", [(21, 21), (21, 2_200), (2_200, 21), (33, 57)])
def test_no_step_stumbles_over_an_odd_shape(step: Step, shape: tuple[int, int]) -> None:
    for shade in (0, 128, 255):
        assert step.read(View(np.full(shape, shade, np.uint8))) == []


def test_without_zbar_the_other_steps_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoZbar:
        @staticmethod
        def load() -> None:
            """Find nothing."""

    monkeypatch.setattr("verifier.symbols.library", NoZbar)

    assert symbols.zbar(np.asarray(symbol_of(TEXT))) == []
    assert [symbol.text for symbol in symbols.zxing(np.asarray(symbol_of(TEXT)))] == [TEXT]


@pytest.mark.skipif(zbar.load() is None, reason="no zbar on this machine")
def test_zbar_reads_by_itself_and_says_where() -> None:
    [symbol] = symbols.zbar(np.asarray(symbol_of(TEXT)))

    assert symbol.text == TEXT
    assert symbol.corners.shape == (4, 2)


def on_a_desk(left: int, top: int) -> Grey:
    """Return a large empty picture with a symbol at a place, and a sheet with a hard edge elsewhere."""
    desk = np.full((1_000, 1_600), 120, np.uint8)
    desk[600:, :500] = 220
    symbol = np.asarray(symbol_of(TEXT, module=3), np.uint8)
    desk[top : top + symbol.shape[0], left : left + symbol.shape[1]] = symbol
    return desk


@pytest.mark.parametrize(("left", "top"), [(0, 0), (900, 300), (1_340, 740), (20, 720)])
def test_the_busiest_place_is_where_the_symbol_is(left: int, top: int) -> None:
    close_up = region.busiest(on_a_desk(left, top))

    assert close_up.size < 0.3 * 1_000 * 1_600
    assert [symbol.text for symbol in symbols.zxing(close_up)] == [TEXT]


@pytest.mark.parametrize("shade", [0, 90, 255])
def test_where_nothing_is_busy_the_whole_picture_is_the_place(shade: int) -> None:
    assert region.busiest(np.full((300, 400), shade, np.uint8)).shape == (300, 400)


def test_a_symbol_that_fills_the_picture_is_kept_whole() -> None:
    symbol = np.asarray(symbol_of(TEXT, quiet=1), np.uint8)

    assert region.busiest(symbol).shape == symbol.shape


def test_where_a_symbol_lies_is_told_in_pixels() -> None:
    pair = np.asarray(beside(symbol_of(TEXT), symbol_of("48217730")), np.uint8)

    places = {symbol.text: symbol.corners.mean(axis=0)[0] for symbol in symbols.zxing(pair)}

    assert places[TEXT] < places["48217730"]
