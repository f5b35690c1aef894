"""What issuing asks for, how many cards a day it lets an operator sign, and the faces beside them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pymupdf_fonts
import pytest

from signing import TrustedKey, TrustList
from signing.__main__ import main
from tests.support.cards import PRACTICE
from tests.support.issuing import IssuerDesk, cards, document, photograph


@pytest.fixture
def desk(tmp_path: Path) -> IssuerDesk:
    """Return the desk of an issuer."""
    return IssuerDesk(tmp_path)


# What must be there


@pytest.mark.parametrize("flag", ["--register", "--log", "--operator", "--out", "--base-url"])
def test_production_asks_for_register_log_operator_output_and_page(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str], flag: str
) -> None:
    desk.fill(*cards(1))
    words = desk.words()
    place = words.index(flag)

    code = main(words[:place] + words[place + 2 :])

    assert code == 2
    assert flag in capsys.readouterr().err
    assert not desk.out.exists()


def test_practice_needs_no_register_but_a_key_for_practice(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.fill(*cards(2))
    words = desk.words("--practice", desk.trust, desk.list)
    place = words.index("--register")
    del words[place : place + 2]

    refused = main(words)
    said = capsys.readouterr().err
    desk.use_practice_key()
    issued_for_practice = main(words)

    assert (refused, issued_for_practice) == (2, 0)
    assert "does not name this key as one for practice" in said
    assert len(desk.texts) == 2


def test_practice_needs_no_page(desk: IssuerDesk) -> None:
    desk.use_practice_key()
    desk.fill(*cards(1))
    words = desk.words("--practice", desk.trust, desk.list)
    place = words.index("--base-url")

    assert main(words[:place] + words[place + 2 :]) == 0
    assert desk.texts[0].startswith("https://hse.example.no/c#")


def test_a_key_that_is_on_no_list_is_not_one_for_practice(desk: IssuerDesk) -> None:
    desk.trust.write_text(TrustList.of().to_json(), "utf-8")
    card = desk.folder / "card.json"
    card.write_text(json.dumps(document(cards(1)[0])), "utf-8")

    assert main(["issue", "--key", str(desk.key), "--practice", str(desk.trust), str(card)]) == 2


def test_a_practice_key_for_status_lists_signs_no_card(desk: IssuerDesk) -> None:
    desk.use_practice_key()
    key = TrustedKey(PRACTICE.public_key, PRACTICE.issuer, environment="practice", purpose="status")
    desk.trust.write_text(TrustList.of(key).to_json(), "utf-8")
    desk.fill(*cards(1))

    assert desk.issue("--practice", desk.trust, desk.list) == 2
    assert not desk.out.exists()


def test_one_card_with_a_log_needs_an_operator(desk: IssuerDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.use_practice_key()
    words = [
        "issue",
        "--key",
        desk.key,
        "--practice",
        desk.trust,
        "--log",
        desk.log,
        desk.list.with_suffix(".json"),
    ]

    assert main([str(word) for word in words]) == 2
    assert "--operator" in capsys.readouterr().err


def test_one_card_is_logged_and_not_issued_twice_without_being_told(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    [card] = cards(1)
    desk.fill(card)
    one = desk.folder / "card.json"
    one.write_text(json.dumps(document(card)), "utf-8")
    words = desk.words(one)

    codes = [main(words), main(words), main([*words[:-1], "--again", words[-1]])]

    assert codes == [0, 2, 0]
    assert "issued before" in capsys.readouterr().err
    assert [entry.act for entry in desk.journal.entries] == ["issue", "again"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("out", "Dear operator,\n"),
        ("out", "Dear operator,"),
        ("out", "48217730\n"),
        ("out", "https://hse.example.no/c#123\n"),
        ("log", '{"card_number": "48217730"}'),
        ("log", "issued\n"),
    ],
)
def test_a_file_of_another_kind_is_left_as_it_is(desk: IssuerDesk, name: str, content: str) -> None:
    desk.fill(*cards(1))
    path: Path = getattr(desk, name)
    path.write_text(content, "utf-8")

    assert desk.issue() == 2
    assert path.read_text("utf-8") == content


def test_a_list_that_is_not_utf_8_is_refused_as_a_whole(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.fill(*cards(1))
    desk.list.write_bytes(b'{"name": "\xff"}\n')

    assert desk.issue() == 2
    assert "not UTF-8" in capsys.readouterr().err


# The daily limit


def test_the_daily_limit_stops_the_run_and_the_rest_follows_when_there_is_room(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = cards(5)
    desk.fill(*wanted)

    stopped = desk.issue("--daily-limit", "3", desk.list)
    printed = capsys.readouterr()
    again = desk.issue("--daily-limit", "3", desk.list)
    more = desk.issue("--daily-limit", "5", desk.list)

    assert (stopped, again, more) == (3, 3, 0)
    assert printed.out == "issued 3, issued before 0, rejected 0, left 2\n"
    assert "kari has issued 3 cards today: the limit is 3 a day" in printed.err
    assert desk.issued() == wanted


def test_the_daily_limit_holds_for_one_card_as_well(desk: IssuerDesk) -> None:
    desk.fill(*cards(1))
    one = desk.folder / "card.json"
    one.write_text(json.dumps(document(cards(1)[0])), "utf-8")

    assert desk.issue("--daily-limit", "0", one) == 3
    assert desk.journal.entries == []


# Faces


def test_a_face_gets_a_text_of_its_own_behind_its_card(desk: IssuerDesk) -> None:
    first, second = cards(2)
    desk.fill(first, second)
    (desk.folder / f"{first.card_number}.jpg").write_bytes(photograph())
    (desk.folder / f"{second.card_number}.png").write_bytes(photograph(kind="PNG"))

    code = desk.issue("--faces", desk.folder, desk.list)

    assert code == 0
    made = desk.issued()
    assert [replace(card, face=None) for card in made] == [first, first, second, second]
    assert [card.face is None for card in made] == [True, False, True, False]
    assert all(len(card.face) <= 400 for card in made if card.face)
    assert [entry.act for entry in desk.journal.entries] == ["issue", "face"] * 2


def test_a_face_that_was_cut_off_follows(desk: IssuerDesk) -> None:
    [card] = cards(1)
    desk.fill(card)
    (desk.folder / f"{card.card_number}.jpeg").write_bytes(photograph())
    desk.issue("--faces", desk.folder, desk.list)
    desk.out.write_text(f"{desk.texts[0]}\n", "utf-8")

    assert desk.issue("--faces", desk.folder, desk.list) == 0
    assert len(desk.issued()) == 2


def test_a_card_without_a_picture_is_rejected_when_faces_are_wanted(desk: IssuerDesk) -> None:
    desk.fill(*cards(1))

    assert desk.issue("--faces", desk.folder, desk.list) == 1
    assert "holds no picture 40000000" in desk.rejected()[0][1]


def test_one_card_with_a_face_prints_both_texts(desk: IssuerDesk, capsys: pytest.CaptureFixture[str]) -> None:
    [card] = cards(1)
    desk.use_practice_key()
    one = desk.folder / "card.json"
    one.write_text(json.dumps(document(card)), "utf-8")
    (desk.folder / f"{card.card_number}.jpg").write_bytes(photograph())
    symbol = desk.folder / "card.svg"
    words = ["--practice", desk.trust, "--faces", desk.folder, "--svg", symbol, one]

    code = main(["issue", "--key", str(desk.key), *map(str, words)])

    assert code == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert "<svg" in symbol.read_text("utf-8")


def test_a_card_that_could_not_be_printed_is_found_before_it_is_signed(desk: IssuerDesk) -> None:
    first, second, third = cards(3)
    desk.fill(
        replace(first, name="王小明"),
        replace(second, employer="Ø" * 140),
        replace(third, kind="order_proof", employer="شركة"),
    )

    code = desk.issue()

    assert code == 1
    assert desk.journal.entries == []
    reasons = [reason for _, reason in desk.rejected()]
    assert reasons[0].startswith("the font has no 王")
    assert reasons[1].endswith("does not fit in its place on the card")
    assert "cannot be set without shaping" in reasons[2]


def test_the_room_on_a_card_is_that_beside_a_picture_and_a_proof_has_more(desk: IssuerDesk) -> None:
    card, proof = cards(2)
    long = "Ø" * 55
    desk.fill(replace(card, name=long), replace(proof, name=long, kind="order_proof"))

    code = desk.issue()

    assert code == 1
    assert [each.kind for each in desk.issued()] == ["order_proof"]
    assert [line for line, _ in desk.rejected()] == ["1"]


def test_what_is_printed_elsewhere_or_in_another_font_may_have_other_letters(desk: IssuerDesk) -> None:
    [card] = cards(1)
    desk.fill(replace(card, name="王小明"))
    font = desk.folder / "font.ttf"
    font.write_bytes(pymupdf_fonts.myfont("figo"))

    codes = [desk.issue("--font", font, desk.list), desk.issue("--printed-elsewhere", desk.list)]

    assert codes == [1, 0]
    assert [each.name for each in desk.issued()] == ["王小明"]
