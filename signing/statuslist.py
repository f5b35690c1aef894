"""Status lists (IETF Token Status List, CWT form): what anybody may know of a card without asking anybody.

A list says of each index whether the card that carries it is marked. It never says why: the reason stays with
the register. Not marked is not "in order" either, only "nothing was known against it when this was signed".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any

from signing import bitarray, cose, strict_cbor
from signing.errors import CardError, Refusal, RefusalCode
from signing.keys import Signer, TrustedKey, TrustList

TYPE = "application/statuslist+cwt"
SUBJECT, EXPIRES, ISSUED, LIST, TTL = 2, 4, 6, 65533, 65534
LIFETIME_S, TTL_S = 7 * 86_400, 6 * 3_600
# A phone's clock and the issuer's may differ by as much.
CLOCK_TOLERANCE_S = 300
# An array that cannot be made smaller, and what stands around it.
MAX_TOKEN = bitarray.BYTES + 4096

_SUBJECT = re.compile(r"(https?://[a-z0-9.-]+(?::[0-9]{1,5})?)/s/(0|[1-9][0-9]{0,4})")
_MAX_NUMBER = 65_535
_LAST_SECOND = 32_503_679_999  # the last one of 2999, as for cards


class Status(IntEnum):
    """What a list says of an index. Registers of ours mark with INVALID alone; the others are understood."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2
    OTHER = 3


class Freshness(StrEnum):
    """How far a list can be relied on: FRESH; STALE, to be shown with its age; else it says nothing."""

    FRESH = "FRESH"
    STALE = "STALE"
    EXPIRED = "EXPIRED"
    NOT_YET = "NOT_YET"


_STATUSES = tuple(Status)
_SILENT = {
    Freshness.NOT_YET: Refusal(RefusalCode.LIST_NOT_YET, "dated in the future"),
    Freshness.EXPIRED: Refusal(RefusalCode.LIST_EXPIRED, "too old to say anything"),
}
_OUTSIDE = Refusal(RefusalCode.INDEX_OUTSIDE, f"an index is 0 to {bitarray.ENTRIES - 1}")


def subject(base_url: str, number: int) -> str:
    """The `sub` of list `number` at this scheme and host; raises CardError on what no card can name."""
    sub = f"{base_url}/s/{number}"
    if number_of(sub) is None:
        raise CardError("a list is named by scheme and host in lower case, and a number from 0 to 65535")
    return sub


def number_of(sub: object) -> int | None:
    """The number of the list that `sub` names, or None when it names none."""
    found = _SUBJECT.fullmatch(sub) if isinstance(sub, str) else None
    return int(found[2]) if found and int(found[2]) <= _MAX_NUMBER else None


@dataclass(frozen=True, slots=True)
class StatusList:
    """One list as of `iat`; times are seconds since 1970, `ttl` is a number of seconds.

    `issuer` is whose key signed it, None as long as nobody has: a card of another issuer is not on it. Raises
    CardError on values that no list may have.
    """

    sub: str
    iat: int
    exp: int
    ttl: int
    array: bytes = field(repr=False)
    issuer: str | None = None

    def __post_init__(self) -> None:
        if number_of(self.sub) is None:
            raise CardError("sub names no status list")
        if not _are_times(self.iat, self.exp, self.ttl):
            raise CardError("a list is issued before it expires, and its ttl lies between")
        if len(self.array) != bitarray.BYTES:
            raise CardError(f"a list's array has {bitarray.BYTES} bytes")

    @classmethod
    def build(
        cls,
        statuses: Mapping[int, int] | bytes,
        sub: str,
        iat: int,
        *,
        ttl: int = TTL_S,
        lifetime: int = LIFETIME_S,
    ) -> StatusList:
        """A list of `statuses` by index, or one a byte from index 0; whatever is not named is VALID.

        Raises CardError on an index or a status that no list has.
        """
        values = statuses if isinstance(statuses, bytes) else _by_index(statuses)
        try:
            array = bitarray.pack(values)
        except ValueError as error:
            raise CardError(str(error)) from error
        return cls(sub, iat, iat + lifetime, ttl, array)

    @property
    def number(self) -> int:
        """The number by which cards name this list."""
        return int(self.sub.rpartition("/")[2])

    def status(self, index: int) -> Status | Refusal:
        """What the list says of an index; refused past either end."""
        if 0 <= index < bitarray.ENTRIES:
            return _STATUSES[self.array[index >> 2] >> ((index & 3) << 1) & 3]
        return _OUTSIDE

    def freshness(self, now: datetime) -> Freshness:
        """How far the list can be relied on at the aware time `now`."""
        return freshness_of(self.iat, self.exp, self.ttl, now.timestamp())

    def to_token(self, key: Signer, aggregation_uri: str | None = None) -> bytes:
        """The list signed by a key for status lists."""
        packed: dict[str, Any] = {"bits": bitarray.BITS, "lst": bitarray.deflate(self.array)}
        if aggregation_uri is not None:
            packed["aggregation_uri"] = aggregation_uri
        claims = {SUBJECT: self.sub, EXPIRES: self.exp, ISSUED: self.iat, LIST: packed, TTL: self.ttl}
        return cose.sign(strict_cbor.dumps(claims), key, TYPE)

    @classmethod
    def from_token(
        cls,
        data: bytes,
        trust: TrustList,
        now: datetime,
        *,
        sub: str | None = None,
        newest_iat: int | None = None,
    ) -> StatusList | Refusal:
        """The list in a token, or why it is not believed; never raises on bad bytes.

        `sub` is the list that was asked for, `newest_iat` the date of the newest one seen: none older is
        taken. Nothing is inflated before the signature is checked.
        """
        signed = signed_claims(data, TYPE, trust, now, {LIST})
        if isinstance(signed, Refusal):
            return signed
        claims, signer = signed
        packed = _packed(claims[LIST])
        if packed is None:
            return Refusal(RefusalCode.CLAIMS_MALFORMED, "claim 65533 is not a list of two bits")
        if sub is not None and claims[SUBJECT] != sub:
            return Refusal(RefusalCode.LIST_OTHER, "another list than the one asked for")
        if newest_iat is not None and claims[ISSUED] < newest_iat:
            return Refusal(RefusalCode.LIST_OLDER, "older than a list already seen")
        array = bitarray.inflate(packed)
        if array is None:
            return Refusal(RefusalCode.LIST_DAMAGED, "not one whole array")
        return cls(claims[SUBJECT], claims[ISSUED], claims[EXPIRES], claims[TTL], array, signer.issuer)


