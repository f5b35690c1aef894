"""Status lists, deltas and key sets for both readers: good ones, and good ones spoilt in one of many ways."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import cbor2

from signing import bitarray, cose, keyset, statusdelta, statuslist, strict_cbor
from signing.statusdelta import make_delta
from signing.statuslist import StatusList
from tests.support import keysets
from tests.support.cards import STRANGER, envelope
from tests.support.statuslists import IAT, NOW, OTHER_ISSUER, STATUS_KEY, WINDOWED, a_list, signed
from tests.vectors.generated_cards import ODD, spoilt

HELD = a_list()
LATER = a_list({0: 1, 9: 1}, iat=IAT + 1_800)
KEYS = (STATUS_KEY, STATUS_KEY, STATUS_KEY, OTHER_ISSUER, WINDOWED, STRANGER)
KINDS = {"list": statuslist.TYPE, "delta": statusdelta.TYPE, "set": keyset.TYPE}


@dataclass(frozen=True)
class Statement:
    """Signed bytes of a kind, and the time (whole milliseconds since 1970) at which they are read."""

    kind: str
    data: bytes
    now: int


def statements(count: int, seed: int) -> Iterator[Statement]:
    """Yield `count` statements, the same ones for a seed; about every third is in good order."""
    chance = Random(seed)  # noqa: S311 -- the same statements in every run are the point
    good = {
        "list": HELD.to_token(STATUS_KEY),
        "delta": make_delta(HELD, LATER, STATUS_KEY),
        "set": keysets.signed_set(),
    }
    payloads = {kind: cose_payload(kind, data) for kind, data in good.items()}
    for _ in range(count):
        kind = chance.choice(("list", "delta", "set", "set"))
        made = chance.choice((_as_it_is, _spoilt_bytes, *(_spoilt_payload, _odd_claims) * 2, _as_it_is))
        yield Statement(kind, made(chance, kind, good[kind], payloads[kind]), _time(chance))


def dense(seed: int) -> Statement:
    """Return a list that no way of packing makes smaller, so that its token is as long as one may be."""
    array = Random(seed).randbytes(bitarray.BYTES)  # noqa: S311 -- any bytes
    made = StatusList(HELD.sub, HELD.iat, HELD.exp, HELD.ttl, array)
    return Statement("list", made.to_token(STATUS_KEY), int(NOW.timestamp()) * 1000)


def cose_payload(kind: str, data: bytes) -> bytes:
    """Return what was signed in a good statement."""
    parts = cose.parse(data, KINDS[kind], statuslist.MAX_TOKEN)
    if not isinstance(parts, cose.Sign1):
        raise ValueError(f"not signed: {parts}")
    return parts.payload


def _time(chance: Random) -> int:
    edge = chance.choice((0, 0, 0, 0, -3_900, 18_000, 601_200, 30 * 86_400, -(10**9), 10**9))
    return int(NOW.timestamp()) * 1000 + edge * 1000 + chance.choice((-1000, -1, 0, 1, 1000))


def _as_it_is(chance: Random, kind: str, data: bytes, payload: bytes) -> bytes:
    return data


def _spoilt_bytes(chance: Random, kind: str, data: bytes, payload: bytes) -> bytes:
    return spoilt(data, chance)


def _spoilt_payload(chance: Random, kind: str, data: bytes, payload: bytes) -> bytes:
    return _sealed(chance, kind, spoilt(payload, chance))


def _odd_claims(chance: Random, kind: str, data: bytes, payload: bytes) -> bytes:
    """Change one value anywhere inside, by an odd one or by a value of another place, honestly signed."""
    claims: dict[Any, Any] = strict_cbor.loads(payload, max_bytes=statuslist.MAX_TOKEN, any_key=True)
    target: Any = claims
    if kind == "list" and chance.random() < 0.4:
        target = claims[statuslist.LIST]
    if kind == "set" and chance.random() < 0.7:
        target = chance.choice(claims[keyset.KEYS])
    if kind == "delta" and chance.random() < 0.4:
        # Odd values are seldom odd in a way that only a delta can be.
        name, value = chance.choice(
            ((2, f"{HELD.sub}0"), (statusdelta.FROM, IAT - 1), (statusdelta.RESULT, b"x"))
        )
        claims[name] = value
        return _sealed(chance, kind, cbor2.dumps(claims, canonical=True))
    name = chance.choice((*target, 2, 99, -70013, -70024, "aggregation_uri"))
    target[name] = chance.choice(_values(chance, target))
    if chance.random() < 0.1:
        del target[name]
    return _sealed(chance, kind, cbor2.dumps(claims, canonical=True))


def _values(chance: Random, target: dict[Any, Any]) -> tuple[Any, ...]:
    array = HELD.array[: chance.choice((bitarray.BYTES, bitarray.BYTES - 1))]
    other_list = HELD.sub.replace("/s/1", chance.choice(("/s/2", "/s/0", "/s/01", "/s/65536", "/S/1")))
    near = [value + chance.choice((-1, 1)) for value in target.values() if type(value) is int]
    inside = [spoilt(value, chance) for value in target.values() if type(value) is bytes]
    words = ("active", "retired", "compromised", "card", "status", "keyset", "practice", bytes(32), bytes(65))
    times = ([IAT, IAT], [IAT, IAT - 1], [0, 253_402_300_799], [0, 253_402_300_800], IAT, IAT + 30 * 86_400)
    return (
        *ODD,
        other_list,
        *target.values(),
        *near * 3,
        *inside * 3,
        *words,
        *times,
        zlib.compress(array, 1),
    )


def _sealed(chance: Random, kind: str, body: bytes) -> bytes:
    if kind != "set":
        return signed(body, chance.choice(KEYS), KINDS[kind])
    root = chance.choice((keysets.ROOT,) * 9 + (keysets.STRANGE_ROOT,))
    header = strict_cbor.dumps({1: -7, 4: root.kid, 16: keyset.TYPE})
    return envelope(header, {}, body, root.sign(cose.sig_structure(header, body)))
