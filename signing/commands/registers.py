"""Registers in files: a list (CSV or JSON Lines), or the mirror that Kortsjekk keeps (SQLite)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from signing.commands.rows import records
from signing.errors import CardError
from signing.register import Register, Registered

_CARD = "select birth_date, org_number from card where card_number = ?"
_MAIN_UNIT = "select parent from company where org_number = ?"


class ListedRegister:
    """A list with card_number, org_number and birth_date in each row; raises CardError on a row without."""

    def __init__(self, path: Path) -> None:
        self._cards: dict[str, Registered] = {}
        for line, row in records(path):
            try:
                if isinstance(row, str):
                    raise ValueError(row)
                day, org = date.fromisoformat(row["birth_date"]), row["org_number"]
                self._cards[row["card_number"]] = Registered(day, frozenset({org}))
            except (KeyError, TypeError, ValueError) as error:
                raise CardError(f"{path}, line {line}: no entry of a register: {error}") from error

    def card(self, card_number: str) -> Registered | None:
        """The entry of a card number."""
        return self._cards.get(card_number)


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
            return Registered(date.fromisoformat(row[0]), frozenset({row[1], *main}))
        except (sqlite3.Error, TypeError, ValueError) as error:
            raise CardError(f"the register cannot be read: {error}") from error


@contextmanager
def opened(path: Path) -> Iterator[Register]:
    """Give the register in a file, by the ending of its name."""
    if path.suffix in (".sqlite", ".sqlite3", ".db"):
        address = f"{path.resolve(strict=True).as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            yield MirroredRegister(connection)
    else:
        yield ListedRegister(path)
