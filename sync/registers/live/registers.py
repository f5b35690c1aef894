"""The live registers of this process: their lines, begun anew for each check, and how they are just now."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sync.registers import approvals
from sync.registers.live.approvals import LiveApprovals
from sync.registers.live.breaker import Breaker, Health
from sync.registers.live.cards import LiveCards
from sync.registers.live.check import Asked, Foreseen, OneCheck, answer_by
from sync.registers.live.client import Client, Limits
from sync.registers.live.companies import LiveCompanies
from sync.registers.live.credentials import Credentials
from sync.registers.live.line import Count, Line
from sync.registers.live.loop import Loop
from sync.registers.live.maskinporten import Maskinporten
from sync.registers.local import LocalRegisters
from sync.registers.ports import Answer, Photo, Unavailable
from sync.registers.sources import CAR_CARE, PUBLISHED, STAFFING, Source

CARDS, PHOTOS, COMPANIES = "card_register", "card_photos", "company_register"
CAR_CARE_NAME, STAFFING_NAME = "car_care_register", "staffing_register"
NAMES = (CARDS, PHOTOS, COMPANIES, CAR_CARE_NAME, STAFFING_NAME)
APPROVAL_SOURCE = "approval_register"


@dataclass(frozen=True, slots=True)
class Way:
    """Where one register is asked, and with what."""

    address: str
    credentials: Credentials


@dataclass(frozen=True, slots=True)
class Ways:
    """The registers that are asked live; None where the mirror alone is. Cleaning publishes files alone."""

    cards: Way | None = None
    companies: Way | None = None
    car_care: Way | None = None
    staffing: Way | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How all are asked: `seconds` for all look-ups of one check, and whom to trust."""

    seconds: float
    clock: Callable[[], datetime]
    count: Count
    authorities: ssl.SSLContext

    @property
    def limits(self) -> Limits:
        """The limits of one connection and one read, so that a second attempt may follow a quick failure.

        A first packet that is lost is sent again after a second, which the limit for connections allows.
        """
        return Limits(connect_s=self.seconds * 0.5, read_s=self.seconds * 0.6)

    @property
    def fair_s(self) -> float:
        """How long a register must have had before its silence counts as a failure."""
        return self.seconds * 0.4


class LiveRegisters:
    """All live registers over the mirror; for any number of threads."""

    def __init__(self, ways: Ways, mirror: LocalRegisters, manner: Manner) -> None:
        self._manner, self._loop = manner, Loop()
        self._clients: list[Client] = []
        self._breakers: dict[str, Breaker] = {}
        self._asked = Asked(
            mirror,
            self._cards(ways.cards),
            self._companies(ways.companies),
            tuple(
                (industry, self._approving(name, register, source, way))
                for industry, name, register, source, way in (
                    (CAR_CARE, CAR_CARE_NAME, approvals.CAR_CARE_REGISTER, Source.CAR_CARE, ways.car_care),
                    (STAFFING, STAFFING_NAME, approvals.STAFFING_REGISTER, Source.STAFFING, ways.staffing),
                )
                if way is not None
            ),
        )

    def _line(self, name: str, source: str, credentials: Credentials) -> Line:
        manner = self._manner
        client, breaker = Client(manner.limits, manner.authorities), Breaker(manner.clock)
        self._clients.append(client)
        self._breakers[name] = breaker
        if isinstance(credentials, Maskinporten):
            self._breakers[f"{name}_token"] = credentials.breaker
            self._clients.append(credentials.client)
        return Line(name, source, client, credentials, breaker, manner.clock, manner.count, manner.fair_s)

    def _cards(self, way: Way | None) -> LiveCards | None:
        if way is None:
            return None
        cards = self._line(CARDS, CARDS, way.credentials)
        return LiveCards(way.address, cards, self._line(PHOTOS, CARDS, way.credentials))

    def _companies(self, way: Way | None) -> LiveCompanies | None:
        if way is None:
            return None
        return LiveCompanies(way.address, self._line(COMPANIES, COMPANIES, way.credentials))

    def _approving(self, name: str, register: approvals.Register, source: Source, way: Way) -> LiveApprovals:
        line = self._line(name, APPROVAL_SOURCE, way.credentials)
        return LiveApprovals(way.address, register, line, PUBLISHED[source].headers)

    @property
    def has_cards(self) -> bool:
        """Whether there is a card register to ask for cards."""
        return self._asked.cards is not None

    @property
    def has_photos(self) -> bool:
        """Whether there is a card register to ask for photos."""
        return self.has_cards

    def deadline(self) -> float:
        """When a check that begins now is over, of time.monotonic."""
        return time.monotonic() + self._manner.seconds

    def begin(self, foreseen: Foreseen, deadline: float) -> OneCheck:
        """The registers of one check, with what it is sure to ask already on its way."""
        check = OneCheck(self._asked, self._loop, deadline)
        check.begin(foreseen)
        return check

    def photo(self, card_number: str) -> Answer[Photo]:
        """The photo of a card's holder, within the limit of a check; no copy stands in for it."""
        if self._asked.cards is None:
            return Unavailable("no live card register is set", CARDS)
        deadline = self.deadline()
        return answer_by(self._loop.start(self._asked.cards.photo(card_number, deadline)), deadline, CARDS)

    def health(self) -> Mapping[str, Health]:
        """How each register, and where there is one its token endpoint, has answered this process."""
        return {name: breaker.health() for name, breaker in self._breakers.items()}

    def close(self) -> None:
        """End all look-ups and let go of connections."""
        for client in self._clients:
            with suppress(OSError):
                self._loop.start(client.close()).result()
        self._loop.close()
