"""One signature over one message, and whether it is that of a key.

Cards and all else that we sign are ES256. Ed25519 stands beside it, as in the browser's reader, for foreign
keys: no key set can name such a key today.
"""

from __future__ import annotations

from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from signing.errors import CardError

Algorithm = Literal["ES256", "EdDSA"]
PublicKey = ec.EllipticCurvePublicKey | Ed25519PublicKey

BYTES = 64
_HALF = BYTES // 2
ECDSA = ec.ECDSA(hashes.SHA256())


def public_key(algorithm: Algorithm, data: bytes) -> PublicKey:
    """The key in its raw form: for ES256 the uncompressed point, for EdDSA the 32 bytes of Ed25519.

    Raises CardError when it is none.
    """
    try:
        if algorithm == "EdDSA":
            return Ed25519PublicKey.from_public_bytes(data)
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
    except ValueError as error:
        raise CardError(f"not a public key for {algorithm}") from error


def verify(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Whether `signature` (64 bytes; ES256: r || s) is this key's over `message`. The key decides how."""
    if len(signature) != BYTES:
        return False
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        else:
            r, s = int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big")
            key.verify(encode_dss_signature(r, s), message, ECDSA)
    except InvalidSignature:
        return False
    return True
