"""Writes the mirror: always into a copy beside it, which takes its place in one step when it is whole."""

from __future__ import annotations

import fcntl
import glob
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from sync.registers.ports import Approval, CardRecord, Company, SiteListEntry
from sync.registers.rows import NoAnswer, Record, Row, Skipped, SourceError, Taken, Tally
from sync.registers.sources import APPROVALS, INDUSTRY, Source
from sync.registers.tables import TABLES, WHOLE_NUMBERS, Loaded, Table

# Raised whenever the tables change: a file of another version is not added to, but begun anew.
VERSION = 4
SUFFIX = ".aside"


class Aside:
    """A mirror that is being filled and that nobody reads yet."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._database = Database(connection)

    def loaded(self, source: Source) -> Loaded | None:
        """What is noted of a source, or None where it was never loaded."""
        query = "select * from source where name = ?"
        row = next(self._database.query(query, [str(source)]), None)
        if row is None:
            return None
        kept = {name: value for name, value in row.items() if name != "name"}
        kept["fetched_at"] = datetime.fromisoformat(kept["fetched_at"])
        return Loaded(**{**kept, "authoritative": kept["authoritative"] == 1})

    def note(self, source: Source, loaded: Loaded) -> None:
        """Note how old a source is now."""
        values = [getattr(loaded, field.name) for field in fields(Loaded)]
        row = dict(zip((field.name for field in fields(Loaded)), values, strict=True))
        row |= {"name": str(source), "fetched_at": loaded.fetched_at.isoformat()}
        self._database.table("source").insert(row, pk="name", replace=True)

    def fill(self, source: Source, rows: Iterable[Row]) -> Tally:
        """Put the rows of a source in place of all that it had; raises what `rows` raises."""
        table, tally = TABLES[source], Tally()
        self._empty(source, table)
        self._insert(table, rows, tally, _conflict(table))
        tally.twice = tally.taken + tally.no_answer.total() - self.count(source)
        return tally

    def put(self, source: Source, rows: Iterable[Row], tally: Tally) -> None:
        """Put rows in place of those with the same key, and leave the others; counts them in `tally`."""
        self._insert(TABLES[source], rows, tally, "")

    def delete_on(self, source: Source, deleted: Sequence[tuple[str, date]]) -> None:
        """Note the day on which units were deleted, of which nothing else is known anew."""
        statement = f"update {TABLES[source].name} set deleted_on = ? where org_number = ?"  # noqa: S608 -- a name of ours
        self._connection.executemany(statement, ((day.isoformat(), number) for number, day in deleted))

    def remove(self, source: Source, org_numbers: Sequence[str]) -> None:
        """Take units out."""
        statement = f"delete from {TABLES[source].name} where org_number = ?"  # noqa: S608 -- a name of ours
        self._connection.executemany(statement, ((number,) for number in org_numbers))

    def count(self, source: Source) -> int:
        """How many rows a source has."""
        where, values = _of(source)
        statement = f"select count(*) from {TABLES[source].name}{where}"  # noqa: S608 -- names of ours
        return int(self._connection.execute(statement, values).fetchone()[0])

    def silent(self, source: Source) -> int:
        """How many rows of a source are no answer."""
        where, values = _of(source)
        table = TABLES[source]
        condition = f"{where or ' where true'} and {table.deciding} is null"
        statement = f"select count(*) from {table.name}{condition}"  # noqa: S608 -- names of ours
        return int(self._connection.execute(statement, values).fetchone()[0])

    def _empty(self, source: Source, table: Table) -> None:
        where, values = _of(source)
        kept = self._database.table(table.name)
        if where and kept.exists():
            self._connection.execute(f"delete from {table.name}{where}", values)  # noqa: S608 -- names of ours
            return
        kept.drop(ignore=True)
        columns: dict[str, Any] = {name: int if name in WHOLE_NUMBERS else str for name in table.columns}
        kept.create(columns, pk=table.key if len(table.key) > 1 else table.key[0])

    def _insert(self, table: Table, rows: Iterable[Row], tally: Tally, conflict: str) -> None:
        places = ", ".join("?" * len(table.columns))
        verb = "insert" if conflict else "insert or replace"
        statement = f"{verb} into {table.name} ({', '.join(table.columns)}) values ({places}){conflict}"
        self._connection.executemany(statement, _values(table, rows, tally))


def _of(source: Source) -> tuple[str, tuple[int, ...]]:
    """Approvals of several registers share a table; every other source has one for itself."""
    industry = INDUSTRY.get(source)
    return ("", ()) if industry is None else (" where industry = ?", (industry,))


def _conflict(table: Table) -> str:
    """What becomes of a key that comes again: where the two say different things, neither is an answer."""
    others = [name for name in table.columns if name not in table.key]
    held = ", ".join(f"{table.name}.{name}" for name in others)
    given = ", ".join(f"excluded.{name}" for name in others)
    key = ", ".join(table.key)
    return f" on conflict ({key}) do update set {table.deciding} = null where ({held}) is not ({given})"


def _values(table: Table, rows: Iterable[Row], tally: Tally) -> Iterator[tuple[Any, ...]]:
    columns = table.columns
    nothing = (None,) * (len(columns) - len(table.key))
    for row in rows:
        tally.count(row)
        match row:
            case Taken(record=record):
                yield tuple(_plain(getattr(record, name)) for name in columns)
            case NoAnswer(key=key):
                yield (*key, *nothing)
            case Skipped():
                pass


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def noted(path: Path, source: Source) -> Loaded | None:
    """What the mirror at `path` notes of a source, or None: also where there is none of this version."""
    if not path.exists() or not _is_of_this_version(path):
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return Aside(connection).loaded(source)
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise SourceError(f"the mirror {path} cannot be read: {error}") from error


@contextmanager
def aside(path: Path, *, anew: bool = False) -> Iterator[Aside]:
    """A copy of the mirror at `path`, or (`anew`) an empty one, to be changed; then it takes that place.

    Where the body raises, the mirror stays as it was. One writer at a time. Raises SourceError where the copy
    cannot be written.
    """
    with _alone(path.parent):
        # Nobody else writes now, so what lies there was left by one that was killed.
        for left in path.parent.glob(f".{glob.escape(path.name)}.*{SUFFIX}"):
            left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=SUFFIX)
        os.close(handle)
        try:
            if path.exists() and not anew:
                shutil.copyfile(path, name)
            with closing(_opened(Path(name))) as connection:
                yield Aside(connection)
                connection.commit()
            _swap(name, path)
        except sqlite3.Error as error:
            raise SourceError(f"the mirror {path} cannot be changed: {error}") from error
        finally:
            Path(name).unlink(missing_ok=True)


def _opened(path: Path) -> sqlite3.Connection:
    """The mirror at `path`, ready to be filled; what is none, or of another version, is begun anew."""
    if not _is_of_this_version(path):
        path.write_bytes(b"")
    connection = sqlite3.connect(path)
    # Nobody reads this file before it is whole, and a half one is thrown away.
    connection.execute("pragma journal_mode = off")
    connection.execute("pragma synchronous = off")
    connection.execute(f"pragma user_version = {VERSION}")
    columns: dict[str, Any] = {"name": str, **{field.name: str for field in fields(Loaded)}}
    numbers = dict.fromkeys(("authoritative", "rows", "not_taken"), int)
    Database(connection).table("source").create({**columns, **numbers}, pk="name", if_not_exists=True)
    return connection


def _is_of_this_version(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return bool(connection.execute("pragma user_version").fetchone()[0] == VERSION)
    except sqlite3.Error:
        return False


def _swap(name: str, path: Path) -> None:
    """Down on the disk first: after a power cut there is the old file or the new one."""
    with open(name, "rb") as written:
        os.fsync(written.fileno())
    os.replace(name, path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time: of two, the later one would undo what the earlier one fetched."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def build_mirror(
    path: Path,
    *,
    cards: Iterable[CardRecord],
    companies: Iterable[Company],
    approvals: Iterable[Approval],
    site_list: Iterable[SiteListEntry],
    fetched_at: datetime,
    authoritative: bool = False,
) -> None:
    """Fill a mirror from records of the same age, and swap it in; sub-units are told by their parent.

    A register that gave no records is not loaded: asked later, it could not be asked, instead of "no such".
    """
    units, decided = list(companies), list(approvals)
    given: dict[Source, Iterable[Record]] = {Source.CARDS: cards, Source.SITE_LIST: site_list}
    if units:
        given[Source.COMPANIES] = [unit for unit in units if unit.parent is None and not unit.orphan]
        given[Source.SUB_UNITS] = [unit for unit in units if unit.parent is not None or unit.orphan]
    if decided:
        for industry, source in APPROVALS.items():
            given[source] = [each for each in decided if each.industry == industry]
        given[Source.WORKSHOPS] = []
    with aside(path, anew=True) as mirror:
        for source, records in given.items():
            tally = mirror.fill(source, (Taken(record) for record in records))
            if tally.taken or source not in (Source.CARDS, Source.SITE_LIST):
                mirror.note(source, Loaded(fetched_at, authoritative, rows=mirror.count(source)))
