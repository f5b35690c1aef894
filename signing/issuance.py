"""The issuance log: a line for every signature, each bound to the line before, so that none can be taken out.

What cannot be told from the log alone is that its last lines were cut off: note the head somewhere else now
and then. The log names no holder; by the SHA-256 of its payload whoever has the card finds it there.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from signing import strict_cbor
from signing.card import Card, to_claims
from signing.errors import CardError

Act = Literal["issue", "face", "again"]
_ACTS = get_args(Act)
BEGINNING = "0" * 64
_as_json = json.JSONEncoder(separators=(",", ":")).encode
LINE_BEGINS = b'{"act":"'
DAILY_LIMIT = 500


class LimitReached(CardError):
    """The operator has issued as many cards today as one may."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One signature: of a card, of the card with its face, or of either again since its text was lost."""

    time: datetime
    act: Act
    operator: str
    card_number: str
    kid: str
    status: tuple[int, int]
    payload: str
    output: str


def payload_hash(card: Card, issuer: str) -> str:
    """The SHA-256 of what `issuer` signs for this card."""
    return hashlib.sha256(strict_cbor.dumps(to_claims(card, issuer))).hexdigest()


class Log:
    """What the lines of a log say so far; it takes each next line, and makes it."""

    def __init__(self) -> None:
        self.head = BEGINNING
        self._heads = {BEGINNING}
        self.entries: list[Entry] = []
        self._signed: dict[tuple[tuple[int, int], bool], Entry] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self._issued: Counter[tuple[str, str]] = Counter()

    def line(self, entry: Entry) -> bytes:
        """The line that writes this entry behind the last one."""
        # In the order of the names, which the form asks for.
        document = {
            "act": entry.act,
            "before": self.head,
            "card_number": entry.card_number,
            "kid": entry.kid,
            "number": len(self.entries) + 1,
            "operator": entry.operator,
            "output": entry.output,
            "payload": entry.payload,
            "status": entry.status,
            "time": entry.time.isoformat(timespec="milliseconds"),
        }
        return _as_json(document).encode() + b"\n"

    def take(self, line: bytes) -> None:
        """Take the next line; raises CardError when it was changed or does not follow the one before."""
        entry = _entry(line, len(self.entries) + 1)
        if self.line(entry) != line:
            raise CardError(f"line {len(self.entries) + 1} of the log does not follow the one before it")
        place = (entry.status, entry.act == "face")
        if entry.act != "again" and place in self._signed:
            raise CardError(f"line {len(self.entries) + 1} of the log signs for a place that is taken")
        self.head = hashlib.sha256(line).hexdigest()
        self._heads.add(self.head)
        self.entries.append(entry)
        if entry.act != "again":
            self._signed[place] = entry
            self._places.setdefault(entry.card_number, entry.status)
        if entry.act == "issue":
            self._issued[entry.operator, _day(entry.time)] += 1

    def has_been_at(self, head: str) -> bool:
        """Whether the log, as it is or as it once was, has this head."""
        return head in self._heads

    def signed(self, card: Card) -> Entry | None:
        """What was signed first for this card's place in the status list; a face counts on its own.

        Raises CardError when the card's number was signed with another place: one of the two could never be
        marked in the status list.
        """
        place = self._places.get(card.card_number, card.status_ref)
        if place != card.status_ref:
            raise CardError(f"its card number was issued before, with the place {place[0]}, {place[1]}")
        return self._signed.get((card.status_ref, card.face is not None))

    def require_room(self, operator: str, now: datetime, limit: int) -> None:
        """Raise LimitReached when this operator has issued `limit` cards on the day (UTC) of `now`."""
        issued = self._issued[operator, _day(now)]
        if issued >= limit:
            raise LimitReached(f"{operator} has issued {issued} cards today: the limit is {limit} a day")


def _day(time: datetime) -> str:
    return time.astimezone(UTC).date().isoformat()


def _entry(line: bytes, number: int) -> Entry:
    """The entry in a line. What else the line says is checked by writing it again."""
    try:
        document: dict[str, Any] = json.loads(line)
        first, second = document["status"]
        entry = Entry(
            time=datetime.fromisoformat(document["time"]),
            act=document["act"],
            status=(first, second),
            **{name: document[name] for name in ("operator", "card_number", "kid", "payload", "output")},
        )
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise CardError(f"line {number} of the log is not an entry: {error}") from error
    texts = (entry.operator, entry.card_number, entry.kid, entry.payload, entry.output)
    plain = all(isinstance(text, str) for text in texts) and type(first) is int and type(second) is int
    if entry.act not in _ACTS or entry.time.tzinfo is None or not plain:
        raise CardError(f"line {number} of the log is not an entry")
    return entry
