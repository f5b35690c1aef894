"""Private keys in PEM (PKCS #8), locked with a passphrase, and public keys in PEM."""

from __future__ import annotations

import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from signing.errors import CardError
from signing.keys import SigningKey

# The form slows a guesser down by 2,048 rounds only, so the passphrase itself has to be long.
SHORTEST_PASSPHRASE = 16
_LOCKED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
_PUBLIC = re.compile(rb"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)


def is_locked(pem: bytes) -> bool:
    """Whether a private key needs a passphrase to be read."""
    return _LOCKED in pem


def lock(key: SigningKey, passphrase: str) -> bytes:
    """The private key as PEM that only the passphrase opens; raises CardError when that one is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise CardError(f"a passphrase has at least {SHORTEST_PASSPHRASE} characters")
    return key.private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )


def unlock(pem: bytes, passphrase: str, issuer: str) -> SigningKey:
    """The key of one issuer in a locked PEM; raises CardError when the passphrase does not open it."""
    try:
        private_key = serialization.load_pem_private_key(pem, password=passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CardError("the passphrase does not open the key, or it is no key") from error
    if not isinstance(private_key, ec.EllipticCurvePrivateKey) or private_key.curve.name != "secp256r1":
        raise CardError("not a P-256 key")
    return SigningKey(issuer, private_key)


def public_pem(public_key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as PEM."""
    return public_key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def read_public(pem: bytes) -> tuple[ec.EllipticCurvePublicKey, ...]:
    """The public P-256 keys in a file, in their order; raises CardError when there is none."""
    keys = tuple(_public(block) for block in _PUBLIC.findall(pem))
    if not keys:
        raise CardError("holds no public key in PEM form")
    return keys


def _public(block: bytes) -> ec.EllipticCurvePublicKey:
    try:
        key = serialization.load_pem_public_key(block)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CardError("holds a public key that cannot be read") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise CardError("holds a public key that is not on P-256")
    return key
