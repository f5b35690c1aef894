"""Follows Enhetsregisteret's list of changes: whatever changed since the last time is asked for anew.

Page by page: each page is applied and swapped in together with the place reached, so a run that was cut off
goes on where it stopped, and doing a page twice changes nothing.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from signing import org_number_is_valid
from sync.registers import units
from sync.registers.blocks import document, inflated
from sync.registers.fetch import FetchFailed, Wanted
from sync.registers.filling import aside, noted
from sync.registers.ports import Company
from sync.registers.refresh import Manner, Outcome
from sync.registers.rows import NoAnswer, Row, SourceError, Taken, Tally
from sync.registers.sources import BRREG, SUB_UNITS_JSON, UNITS_JSON, Source
from sync.registers.tables import Loaded
from sync.registers.units import Change, Changes, Event

PAGE, BATCH = 1000, 100
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Feed:
    """How one list of units is named in addresses and answers, and how its units are read."""

    path: str
    changed: str
    accept: str
    read: Callable[[object], Row]


FEEDS = {
    Source.COMPANIES: _Feed("enheter", "oppdaterteEnheter", UNITS_JSON, units.main_unit),
    Source.SUB_UNITS: _Feed("underenheter", "oppdaterteUnderenheter", SUB_UNITS_JSON, units.sub_unit),
}


@dataclass(slots=True)
class _Work:
    """What a page of changes comes to: rows to put, units to take out, units that are deleted on a day."""

    rows: list[Row]
    removed: list[str]
    deleted: list[tuple[str, date]]


def can_follow(mirror: Path, source: Source) -> bool:
    """Whether the mirror holds a place in the list of changes of a source."""
    known = noted(mirror, source)
    return source in FEEDS and known is not None and known.cursor is not None


def follow(mirror: Path, source: Source, manner: Manner, base: str = BRREG) -> Outcome:
    """Bring a list of units up to date by its changes; `base` is the address of the register's interface.

    Raises SourceError; what was swapped in before stays, and is as old as it was.
    """
    feed, tally = FEEDS[source], Tally()
    while True:
        known = noted(mirror, source)
        if known is None or known.cursor is None:
            raise SourceError("there is no place to go on from: load the whole file first")
        asked_at = manner.clock()
        page = units.changes(_asked(manner, _changes_address(base, feed, known.cursor), feed), feed.changed)
        events = _new_events(page, known.cursor)
        work = _looked_up(events, feed, base, manner)
        is_last = page.total <= len(page.events)
        _apply(mirror, source, work, _reached(known, events, asked_at if is_last else None), tally)
        if is_last:
            return Outcome(source, asked_at, tally)
        if not events:
            raise SourceError("the list of changes stands still")


def _changes_address(base: str, feed: _Feed, cursor: str) -> str:
    kind, _, place = cursor.partition(" ")
    if kind == "id":
        # Asked from the last one that is known, so that it does not matter whether that one is meant too.
        where = {"oppdateringsid": place}
    else:
        time = datetime.fromisoformat(place).astimezone(UTC)
        where = {"dato": f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z"}
    return f"{base}/oppdateringer/{feed.path}?{urlencode({**where, 'page': 0, 'size': PAGE})}"


def _new_events(page: Changes, cursor: str) -> list[Event]:
    """The changes after the cursor, in order; a list in another order would make us miss some."""
    ids = [event.id for event in page.events]
    if ids != sorted(ids):
        raise SourceError("the list of changes is not in order")
    kind, _, place = cursor.partition(" ")
    return [event for event in page.events if kind != "id" or event.id > int(place)]


def _reached(known: Loaded, events: Sequence[Event], as_of: datetime | None) -> Loaded:
    cursor = f"id {events[-1].id}" if events else known.cursor
    return replace(known, cursor=cursor, fetched_at=max(known.fetched_at, as_of or known.fetched_at))


def _looked_up(events: Iterable[Event], feed: _Feed, base: str, manner: Manner) -> _Work:
    """What the register holds now of all units that changed; the last change of each counts."""
    last = {event.org_number: event for event in events if org_number_is_valid(event.org_number)}
    work = _Work([], [number for number, event in last.items() if event.change is Change.REMOVED], [])
    wanted = [event for event in last.values() if event.change is not Change.REMOVED]
    batches = [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)]
    for batch in manner.followed(batches, f"changed {feed.path}, batches", len(batches)):
        found = _batch([event.org_number for event in batch], feed, base, manner)
        for event in batch:
            row = found.get(event.org_number) or _single(event, feed, base, manner, work)
            if row is not None:
                work.rows.append(_marked(row, event))
    return work


def _batch(numbers: Sequence[str], feed: _Feed, base: str, manner: Manner) -> dict[str, Row]:
    query = urlencode({"organisasjonsnummer": ",".join(numbers), "size": BATCH}, safe=",")
    answer = _asked(manner, f"{base}/{feed.path}?{query}", feed)
    found: dict[str, Row] = {}
    for listed in _listed(answer, feed.path):
        number = listed.get("organisasjonsnummer") if isinstance(listed, dict) else None
        if not isinstance(number, str) or number not in numbers or number in found:
            raise SourceError("it answered with a unit that was not asked for, or twice")
        found[number] = feed.read(listed)
    return found


def _listed(answer: object, name: str) -> Iterator[Any]:
    """The units of a search; none at all are left out with the list that would hold them."""
    try:
        if not isinstance(answer, dict) or not isinstance(answer["page"], dict):
            raise TypeError("no page")
        yield from answer.get("_embedded", {}).get(name, [])
    except (AttributeError, KeyError, TypeError) as error:
        raise SourceError(f"not an answer to a search: {error}") from error


def _single(event: Event, feed: _Feed, base: str, manner: Manner, work: _Work) -> Row | None:
    """A unit that the search did not find: deleted ones are told of alone, removed ones not at all."""
    number = event.org_number
    try:
        answer = _asked(manner, f"{base}/{feed.path}/{number}", feed)
    except FetchFailed as failure:
        if failure.status == 410:
            work.removed.append(number)
        elif failure.status == 404 and event.change is Change.DELETED:
            work.deleted.append((number, event.day))
        elif failure.status == 404:
            return NoAnswer((number,), "listed as changed and not to be found")
        else:
            raise
        return None
    if not isinstance(answer, dict) or answer.get("organisasjonsnummer") != number:
        raise SourceError("it answered with another unit than the one asked for")
    return feed.read(answer)


def _marked(row: Row, event: Event) -> Row:
    """A unit whose last change is its deletion is deleted, whether or not its own page says so yet."""
    if event.change is not Change.DELETED or not isinstance(row, Taken):
        return row
    unit = row.record
    if isinstance(unit, Company) and unit.deleted_on is None:
        return Taken(replace(unit, deleted_on=event.day))
    return row


def _apply(mirror: Path, source: Source, work: _Work, reached: Loaded, tally: Tally) -> None:
    with aside(mirror) as copy:
        copy.put(source, work.rows, tally)
        copy.remove(source, work.removed)
        copy.delete_on(source, work.deleted)
        copy.note(source, replace(reached, rows=copy.count(source)))


def _asked(manner: Manner, address: str, feed: _Feed) -> object:
    file = io.BytesIO()
    manner.fetcher.whole(Wanted(address, feed.accept, most_bytes=MOST_BYTES), file)
    return document(inflated([file.getvalue()]))
