"""A mirror, a clock, and the ways in which its sources are refreshed from a server or from files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from sync.registers.fetch import Fetcher, Limits
from sync.registers.local import LocalRegisters
from sync.registers.mirror import Mirror
from sync.registers.refresh import Manner, Order, Outcome, refresh
from sync.registers.sources import Source
from tests.support import register_files as files
from tests.support import register_server as server
from tests.support.register_files import FOUR, MANY, ONE, THREE, TWO, approved, branch, unit
from tests.support.register_server import RegisterServer

T = TypeVar("T")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
QUICK = Limits(connect_s=2, read_s=2, total_s=2, first_wait_s=0.01, attempts=2, most_bytes=100_000)
CARDS = (
    "card_number,status,name,birth_date,org_number,employer,valid_from,valid_to\n"
    f"0123456,IN_ORDER,Øvd Prøvesen,1990-02-28,{ONE},Øvingsbygg AS,2025-01-01,2027-01-01\n"
)
GOOD: dict[Source, bytes] = {
    Source.CARDS: CARDS.encode(),
    Source.COMPANIES: files.as_gzip(unit(ONE), unit(THREE, konkurs=True)),
    Source.SUB_UNITS: files.as_gzip(branch(TWO, ONE)),
    Source.CLEANING: files.cleaning([(ONE, "Godkjent med ansatte", (TWO,)), (THREE, "Ikke godkjent", ())]),
    Source.CAR_CARE: files.approvals(approved(ONE, 4)),
    Source.STAFFING: files.approvals(approved(ONE, 1), name="bemanningsforetaksregisteret"),
    Source.WORKSHOPS: files.workshops(MANY, FOUR),
    Source.SITE_LIST: f"card_number,org_number,site\n0123456,{ONE},Gate 2\n".encode(),
}


class Desk:
    """A mirror, a clock, and the ways in which its sources are refreshed."""

    def __init__(self, folder: Path, served: RegisterServer) -> None:
        self.mirror, self.served, self.now = folder / "registers.sqlite", served, NOW
        self.files = folder / "files"
        self.files.mkdir()
        self.fetcher = Fetcher(QUICK, pause=lambda _: None)
        self.manner = Manner(self.fetcher, lambda: self.now, _quietly)
        self.local = LocalRegisters(Mirror(self.mirror), lambda: self.now)

    def from_web(self, source: Source, body: bytes) -> Outcome:
        """Refresh a source from a server that answers with a body."""
        return self.by(source, server.gives(body))

    def by(self, source: Source, act: server.Act) -> Outcome:
        """Refresh a source from a server that acts in a way."""
        self.served.acts[f"/{source}"] = act
        return refresh(self.mirror, Order(source, self.served.address(f"/{source}")), self.manner)

    def from_file(self, source: Source, body: bytes, age: timedelta = HOUR, name: str = "file") -> Outcome:
        """Refresh a source from a file of some age."""
        path = self.files / name
        path.write_bytes(body)
        os.utime(path, ((NOW - age).timestamp(),) * 2)
        return refresh(self.mirror, Order(source, str(path)), self.manner)

    def fill(self) -> None:
        """Load every source."""
        for source, body in GOOD.items():
            self.from_web(source, body)


def _quietly(items: Iterable[T], _what: str, _total: int, /) -> Iterable[T]:
    return items


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty folder and a server."""
    with server.register_server() as served:
        made = Desk(tmp_path, served)
        yield made
        made.fetcher.close()
