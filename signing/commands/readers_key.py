"""What readers hold of the key that is about to sign: what they would refuse is never signed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from signing.card import Card
from signing.commands import files
from signing.errors import CardError, Refusal
from signing.keys import Purpose, Signer, TrustedKey, TrustList, point_of
from signing.read import read_card
from signing.statuslist import StatusList

_SIGNS: dict[Purpose, str] = {"card": "cards", "status": "status lists", "keyset": "key sets"}


class ReadersKey:
    """The entry of a signing key on the readers' trust list.

    Raises CardError when the list names the key for another purpose or issuer, as withdrawn or not at all,
    and when the list itself has run out at the aware time `now`.
    """

    def __init__(self, key: Signer, path: Path, now: datetime, purpose: Purpose = "card") -> None:
        self._path = path
        self.trust: TrustList = files.trust_list(path)
        if not self.trust.is_usable(now):
            raise CardError(f"{path} has run out: make it anew from the newest key set (show-keyset)")
        self._entry = self._fit(key, purpose)

    def _fit(self, key: Signer, purpose: Purpose) -> TrustedKey:
        entry = self._named(key)
        if entry.purpose != purpose:
            signs, wanted = _SIGNS[entry.purpose], _SIGNS[purpose]
            raise CardError(f"{self._path} names this key as one for {signs}, not for {wanted}")
        if entry.issuer != key.issuer:
            raise CardError(f"{self._path} names this key as one of {entry.issuer}: see --issuer")
        if entry.compromised_after is not None:
            raise CardError(f"{self._path} names this key as withdrawn: sign with another one")
        return entry

    def _named(self, key: Signer) -> TrustedKey:
        point = point_of(key.public_key)
        for entry in self.trust.keys:
            if point_of(entry.public_key) == point:
                return entry
        raise CardError(f"{self._path} does not name this key: readers would take it for a stranger's")

    def require_environment(self, *, practice: bool) -> None:
        """Raise CardError when the key is not one for practice, or is one and must not be."""
        if practice and self._entry.environment != "practice":
            raise CardError(f"{self._path} does not name this key as one for practice: a register is needed")
        if not practice and self._entry.environment == "practice":
            raise CardError(f"{self._path} names this key as one for practice: see --practice")

    def require_date(self, dated: datetime) -> None:
        """Raise CardError when readers refuse what this key signs with this date."""
        refused = self._entry.refuses_date(dated)
        if refused is not None:
            raise CardError(f"readers would refuse it: {refused.detail} ({refused.code}, {dated.date()})")

    def require_reads(self, text: str, card: Card, now: datetime) -> None:
        """Raise CardError when a signed text does not read as this card: a module may sign wrongly."""
        reading = read_card(text, self.trust, now)
        if reading.card != card:
            why = reading.refusal.code if reading.refusal else "another card"
            raise CardError(f"what was signed does not read as this card ({why}): nothing is given out")

    def require_list(self, token: bytes, now: datetime) -> None:
        """Raise CardError when readers would not believe a signed status list."""
        found = StatusList.from_token(token, self.trust, now)
        if isinstance(found, Refusal):
            raise CardError(f"readers would refuse this list: {found.detail} ({found.code})")
