"""What changed between two publications of a status list, signed like the list: a few kilobytes a day."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from signing import bitarray, cose, strict_cbor
from signing.errors import CardError, Refusal, RefusalCode
from signing.keys import Signer, TrustList
from signing.statuslist import EXPIRES, ISSUED, SUBJECT, TTL, StatusList, signed_claims

TYPE = "application/kortsjekk-statusdelta+cwt"
FROM, RESULT, CHANGES = -70001, -70002, -70003


def make_delta(old: StatusList, new: StatusList, key: Signer) -> bytes:
    """The signed way from `old` to `new`; raises CardError when `new` is not a later publication of it."""
    if old.sub != new.sub or old.iat >= new.iat:
        raise CardError("a delta leads from a list to a later publication of it")
    claims = {
        SUBJECT: new.sub,
        EXPIRES: new.exp,
        ISSUED: new.iat,
        TTL: new.ttl,
        FROM: old.iat,
        RESULT: hashlib.sha256(new.array).digest(),
        CHANGES: bitarray.deflate(bitarray.xor(old.array, new.array)),
    }
    return cose.sign(strict_cbor.dumps(claims), key, TYPE)


def apply_delta(held: StatusList, data: bytes, trust: TrustList, now: datetime) -> StatusList | Refusal:
    """The list that a delta makes of the one held, or why it is not believed; never raises on bad bytes."""
    signed = signed_claims(data, TYPE, trust, now, {FROM, RESULT, CHANGES})
    if isinstance(signed, Refusal):
        return signed
    claims, signer = signed
    changes = claims[CHANGES]
    if not isinstance(changes, bytes):
        return Refusal(RefusalCode.CLAIMS_MALFORMED, "claim -70003 is not bytes")
    if claims[SUBJECT] != held.sub:
        return Refusal(RefusalCode.LIST_OTHER, "a delta of another list")
    if signer.issuer != held.issuer:
        return Refusal(RefusalCode.ISSUER_MISMATCH, "the delta is signed by another issuer than the list")
    if claims[FROM] != held.iat or claims[ISSUED] <= held.iat:
        return Refusal(RefusalCode.DELTA_OTHER, "does not lead on from the list held")
    difference = bitarray.inflate(changes)
    if difference is None:
        return Refusal(RefusalCode.LIST_DAMAGED, "not one whole array")
    array = bitarray.xor(held.array, difference)
    if hashlib.sha256(array).digest() != claims[RESULT]:
        return Refusal(RefusalCode.DELTA_RESULT, "the list that comes out is not the one that was signed")
    return StatusList(held.sub, claims[ISSUED], claims[EXPIRES], claims[TTL], array, held.issuer)


def follow(
    held: StatusList, delta: bytes | None, fetch_whole: Callable[[], bytes], trust: TrustList, now: datetime
) -> StatusList | Refusal:
    """The newer list: by the delta, and where there is none or it is refused, by the whole token.

    On a refusal the list held stays the best there is.
    """
    stepped = None if delta is None else apply_delta(held, delta, trust, now)
    if isinstance(stepped, StatusList):
        return stepped
    return StatusList.from_token(fetch_whole(), trust, now, sub=held.sub, newest_iat=held.iat)
