"""A small Enhetsregisteret on a server: units, list of changes, searches; and a desk that follows it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sync.registers.changes import follow
from sync.registers.ports import Company, Found
from sync.registers.refresh import Outcome
from sync.registers.sources import Source
from tests.support import register_files as files
from tests.support import register_server as server
from tests.support.register_desk import GOOD, HOUR, NOW, Desk
from tests.support.register_files import ONE, THREE, unit
from tests.support.register_server import Exchange, RegisterServer

BASE = "/enhetsregisteret/api"


@dataclass
class UnitRegister:
    """What it holds: `units` by number, `gone` for those removed, `events` in order, `page_size` at most.

    `meant_too` is whether asking from an id includes that id; `faults` answer in place of a path.
    """

    served: RegisterServer
    path: str = "enheter"
    units: dict[str, dict[str, Any]] = field(default_factory=dict)
    unlisted: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    events: list[dict[str, Any]] = field(default_factory=list)
    page_size: int = 1000
    meant_too: bool = True

    def __post_init__(self) -> None:
        self.served.acts[f"{BASE}/oppdateringer/{self.path}"] = self._changes
        self.served.acts[f"{BASE}/{self.path}"] = self._search

    @property
    def base(self) -> str:
        """Its address."""
        return self.served.address(BASE)

    def note(self, number: str, change: str, day: str = "2026-03-01") -> None:
        """Add a line to the list of changes."""
        identity = 100 + 10 * len(self.events)
        self.events.append(
            {
                "oppdateringsid": identity,
                "dato": f"{day}T06:03:29.443Z",
                "organisasjonsnummer": number,
                "endringstype": change,
            }
        )
        self.served.acts[f"{BASE}/{self.path}/{number}"] = self._single

    def _changes(self, exchange: Exchange) -> None:
        query = parse_qs(urlsplit(exchange.path).query)
        after = int(query.get("oppdateringsid", ["0"])[0]) - self.meant_too
        left = [event for event in self.events if event["oppdateringsid"] > after]
        shown = left[: min(int(query["size"][0]), self.page_size)]
        self._page(exchange, f"oppdaterte{self.path.capitalize()}", shown, len(left))

    def _search(self, exchange: Exchange) -> None:
        numbers = parse_qs(urlsplit(exchange.path).query)["organisasjonsnummer"][0].split(",")
        found = [self.units[number] for number in numbers if number in self.units]
        self._page(exchange, self.path, found, len(found))

    def _single(self, exchange: Exchange) -> None:
        number = exchange.path.rpartition("/")[2]
        known = self.units.get(number) or self.unlisted.get(number)
        if known is not None:
            server.gives(json.dumps(known).encode())(exchange)
        elif number in self.gone:
            gone = {"organisasjonsnummer": number, "slettedato": "2026-03-01"}
            server.gives(json.dumps(gone).encode(), 410)(exchange)
        else:
            server.gives(b"", 404)(exchange)

    @staticmethod
    def _page(exchange: Exchange, name: str, listed: list[dict[str, Any]], total: int) -> None:
        page = {"size": len(listed), "totalElements": total, "totalPages": 1, "number": 0}
        document: dict[str, Any] = {"page": page}
        if listed:
            document["_embedded"] = {name: listed}
        server.gives(json.dumps(document).encode())(exchange)


@pytest.fixture
def register(desk: Desk) -> UnitRegister:
    """A register whose units the desk's mirror holds already."""
    made = UnitRegister(desk.served, units={ONE: unit(ONE), THREE: unit(THREE)})
    desk.from_web(Source.COMPANIES, files.as_gzip(*made.units.values()))
    desk.from_web(Source.SUB_UNITS, GOOD[Source.SUB_UNITS])
    desk.now = NOW + HOUR
    return made


def followed(desk: Desk, register: UnitRegister, source: Source = Source.COMPANIES) -> Outcome:
    """Follow the changes once."""
    return follow(desk.mirror, source, desk.manner, register.base)


def held(desk: Desk, number: str) -> Company:
    """The unit that the mirror holds."""
    answer = desk.local.company(number)
    assert isinstance(answer, Found)
    return answer.value


def asked(desk: Desk, path: str) -> list[dict[str, list[str]]]:
    """The queries that a path was asked with."""
    return [
        parse_qs(urlsplit(each).query) for each, _ in desk.served.asked if urlsplit(each).path == BASE + path
    ]
