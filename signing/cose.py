"""COSE_Sign1 (RFC 9052 section 4.2) as cards use it: one header place, one algorithm, nothing optional."""

from __future__ import annotations

from dataclasses import dataclass

from signing import strict_cbor
from signing.errors import CardError, Refusal, RefusalCode
from signing.keys import ES256, KID_BYTES, SigningKey

TAG_18 = 0xD2
ALGORITHM, KID = 1, 4


@dataclass(frozen=True, slots=True)
class Sign1:
    """The parts of a COSE_Sign1 whose signature nobody has checked yet."""

    protected: bytes
    payload: bytes
    signature: bytes
    kid: bytes

    @property
    def to_be_verified(self) -> bytes:
        """The Sig_structure that the signature covers."""
        return sig_structure(self.protected, self.payload)


def sig_structure(protected: bytes, payload: bytes) -> bytes:
    """RFC 9052 section 4.4 with no external data."""
    return strict_cbor.dumps(["Signature1", protected, b"", payload])


def sign(payload: bytes, key: SigningKey) -> bytes:
    """`payload` in a tagged COSE_Sign1 by `key`, header {1: -7, 4: kid}."""
    protected = strict_cbor.dumps({ALGORITHM: ES256, KID: key.kid})
    signature = key.sign(sig_structure(protected, payload))
    return bytes([TAG_18]) + strict_cbor.dumps([protected, {}, payload, signature])


def parse(data: bytes) -> Sign1 | Refusal:
    """The parts of a tagged COSE_Sign1, or why it is not one that a card carries."""
    if data[:1] != bytes([TAG_18]):
        return Refusal(RefusalCode.NOT_COSE_SIGN1, "does not begin with tag 18")
    try:
        parts = strict_cbor.loads(data[1:])
    except CardError as error:
        return Refusal(RefusalCode.CBOR_NOT_STRICT, str(error))
    match parts:
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)]:
            if unprotected:
                return Refusal(RefusalCode.HEADER_NOT_ALLOWED, "the unprotected header is not empty")
            return _with_header(protected, payload, signature)
        case _:
            return Refusal(RefusalCode.NOT_COSE_SIGN1, "not four parts of the right kinds")


def _with_header(protected: bytes, payload: bytes, signature: bytes) -> Sign1 | Refusal:
    try:
        header = strict_cbor.loads(protected)
    except CardError as error:
        return Refusal(RefusalCode.CBOR_NOT_STRICT, f"protected header: {error}")
    if not isinstance(header, dict) or set(header) != {ALGORITHM, KID}:
        return Refusal(RefusalCode.HEADER_NOT_ALLOWED, "the protected header is not {alg, kid}")
    if header[ALGORITHM] != ES256:
        return Refusal(RefusalCode.ALGORITHM_NOT_ALLOWED, "only ES256 (-7) signs cards")
    kid = header[KID]
    if not isinstance(kid, bytes) or len(kid) != KID_BYTES:
        return Refusal(RefusalCode.HEADER_NOT_ALLOWED, "kid is not four bytes")
    return Sign1(protected, payload, signature, kid)