def _by_index(statuses: Mapping[int, int]) -> bytes:
    values = bytearray(bitarray.ENTRIES)
    try:
        for index, status in statuses.items():
            if index < 0:
                raise CardError("an index is 0 to 1048575")
            values[index] = status
    except (IndexError, TypeError, ValueError) as error:
        raise CardError(f"not an index with its status: {error}") from error
    return bytes(values)


def _packed(claim: object) -> bytes | None:
    """The packed array inside claim 65533, or None when the claim has another form."""
    match claim:
        case {"bits": bitarray.BITS, "lst": bytes(packed), **others}:
            uri = others.pop("aggregation_uri", "")
            return packed if not others and isinstance(uri, str) else None
        case _:
            return None


def _are_times(iat: int, exp: int, ttl: int) -> bool:
    """Whether a list may have these times: one that stays fresh at all ends after it begins."""
    return iat >= 0 and exp <= _LAST_SECOND and 0 < ttl <= exp - iat


def freshness_of(iat: int, exp: int, ttl: int, now: float) -> Freshness:
    """How far a statement of these times can be relied on at `now`, all in seconds since 1970."""
    if iat > now + CLOCK_TOLERANCE_S:
        return Freshness.NOT_YET
    if now >= exp:
        return Freshness.EXPIRED
    return Freshness.FRESH if now <= iat + ttl else Freshness.STALE


Signed = tuple[dict[Any, Any], TrustedKey]


def signed_claims(data: bytes, kind: str, trust: TrustList, now: datetime, own: set[int]) -> Signed | Refusal:
    """The claims of a signed statement about a list, and the key that signed it, or why not.

    The statement carries exactly the claims of every such statement and those in `own`.
    """
    parts = cose.parse(data, kind, MAX_TOKEN)
    if isinstance(parts, Refusal):
        return parts
    if not trust.is_usable(now):
        return Refusal(RefusalCode.KEYSET_EXPIRED, "the list of keys has run out")
    signer = cose.signer_of(parts, trust, "status")
    if isinstance(signer, Refusal):
        return signer
    try:
        claims = strict_cbor.loads(parts.payload, max_bytes=MAX_TOKEN, any_key=True)
    except CardError as error:
        return Refusal(RefusalCode.CLAIMS_MALFORMED, str(error))
    if not isinstance(claims, dict) or set(claims) != {SUBJECT, EXPIRES, ISSUED, TTL} | own:
        return Refusal(RefusalCode.CLAIMS_MALFORMED, "wrong set of claims")
    return _dated(claims, signer, now) or (claims, signer)


def _dated(claims: dict[Any, Any], signer: TrustedKey, now: datetime) -> Refusal | None:
    """Why a statement's subject and times do not stand, or None."""
    iat, exp, ttl = claims[ISSUED], claims[EXPIRES], claims[TTL]
    if number_of(claims[SUBJECT]) is None or not all(isinstance(time, int) for time in (iat, exp, ttl)):
        return Refusal(RefusalCode.CLAIMS_MALFORMED, "a subject or a time of another form")
    if not _are_times(iat, exp, ttl):
        return Refusal(RefusalCode.CLAIMS_MALFORMED, "times that no list can have")
    refused = signer.refuses_date(datetime.fromtimestamp(iat, UTC))
    if refused is not None:
        return refused
    return _SILENT.get(freshness_of(iat, exp, ttl, now.timestamp()))
