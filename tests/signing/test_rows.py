"""Rows of files as the cards they describe: every way to write one, and a sentence for every other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from signing.commands.rows import COLUMNS, card_of, is_bulk, one_record, records, whole_number
from signing.errors import CardError
from tests.support.issuing import cards, columns, document

[CARD] = cards(1)


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file; return it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def without(*names: str) -> dict[str, Any]:
    """Return the card as columns, without some of them."""
    return {name: value for name, value in columns(CARD).items() if name not in names}


def test_the_help_names_the_columns_that_a_card_needs() -> None:
    assert COLUMNS == "card_number, name, birth_date, org_number, employer, industries, issued, expires"


@pytest.mark.parametrize(
    ("name", "many"),
    [
        ("a.csv", True),
        ("A.CSV", True),
        ("a.jsonl", True),
        ("a.ndjson", True),
        ("a.json", False),
        ("a", False),
    ],
)
def test_many_cards_are_known_by_the_ending_of_the_file(name: str, many: int) -> None:
    assert is_bulk(Path(name)) is bool(many)


def test_a_file_of_another_ending_holds_no_rows(tmp_path: Path) -> None:
    with pytest.raises(CardError, match="neither"):
        list(records(written(tmp_path, "a.txt", "a,b\n1,2\n")))


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    with pytest.raises(CardError, match="is not UTF-8"):
        list(records(written(tmp_path, "a.csv", b"a,b\n\xff,2\n")))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", {"a": "1", "b": "2"}),
        ("a;b\n1;2\n", {"a": "1", "b": "2"}),
        # What separates is told by the first line alone, and by the comma when both stand there as often.
        ("a,b\n1;2;3,4\n", {"a": "1;2;3", "b": "4"}),
        ("a;x,b\n1,2\n", {"a;x": "1", "b": "2"}),
        ("\ufeffa,b\r\n1,2\r\n", {"a": "1", "b": "2"}),
    ],
)
def test_columns_are_separated_by_commas_or_semicolons(
    tmp_path: Path, text: str, rows: dict[str, str]
) -> None:
    assert list(records(written(tmp_path, "a.csv", text))) == [(2, rows)]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", "", "is empty"),
        ("a.jsonl", " \n", "is empty"),
        ("a.csv", "name,kind,name\n1,2,3\n", "has the column 'name' twice"),
        ("a.csv", "\na,b\n1,2\n", "begins with an empty line$"),
    ],
)
def test_a_file_that_cannot_be_told_apart_is_refused_as_a_whole(
    tmp_path: Path, name: str, content: str, sentence: str
) -> None:
    with pytest.raises(CardError, match=sentence):
        list(records(written(tmp_path, name, content)))


def test_a_name_that_stands_twice_in_an_object_is_refused(tmp_path: Path) -> None:
    [(_, row)] = records(written(tmp_path, "a.jsonl", '{"name": "A", "name": "B"}'))

    assert row == "not JSON: a name stands twice in an object"
    assert one_record(written(tmp_path, "a.json", '{"name": 1, "name": 2}')) == row


def test_one_card_is_a_json_object(tmp_path: Path) -> None:
    assert one_record(written(tmp_path, "a.json", json.dumps(document(CARD)))) == document(CARD)
    assert one_record(written(tmp_path, "a.json", "[]")) == "not a JSON object"
    assert str(one_record(written(tmp_path, "a.json", "{"))).startswith("not JSON: ")


@pytest.mark.parametrize("row", [document(CARD), columns(CARD), columns(CARD) | {"industries": [1]}])
def test_a_card_is_described_by_columns_or_by_json(row: dict[str, Any]) -> None:
    made = card_of(row)

    assert (made.card_number, made.status_ref, made.kind) == (CARD.card_number, CARD.status_ref, "card")
    assert made == replace(CARD, industries=made.industries)
    assert made.industries == ((1,) if row["industries"] == [1] else CARD.industries)


def test_a_kind_that_is_left_empty_is_that_of_a_card() -> None:
    assert card_of(columns(CARD) | {"kind": ""}).kind == "card"
    assert card_of(without("kind")).kind == "card"
    assert card_of(columns(CARD) | {"kind": "order_proof"}).kind == "order_proof"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("not CSV", "not CSV"),
        (without("name", "issued"), "no name, issued"),
        (columns(CARD) | {"x": "1", "y": "2"}, "not a column of a card: x, y"),
        (
            columns(CARD) | {"expires": "2999-02-30"},
            "expires is not a day written like 2027-01-31: '2999-02-30'",
        ),
        (columns(CARD) | {"issued": 20270131}, "issued is not a day written like 2027-01-31: 20270131"),
        (columns(CARD) | {"issued": "20270131"}, "issued is not a day written like 2027-01-31: '20270131'"),
        (
            columns(CARD) | {"issued": "2027-W01-1"},
            "issued is not a day written like 2027-01-31: '2027-W",
        ),
        (columns(CARD) | {"industries": "41 bygg"}, "industries is not a whole number: 'bygg'"),
        (columns(CARD) | {"industries": 41}, "industries is not a list of codes: 41"),
        (without("status_list"), "no status_list"),
        (without("status_index"), "no status_index"),
        (without("status_index", "status_list"), "no status_list and status_index"),
        (document(CARD) | {"status_ref": [1, 2, 3]}, r"status_ref is not a list and an index: \[1, 2, 3\]"),
        (document(CARD) | {"status_ref": [True, 2]}, "status_ref is not a whole number: True"),
        (document(CARD) | {"status_ref": [1, -2]}, "status_ref is not a whole number: -2"),
        (document(CARD) | {"card_number": 40000000}, "card_number must be 7 to 10 digits"),
        (document(CARD) | {"name": None}, "name must be"),
        (document(CARD) | {"org_number": 1}, "org_number"),
        (document(CARD) | {"employer": ["x"]}, "employer must be"),
        (document(CARD) | {"kind": ["card"]}, "kind is"),
        (document(CARD) | {"kind": []}, "kind is"),
    ],
)
def test_what_is_no_card_is_said_with_its_column(row: dict[str, Any] | str, sentence: str) -> None:
    with pytest.raises(CardError, match=f"^{sentence}"):
        card_of(row)


def test_a_long_value_is_said_in_short() -> None:
    with pytest.raises(CardError) as refused:
        card_of(columns(CARD) | {"issued": "x" * 500})

    assert str(refused.value).endswith(f": '{'x' * 39}")


@pytest.mark.parametrize(
    ("given", "number"), [(0, 0), (7, 7), ("0", 0), ("007", 7), ("999999999", 999_999_999)]
)
def test_a_whole_number_is_one_or_its_digits(given: object, number: int) -> None:
    assert whole_number({"n": given}, "n") == number


@pytest.mark.parametrize("given", [-1, "-1", "1.0", 1.0, True, "", " 1", "١", "1" * 10, None])
def test_anything_else_is_no_whole_number(given: object) -> None:
    with pytest.raises(CardError, match="^n is not a whole number: "):
        whole_number({"n": given}, "n")


def test_a_field_full_of_the_other_separator_does_not_change_how_a_file_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "cards.csv", "name,employer\nBo Li,A;B;C;D;E AS\n")

    assert list(records(path)) == [(2, {"name": "Bo Li", "employer": "A;B;C;D;E AS"})]


class Drawn:
    """The places that were drawn for cards."""

    def of(self, card_number: str) -> tuple[int, int]:
        """Return the same place for all."""
        return CARD.status_ref


@pytest.mark.parametrize("column", ["status_list", "status_index"])
def test_a_row_that_names_half_a_place_is_refused_though_one_was_drawn(column: str) -> None:
    with pytest.raises(CardError, match=f"^no {column}$"):
        card_of(without(column), Drawn())
