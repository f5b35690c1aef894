"""The SQL of the status lists: the pool that indices are drawn from, decoys, and what was published.

An index is free while no row names it, is drawn at random, and is never used again. Decoys are indices that
no card will ever have: some are marked from the start, so that the marked cards cannot be counted from one
list, and a few turn each day by chance, at any hour. Who keeps all publications cannot be sure that a single
change is about a card, as far as decoys turn about as often as cards do, and no further.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from signing.bitarray import ENTRIES
from signing.statuslist import Status
from sync.ledger.transactions import Transactions
from sync.schema import status_delta, status_list, status_place, status_publication

# A list is full when one index in twenty is free: drawing stays quick, and a marked one stays among many.
FULL_AT = ENTRIES - ENTRIES // 20
FEWEST_MARKED = MOST_MORE = ENTRIES // 200  # 0.5 % to 1 % of a list are marked decoys
SLEEPING = ENTRIES // 400
# Turns of decoys that a day brings on the average, and the longest time that is made up for.
TURNS_A_DAY, MOST_DAYS = 5.5, 7
DAY = timedelta(days=1)
# Below the number of values that either database takes in one statement.
CHUNK = 5_000

_random = secrets.SystemRandom()


class Place(NamedTuple):
    """Where a card stands: the number of a status list, and the index in it. A Card's `status_ref`."""

    list_number: int
    list_index: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A used index: a decoy's or a card's. `is_settled`: it was drawn before the register's copy was made."""

    index: int
    card_number: str | None
    status: int
    is_settled: bool


@dataclass(frozen=True, slots=True)
class Publication:
    """A signed list as it is served, and its array for the deltas that lead on from it.

    `copied_at` is when the register's copy was fetched that it was made from, None where nobody noted it.
    """

    sub: str
    iat: int
    token: bytes
    array: bytes
    copied_at: datetime | None


