"""Brings one source of the mirror up to date from a whole file: fetched or given, read, weighed, kept."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar
from urllib.parse import unquote, urlsplit

from sync.registers import approvals, cleaning, lists, units, workshops
from sync.registers.blocks import BLOCK, MAX_INFLATED, blocks, inflated, objects
from sync.registers.fetch import Fetched, Fetcher, Wanted
from sync.registers.filling import Aside, aside, noted
from sync.registers.rows import Row, SourceError, Tally
from sync.registers.sources import APPROVALS, PUBLISHED, Source
from sync.registers.tables import Loaded

# How far back the list of changes is read after a whole file: that file was made before it was fetched.
BEFORE_THE_FILE = timedelta(hours=48)
_NAMED = {
    Source.CAR_CARE: approvals.CAR_CARE_REGISTER,
    Source.STAFFING: approvals.STAFFING_REGISTER,
}
T = TypeVar("T")


class Followed(Protocol):
    """Passes items on, and shows how many of how many have passed."""

    def __call__(self, items: Iterable[T], what: str, total: int, /) -> Iterable[T]: ...


@dataclass(frozen=True, slots=True)
class Order:
    """What to bring up to date, and from where: an address (https://…), or a file (a path, or file://…)."""

    source: Source
    address: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is done. `followed` shows the blocks that pass by; `accept_shrunk` waives one check."""

    fetcher: Fetcher
    clock: Callable[[], datetime]
    followed: Followed
    accept_shrunk: bool = False
    most_inflated: int = MAX_INFLATED


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a refresh came to; `tally` is None where the source said that nothing had changed."""

    source: Source
    fetched_at: datetime
    tally: Tally | None


@dataclass(frozen=True, slots=True)
class _Found:
    """A file to read, from `fetched_at`."""

    file: BinaryIO
    fetched_at: datetime
    answer: Fetched


def refresh(mirror: Path, order: Order, manner: Manner) -> Outcome:
    """Bring one source up to date; raises SourceError, and then the mirror is as it was."""
    known = noted(mirror, order.source)
    same = known if known is not None and known.address == order.address else None
    with _gotten(mirror, order, manner, same) as found:
        if isinstance(found, datetime):
            return Outcome(order.source, _still_good(mirror, order.source, found), None)
        if known is not None and found.fetched_at < known.fetched_at:
            raise SourceError(f"it is older than the copy of {known.fetched_at:%Y-%m-%d %H:%M %Z}")
        with aside(mirror) as copy:
            tally = copy.fill(order.source, _rows(order.source, found.file, manner))
            _weigh(order.source, tally, copy.count(order.source), known, manner)
            if order.source is Source.CARDS and copy.silent(order.source):
                # Nobody could tell whether to mark such a card on a status list.
                raise SourceError("a card stands in it twice, in two ways")
            copy.note(order.source, _loaded(order, found, copy, tally))
    return Outcome(order.source, found.fetched_at, tally)


def _still_good(mirror: Path, source: Source, now: datetime) -> datetime:
    with aside(mirror) as copy:
        known = copy.loaded(source)
        if known is None:
            raise SourceError("the mirror was begun anew in the meantime")
        copy.note(source, replace(known, fetched_at=max(now, known.fetched_at)))
    return now


@contextmanager
def _gotten(mirror: Path, order: Order, manner: Manner, known: Loaded | None) -> Iterator[_Found | datetime]:
    """The file of an order, or the time as of which the source says that nothing changed."""
    if not is_web(order.address):
        yield from _given(order, manner, known)
        return
    published = PUBLISHED.get(order.source)
    wanted = Wanted(
        order.address,
        published.accept if published else "text/csv",
        published.headers if published else (),
        known.etag if known else None,
        known.last_modified if known else None,
    )
    # Beside the mirror: a disk with room for it, where a folder for temporary files may be memory.
    with tempfile.TemporaryFile(dir=mirror.parent) as file:
        asked_at = manner.clock()
        answer = manner.fetcher.whole(wanted, file)
        file.seek(0)
        yield asked_at if answer is None else _Found(file, asked_at, answer)


def _given(order: Order, manner: Manner, known: Loaded | None) -> Iterator[_Found | datetime]:
    """A file on this machine is as old as it says itself, whenever it is read."""
    try:
        with open(local_path(order.address), "rb") as file:
            changed = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
            written_at = min(changed, manner.clock())
            is_known = known is not None and known.fetched_at == written_at
            yield written_at if is_known else _Found(file, written_at, Fetched(None, None))
    except OSError as error:
        raise SourceError(f"{error.strerror or error}: {order.address}") from error


def is_web(address: str) -> bool:
    """Whether an address is asked over the network."""
    return urlsplit(address).scheme in ("http", "https")


def local_path(address: str) -> Path:
    """The path of a file:// address, or of an address that is a path."""
    parts = urlsplit(address)
    return Path(unquote(parts.path)) if parts.scheme == "file" else Path(address)


def _rows(source: Source, file: BinaryIO, manner: Manner) -> Iterator[Row]:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    shown = manner.followed(blocks(file), f"{source}, MiB", -(-size // BLOCK))
    return _parsed(source, inflated(shown, manner.most_inflated))


def _parsed(source: Source, pieces: Iterator[bytes]) -> Iterator[Row]:
    match source:
        case Source.COMPANIES:
            return map(units.main_unit, objects(pieces))
        case Source.SUB_UNITS:
            return map(units.sub_unit, objects(pieces))
        case Source.CLEANING:
            return cleaning.entries(pieces)
        case Source.CAR_CARE | Source.STAFFING:
            return approvals.entries(pieces, _NAMED[source])
        case Source.WORKSHOPS:
            return workshops.entries(pieces)
        case Source.CARDS:
            return lists.cards(pieces)
        case Source.SITE_LIST:
            return lists.site_list(pieces)


def _weigh(source: Source, tally: Tally, rows: int, known: Loaded | None, manner: Manner) -> None:
    """Refuse what is whole and yet no register: its silence about a unit would be taken for an answer."""
    if tally.taken == 0:
        raise SourceError(f"nothing in it could be used: {tally.text()}")
    if tally.not_taken > tally.taken:
        raise SourceError(f"more rows are strange than not: {tally.text()}")
    if source in APPROVALS.values() and tally.approved == 0:
        raise SourceError(f"it approves nobody at all: {tally.text()}")
    if known is not None and rows * 2 < known.rows and not manner.accept_shrunk:
        raise SourceError(
            f"it holds {rows} where the copy holds {known.rows}: --accept-shrunk takes it all the same"
        )


def _loaded(order: Order, found: _Found, copy: Aside, tally: Tally) -> Loaded:
    feeds = order.source in (Source.COMPANIES, Source.SUB_UNITS)
    begin = found.fetched_at - BEFORE_THE_FILE
    return Loaded(
        found.fetched_at,
        cursor=f"time {begin.isoformat()}" if feeds else None,
        rows=copy.count(order.source),
        not_taken=tally.not_taken,
        address=order.address,
        etag=found.answer.etag,
        last_modified=found.answer.last_modified,
    )
