"""issue_card: a Card to the QR text that proves it."""

from __future__ import annotations

from signing import cose, qr, strict_cbor
from signing.card import Card, to_claims
from signing.keys import Signer


def issue_card(card: Card, key: Signer, base_url: str = "https://hse.example.no") -> str:
    """The QR text of `card`, signed by `key`; `base_url` is scheme and host of the page a camera opens."""
    return qr.to_text(cose.sign(strict_cbor.dumps(to_claims(card, key.issuer)), key), base_url)
