"""Status lists and their keys for tests, and the forger's bench: signed statements built claim by claim."""

from __future__ import annotations

import random
import zlib
from datetime import UTC, datetime
from typing import Any

from signing import SigningKey, TrustedKey, TrustList, bitarray, cose, statuslist, strict_cbor
from signing.statuslist import Status, StatusList
from tests.support.cards import NORMAL, STRANGER, envelope, named_key

BASE_URL = "https://hse.example.no"
SUB = f"{BASE_URL}/s/1"
NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
IAT = int(NOW.timestamp()) - 3_600

STATUS_KEY = named_key("test status list key")
OTHER_ISSUER = named_key("test status list key of another issuer", "XX-TEST")
WINDOWED = named_key("test status list key of December 2026")
COMPROMISED = named_key("test status list key that got out")
KEYSET_KEY = named_key("test key set key")
WINDOW = (datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC))
GOT_OUT = datetime(2027, 1, 1, tzinfo=UTC)


def trusted(key: SigningKey, **more: Any) -> TrustedKey:
    """Return the trusted half of a key for status lists."""
    return TrustedKey(key.public_key, key.issuer, purpose="status", **more)


def trust_list(**more: Any) -> TrustList:
    """Return a list of status keys, beside a card key and a key for key sets."""
    keys = (
        trusted(STATUS_KEY),
        trusted(OTHER_ISSUER),
        trusted(WINDOWED, not_before=WINDOW[0], not_after=WINDOW[1]),
        trusted(COMPROMISED, compromised_after=GOT_OUT),
        TrustedKey(NORMAL.public_key, NORMAL.issuer),
        TrustedKey(KEYSET_KEY.public_key, KEYSET_KEY.issuer, purpose="keyset"),
    )
    return TrustList(keys, **more)


def marked(seed: int, share: float, beside: dict[int, int] | None = None) -> dict[int, int]:
    """Return a status that is not VALID for a share of all indices, the same ones for the same seed."""
    draw = random.Random(seed)  # noqa: S311 -- a drawn example, the same in every run
    indices = draw.sample(range(bitarray.ENTRIES), round(share * bitarray.ENTRIES))
    return {index: draw.choice((1, 1, 1, 2, 3)) for index in indices} | (beside or {})


def a_list(statuses: dict[int, int] | None = None, **changes: Any) -> StatusList:
    """Return a list with a few marked indices, or with these statuses."""
    given = (
        {0: Status.INVALID, 7: Status.SUSPENDED, 1_048_575: Status.OTHER} if statuses is None else statuses
    )
    return StatusList.build(given, **{"sub": SUB, "iat": IAT, **changes})


def claims(made: StatusList, **changes: Any) -> dict[Any, Any]:
    """Return a list's claims with changes by number, `claim_4=1`; a change to `...` leaves the claim out."""
    packed = {"bits": 2, "lst": bitarray.deflate(made.array)}
    given: dict[Any, Any] = {2: made.sub, 4: made.exp, 6: made.iat, 65533: packed, 65534: made.ttl}
    return changed(given, **changes)


def changed(given: dict[Any, Any], **changes: Any) -> dict[Any, Any]:
    """Return claims with changes, `claim_4` for number 4 and `claim__70001` for a negative number."""
    made = dict(given)
    for name, value in changes.items():
        number = int(name.removeprefix("claim_").replace("_", "-"))
        if value is ...:
            del made[number]
        else:
            made[number] = value
    return made


def signed(payload: Any, key: SigningKey = STATUS_KEY, kind: str | None = statuslist.TYPE) -> bytes:
    """Return claims, or bytes as they are, honestly signed as a statement of some kind."""
    return cose.sign(payload if isinstance(payload, bytes) else strict_cbor.dumps(payload), key, kind)


def with_array(packed: bytes, **more: Any) -> bytes:
    """Return a list whose packed array is any bytes, signed by a trusted key."""
    return signed(claims(a_list(), claim_65533={"bits": 2, "lst": packed, **more}))


def bomb(size: int) -> bytes:
    """Return a zlib stream that becomes `size` zero bytes."""
    stream = zlib.compressobj(9)
    return b"".join(stream.compress(bytes(1 << 20)) for _ in range(size >> 20)) + stream.flush()


def with_other_signature(data: bytes) -> bytes:
    """Return a token with a forger's signature under the honest header."""
    parts = cose.parse(data, statuslist.TYPE, statuslist.MAX_TOKEN)
    if not isinstance(parts, cose.Sign1):
        raise ValueError(f"not a token: {parts}")
    return envelope(parts.protected, {}, parts.payload, STRANGER.sign(parts.to_be_verified))
