"""Cards in print: the code reads back to the letter, and names are whole or there is no card."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signing import Card, CardError
from signing.__main__ import parser
from signing.face import shrink
from signing.printing import page
from signing.printing.card import WIDTH, front
from signing.printing.drawing import INCH, Picture, Room, Words, set_text
from signing.printing.style import Style
from tests.support.cards import LONGEST, SHORT, USUAL
from tests.support.issuing import photograph
from tests.support.prints import BOLD, REGULAR, dark_box, job, printed, rendered, style, texts_in, words_of

NAMES = pytest.mark.parametrize("card", [SHORT, USUAL, LONGEST], ids=["short", "usual", "longest"])
FACE = shrink(photograph())


# What is read


@NAMES
@pytest.mark.parametrize("dpi", [300, 600])
def test_the_printed_back_reads_back_to_the_exact_text(card: Card, dpi: int) -> None:
    what = job(card)

    _, behind = rendered(printed(what, dpi), dpi)

    assert texts_in(behind) == [what.text]


@NAMES
def test_a_face_beside_it_reads_back_too(card: Card) -> None:
    what = job(card, face=FACE)

    _, behind = rendered(printed(what))

    assert texts_in(behind) == [what.text, what.face_text]


@pytest.mark.parametrize("level", ["L", "M", "Q", "H"])
def test_every_level_can_be_printed(level: str) -> None:
    what = job(USUAL)

    _, behind = rendered(printed(what, level=level))

    assert texts_in(behind) == [what.text]


def test_the_front_says_who_and_where_in_letters_that_can_be_copied() -> None:
    front_words, back_words = words_of(printed(job(USUAL)))

    for each in ("Małgorzata Anna", "Prøve-Østby", "Øvingsbygg Entreprenør AS", "19.04.1987", "314 102 274"):
        assert each in front_words
    for each in ("02.11.2026", "02.11.2028", "48217730", "Øvingsutstederen AS", "HMS-kort"):
        assert each in front_words
    assert "48217730" in back_words


@pytest.mark.parametrize("practice", [True, False])
@pytest.mark.parametrize("face", [None, FACE])
def test_both_sides_of_a_practice_card_say_that_it_is_one(practice: bool, face: bytes | None) -> None:
    sides = words_of(printed(job(USUAL, face=face, practice=practice)))

    assert ["PRACTICE" in words for words in sides] == [practice, practice]


def test_an_order_proof_in_print_says_what_it_is() -> None:
    sides = words_of(printed(job(replace(USUAL, kind="order_proof"))))

    assert ["Order proof" in " ".join(side.split()) for side in sides] == [True, True]


# Lettering and pictures


@pytest.mark.parametrize("length", [1, 20, 60, 90, 150])
def test_a_name_of_any_length_fits_or_is_refused_and_never_cut(length: int) -> None:
    name = ("Øvingsdatter " * 12)[:length].strip()

    side = front(job(replace(USUAL, name=name), picture=photograph()), style())

    lines = [shape.text for shape in side if isinstance(shape, Words)]
    assert name in " ".join(lines)
    for shape in side:
        if isinstance(shape, Words):
            assert shape.x + shape.face.width(shape.text, shape.size) <= WIDTH - 3.9


def test_a_word_that_is_too_long_for_its_place_is_refused() -> None:
    with pytest.raises(CardError, match="does not fit in its place on the card"):
        front(job(replace(USUAL, name="W" * 150), picture=photograph()), style())


def test_text_that_needs_more_lines_gets_smaller() -> None:
    words = "Øvingsbygg og Prøvemur Totalentreprenør"

    wide, narrow = (set_text(words, Room(0, 0, width, 6), REGULAR, 4, 1, "#000000") for width in (90, 20))

    assert len(wide) == 1
    assert [type(line) for line in narrow] == [Words] * len(narrow)
    assert len(narrow) > 1
    assert {line.size for line in wide if isinstance(line, Words)} == {4}
    assert max(line.size for line in narrow if isinstance(line, Words)) < 3


def test_a_picture_stands_on_the_front_without_what_the_camera_wrote_into_it() -> None:
    [place] = [
        shape for shape in front(job(USUAL, picture=photograph()), style()) if isinstance(shape, Picture)
    ]

    assert place.width / place.height == pytest.approx(3 / 4)
    assert b"Exif" not in place.data
    before, _ = rendered(printed(job(USUAL, picture=photograph())))
    assert dark_box(before.crop((0, 130, 250, before.height)))[0] == pytest.approx(4 / INCH * 300, abs=2)


def test_the_same_card_gives_the_same_pdf() -> None:
    what = job(USUAL, picture=photograph())

    assert printed(what) == printed(what)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"colour": "red"}, "a colour is"),
        ({"colour": '#1f3a5f"'}, "a colour is"),
        ({"level": "X"}, "an error level is"),
        ({"dpi": 72}, "a printer has"),
        ({"dpi": 9600}, "a printer has"),
    ],
)
def test_a_look_that_cannot_be_is_refused(change: dict[str, str | int], reason: str) -> None:
    with pytest.raises(CardError, match=reason):
        style(**change)  # type: ignore[arg-type]


@pytest.mark.parametrize(("dpi", "sold"), [(199, False), (200, True), (2400, True), (2401, False)])
def test_a_printer_has_200_to_2400_dots_to_the_inch(dpi: int, sold: bool) -> None:
    if sold:
        assert style(dpi).dpi == dpi
    else:
        with pytest.raises(CardError, match="a printer has"):
            style(dpi)


def test_a_style_without_choices_is_that_of_the_print_command() -> None:
    plain = Style("Utstederen AS", REGULAR, BOLD)

    files = ["--trust", "trust.json", "--out", "prints", "--issuer-name", "Utstederen AS", "texts.txt"]
    chosen = parser().parse_args(["print", *files])
    assert (plain.colour, plain.dpi, plain.level) == (chosen.colour, chosen.dpi, chosen.level)


@pytest.mark.parametrize("bleed", [-0.1, 3.1, float("nan")])
def test_a_bleed_that_the_drawing_does_not_have_is_refused(bleed: float) -> None:
    with pytest.raises(CardError, match="bleed is 0 to 3 mm"):
        page.single(job(USUAL), style(), bleed)