class StatusTables:
    """The status lists' part of the ledger."""

    def __init__(self, transactions: Transactions) -> None:
        self._of = transactions

    def draw(self, card_numbers: Sequence[str], now: datetime) -> dict[str, Place]:
        """A place for each card: the one it has, or a free index at random. Opens lists as needed."""
        with self._of.write() as connection:
            self._alone(connection)
            found = self._places_of(connection, card_numbers)
            missing = [number for number in dict.fromkeys(card_numbers) if number not in found]
            while missing:
                number, room = self._open_list(connection, now)
                batch, missing = missing[:room], missing[room:]
                indices = self._free(connection, number, len(batch))
                places = {card: Place(number, index) for card, index in zip(batch, indices, strict=True)}
                self._take(connection, places, now)
                found |= places
        return found

    def places(self, card_numbers: Sequence[str]) -> dict[str, Place]:
        """The places that cards have; those without one are left out."""
        with self._of.read() as connection:
            return self._places_of(connection, card_numbers)

    def stir(self, now: datetime) -> int:
        """Turn some decoys of each list by chance, in proportion to the time since then; returns how many."""
        with self._of.write() as connection:
            self._alone(connection)
            return sum(
                self._stir(connection, row, now) for row in connection.execute(sa.select(status_list)).all()
            )

    def numbers(self) -> list[int]:
        """The numbers of all lists."""
        query = sa.select(status_list.c.number).order_by(status_list.c.number)
        with self._of.read() as connection:
            return list(connection.execute(query).scalars())

    def entries(self, number: int, copied_at: datetime) -> Iterator[Entry]:
        """Every used index of a list; `copied_at` is when the register's copy was fetched."""
        place = status_place.c
        query = sa.select(place.idx, place.card_number, place.status, place.drawn_at < copied_at)
        with self._of.read() as connection:
            rows = connection.execution_options(yield_per=CHUNK).execute(
                query.where(place.list_number == number)
            )
            for index, card_number, status, is_settled in rows:
                yield Entry(index, card_number, status, bool(is_settled))

    def publications(self, number: int, limit: int) -> list[Publication]:
        """The newest publications of a list, newest first."""
        with self._of.read() as connection:
            rows = connection.execute(_newest(number).limit(limit)).all()
        return [Publication(row.sub, row.iat, row.token, row.array, row.copied_at) for row in rows]

    def publish(
        self, number: int, made: Publication, after: int | None, deltas: dict[int, bytes], keep: int
    ) -> bool:
        """Make a publication the newest one, with the deltas that lead to it from earlier dates.

        False, and nothing changed, when the newest one is not that of the date `after`: another publisher was
        quicker. Of the earlier ones only the newest are kept, `keep` in all.
        """
        with self._of.write() as connection:
            self._alone(connection)
            newest = connection.execute(_newest(number).limit(1)).one_or_none()
            if (None if newest is None else newest.iat) != after:
                return False
            row = {"sub": made.sub, "iat": made.iat, "token": made.token, "array": made.array}
            row |= {"copied_at": made.copied_at}
            connection.execute(status_publication.insert().values(list_number=number, **row))
            kept = connection.execute(_newest(number).limit(keep)).all()[-1].iat
            old = status_publication.c
            connection.execute(status_publication.delete().where(old.list_number == number, old.iat < kept))
            connection.execute(status_delta.delete().where(status_delta.c.list_number == number))
            rows = [{"list_number": number, "from_iat": iat, "token": token} for iat, token in deltas.items()]
            if rows:
                connection.execute(status_delta.insert(), rows)
        return True

    def token(self, number: int) -> bytes | None:
        """The newest token of a list."""
        query = _newest(number).with_only_columns(status_publication.c.token).limit(1)
        with self._of.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def delta(self, number: int, from_iat: int) -> bytes | None:
        """The delta that leads from an earlier date to the newest publication of a list."""
        row = status_delta.c
        query = sa.select(row.token).where(row.list_number == number, row.from_iat == from_iat)
        with self._of.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def subjects(self) -> list[str]:
        """The address of every list that was published."""
        row = status_publication.c
        newest = (
            sa.select(row.list_number, sa.func.max(row.iat).label("iat")).group_by(row.list_number).subquery()
        )
        is_newest = (row.list_number == newest.c.list_number) & (row.iat == newest.c.iat)
        query = sa.select(row.sub).join(newest, is_newest).order_by(row.list_number)
        with self._of.read() as connection:
            return list(connection.execute(query).scalars())

    def _alone(self, connection: sa.Connection) -> None:
        """One at a time, or two batches could each wait for an index that the other one took."""
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("select pg_advisory_xact_lock(727118)"))

    def _places_of(self, connection: sa.Connection, card_numbers: Sequence[str]) -> dict[str, Place]:
        place, found = status_place.c, {}
        for start in range(0, len(card_numbers), CHUNK):
            asked = card_numbers[start : start + CHUNK]
            query = sa.select(place.card_number, place.list_number, place.idx)
            for card_number, number, index in connection.execute(query.where(place.card_number.in_(asked))):
                found[card_number] = Place(number, index)
        return found

    def _open_list(self, connection: sa.Connection, now: datetime) -> tuple[int, int]:
        """The list that is drawn from, with how many more cards it takes."""
        newest = sa.select(status_list).order_by(status_list.c.number.desc()).limit(1)
        row = connection.execute(newest).one_or_none()
        if row is not None and row.used < FULL_AT:
            return row.number, FULL_AT - row.used
        number = 1 if row is None else row.number + 1
        decoys = _decoys()
        made = {"number": number, "used": len(decoys), "opened_at": now, "stirred_at": now}
        connection.execute(status_list.insert().values(made))
        rows = [
            {"list_number": number, "idx": index, "status": status, "drawn_at": now}
            for index, status in decoys.items()
        ]
        connection.execute(status_place.insert(), rows)
        return number, FULL_AT - len(decoys)

    def _free(self, connection: sa.Connection, number: int, count: int) -> list[int]:
        """So many free indices of a list, each as likely as any other."""
        place, chosen = status_place.c, dict[int, None]()
        while len(chosen) < count:
            tried = {_random.randrange(ENTRIES): None for _ in range(min(CHUNK, 2 * count + 16))}
            query = sa.select(place.idx).where(place.list_number == number, place.idx.in_(tried))
            taken = set(connection.execute(query).scalars())
            chosen |= {index: None for index in tried if index not in taken}
        return list(chosen)[:count]

    def _take(self, connection: sa.Connection, places: dict[str, Place], now: datetime) -> None:
        rows = [
            {
                "list_number": number,
                "idx": index,
                "card_number": card,
                "status": Status.VALID,
                "drawn_at": now,
            }
            for card, (number, index) in places.items()
        ]
        connection.execute(status_place.insert(), rows)
        number = next(iter(places.values())).list_number
        used = status_list.c.used + len(rows)
        connection.execute(status_list.update().where(status_list.c.number == number).values(used=used))

    def _stir(self, connection: sa.Connection, row: sa.Row[Any], now: datetime) -> int:
        number: int = row.number
        changes = _turns((now - row.stirred_at) / DAY)
        # Most changes of real cards are marks too; a few go back, as when a lost card is found.
        back = sum(_random.randrange(4) == 0 for _ in range(changes))
        turned = {
            Status.VALID: self._some(connection, row, Status.INVALID, back, now),
            Status.INVALID: self._some(connection, row, Status.VALID, changes - back, now),
        }
        place = status_place.c
        for status, indices in turned.items():
            chosen = (place.list_number == number) & place.idx.in_(indices)
            connection.execute(status_place.update().where(chosen).values(status=status, drawn_at=now))
        if now > row.stirred_at:
            done = status_list.update().where(status_list.c.number == number)
            connection.execute(done.values(stirred_at=now))
        return sum(map(len, turned.values()))

    def _some(
        self, connection: sa.Connection, row: sa.Row[Any], status: Status, count: int, now: datetime
    ) -> list[int]:
        """Some of a list's decoys of one status, at random, and none that turned within a day.

        A decoy is drawn anew when it turns. Those that are as old as the list have not turned yet.
        """
        if count == 0:
            return []
        place = status_place.c
        decoys = (place.list_number == row.number) & place.card_number.is_(None)
        rested = (place.drawn_at <= now - DAY) | (place.drawn_at == row.opened_at)
        query = sa.select(place.idx).where(decoys, place.status == status, rested).order_by(place.idx)
        found = list(connection.execute(query).scalars())
        return _random.sample(found, min(count, len(found)))


def _newest(number: int) -> sa.Select[tuple[object, ...]]:
    row = status_publication.c
    return sa.select(status_publication).where(row.list_number == number).order_by(row.iat.desc())


def _turns(days: float) -> int:
    """How many turns fall into a time, by chance: a Poisson draw, so short times add up to a long one."""
    at, turns = _random.expovariate(TURNS_A_DAY), 0
    while at < min(days, MOST_DAYS):
        at, turns = at + _random.expovariate(TURNS_A_DAY), turns + 1
    return turns


def _decoys() -> dict[int, Status]:
    """Indices of a new list that no card will have, marked ones and ones that wait to be."""
    marked = FEWEST_MARKED + _random.randrange(MOST_MORE + 1)
    indices = _random.sample(range(ENTRIES), marked + SLEEPING)
    return {index: Status.INVALID if n < marked else Status.VALID for n, index in enumerate(indices)}
