"""Addresses of holders' photos: they name a card to this server alone, to one person, for ten minutes."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from verifier.access import Person, Right

PATH = "/api/v1/photos/"
GOOD_FOR_S = 600
MAX_TOKEN = 500


class PhotoAddresses:
    """Makes and opens them with a key derived from the secret that signs sessions, equal on all nodes."""

    def __init__(self, secret: str, clock: Callable[[], datetime]) -> None:
        derived = HKDF(SHA256(), length=32, salt=None, info=b"kortsjekk photo address").derive(
            secret.encode()
        )
        self._key, self._clock = Fernet(base64.urlsafe_b64encode(derived)), clock

    def address(self, card_number: str, person: Person) -> str | None:
        """The address of the photo for a person; None for those who may not confiscate: they get no photo."""
        if not person.may(Right.CONFISCATE):
            return None
        token = self._key.encrypt_at_time(f"{card_number} {person.id}".encode(), self._seconds())
        return PATH + token.decode().rstrip("=")

    def card_number(self, token: str, person: Person) -> str | None:
        """The card that a token names to this person; None where it is too old, another's, or no token."""
        if len(token) > MAX_TOKEN or not token.isascii():
            return None
        whole = token.encode() + b"=" * (-len(token) % 4)
        try:
            opened = self._key.decrypt_at_time(whole, GOOD_FOR_S, self._seconds())
        except InvalidToken:
            return None
        card_number, _, person_id = opened.decode().partition(" ")
        return card_number if person_id == person.id else None

    def _seconds(self) -> int:
        return int(self._clock().timestamp())
