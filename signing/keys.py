"""Keys that sign cards, and the list of those that are trusted. ES256 (P-256 with SHA-256) only."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, Protocol, get_args

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from signing.errors import CardError, Refusal, RefusalCode
from signing.signature import ECDSA, verify

Purpose = Literal["card", "status", "keyset"]
Environment = Literal["practice", "production"]

ES256 = -7
KID_BYTES = 4
HALF = 32
_ISSUER = re.compile(r"[A-Z0-9][A-Z0-9-]{1,31}")
_ALWAYS = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))


def issuer_is_valid(issuer: object) -> bool:
    """Whether `issuer` is a short id: 2 to 32 of A-Z, 0-9 and -, no - first."""
    return isinstance(issuer, str) and _ISSUER.fullmatch(issuer) is not None


def _require_issuer(issuer: object) -> None:
    if not issuer_is_valid(issuer):
        raise CardError("issuer is 2 to 32 of A-Z, 0-9 and -")


def kid_of(public_key: ec.EllipticCurvePublicKey) -> bytes:
    """The four-byte key id: the head of the SHA-256 over the uncompressed point."""
    return hashlib.sha256(point_of(public_key)).digest()[:KID_BYTES]


def point_of(public_key: ec.EllipticCurvePublicKey) -> bytes:
    """The key as its uncompressed point: 04, x and y."""
    return public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


class Signer(Protocol):
    """Whoever can sign as one key: the key itself, or a device that holds it."""

    @property
    def issuer(self) -> str: ...

    @property
    def kid(self) -> bytes: ...

    @property
    def public_key(self) -> ec.EllipticCurvePublicKey: ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private P-256 key of one issuer (kortutsteder); raises CardError when `issuer` is not a short id."""

    issuer: str
    private_key: ec.EllipticCurvePrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        _require_issuer(self.issuer)

    @classmethod
    def generate(cls, issuer: str = "NO-HSE") -> SigningKey:
        """A new key from the system's randomness."""
        return cls(issuer, ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_pem(cls, pem: bytes, issuer: str = "NO-HSE") -> SigningKey:
        """The key in an unencrypted PKCS #8 PEM; raises CardError when it is not a P-256 private key."""
        try:
            private_key = serialization.load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise CardError("not a private key in PEM form") from error
        if not isinstance(private_key, ec.EllipticCurvePrivateKey) or private_key.curve.name != "secp256r1":
            raise CardError("not a P-256 key")
        return cls(issuer, private_key)

    def to_pem(self) -> bytes:
        """The key as unencrypted PKCS #8 PEM: whoever can read it can sign."""
        return self.private_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @property
    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half."""
        return self.private_key.public_key()

    @property
    def kid(self) -> bytes:
        """The four-byte key id that stands in each signature's header."""
        return kid_of(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature r || s over `message` (RFC 9053 section 2.1)."""
        r, s = decode_dss_signature(self.private_key.sign(message, ECDSA))
        return r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key with what it may be used for; cards dated outside its window are not its cards.

    `compromised_after` is the last moment at which nobody else held the key. Raises CardError on an issuer,
    purpose or environment that is not known, a time without time zone, or a key that is not on P-256.
    """

    public_key: ec.EllipticCurvePublicKey = field(repr=False)
    issuer: str
    not_before: datetime = _ALWAYS[0]
    not_after: datetime = _ALWAYS[1]
    purpose: Purpose = "card"
    environment: Environment = "production"
    compromised_after: datetime | None = None

    def __post_init__(self) -> None:
        _require_issuer(self.issuer)
        if self.public_key.curve.name != "secp256r1":
            raise CardError("not a P-256 key")
        if self.purpose not in get_args(Purpose) or self.environment not in get_args(Environment):
            raise CardError("purpose or environment is unknown")
        times = (self.not_before, self.not_after, self.compromised_after)
        if any(time is not None and time.tzinfo is None for time in times):
            raise CardError("a key's window needs a time zone")

    @property
    def kid(self) -> bytes:
        """The four-byte key id."""
        return kid_of(self.public_key)

    def refuses_date(self, dated: datetime) -> Refusal | None:
        """Why what this key signed with the date `dated` is not to be believed, or None."""
        if not self.not_before <= dated <= self.not_after:
            return Refusal(RefusalCode.OUTSIDE_KEY_WINDOW, "dated outside the time this key signed in")
        if self.compromised_after is not None and dated > self.compromised_after:
            return Refusal(RefusalCode.KEY_COMPROMISED, "dated after others may have had the key")
        return None

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` (64 bytes r || s) is this key's over `message`."""
        return verify(self.public_key, signature, message)


class TrustList:
    """The keys whose cards are genuine; nothing outside it is ever asked for a key.

    `usable_until` is when the list itself runs out (None: never); from then on it says nothing of any card.
    Raises CardError when one key stands twice: it would sign for two issuers, or in two windows.
    """

    def __init__(self, keys: Iterable[TrustedKey], usable_until: datetime | None = None) -> None:
        self.keys = tuple(keys)
        self.usable_until = usable_until
        points = {point_of(key.public_key) for key in self.keys}
        if len(points) < len(self.keys):
            raise CardError("a key stands twice on the trust list")
        self._by_kid: dict[bytes, tuple[TrustedKey, ...]] = {}
        for key in self.keys:
            self._by_kid[key.kid] = (*self._by_kid.get(key.kid, ()), key)

    @classmethod
    def of(cls, *keys: SigningKey | TrustedKey, environment: Environment = "production") -> TrustList:
        """A list of the given keys, each valid for all time unless it says otherwise."""
        return cls(
            TrustedKey(key.public_key, key.issuer, environment=environment)
            if isinstance(key, SigningKey)
            else key
            for key in keys
        )

    def with_kid(self, kid: bytes, purpose: Purpose) -> tuple[TrustedKey, ...]:
        """The trusted keys with this id and purpose: usually one, none when the key is unknown."""
        return tuple(key for key in self._by_kid.get(kid, ()) if key.purpose == purpose)

    def is_usable(self, now: datetime) -> bool:
        """Whether the list may be relied on at the aware time `now`."""
        return self.usable_until is None or now < self.usable_until

    @property
    def environments(self) -> frozenset[Environment]:
        """Where the keys belong: a production start refuses a list that holds practice keys."""
        return frozenset(key.environment for key in self.keys)

    def to_json(self) -> str:
        """The list as JSON text, public halves only."""
        until = {} if self.usable_until is None else {"usable_until": self.usable_until.isoformat()}
        keys = [_entry(key) for key in self.keys]
        return json.dumps({"format": "kortsjekk.trust/1", **until, "keys": keys}, indent=2)

    @classmethod
    def from_json(cls, text: str) -> TrustList:
        """The list that `to_json` wrote; raises CardError when it is not one."""
        try:
            document = json.loads(text)
            if document["format"] != "kortsjekk.trust/1":
                raise CardError("not a trust list of a known format")
            until = document.get("usable_until")
            usable_until = None if until is None else datetime.fromisoformat(until)
            if usable_until is not None and usable_until.tzinfo is None:
                raise CardError("the end of a trust list needs a time zone")
            return cls((_from_entry(entry) for entry in document["keys"]), usable_until)
        except CardError:
            raise
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise CardError(f"not a trust list: {error}") from error


def _entry(key: TrustedKey) -> dict[str, str]:
    cut = key.compromised_after
    return {
        **({} if cut is None else {"compromised_after": cut.isoformat()}),
        "kid": key.kid.hex(),
        "issuer": key.issuer,
        "algorithm": "ES256",
        "purpose": key.purpose,
        "environment": key.environment,
        "not_before": key.not_before.isoformat(),
        "not_after": key.not_after.isoformat(),
        "point": base64.b64encode(point_of(key.public_key)).decode(),
    }


def _from_entry(entry: dict[str, Any]) -> TrustedKey:
    point = base64.b64decode(entry["point"], validate=True)
    key = TrustedKey(
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point),
        entry["issuer"],
        datetime.fromisoformat(entry["not_before"]),
        datetime.fromisoformat(entry["not_after"]),
        entry["purpose"],
        entry["environment"],
        datetime.fromisoformat(entry["compromised_after"]) if "compromised_after" in entry else None,
    )
    if key.kid.hex() != entry["kid"] or entry["algorithm"] != "ES256":
        raise CardError("an entry's kid or algorithm is not that of its key")
    return key
