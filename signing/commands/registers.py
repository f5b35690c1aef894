"""Registers in files: a list (CSV or JSON Lines), or the mirror that Kortsjekk keeps (SQLite)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from signing.commands.rows import records
from signing.errors import CardError
from signing.register import IN_ORDER, Register, Registered

_CARD = "select birth_date, org_number, status, valid_to from card where card_number = ?"
_CARDS_SOURCE = "select fetched_at, authoritative from source where name = 'cards'"
MAX_AGE, CLOCKS_DIFFER = timedelta(hours=24), timedelta(minutes=5)
_MAIN_UNIT = "select parent from sub_unit where org_number = ?"


COLUMNS = ("card_number", "org_number", "birth_date", "status", "valid_to")


class ListedRegister:
    """A list with card_number, org_number, birth_date and status in each row; CardError on a row without.

    `all_in_order` is for a list without status that holds cards in order alone. Where it has valid_to, it
    counts. A column that is named almost like one of these is not passed over: it may be the one meant.
    """

    def __init__(self, path: Path, *, all_in_order: bool = False) -> None:
        self._cards: dict[str, Registered] = {}
        for line, row in records(path):
            try:
                if isinstance(row, str):
                    raise ValueError(row)
                _require_columns(row, all_in_order)
                entry = _listed(row)
                if self._cards.setdefault(row["card_number"], entry) != entry:
                    raise ValueError("an earlier line says otherwise of this card")
            except KeyError as error:
                raise CardError(f"{path}, line {line}: no entry of a register: no {error.args[0]}") from error
            except (TypeError, ValueError) as error:
                raise CardError(f"{path}, line {line}: no entry of a register: {error}") from error

    def card(self, card_number: str) -> Registered | None:
        """The entry of a card number."""
        return self._cards.get(card_number)


def _require_columns(row: dict[str, Any], all_in_order: bool) -> None:
    for name in row:
        plain = re.sub(r"[^a-z]", "", name.lower())
        meant = next((each for each in COLUMNS if each.replace("_", "") == plain), name)
        if meant != name:
            raise ValueError(f"its column {name!r} has to be called {meant}")
    if "status" not in row and not all_in_order:
        raise ValueError("no status; a list of cards in order alone goes with --all-in-order")


def _listed(row: dict[str, Any]) -> Registered:
    status, valid_to = row.get("status", IN_ORDER), row.get("valid_to")
    if not isinstance(status, str) or not status:
        # A status that was left out may be any: the card is not in order by silence.
        raise ValueError("status is empty")
    return Registered(
        birth_date=date.fromisoformat(row["birth_date"]),
        org_numbers=frozenset({row["org_number"]}),
        status=status,
        valid_to=None if valid_to in (None, "") else date.fromisoformat(valid_to),
    )


class MirroredRegister:
    """The cards in a mirror; a sub-unit's main unit counts as the employer too, for cards name that one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def card(self, card_number: str) -> Registered | None:
        """The entry of a card number; raises CardError when the mirror cannot be read."""
        try:
            row = self._connection.execute(_CARD, (card_number,)).fetchone()
            if row is None:
                return None
            unit = self._connection.execute(_MAIN_UNIT, (row[1],)).fetchone()
            main = {unit[0]} if unit and unit[0] else set()
            birth_date, valid_to = (date.fromisoformat(row[column]) for column in (0, 3))
            return Registered(birth_date, frozenset({row[1], *main}), row[2], valid_to)
        except (sqlite3.Error, TypeError, ValueError) as error:
            raise CardError(f"the register cannot be read: {error}") from error


def _require_fresh(connection: sqlite3.Connection, path: Path, now: datetime) -> None:
    """An old copy still holds in order what was marked since; the register itself is never old."""
    try:
        row = connection.execute(_CARDS_SOURCE).fetchone()
        age = None if row is None else now - datetime.fromisoformat(row[0])
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise CardError(f"{path} cannot be read as a register: {error}") from error
    if age is None:
        raise CardError(f"{path} holds no cards")
    if row[1] != 1 and not -CLOCKS_DIFFER <= age <= MAX_AGE:
        raise CardError(f"{path} is a copy of {row[0]}: fetch it anew, a day old at the most")


@contextmanager
def opened(path: Path, now: datetime, *, all_in_order: bool = False) -> Iterator[Register]:
    """Give the register in a file, by the ending of its name; raises CardError when it cannot be opened."""
    if path.suffix in (".sqlite", ".sqlite3", ".db"):
        address = f"{path.resolve(strict=True).as_uri()}?mode=ro"
        try:
            connection = sqlite3.connect(address, uri=True)
        except sqlite3.Error as error:
            raise CardError(f"{path} cannot be opened as a register: {error}") from error
        with closing(connection):
            _require_fresh(connection, path, now)
            yield MirroredRegister(connection)
    else:
        yield ListedRegister(path, all_in_order=all_in_order)
