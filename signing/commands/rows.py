"""Rows of a CSV or JSON Lines file with the line each begins on, and the cards they describe."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from signing.card import Card
from signing.commands import files
from signing.errors import CardError

# A row, or what is wrong with it.
Record = dict[str, Any] | str
# The number of a status list, and the index in it.
Place = tuple[int, int]
FIELDS = (
    "card_number",
    "name",
    "birth_date",
    "org_number",
    "employer",
    "industries",
    "issued",
    "expires",
    "kind",
)
# How a row may name its place, in columns or in JSON.
PLACED = ("status_list", "status_index", "status_ref")
COLUMNS = ", ".join(name for name in FIELDS if name != "kind")
_NOWHERE: Place = (0, 0)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS = re.compile(r"[0-9]{1,9}")


class PlaceOf(Protocol):
    """Where cards stand on the status lists."""

    def of(self, card_number: str) -> Place: ...


def is_bulk(path: Path) -> bool:
    """Whether a file holds many cards by the ending of its name."""
    return path.suffix.lower() in (".csv", ".jsonl", ".ndjson")


def records(path: Path) -> Iterator[tuple[int, Record]]:
    """The rows of a file in UTF-8, each with its line number; blank lines are passed over."""
    if not is_bulk(path):
        raise CardError(f"{path} is neither .csv nor .jsonl")
    text = files.read_text(path)
    if not text.strip():
        raise CardError(f"{path} is empty")
    yield from _from_csv(text, path) if path.suffix.lower() == ".csv" else _from_json(text)


def _from_csv(text: str, path: Path) -> Iterator[tuple[int, Record]]:
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    columns: list[str] | None = None
    while True:
        # A row that goes over several lines is known by its first.
        begins = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield begins, f"not CSV: {error}"
            continue
        if columns is None:
            columns = values
            _require_once(columns, path)
        elif len(values) == len(columns):
            yield begins, dict(zip(columns, values, strict=True))
        elif values:
            yield begins, f"{len(values)} values for {len(columns)} columns"


def _require_once(columns: list[str], path: Path) -> None:
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None or not columns:
        what = "begins with an empty line" if twice is None else f"has the column {twice!r} twice"
        raise CardError(f"{path} {what}")


def _from_json(text: str) -> Iterator[tuple[int, Record]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            document = json.loads(line, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            yield number, f"not JSON: {error}"
        else:
            yield number, document if isinstance(document, dict) else "not a JSON object"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; raises ValueError when a name stands twice in it: nobody could tell which one counts."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name stands twice in an object")
    return made


def one_record(path: Path) -> Record:
    """The one JSON object that a file holds, or what is wrong with it."""
    try:
        document = json.loads(files.read_text(path), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"
    return document if isinstance(document, dict) else "not a JSON object"


def card_of(record: Record, places: PlaceOf | None = None) -> Card:
    """The card that a row describes, at the place that was drawn for it; raises CardError when it is none.

    Without `places` the row itself says where the card stands: for practice alone.
    """
    if isinstance(record, str):
        raise CardError(record)
    unknown = [name for name in record if name not in (*FIELDS, *PLACED)]
    if unknown:
        raise CardError(f"not a column of a card: {', '.join(unknown)}")
    missing = [name for name in FIELDS if name not in record and name != "kind"]
    if missing:
        raise CardError(f"no {', '.join(missing)}")
    values = {name: record[name] for name in FIELDS if name in record}
    for name in ("birth_date", "issued", "expires"):
        values[name] = _day(record, name)
    values["industries"] = _industries(record)
    values["kind"] = "card" if record.get("kind") in (None, "") else record["kind"]
    card = Card(**values, status_ref=_NOWHERE)
    return replace(card, status_ref=_place(record, card.card_number, places))


def _day(row: dict[str, Any], name: str) -> date:
    given = _given(row, name)
    try:
        if not isinstance(given, str) or not _DAY.fullmatch(given):
            raise ValueError
        return date.fromisoformat(given)
    except ValueError:
        raise CardError(f"{name} is not a day written like 2027-01-31: {_short(given)}") from None


def whole_number(row: dict[str, Any], name: str) -> int:
    """The whole number from 0 in a column, as a number or its digits; raises CardError naming the column."""
    given = _given(row, name)
    if type(given) is int and given >= 0:
        return given
    if isinstance(given, str) and _DIGITS.fullmatch(given):
        return int(given)
    raise CardError(f"{name} is not a whole number: {_short(given)}")


def _industries(row: dict[str, Any]) -> tuple[int, ...]:
    given = _given(row, "industries")
    codes = given.split() if isinstance(given, str) else given
    if not isinstance(codes, list):
        raise CardError(f"industries is not a list of codes: {_short(given)}")
    return tuple(whole_number({"industries": code}, "industries") for code in codes)


def _place(row: dict[str, Any], card_number: str, places: PlaceOf | None) -> Place:
    written = _written_place(row)
    if places is None:
        if written is None:
            raise CardError("no status_list and status_index")
        return written
    drawn = places.of(card_number)
    if written is not None and written != drawn:
        raise CardError(
            f"the place {drawn[0]}, {drawn[1]} was drawn for it, and its row has {written[0]}, {written[1]}"
        )
    return drawn


def _written_place(row: dict[str, Any]) -> Place | None:
    """The place that a row itself names, in two columns or in JSON as status_ref; None when it names none."""
    pair = row.get("status_ref")
    if pair is None:
        if "status_list" not in row and "status_index" not in row:
            return None
        return whole_number(row, "status_list"), whole_number(row, "status_index")
    if not isinstance(pair, list) or len(pair) != 2:
        raise CardError(f"status_ref is not a list and an index: {_short(pair)}")
    return whole_number({"status_ref": pair[0]}, "status_ref"), whole_number(
        {"status_ref": pair[1]}, "status_ref"
    )


def _given(row: dict[str, Any], name: str) -> Any:
    if name not in row:
        raise CardError(f"no {name}")
    return row[name]


def _short(given: object) -> str:
    return repr(given)[:40]
