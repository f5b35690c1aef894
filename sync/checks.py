"""The words of a kept check (kortkontroll): what is remembered of one, and what is not."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"kortsjekk: card numbers of kept checks"


class CardMarks:
    """Stands a mark in the place of each card number: equal for equal numbers, and of no use without the key.

    A number has 7 to 10 digits, so a plain hash of it could be found by trying them all.
    """

    def __init__(self, secret: str) -> None:
        derived = HKDF(hashes.SHA256(), 32, salt=None, info=PURPOSE)
        self._key = derived.derive(secret.encode())

    def of(self, card_number: str) -> str:
        """The mark of a card number: HMAC-SHA-256 (RFC 2104) as 64 hex digits."""
        return hmac.new(self._key, card_number.encode(), hashlib.sha256).hexdigest()


class ComparedWith(StrEnum):
    """What the person was compared with; NONE where there was no picture at all."""

    REGISTER_PHOTO = "register_photo"
    FACE_ON_CARD = "face_on_card"
    PRINTED_PHOTO = "printed_photo"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a check was made: WGS 84 degrees with three decimals, accuracy as a radius in metres."""

    latitude: float
    longitude: float
    accuracy_m: int


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """One check as it is remembered: codes and a mark, never number, name or birth date.

    `same_person` is what its maker answered about the person, None while nobody has.
    """

    id: UUID
    card_mark: str
    at: datetime
    person: str
    agency: str
    outcome: str
    reason: str
    genuine: str
    status: str
    employer: str
    spot: Spot | None = None
    same_person: bool | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether the person shown is the one on the card, and what was compared."""

    same_person: bool
    compared_with: ComparedWith


@dataclass(frozen=True, slots=True)
class Recorded:
    """The comparison that stands on a check, and since when."""

    comparison: Comparison
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """When a check was made, and the comparison on it, if there is one."""

    made_at: datetime
    recorded: Recorded | None
