"""publish: from the card register and the pool to signed status lists and deltas in the ledger.

Only that a card is marked is published, never why. Whatever is not in order is INVALID, also what may come
back, such as a card whose employment ended: SUSPENDED would tell everybody who fetches the list that this
person's job ended, and no verdict hangs on the difference. A list is published anew at least daily, so a mark
is not for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from signing import bitarray
from signing.keys import Signer
from signing.statusdelta import make_delta
from signing.statuslist import CLOCK_TOLERANCE_S, Status, StatusList, subject
from sync.ledger.statuslists import Publication
from sync.registers.mirror import Copy, Mirror
from sync.registers.ports import CardStatus
from sync.registers.sources import Source
from sync.store import Ledger

DELTAS_FROM = 8
HOUR = timedelta(hours=1)
MAX_AGE = 24 * HOUR


class CannotPublish(Exception):
    """A list could not be published; the one before stays the newest."""


@dataclass(frozen=True, slots=True)
class Published:
    """What one publication of a list came to."""

    number: int
    iat: int
    marked: int
    token_bytes: int
    delta_bytes: Sequence[int]


def publish(
    ledger: Ledger,
    register: Mirror,
    key: Signer,
    base_url: str,
    now: datetime,
    max_age: timedelta = MAX_AGE,
    *,
    moved: bool = False,
    require: Callable[[bytes], None] = lambda token: None,
) -> list[Published]:
    """Publish every list of the ledger as of `now`, signed by a key for status lists.

    `moved` lets the lists be served at another address than before. `require` raises CardError on a signed
    list that readers would refuse: nothing is stored then.

    Raises MirrorMissing when the register's copy cannot be read, CannotPublish when that copy is older than
    `max_age` or than the one that the last list was made from, a list cannot be dated, or another publisher
    was quicker, CardError on a `base_url` that no card can name.
    """
    numbers = ledger.status_lists.numbers()
    if numbers:
        _require_fresh(register.copy(Source.CARDS), now, max_age)
    ledger.status_lists.stir(now)
    publisher = _Publisher(ledger, register, key, base_url, now, moved, require)
    return [publisher.publish(number) for number in numbers]


def _require_fresh(copy: Copy, now: datetime, max_age: timedelta) -> None:
    """A new date on an old copy would hide what was marked since; the register itself is never old."""
    age = now - copy.fetched_at
    if -age > timedelta(seconds=CLOCK_TOLERANCE_S) and not copy.authoritative:
        raise CannotPublish(f"the register's copy is dated {_minute(copy.fetched_at)}: look at the clocks")
    if age > max_age and not copy.authoritative:
        hours, most = age / HOUR, max_age / HOUR
        raise CannotPublish(
            f"the register's copy is {hours:.1f} hours old, and {most:g} are allowed: fetch it anew"
        )


@dataclass(frozen=True, slots=True)
class _Publisher:
    """Publishes lists one after another; see `publish` for what the parts are."""

    ledger: Ledger
    register: Mirror
    key: Signer
    base_url: str
    now: datetime
    moved: bool
    require: Callable[[bytes], None]

    def publish(self, number: int) -> Published:
        """Sign one list and store it with the deltas that lead to it."""
        tables = self.ledger.status_lists
        before = tables.publications(number, DELTAS_FROM)
        newest = before[0].iat if before else None
        copied_at, statuses = _statuses(self.ledger, self.register, number)
        _require_no_older(copied_at, before)
        made = StatusList.build(statuses, self._subject(number, before), _date(newest, self.now))
        token = made.to_token(self.key)
        self.require(token)
        deltas = _deltas(before, made, self.key, len(token))
        publication = Publication(made.sub, made.iat, token, made.array, copied_at)
        if not tables.publish(number, publication, newest, deltas, keep=DELTAS_FROM + 1):
            raise CannotPublish(f"list {number} was published by somebody else in the meantime")
        marked = bitarray.ENTRIES - bitarray.counts(made.array)[Status.VALID]
        return Published(number, made.iat, marked, len(token), [len(delta) for delta in deltas.values()])

    def _subject(self, number: int, before: Sequence[Publication]) -> str:
        """The address of a list: that of before, where phones look for it."""
        sub = subject(self.base_url, number)
        if before and before[0].sub != sub and not self.moved:
            raise CannotPublish(f"the list was published as {before[0].sub} before: see --moved")
        return sub


def _date(newest: int | None, now: datetime) -> int:
    """The date of a publication: now, and always later than the one before."""
    today = int(now.timestamp())
    if newest is None or newest < today:
        return today
    if newest >= today + CLOCK_TOLERANCE_S:
        raise CannotPublish("the newest list is dated in the future: look at this machine's clock")
    return newest + 1


def _require_no_older(copied_at: datetime, before: Sequence[Publication]) -> None:
    """An older copy put in place of a newer one would take back marks that phones have seen."""
    seen = before[0].copied_at if before else None
    if seen is not None and copied_at < seen:
        raise CannotPublish(
            f"the register's copy of {_minute(copied_at)} is older than the one that the last list was made "
            f"from ({_minute(seen)}): fetch it anew"
        )


def _minute(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _statuses(ledger: Ledger, register: Mirror, number: int) -> tuple[datetime, bytes]:
    """When the register's copy was fetched, and the status of each index of a list, one a byte.

    A card that the register no longer knows is marked. One whose index was drawn after the register's copy
    was made is not: the copy cannot know it yet.
    """
    copy, cards = register.statuses()
    values, places = bytearray(bitarray.ENTRIES), dict[str, int]()
    for entry in ledger.status_lists.entries(number, copy.fetched_at):
        values[entry.index] = entry.status
        if entry.card_number is not None:
            places[entry.card_number] = entry.index
            values[entry.index] = Status.INVALID if entry.is_settled else Status.VALID
    for card_number, status in cards:
        if card_number in places:
            in_order = status == CardStatus.IN_ORDER
            values[places[card_number]] = Status.VALID if in_order else Status.INVALID
    return copy.fetched_at, bytes(values)


def _deltas(before: list[Publication], made: StatusList, key: Signer, limit: int) -> dict[int, bytes]:
    """Deltas by the date they lead on from, where they are smaller than the whole list."""
    earlier = [
        StatusList(old.sub, old.iat, made.exp, made.ttl, old.array) for old in before if old.sub == made.sub
    ]
    deltas = {old.iat: make_delta(old, made, key) for old in earlier}
    return {iat: delta for iat, delta in deltas.items() if len(delta) < limit}
