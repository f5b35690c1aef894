"""Where a card stands on the status lists comes from what was drawn for it, and from nowhere else."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import sync.__main__ as command_line
from signing.__main__ import main
from signing.commands.places import Places
from signing.errors import CardError
from tests.support.issuing import IssuerDesk, cards, columns, document


@pytest.fixture
def desk(tmp_path: Path) -> IssuerDesk:
    """Return the desk of an issuer."""
    return IssuerDesk(tmp_path)


def places(folder: Path, *rows: str) -> Path:
    """Write a file of places with these rows."""
    path = folder / "places.csv"
    path.write_text("\n".join(["card_number,status_list,status_index", *rows]), "utf-8")
    return path


def test_cards_are_signed_with_the_places_that_the_ledger_drew_for_them(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = cards(3)
    desk.put_in_register(*wanted)
    rows = [columns(card) for card in wanted]
    list_of_cards = desk.folder / "cards.csv"
    with list_of_cards.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [name for name in rows[0] if not name.startswith("status_")])
        writer.writeheader()
        writer.writerows({name: row[name] for name in writer.fieldnames} for row in rows)
    database, numbers = desk.folder / "ledger.db", desk.folder / "numbers.txt"
    numbers.write_text("\n".join(card.card_number for card in wanted), "utf-8")
    address = f"sqlite:///{database}"
    command_line.main(["--database-url", address, "migrate"])
    capsys.readouterr()
    command_line.main(["--database-url", address, "draw-status", str(numbers)])
    desk.places.write_text(capsys.readouterr().out, "utf-8")

    code = desk.issue(list_of_cards)

    with closing(sqlite3.connect(database)) as ledger:
        query = "select card_number, list_number, idx from status_place where card_number is not null"
        drawn = {number: (of, index) for number, of, index in ledger.execute(query)}
    assert code == 0
    assert {card.card_number: card.status_ref for card in desk.issued()} == drawn
    assert len(drawn) == 3


def test_a_card_for_which_no_place_was_drawn_is_not_signed(desk: IssuerDesk) -> None:
    first, second = cards(2)
    desk.fill(first, second)
    desk.put_in_places(second)

    assert desk.issue() == 1
    assert desk.issued() == [second]
    assert desk.rejected() == [("1", "no place was drawn for it in places.csv: see draw-status")]


def test_a_row_that_names_another_place_than_the_one_drawn_is_not_signed(desk: IssuerDesk) -> None:
    first, second = cards(2)
    desk.fill(first, second)
    desk.put_in_places(replace(first, status_ref=(2, 9)), second)

    assert desk.issue() == 1
    assert desk.issued() == [second]
    assert desk.rejected() == [("1", "the place 2, 9 was drawn for it, and its row has 1, 500000")]


@pytest.mark.parametrize("given", [{"status_ref": [1]}, {"status_ref": "1, 7"}, {"status_ref": ["1", None]}])
def test_a_place_that_a_row_writes_wrongly_is_named(desk: IssuerDesk, given: dict[str, object]) -> None:
    [card] = cards(1)
    desk.fill(card)
    desk.list.write_text(json.dumps(document(card) | given), "utf-8")

    assert desk.issue() == 1
    assert desk.rejected()[0][1].startswith("status_ref is not")


def test_production_asks_for_places_and_for_the_readers_trust_list(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.fill(*cards(1))
    words = desk.words(desk.list)
    for name in ("--places", "--trust"):
        place = words.index(name)
        del words[place : place + 2]

    assert main(words) == 2
    assert "needed too: --places, --trust" in capsys.readouterr().err
    assert not desk.out.exists()


def test_practice_without_places_takes_those_of_the_rows_and_needs_them(desk: IssuerDesk) -> None:
    desk.use_practice_key()
    first, second = cards(2)
    desk.fill(first)
    lacking = {name: value for name, value in document(second).items() if name != "status_ref"}
    desk.list.write_text(desk.list.read_text("utf-8") + json.dumps(lacking), "utf-8")

    code = desk.issue("--practice", desk.trust, desk.list)

    assert code == 1
    assert [entry.status for entry in desk.journal.entries] == [first.status_ref]
    assert desk.rejected() == [("2", "no status_list and status_index")]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("40000000,1,7", "40000001,1,7"), r"line 3: the place 1, 7 belongs to card 40000000"),
        (("40000000,1,7", "40000000,1,8"), r"line 3: card 40000000 stands there before, with another place"),
        (("40000000,1,seven",), r"line 2: status_index is not a whole number: 'seven'"),
        (("40000000,-1,7",), r"line 2: status_list is not a whole number: '-1'"),
        ((",1,7",), r"line 2: no card_number"),
        (("40000000,1",), r"line 2: 2 values for 3 columns"),
    ],
)
def test_a_file_of_places_that_contradicts_itself_is_not_believed(
    tmp_path: Path, rows: tuple[str, ...], said: str
) -> None:
    with pytest.raises(CardError, match=said):
        Places(places(tmp_path, *rows))


def test_a_file_without_the_columns_is_no_file_of_places(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("card_number,status_list\n40000000,1\n", "utf-8")

    with pytest.raises(CardError, match="line 2: no status_index"):
        Places(path)


def test_a_place_that_stands_twice_for_its_card_is_one_place(tmp_path: Path) -> None:
    given = Places(places(tmp_path, "40000000,1,7", "40000000,1,7"))

    assert given.of("40000000") == (1, 7)
