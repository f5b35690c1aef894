"""COSE_Sign1 (RFC 9052 section 4.2) as we use it: one header place, one algorithm, nothing optional.

A card has no type header, for a byte of it costs print; everything else names its type (RFC 9596), so that no
signed thing can be taken for another kind.
"""

from __future__ import annotations

from dataclasses import dataclass

from signing import strict_cbor
from signing.errors import CardError, Refusal, RefusalCode
from signing.keys import ES256, KID_BYTES, Purpose, Signer, TrustedKey, TrustList

TAG_18 = 0xD2
ALGORITHM, KID, TYPE = 1, 4, 16


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


def sign(payload: bytes, key: Signer, kind: str | None = None) -> bytes:
    """`payload` in a tagged COSE_Sign1 by `key`, header {1: -7, 4: kid} and 16: `kind` if any."""
    protected = strict_cbor.dumps(_header(key.kid, kind))
    signature = key.sign(sig_structure(protected, payload))
    return bytes([TAG_18]) + strict_cbor.dumps([protected, {}, payload, signature])


def _header(kid: bytes, kind: str | None) -> dict[int, int | bytes | str]:
    header: dict[int, int | bytes | str] = {ALGORITHM: ES256, KID: kid}
    return header if kind is None else {**header, TYPE: kind}


def parse(data: bytes, kind: str | None = None, max_bytes: int = strict_cbor.MAX_BYTES) -> Sign1 | Refusal:
    """The parts of a tagged COSE_Sign1 of this kind (None: a card), or why it is not one."""
    if data[:1] != bytes([TAG_18]):
        return Refusal(RefusalCode.NOT_COSE_SIGN1, "does not begin with tag 18")
    try:
        parts = strict_cbor.loads(data[1:], max_bytes=max_bytes)
    except CardError as error:
        return Refusal(RefusalCode.CBOR_NOT_STRICT, str(error))
    match parts:
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)]:
            if unprotected:
                return Refusal(RefusalCode.HEADER_NOT_ALLOWED, "the unprotected header is not empty")
            return _with_header(protected, payload, signature, kind)
        case _:
            return Refusal(RefusalCode.NOT_COSE_SIGN1, "not four parts of the right kinds")


def _with_header(protected: bytes, payload: bytes, signature: bytes, kind: str | None) -> Sign1 | Refusal:
    try:
        header = strict_cbor.loads(protected)
    except CardError as error:
        return Refusal(RefusalCode.CBOR_NOT_STRICT, f"protected header: {error}")
    if not isinstance(header, dict) or set(header) != set(_header(b"", kind)) or header.get(TYPE) != kind:
        return Refusal(RefusalCode.HEADER_NOT_ALLOWED, "the protected header is not that of this kind")
    if header[ALGORITHM] != ES256:
        return Refusal(RefusalCode.ALGORITHM_NOT_ALLOWED, "only ES256 (-7) is taken")
    kid = header[KID]
    if not isinstance(kid, bytes) or len(kid) != KID_BYTES:
        return Refusal(RefusalCode.HEADER_NOT_ALLOWED, "kid is not four bytes")
    return Sign1(protected, payload, signature, kid)


def signer_of(parts: Sign1, trust: TrustList, purpose: Purpose) -> TrustedKey | Refusal:
    """The trusted key of this purpose that signed `parts`. The kid chooses inside the list only.

    Two issuers may share a four-byte id, so each key with it is tried; none outside the list ever is.
    """
    candidates = trust.with_kid(parts.kid, purpose)
    if not candidates:
        return Refusal(RefusalCode.KEY_UNKNOWN, "no trusted key has this id")
    message = parts.to_be_verified
    found = next((key for key in candidates if key.verifies(message, parts.signature)), None)
    return found or Refusal(RefusalCode.SIGNATURE_BAD, "changed after signing")
