"""Invented cards and their keys, and the forger's bench: signed texts built part by part, at will."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from signing import Card, SigningKey, TrustedKey, TrustList, cose, qr, strict_cbor
from signing.card import to_claims
from signing.keys import ES256, HALF

BASE_URL = "https://hse.example.no"
NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# Found by trying 77,715 keys: these two have the same four-byte kid.
TWINS = (10_043_800, 10_077_715)

USUAL = Card(
    card_number="48217730",
    name="Małgorzata Anna Prøve-Østby",
    birth_date=date(1987, 4, 19),
    org_number="314102274",
    employer="Øvingsbygg Entreprenør AS",
    industries=(41,),
    issued=date(2026, 11, 2),
    expires=date(2028, 11, 2),
    status_ref=(1, 123_456),
)
SHORT = replace(USUAL, name="Bo Li", employer="Ø AS", status_ref=(1, 7))
LONGEST = replace(
    USUAL,
    card_number="4821773096",
    name="Aleksandra-Magdalena Prøvekortsen Øvingsdatter-Lund",
    employer="Øvingsbygg og Prøvemur Totalentreprenør Nordre Innlandet AS",
)
FACE = b"RIFF" + bytes(range(256)) + b"WEBP"


def key_from(scalar: int, issuer: str = "NO-HSE") -> SigningKey:
    """Return the test key with this private number."""
    return SigningKey(issuer, ec.derive_private_key(scalar, ec.SECP256R1()))


def named_key(name: str, issuer: str = "NO-HSE") -> SigningKey:
    """Return the test key that belongs to a name: the same one in every run."""
    return key_from(int.from_bytes(hashlib.sha256(name.encode()).digest()) % (ORDER_OF_P256 - 1) + 1, issuer)


NORMAL = named_key("test card key")
OTHER_ISSUER = named_key("test card key of another issuer", "XX-TEST")
SHORT_WINDOW = named_key("test card key of November 2026")
PRACTICE = named_key("test card key for practice")
TWIN_HERE, TWIN_THERE = key_from(TWINS[0]), key_from(TWINS[1], "XX-TWIN")
STRANGER = named_key("a forger's own key")
WINDOW = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC))


def trust_list() -> TrustList:
    """Return a list of keys: normal, another issuer's, of a short window, of practice, and two of one kid."""
    return TrustList.of(
        NORMAL,
        OTHER_ISSUER,
        TrustedKey(SHORT_WINDOW.public_key, SHORT_WINDOW.issuer, *WINDOW),
        TrustedKey(PRACTICE.public_key, PRACTICE.issuer, environment="practice"),
        TWIN_HERE,
        TWIN_THERE,
    )


def claims(card: Card = USUAL, issuer: str = "NO-HSE", **changes: Any) -> dict[Any, Any]:
    """Return a card's claims with changes: outer ones by `claim_4=...`, those of claim 169 `holder_77=...`.

    A change to `...` leaves the claim out.
    """
    made: dict[Any, Any] = to_claims(card, issuer)
    for name, value in changes.items():
        place, _, number = name.partition("_")
        target = made[169] if place == "holder" else made
        if value is ...:
            del target[int(number)]
        else:
            target[int(number)] = value
    return made


def payload(card: Card = USUAL, issuer: str = "NO-HSE", **changes: Any) -> bytes:
    """Return changed claims as deterministic CBOR, forms that no card may have included."""
    return cbor2.dumps(claims(card, issuer, **changes), canonical=True)


def protected(key: SigningKey = NORMAL) -> bytes:
    """Return the protected header that a card signed by `key` has."""
    return strict_cbor.dumps({1: ES256, 4: key.kid})


def envelope(*parts: Any) -> bytes:
    """Return parts in an array behind tag 18."""
    return b"\xd2" + cbor2.dumps(list(parts), canonical=True)


def signed(body: bytes, key: SigningKey = NORMAL, header: bytes | None = None) -> bytes:
    """Return `body` honestly signed by `key` below any protected header."""
    head = protected(key) if header is None else header
    return envelope(head, {}, body, key.sign(cose.sig_structure(head, body)))


def text_of(data: bytes, base_url: str = BASE_URL) -> str:
    """Return signed bytes as the text of a QR."""
    return qr.to_text(data, base_url)


def taken_apart(text: str) -> cose.Sign1:
    """Return the parts of a good text."""
    code = qr.parse(text)
    parts = cose.parse(code.data) if isinstance(code, qr.SignedBytes) else code
    if not isinstance(parts, cose.Sign1):
        raise ValueError(f"not a signed card: {parts}")
    return parts


def put_together(parts: cose.Sign1, signature: bytes) -> str:
    """Return the text of a card with its signature replaced."""
    return text_of(envelope(parts.protected, {}, parts.payload, signature))


def twin_of(signature: bytes) -> bytes:
    """Return (r, n - s), which verifies wherever (r, s) does."""
    s = int.from_bytes(signature[HALF:])
    return signature[:HALF] + (ORDER_OF_P256 - s).to_bytes(HALF)


def days_after(card: Card, days: int) -> Card:
    """Return a card with its printed period moved by some days."""
    move = timedelta(days=days)
    return replace(card, issued=card.issued + move, expires=card.expires + move)
