"""The desk: what a module signs wrongly never leaves it, and one card comes out as it was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from signing import CardError
from signing.commands.desk import Desk
from signing.commands.journal import Journal, growing
from signing.commands.readers_key import ReadersKey
from signing.keys import Signer
from tests.support.cards import NORMAL, USUAL
from tests.support.issuing import IssuerDesk, cards, document, photograph
from tests.support.prints import dark_box

JULY = datetime(2027, 7, 1, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> IssuerDesk:
    """Return the files of an issuer."""
    return IssuerDesk(tmp_path)


@pytest.fixture
def journal(desk: IssuerDesk) -> Iterator[Journal]:
    """Return an empty issuance log."""
    with growing(desk.log) as file:
        yield Journal(file)


def signs(
    desk: IssuerDesk, key: Signer = NORMAL, now: datetime = JULY, journal: Journal | None = None
) -> Desk:
    """Return the desk where a key signs at some time."""
    readers = ReadersKey(key, desk.trust, now)
    return Desk(key, readers, lambda: now, "https://hse.example.no", journal=journal, operator="kari")


class Faulty:
    """A module that answers with a signature that is none."""

    issuer, kid, public_key = NORMAL.issuer, NORMAL.kid, NORMAL.public_key

    def sign(self, message: bytes) -> bytes:
        """Return the right number of wrong bytes."""
        return bytes(64)


def test_what_readers_would_not_take_is_neither_given_out_nor_logged(
    desk: IssuerDesk, journal: Journal
) -> None:
    [wrong] = signs(desk, Faulty(), journal=journal).issue(USUAL, None, "texts.txt", set())

    with pytest.raises(CardError, match=r"does not read as this card \(S-SIG\): nothing is given out"):
        wrong.signed()
    assert journal.log.entries == []

    [good] = signs(desk, journal=journal).issue(USUAL, None, "texts.txt", set())
    assert good.signed().startswith("https://hse.example.no/c#")
    assert [(entry.act, entry.operator) for entry in journal.log.entries] == [("issue", "kari")]


def test_a_card_is_signed_until_its_last_second_is_over(desk: IssuerDesk) -> None:
    [text] = signs(desk, now=USUAL.ends_at).issue(USUAL, None, "-", set())

    assert text.signed()
    with pytest.raises(CardError, match="its period is over"):
        signs(desk, now=USUAL.ends_at + timedelta(seconds=1)).issue(USUAL, None, "-", set())


def test_nothing_is_signed_twice_unless_it_is_asked_for(desk: IssuerDesk, journal: Journal) -> None:
    once = signs(desk, journal=journal)
    [first] = once.issue(USUAL, None, "texts.txt", set())
    first.signed()

    with pytest.raises(CardError, match="it was issued before"):
        once.issue(USUAL, None, "other.txt", set())
    [again] = replace(once, again=True).issue(USUAL, None, "other.txt", set())
    assert again.act == "again"


# The file of texts


def test_the_line_that_is_no_text_is_named(desk: IssuerDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.fill(*cards(2))
    desk.issue()
    desk.out.write_text("\n".join([*desk.texts, "Dear operator,", ""]), "utf-8")
    capsys.readouterr()

    assert desk.issue() == 2
    assert f"{desk.out}, line 3: not the text of a card" in capsys.readouterr().err


def test_bytes_that_are_no_letters_are_no_text_of_a_card(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.fill(*cards(1))
    desk.out.write_bytes(b"\xff\xfe\n")

    assert desk.issue() == 2
    assert "line 1: not the text of a card" in capsys.readouterr().err
    assert desk.out.read_bytes() == b"\xff\xfe\n"


# One card


def one_card(desk: IssuerDesk, *words: str | Path) -> int:
    """Issue one card for practice."""
    desk.use_practice_key()
    desk.fill(*cards(1))
    one = desk.folder / "card.json"
    one.write_text(json.dumps(document(cards(1)[0])), "utf-8")
    return desk.issue("--practice", desk.trust, *words, one)


def test_the_limit_is_said_where_one_card_meets_it(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert one_card(desk, "--daily-limit", "0") == 3
    assert "kari has issued 0 cards today: the limit is 0 a day" in capsys.readouterr().err


def test_a_list_that_cannot_be_written_is_found_before_the_first_signature(desk: IssuerDesk) -> None:
    desk.fill(*cards(2))
    desk.rejects.write_text("Dear operator,\n", "utf-8")

    assert desk.issue() == 2
    assert not desk.log.exists()
    assert not desk.out.exists()


def drawn(path: Path) -> tuple[float, float, Image.Image]:
    """Return the width and height of a symbol's SVG in millimetres, and the symbol at 20 dots to the mm."""
    root = ElementTree.fromstring(path.read_text("utf-8"))  # noqa: S314 -- our own
    assert (root.attrib["width"][-2:], root.attrib["height"][-2:]) == ("mm", "mm")
    width, height = (float(root.attrib[name][:-2]) for name in ("width", "height"))
    [line] = [each for each in root.iter() if each.tag.endswith("path")]
    module = float(line.attrib.get("transform", "scale(1)")[6:-1])
    picture = Image.new("L", (round(width * 20), round(height * 20)), 255)
    pen, x, y = ImageDraw.Draw(picture), 0.0, 0.0
    for command, *numbers in _path(line.attrib["d"]):
        if command == "h":
            box = (x * module, (y - 0.5) * module, (x + numbers[0]) * module, (y + 0.5) * module)
            pen.rectangle(tuple(round(20 * side) for side in box), fill=0)
            x += numbers[0]
        else:
            x, y = (numbers[0], numbers[1]) if command == "M" else (x + numbers[0], y + numbers[1])
    return width, height, picture


def _path(d: str) -> Iterator[tuple[str, float, float]]:
    for letter in "Mmh":
        d = d.replace(letter, f"\n{letter} ")
    for step in d.split("\n")[1:]:
        command, *numbers = step.split()
        first, *rest = map(float, numbers)
        yield command, first, rest[0] if rest else 0.0


def test_the_symbol_of_one_card_is_large_enough_for_a_camera_and_has_its_quiet_zone(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    symbol = desk.folder / "card.svg"

    assert one_card(desk, "--svg", symbol) == 0

    width, height, picture = drawn(symbol)
    [found] = zxingcpp.read_barcodes(picture)
    assert found.text == capsys.readouterr().out.strip()
    # A module is 0.4 mm: four of them stay white, and the finder pattern is seven wide.
    left, top, right, bottom = dark_box(picture)
    assert (left, top) == pytest.approx((32, 32), abs=1)
    assert (right + 32, bottom + 32) == pytest.approx((20 * width, 20 * height), abs=2)
    edge = np.asarray(picture)[top + 4, left:] > 128
    assert int(edge.argmax()) == pytest.approx(56, abs=1)


def test_no_symbol_is_drawn_unless_asked_for_and_then_that_of_the_card_alone(
    desk: IssuerDesk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = desk.folder / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    (desk.folder / "40000000.jpg").write_bytes(photograph())

    plain = one_card(desk)
    faced = one_card(desk, "--again", "--faces", desk.folder, "--svg", "card.svg")

    assert (plain, faced) == (0, 0)
    assert [each.name for each in here.iterdir()] == ["card.svg"]
    _, _, picture = drawn(here / "card.svg")
    assert zxingcpp.read_barcodes(picture)[0].text == capsys.readouterr().out.splitlines()[1]
