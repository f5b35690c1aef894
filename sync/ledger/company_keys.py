"""The SQL of the keys by which companies ask for the status of cards, and of what each was used for."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from sync.ledger.transactions import Transactions
from sync.schema import company_key, company_look_up

# The first half is no secret and names the key in lists; the second has 256 bits of chance.
_KEY = re.compile(r"kortsjekk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")
_NO_KEY = hashlib.sha256(b"no key").hexdigest()


class Scope(StrEnum):
    """What a key may ask for."""

    ANY_CARD = "cards:status"
    OWN_CARDS = "cards:status:own"


@dataclass(frozen=True, slots=True)
class CompanyKey:
    """A key as the ledger knows it. `scope` is text, for a later version may have written it."""

    id: str
    org_number: str
    scope: str
    most_a_minute: int
    most_a_day: int
    made_at: datetime
    withdrawn_at: datetime | None = None


class CompanyKeys:
    """The companies' part of the ledger."""

    def __init__(self, transactions: Transactions) -> None:
        self._of = transactions

    def make(self, org_number: str, scope: Scope, most_a_minute: int, most_a_day: int, now: datetime) -> str:
        """Make a key for a company and return it whole: nobody can read it from the ledger afterwards."""
        key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        row = {
            "id": key_id,
            "sha256": _hash(secret),
            "org_number": org_number,
            "scope": scope,
            "most_a_minute": most_a_minute,
            "most_a_day": most_a_day,
            "made_at": now,
        }
        with self._of.write() as connection:
            connection.execute(company_key.insert().values(row))
        return f"kortsjekk_{key_id}_{secret}"

    def find(self, given: str) -> CompanyKey | None:
        """The key that was given, or None where it is none of ours or was withdrawn. Asked at each use."""
        match = _KEY.fullmatch(given)
        if match is None:
            return None
        query = sa.select(company_key).where(company_key.c.id == match[1])
        with self._of.read() as connection:
            row = connection.execute(query).one_or_none()
        is_it = hmac.compare_digest(_hash(match[2]), _NO_KEY if row is None else row.sha256)
        return _key(row) if row is not None and is_it and row.withdrawn_at is None else None

    def all(self) -> list[CompanyKey]:
        """Every key, withdrawn ones too, by company and age."""
        query = sa.select(company_key).order_by(company_key.c.org_number, company_key.c.made_at)
        with self._of.read() as connection:
            return [_key(row) for row in connection.execute(query)]

    def withdraw(self, key_id: str, now: datetime) -> bool:
        """End a key from this moment on; False where there is no such key that still holds."""
        still = (company_key.c.id == key_id) & company_key.c.withdrawn_at.is_(None)
        with self._of.write() as connection:
            done = connection.execute(company_key.update().where(still).values(withdrawn_at=now))
        return done.rowcount == 1

    def note(self, key_id: str, answer: str, card: str, now: datetime) -> None:
        """Keep one use of a key; `card` is a keyed hash of the card number."""
        row = {"key_id": key_id, "at": now, "answer": answer, "card": card}
        with self._of.write() as connection:
            connection.execute(company_look_up.insert().values(row))

    def uses(self, key_id: str) -> dict[str, int]:
        """How often a key was given each answer, as far as uses are kept."""
        look_up = company_look_up.c
        query = sa.select(look_up.answer, sa.func.count()).where(look_up.key_id == key_id)
        with self._of.read() as connection:
            return {answer: n for answer, n in connection.execute(query.group_by(look_up.answer))}

    def forget(self, before: datetime) -> int:
        """Delete the uses before a time; returns how many."""
        with self._of.write() as connection:
            old = company_look_up.delete().where(company_look_up.c.at < before)
            return connection.execute(old).rowcount


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: sa.Row[tuple[object, ...]]) -> CompanyKey:
    return CompanyKey(
        row.id,
        row.org_number,
        row.scope,
        row.most_a_minute,
        row.most_a_day,
        row.made_at,
        row.withdrawn_at,
    )
