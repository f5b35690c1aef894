"""What readers hold of the key that is about to sign: a card that they would refuse is never signed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from signing.card import Card
from signing.errors import CardError
from signing.keys import Signer, TrustedKey, TrustList, point_of
from signing.read import read_card


class ReadersKey:
    """The entry of a signing key on the readers' trust list.

    Raises CardError when the list names the key for something else, for another issuer or environment, or
    not at all, and when the list itself has run out at the aware time `now`.
    """

    def __init__(self, key: Signer, path: Path, practice: bool, now: datetime) -> None:
        self._path = path
        try:
            self._trust = TrustList.from_json(path.read_text("utf-8"))
        except CardError as error:
            raise CardError(f"{path}: {error}") from error
        if not self._trust.is_usable(now):
            raise CardError(f"{path} has run out: make it anew from the newest key set (show-keyset)")
        self._entry = self._fit(key, practice)

    def _fit(self, key: Signer, practice: bool) -> TrustedKey:
        entry = self._named(key)
        if entry.purpose != "card":
            raise CardError(f"{self._path} names this key as one for {_SIGNS[entry.purpose]}, not for cards")
        if entry.issuer != key.issuer:
            raise CardError(f"{self._path} names this key as one of {entry.issuer}: see --issuer")
        if practice and entry.environment != "practice":
            raise CardError(f"{self._path} does not name this key as one for practice: a register is needed")
        if not practice and entry.environment == "practice":
            raise CardError(f"{self._path} names this key as one for practice: see --practice")
        return entry

    def _named(self, key: Signer) -> TrustedKey:
        point = point_of(key.public_key)
        for entry in self._trust.keys:
            if point_of(entry.public_key) == point:
                return entry
        raise CardError(f"{self._path} does not name this key: readers would take its cards for a stranger's")

    def require_fit_for(self, card: Card) -> None:
        """Raise CardError when readers refuse what this key signs with the date of this card."""
        refused = self._entry.refuses_date(card.starts_at)
        if refused is not None:
            raise CardError(f"readers would refuse it: {refused.detail} ({refused.code}, {card.issued})")

    def require_reads(self, text: str, card: Card, now: datetime) -> None:
        """Raise CardError when a signed text does not read as this card: a module may sign wrongly."""
        reading = read_card(text, self._trust, now)
        if reading.card != card:
            why = reading.refusal.code if reading.refusal else "another card"
            raise CardError(f"what was signed does not read as this card ({why}): nothing is given out")


_SIGNS = {"status": "status lists", "keyset": "key sets"}
