"""Registers in files: a list (CSV or JSON Lines), or the mirror that Kortsjekk keeps (SQLite)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from signing.commands.rows import records
from signing.errors import CardError
from signing.register import IN_ORDER, Register, Registered

_CARD = "select birth_date, org_number, status, valid_to from card where card_number = ?"
_MAIN_UNIT = "select parent from sub_unit where org_number = ?"


class ListedRegister:
    """A list with card_number, org_number and birth_date in each row; raises CardError on a row without.

    Where it has status and valid_to too, they count; a list without status holds cards in order alone.
    """

    def __init__(self, path: Path) -> None:
        self._cards: dict[str, Registered] = {}
        for line, row in records(path):
            try:
                if isinstance(row, str):
                    raise ValueError(row)
                entry = _listed(row)
                if self._cards.setdefault(row["card_number"], entry) != entry:
                    raise ValueError("an earlier line says otherwise of this card")
            except (KeyError, TypeError, ValueError) as error:
                raise CardError(f"{path}, line {line}: no entry of a register: {error}") from error

    def card(self, card_number: str) -> Registered | None:
        """The entry of a card number."""
        return self._cards.get(card_number)


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


@contextmanager
def opened(path: Path) -> Iterator[Register]:
    """Give the register in a file, by the ending of its name."""
    if path.suffix in (".sqlite", ".sqlite3", ".db"):
        address = f"{path.resolve(strict=True).as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            yield MirroredRegister(connection)
    else:
        yield ListedRegister(path)
