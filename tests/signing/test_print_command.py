"""The print command: only what is genuine is printed, each card once, and proofs go to the phone."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pymupdf_fonts
import pytest
from PIL import Image

from signing import Card, TrustedKey, TrustList, issue_card
from signing.__main__ import main
from signing.face import shrink
from tests.support.cards import NORMAL, PRACTICE, STRANGER, TWIN_HERE, TWIN_THERE
from tests.support.issuing import cards, photograph
from tests.support.print_desk import PrintDesk, desk
from tests.support.prints import page_sizes, rendered, texts_in, words_of

__all__ = ["desk"]

FACE = shrink(photograph())


def test_each_card_becomes_a_pdf_of_two_pages(desk: PrintDesk) -> None:
    texts = desk.fill(*cards(2))

    code, _ = desk.print()

    assert code == 0
    assert desk.made() == ["40000000.pdf", "40000001.pdf"]
    for name, text in zip(desk.made(), texts, strict=True):
        front, back = rendered((desk.out / name).read_bytes())
        assert (texts_in(front), texts_in(back)) == ([], [text])


def test_a_face_is_printed_with_the_card_before_it(desk: PrintDesk) -> None:
    [card] = cards(1)
    texts = desk.fill(card, replace(card, face=FACE))

    code, _ = desk.print()

    assert code == 0
    assert texts_in(rendered((desk.out / "40000000.pdf").read_bytes())[1]) == texts


def test_svg_files_and_sheets_are_made_when_asked_for(desk: PrintDesk) -> None:
    texts = desk.fill(*cards(2))

    codes = [desk.print("--format", "svg")[0], desk.print("--format", "sheets")[0]]

    assert codes == [0, 0]
    assert desk.made() == [
        "40000000-back.svg",
        "40000000-front.svg",
        "40000001-back.svg",
        "40000001-front.svg",
        "sheets.pdf",
    ]
    _, backs = rendered((desk.out / "sheets.pdf").read_bytes())
    assert sorted(texts_in(backs)) == sorted(texts)


def test_a_print_says_what_it_is_and_goes_to_a_folder_that_is_made_for_it(
    desk: PrintDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.fill(*cards(2))
    desk.out = desk.folder / "2027" / "july"

    codes = [desk.print("--format", form)[0] for form in ("svg", "sheets")]
    fixed = ("--trust", desk.trust, "--out", desk.out, "--issuer-name", "Utstederen AS", desk.texts)
    main([str(word) for word in ("print", *fixed)])

    assert codes == [0, 0]
    assert ">Card 40000000, back<" in (desk.out / "40000000-back.svg").read_text("utf-8")
    assert b"/Title (Cards)" in (desk.out / "sheets.pdf").read_bytes()
    assert b"/Title (Card 40000001)" in (desk.out / "40000001.pdf").read_bytes()
    printed = capsys.readouterr()
    assert printed.out == f"2 cards and 0 order proofs in {desk.out}\n"
    assert printed.err == "print: 1 of 2\nprint: 2 of 2\n"


def test_a_run_says_how_many_cards_and_proofs_it_printed(
    desk: PrintDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, third = cards(3)
    desk.fill(first, replace(second, kind="order_proof"), third)
    fixed = ("--trust", desk.trust, "--out", desk.out, "--issuer-name", "Utstederen AS", desk.texts)

    assert main([str(word) for word in ("print", *fixed)]) == 0
    assert capsys.readouterr().out == f"2 cards and 1 order proofs in {desk.out}\n"


def test_pictures_level_colour_and_marks_are_taken_over(desk: PrintDesk) -> None:
    desk.fill(*cards(1))
    (desk.folder / "40000000.png").write_bytes(photograph(kind="PNG"))
    look = ("--colour", "#aa3311", "--level", "M", "--dpi", "600", "--bleed", "3", "--marks")

    code, _ = desk.print(*look, "--pictures", desk.folder)

    assert code == 0
    made = (desk.out / "40000000.pdf").read_bytes()
    assert page_sizes(made)[0][0] == pytest.approx(85.6 + 16, abs=0.1)
    assert b"/Image" in made


def test_another_font_is_embedded(desk: PrintDesk) -> None:
    desk.fill(*cards(1))
    regular, bold = desk.folder / "regular.ttf", desk.folder / "bold.ttf"
    regular.write_bytes(pymupdf_fonts.myfont("notos"))
    bold.write_bytes(pymupdf_fonts.myfont("notosbo"))

    codes = [desk.print("--font", regular)[0], desk.print("--font", regular, "--bold-font", bold)[0]]

    assert codes == [0, 0]
    assert b"NotoSans" in (desk.out / "40000000.pdf").read_bytes()


def test_a_practice_card_is_marked_as_one(desk: PrintDesk) -> None:
    desk.trust.write_text(TrustList.of(PRACTICE, environment="practice").to_json(), "utf-8")
    desk.texts.write_text(issue_card(cards(1)[0], PRACTICE), "utf-8")

    desk.print()

    assert all("PRACTICE" in words for words in words_of((desk.out / "40000000.pdf").read_bytes()))


def test_a_practice_card_is_marked_though_another_key_has_the_same_id(desk: PrintDesk) -> None:
    known = (
        TrustedKey(TWIN_HERE.public_key, TWIN_HERE.issuer, environment="practice"),
        TrustedKey(TWIN_THERE.public_key, TWIN_THERE.issuer),
    )
    desk.trust.write_text(TrustList(known).to_json(), "utf-8")
    desk.texts.write_text(issue_card(cards(1)[0], TWIN_HERE), "utf-8")

    desk.print()

    assert all("PRACTICE" in words for words in words_of((desk.out / "40000000.pdf").read_bytes()))


# What is not printed


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("48217730", "line 2: not genuine (T-NUM)"),
        (issue_card(cards(2)[1], STRANGER), "line 2: not genuine (S-KID)"),
        (issue_card(cards(1)[0], NORMAL), "line 2: card number 40000000 stands twice"),
        (
            issue_card(replace(cards(2)[1], expires=date(2026, 11, 3)), NORMAL),
            "line 2: the card's period is over",
        ),
        (issue_card(replace(cards(2)[1], face=FACE), NORMAL), "line 2: a face without the card"),
        (
            issue_card(replace(cards(1)[0], name="Bo Li", face=FACE), NORMAL),
            "line 2: a face without the card",
        ),
    ],
)
def test_nothing_is_printed_when_one_text_must_not_be(desk: PrintDesk, text: str, reason: str) -> None:
    [good] = desk.fill(*cards(1))
    desk.texts.write_text(f"{good}\n{text}\n", "utf-8")

    code, err = desk.print()

    assert code == 2
    assert reason in err
    assert desk.made() == []


@pytest.mark.parametrize("form", ["pdf", "svg", "sheets"])
def test_a_card_that_cannot_be_printed_is_listed_and_the_others_are(desk: PrintDesk, form: str) -> None:
    first, second, third = cards(3)
    texts = desk.fill(first, replace(second, name="王小明"), third)

    code, err = desk.print("--format", form)

    assert code == 1
    assert "card 40000001: the font has no 王" in err
    assert "left out 1: " in err
    listed = (desk.out / "left-out.csv").read_text("utf-8").splitlines()
    assert listed[0] == "card_number,reason"
    assert [row.partition(",")[0] for row in listed[1:]] == ["40000001"]
    assert not any("40000001" in name for name in desk.made())
    if form == "sheets":
        _, backs = rendered((desk.out / "sheets.pdf").read_bytes())
        assert sorted(texts_in(backs)) == sorted([texts[0], texts[2]])
    else:
        assert {name[:8] for name in desk.made() if name != "left-out.csv"} == {"40000000", "40000002"}


def test_all_that_cannot_be_printed_are_listed_and_the_screen_names_the_first(desk: PrintDesk) -> None:
    desk.fill(*(replace(card, name=f"王 {card.card_number}") for card in cards(14)))

    code, err = desk.print("--format", "sheets")

    assert code == 1
    assert err.count("the font has no") == 10
    assert len((desk.out / "left-out.csv").read_text("utf-8").splitlines()) == 15
    assert desk.made() == ["left-out.csv"]


def test_a_missing_picture_is_named_and_a_later_run_that_has_it_takes_the_list_away(desk: PrintDesk) -> None:
    desk.fill(*cards(2))
    (desk.folder / "40000001.png").write_bytes(photograph(kind="PNG"))

    first, err = desk.print("--pictures", desk.folder)
    made = desk.made()
    (desk.folder / "40000000.png").write_bytes(photograph(kind="PNG"))
    second, _ = desk.print("--pictures", desk.folder)

    assert (first, second) == (1, 0)
    assert "holds no picture 40000000" in err
    assert made == ["40000001.pdf", "left-out.csv"]
    assert desk.made() == ["40000000.pdf", "40000001.pdf"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--bleed", "9"), "bleed is 0 to 3 mm"),
        (("--pictures", "nowhere"), "nowhere is no folder of pictures"),
    ],
)
def test_an_option_that_would_spoil_every_card_is_found_before_the_first(
    desk: PrintDesk, words: tuple[str, str], sentence: str
) -> None:
    desk.fill(*cards(2))

    code, err = desk.print(*words)

    assert code == 2
    assert sentence in err
    assert desk.made() == []


def test_prints_go_to_a_folder_and_never_over_a_file(desk: PrintDesk) -> None:
    desk.fill(*cards(1))
    desk.out = desk.folder / "file"
    desk.out.write_text("x", "utf-8")

    code, err = desk.print()

    assert code == 2
    assert "is a file: prints go to a folder" in err


def test_a_file_of_another_kind_in_the_place_of_the_list_is_left_as_it_is(desk: PrintDesk) -> None:
    desk.fill(*cards(1))
    desk.out.mkdir()
    (desk.out / "left-out.csv").write_text("Dear operator,", "utf-8")

    code, err = desk.print()

    assert code == 2
    assert "is not a list of an earlier run: nothing is written over it" in err
    assert (desk.out / "left-out.csv").read_text("utf-8") == "Dear operator,"


def test_a_file_without_a_text_prints_nothing_and_says_so(desk: PrintDesk) -> None:
    desk.texts.write_text("\n", "utf-8")

    code, err = desk.print()

    assert code == 2
    assert "holds no text of a card" in err


# Order proofs


def proofs(count: int) -> list[Card]:
    """Return order proofs of invented holders."""
    return [replace(card, kind="order_proof") for card in cards(count)]


@pytest.mark.parametrize("form", ["pdf", "sheets"])
def test_an_order_proof_becomes_a_picture_for_the_phone(desk: PrintDesk, form: str) -> None:
    [text] = desk.fill(*proofs(1))

    code, _ = desk.print("--format", form, "--pictures", desk.folder)

    assert code == 0
    assert desk.made() == ["40000000.png"]
    picture = Image.open(io.BytesIO((desk.out / "40000000.png").read_bytes()))
    assert picture.width == 1080
    assert texts_in(picture.convert("L")) == [text]
