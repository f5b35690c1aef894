"""Rows of a CSV or JSON Lines file with the line each begins on, and the cards they describe."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from signing.card import Card
from signing.errors import CardError

# A row, or what is wrong with it.
Record = dict[str, Any] | str
COLUMNS = (
    "card_number, name, birth_date, org_number, employer, industries, issued, expires, "
    "status_list, status_index"
)


def is_bulk(path: Path) -> bool:
    """Whether a file holds many cards by the ending of its name."""
    return path.suffix in (".csv", ".jsonl", ".ndjson")


def records(path: Path) -> Iterator[tuple[int, Record]]:
    """The rows of a file in UTF-8, each with its line number; blank lines are passed over."""
    if not is_bulk(path):
        raise CardError(f"{path} is neither .csv nor .jsonl")
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CardError(f"{path} is not UTF-8: {error}") from error
    yield from _from_csv(text) if path.suffix == ".csv" else _from_json(text)


def _from_csv(text: str) -> Iterator[tuple[int, Record]]:
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
        elif len(values) == len(columns):
            yield begins, dict(zip(columns, values, strict=True))
        elif values:
            yield begins, f"{len(values)} values for {len(columns)} columns"


def _from_json(text: str) -> Iterator[tuple[int, Record]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, f"not JSON: {error}"
        else:
            yield number, document if isinstance(document, dict) else "not a JSON object"


def one_record(path: Path) -> Record:
    """The one JSON object that a file holds, or what is wrong with it."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"
    return document if isinstance(document, dict) else "not a JSON object"


def card_of(record: Record) -> Card:
    """The card that a row describes; raises CardError when it describes none."""
    if isinstance(record, str):
        raise CardError(record)
    try:
        document = _from_columns(record) if "status_list" in record else dict(record)
        for name in ("birth_date", "issued", "expires"):
            document[name] = date.fromisoformat(document[name])
        for name in ("industries", "status_ref"):
            document[name] = tuple(document[name])
        return Card(**document)
    except CardError:
        raise
    except KeyError as error:
        raise CardError(f"no {error.args[0]}") from error
    except (TypeError, ValueError) as error:
        raise CardError(str(error)) from error


def _from_columns(row: dict[str, Any]) -> dict[str, Any]:
    """A row of texts: industries in one column with blanks between them, the status reference in two."""
    document = {name: value for name, value in row.items() if not name.startswith("status_")}
    document["kind"] = row.get("kind") or "card"
    document["industries"] = [int(code) for code in row["industries"].split()]
    document["status_ref"] = [int(row["status_list"]), int(row["status_index"])]
    return document
