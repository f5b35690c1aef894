"""Live registers on a server of the test, a clock that it moves, and every fault that a server can have."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.registers.live.check import Foreseen, OneCheck
from sync.registers.live.client import trusting
from sync.registers.live.credentials import Credentials, NoCredentials
from sync.registers.live.registers import LiveRegisters, Manner, Way, Ways
from sync.registers.local import LocalRegisters
from sync.registers.mirror import Mirror
from tests.support import register_server as server
from tests.support.register_server import Act, RegisterServer

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
# As in production for what answers; short where what never comes is waited for.
SECONDS, IMPATIENT_S = 2.5, 0.35
NOTHING = Foreseen(None)
HTML = b"<!doctype html><html><title>Log in</title><h1>Welcome</h1></html>"

FAULTS: dict[str, Act] = {
    "drops the connection": server.drops,
    "is silent": server.silent,
    "sends a byte now and then": server.trickles(b'{"card_number": "99010417"', 0.2),
    "sends headers a byte at a time": server.trickles(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100, 0.2),
    "never ends": server.endless(b" " * 65536),
    "refuses with 401": server.refused(401),
    "refuses with 403": server.refused(403),
    "fails with 500": server.refused(500),
    "asks to wait": server.refused(503, Retry_After="7"),
    "asks to wait for a day": server.refused(429, Retry_After="86400"),
    "asks to wait until no time": server.refused(503, Retry_After="Mon, 02 Mar 2026 05:00:00 +4444444440100"),
    "gives a web page": server.gives(HTML, Content_Type="text/html"),
    "gives a web page as 404": server.gives(HTML, 404, Content_Type="text/html"),
    "gives nothing": server.gives(b""),
    "gives half an object": server.gives(b'{"organisasjonsnummer": "314102274", "card_nu'),
    "promises more than it gives": server.cut(b'{"card_number": "', 500),
    "names a thing twice": server.gives(
        b'{"card_number": "1234567", "card_number": "7654321", "organisasjonsnummer": "1", '
        b'"organisasjonsnummer": "2", "data": 1, "data": 2}'
    ),
    "gives NaN": server.gives(
        b'{"card_number": NaN, "organisasjonsnummer": NaN, "data": {"organisasjonsnummer": NaN}}'
    ),
    "nests without end": server.gives(b"[" * 50_000),
    "gives a list": server.gives(b"[]"),
    "leads in a circle": server.circles,
    "leads elsewhere": server.redirects("https://register.example/cards/1"),
    "leads to no address": server.redirects("http://[::1/x"),
    "speaks no HTTP": server.garbles,
    "packs its answer": server.gives(b"\x1f\x8b\x08\x00", Content_Encoding="gzip"),
}


@dataclass
class LiveDesk:
    """Live registers with one way to each, over a mirror that may be empty."""

    served: RegisterServer
    mirror: Path
    credentials: Credentials = field(default_factory=NoCredentials)
    authorities: ssl.SSLContext = field(default_factory=lambda: trusting(None))
    seconds: float = SECONDS
    now: datetime = NOW
    counted: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        ways = (Way(self.served.address(path), self.credentials) for path in ("/hms", "/er", "/bil", "/bem"))
        self.registers = LiveRegisters(
            Ways(*ways),
            LocalRegisters(Mirror(self.mirror), lambda: self.now),
            Manner(self.seconds, lambda: self.now, self._count, self.authorities),
        )

    def _count(self, register: str, outcome: str) -> None:
        self.counted.append((register, outcome))

    def check(self, foreseen: Foreseen = NOTHING) -> OneCheck:
        """The registers of one check that begins now."""
        return self.registers.begin(foreseen, self.registers.deadline())

    def impatient(self, foreseen: Foreseen = NOTHING) -> OneCheck:
        """The same, with little time left."""
        return self.registers.begin(foreseen, time.monotonic() + IMPATIENT_S)

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def live_desk(tmp_path: Path) -> Iterator[LiveDesk]:
    """Live registers over a mirror that is not there."""
    with server.register_server() as served:
        made = LiveDesk(served, tmp_path / "registers.sqlite")
        yield made
        made.registers.close()
