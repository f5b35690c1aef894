"""How often others than inspectors may ask: bounds for each sender and for all, counted in the ledger.

Whoever the sender is, and what was asked for, goes into the ledger as a keyed hash that changes with each
minute or day: without the key the rows say nothing, and with it nothing longer than that.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil
from threading import Lock

from sync.ledger.tallies import Bound, Tallies

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SWEEP_EVERY = timedelta(minutes=10)
# What a process remembers of bounds that are reached; beyond that it asks the ledger again.
MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Limited:
    """Not now: `seconds` until the same may be asked again, at least one."""

    seconds: int


@dataclass(frozen=True, slots=True)
class PublicLimits:
    """What the public look-up gives: requests of an address in a minute, different numbers of one in a day,
    and requests of everybody in a minute."""

    a_minute: int
    numbers_a_day: int
    a_minute_in_all: int


@dataclass
class Gate:
    """Lets acts in up to their bounds. Raises LedgerUnavailable where they can't be counted: nobody gets in.

    What the ledger has refused is refused from memory until its time is over, so that a flood costs the
    ledger no writing: at most one transaction more than is let in, for each sender in each process.
    """

    tallies: Tallies
    key: bytes
    limits: PublicLimits
    most_remembered: int = MOST_REMEMBERED
    _over: dict[str, datetime] = field(default_factory=dict)
    _swept: datetime = datetime.min.replace(tzinfo=UTC)
    _lock: Lock = field(default_factory=Lock)

    def public(self, address: str, thing: str | None, now: datetime) -> Limited | None:
        """Whether an address may ask for a thing: a card number, or None for a card that proved genuine.

        Who holds a genuine card walks no numbers, so it counts as a request and not as a number.
        """
        bounds = [self._bound("address", address, MINUTE, self.limits.a_minute, now)]
        if thing is not None:
            bounds.append(self._each("numbers", address, thing, now))
        bounds.append(self._bound("all", "", MINUTE, self.limits.a_minute_in_all, now))
        return self._admitted(bounds, now)

    def company(self, key_id: str, a_minute: int, a_day: int, now: datetime) -> Limited | None:
        """Whether a company's key may be used once more."""
        return self._admitted(
            [
                self._bound("key", key_id, MINUTE, a_minute, now),
                self._bound("key", key_id, DAY, a_day, now),
            ],
            now,
        )

    def hidden(self, card_number: str) -> str:
        """A card number as the uses of companies' keys name it: the same hash for the same number."""
        return self._name("card", card_number)

    def _bound(self, kind: str, who: str, span: timedelta, most: int, now: datetime) -> Bound:
        begun = int(now.timestamp() // span.total_seconds())
        ends_at = datetime.fromtimestamp((begun + 1) * span.total_seconds(), UTC)
        return Bound(self._name(kind, who, str(span), str(begun)), most, ends_at)

    def _each(self, kind: str, who: str, thing: str, now: datetime) -> Bound:
        bound = self._bound(kind, who, DAY, self.limits.numbers_a_day, now)
        return Bound(bound.name, bound.most, bound.ends_at, self._name(bound.name, thing))

    def _name(self, *parts: str) -> str:
        # The length of each part goes in, so that no two lists of parts make one text.
        text = "".join(f"{len(part)}:{part}" for part in parts)
        return hmac.new(self.key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def _admitted(self, bounds: list[Bound], now: datetime) -> Limited | None:
        with self._lock:
            known = [self._over[bound.name] for bound in bounds if bound.name in self._over]
        reached = next((ends_at for ends_at in known if ends_at > now), None)
        if reached is None:
            self._sweep(now)
            beyond = self.tallies.admit(bounds)
            if beyond is None:
                return None
            reached = beyond.ends_at
            if beyond.each is None:
                # Of numbers the known ones may be asked again, so only the ledger can tell.
                self._remember(beyond.name, reached, now)
        return Limited(max(1, ceil((reached - now).total_seconds())))

    def _remember(self, name: str, ends_at: datetime, now: datetime) -> None:
        with self._lock:
            if len(self._over) >= self.most_remembered:
                self._over = {each: end for each, end in self._over.items() if end > now}
            if len(self._over) < self.most_remembered:
                self._over[name] = ends_at

    def _sweep(self, now: datetime) -> None:
        """Rows whose time is over go away also where no worker runs."""
        with self._lock:
            if now - self._swept < SWEEP_EVERY:
                return
            self._swept = now
        self.tallies.forget(now)
