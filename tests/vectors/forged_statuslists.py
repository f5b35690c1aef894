"""Status lists and deltas that must be refused, each with the code that says why."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from typing import Any

import cbor2

from signing import RefusalCode, SigningKey, bitarray, statusdelta
from signing.statusdelta import make_delta
from signing.statuslist import StatusList
from tests.support.cards import NORMAL, STRANGER
from tests.support.statuslists import (
    COMPROMISED,
    GOT_OUT,
    IAT,
    KEYSET_KEY,
    OTHER_ISSUER,
    STATUS_KEY,
    WINDOW,
    WINDOWED,
    a_list,
    bomb,
    changed,
    claims,
    signed,
    with_array,
    with_other_signature,
)

Forged = tuple[RefusalCode, str, bytes]

LATER = IAT + 1_800
# Name, code, seconds after iat at which it is read, and what was asked for.
READ_WRONGLY: list[tuple[str, RefusalCode, int, dict[str, Any]]] = [
    ("another list was asked for", RefusalCode.LIST_OTHER, 0, {"sub": "https://hse.example.no/s/2"}),
    ("another host was asked for", RefusalCode.LIST_OTHER, 0, {"sub": "https://other.example.no/s/1"}),
    ("a newer list was seen", RefusalCode.LIST_OLDER, 0, {"newest_iat": IAT + 1}),
    ("dated 301 s in the future", RefusalCode.LIST_NOT_YET, -301, {}),
    ("in the second of its end", RefusalCode.LIST_EXPIRED, 7 * 86_400, {}),
    ("long past its end", RefusalCode.LIST_EXPIRED, 400 * 86_400, {}),
]


def believed_all_the_same() -> Iterator[tuple[str, bytes, str, StatusList]]:
    """Yield tokens that are unusual and right: name, token, issuer, and the list they carry."""
    stored = a_list()
    yield (
        "an array compressed by the quickest way",
        with_array(zlib.compress(stored.array, 1)),
        "NO-HSE",
        stored,
    )
    yield "of another issuer", stored.to_token(OTHER_ISSUER), "XX-TEST", stored
    first, last = (int(edge.timestamp()) for edge in WINDOW)
    for name, iat in (("first", first), ("last", last)):
        made = a_list(iat=iat, lifetime=90 * 86_400)
        yield f"in the {name} second of its key's window", made.to_token(WINDOWED), "NO-HSE", made
    made = a_list(iat=int(GOT_OUT.timestamp()), lifetime=90 * 86_400)
    yield "by a key before it got out", made.to_token(COMPROMISED), "NO-HSE", made


def tokens() -> Iterator[Forged]:
    """Yield every forged token."""
    yield from _envelopes()
    yield from _signers()
    yield from _claims()
    yield from _arrays()


def _envelopes() -> Iterator[Forged]:
    token = a_list().to_token(STATUS_KEY)
    plain = claims(a_list())
    yield RefusalCode.NOT_COSE_SIGN1, "nothing", b""
    yield RefusalCode.NOT_COSE_SIGN1, "the tag of a CWT around it", b"\xd8\x3d" + token
    yield RefusalCode.CBOR_NOT_STRICT, "cut off", token[:-1]
    yield RefusalCode.CBOR_NOT_STRICT, "a byte after the end", token + b"\0"
    yield RefusalCode.HEADER_NOT_ALLOWED, "a header without a type, as cards have", signed(plain, kind=None)
    yield RefusalCode.HEADER_NOT_ALLOWED, "the type of a delta", signed(plain, kind=statusdelta.TYPE)
    yield (
        RefusalCode.HEADER_NOT_ALLOWED,
        "the type of a JWT",
        signed(plain, kind="application/statuslist+jwt"),
    )


def _signers() -> Iterator[Forged]:
    token = a_list().to_token(STATUS_KEY)
    yield RefusalCode.KEY_UNKNOWN, "by a stranger", a_list().to_token(STRANGER)
    yield RefusalCode.KEY_UNKNOWN, "by a card key", a_list().to_token(NORMAL)
    yield RefusalCode.KEY_UNKNOWN, "by a key for key sets", a_list().to_token(KEYSET_KEY)
    yield RefusalCode.SIGNATURE_BAD, "a stranger's signature under our key's id", with_other_signature(token)
    yield RefusalCode.SIGNATURE_BAD, "one bit of the signature turned", token[:-1] + bytes([token[-1] ^ 1])
    for name, iat in (("before", int(WINDOW[0].timestamp()) - 1), ("after", int(WINDOW[1].timestamp()) + 1)):
        made = a_list(iat=iat, lifetime=90 * 86_400)
        yield RefusalCode.OUTSIDE_KEY_WINDOW, f"{name} its key's window", made.to_token(WINDOWED)
    made = a_list(iat=int(GOT_OUT.timestamp()) + 1, lifetime=90 * 86_400)
    yield RefusalCode.KEY_COMPROMISED, "by a key after it got out", made.to_token(COMPROMISED)


def _claims() -> Iterator[Forged]:
    packed = bitarray.deflate(a_list().array)
    wrong: list[tuple[str, Any]] = [
        ("claims that are no map", [1]),
        ("a float inside", cbor2.dumps(claims(a_list(), claim_6=1.5), canonical=True)),
        ("claims in another order", cbor2.dumps(claims(a_list()))),
    ]
    changes: dict[str, dict[str, Any]] = {
        "no subject": {"claim_2": ...},
        "no end": {"claim_4": ...},
        "no date": {"claim_6": ...},
        "no ttl": {"claim_65534": ...},
        "no list": {"claim_65533": ...},
        "an issuer claim": {"claim_1": "NO-HSE"},
        "a subject that is a number": {"claim_2": 1},
        "a subject elsewhere": {"claim_2": "https://hse.example.no/lists/1"},
        "a subject with a padded number": {"claim_2": "https://hse.example.no/s/01"},
        "a subject above 65535": {"claim_2": "https://hse.example.no/s/65536"},
        "a subject in capitals": {"claim_2": "HTTPS://HSE.EXAMPLE.NO/s/1"},
        "a date as text": {"claim_6": str(IAT)},
        "a negative date": {"claim_6": -1},
        "an end as bytes": {"claim_4": b"1"},
        "an end at the date": {"claim_4": IAT},
        "an end after 2999": {"claim_4": 32_503_680_000},
        "a ttl of nothing": {"claim_65534": 0},
        "a ttl as text": {"claim_65534": "21600"},
        "a ttl beyond the end": {"claim_65534": 7 * 86_400 + 1},
        "a list that is no map": {"claim_65533": packed},
        "one bit an entry": {"claim_65533": {"bits": 1, "lst": packed}},
        "bits as text": {"claim_65533": {"bits": "2", "lst": packed}},
        "no array": {"claim_65533": {"bits": 2}},
        "an array as text": {"claim_65533": {"bits": 2, "lst": "lst"}},
        "another field in the list": {"claim_65533": {"bits": 2, "lst": packed, "x": 1}},
        "an address that is a number": {"claim_65533": {"bits": 2, "lst": packed, "aggregation_uri": 1}},
    }
    wrong += [(name, claims(a_list(), **change)) for name, change in changes.items()]
    for name, payload in wrong:
        yield RefusalCode.CLAIMS_MALFORMED, name, signed(payload)


def _arrays() -> Iterator[Forged]:
    whole = zlib.compress(a_list().array, 9)
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    wrong = {
        "an empty stream": b"",
        "a stream that is cut off": whole[:-5],
        "a stream without its check sum": whole[:-4],
        "a stream with another check sum": whole[:-1] + bytes([whole[-1] ^ 1]),
        "a byte after the stream": whole + b"\0",
        "a stream twice": whole * 2,
        "gzip": zlib.compress(a_list().array, 9, wbits=31),
        "deflate without a frame": raw.compress(a_list().array) + raw.flush(),
        "an array that is one byte short": zlib.compress(a_list().array[:-1]),
        "an array that is one byte long": zlib.compress(a_list().array + b"\0"),
        "an array of nothing": zlib.compress(b""),
        "a bomb of 16 MiB": bomb(1 << 24),
    }
    for name, packed in wrong.items():
        yield RefusalCode.LIST_DAMAGED, name, with_array(packed)


def honest_delta() -> bytes:
    """Return a delta from the list with a few marked indices to a later one."""
    return make_delta(a_list(), a_list({0: 1, 9: 1}, iat=LATER), STATUS_KEY)


def deltas() -> Iterator[Forged]:
    """Yield every forged delta from the list with a few marked indices."""
    good = {2: a_list().sub, 4: IAT + 604_800, 6: LATER, 65534: 21_600}
    difference = bitarray.deflate(bitarray.xor(a_list().array, a_list({0: 1, 9: 1}).array))
    whole = {**good, -70001: IAT, -70002: _digest(a_list({0: 1, 9: 1})), -70003: difference}
    later = a_list(iat=LATER)
    wrong: list[tuple[RefusalCode, str, dict[str, Any]]] = [
        (RefusalCode.CLAIMS_MALFORMED, "a delta without its result", {"claim__70002": ...}),
        (RefusalCode.CLAIMS_MALFORMED, "a delta with one claim more", {"claim__70004": 1}),
        (RefusalCode.CLAIMS_MALFORMED, "changes as text", {"claim__70003": "x"}),
        (RefusalCode.LIST_OTHER, "of another list", {"claim_2": "https://hse.example.no/s/2"}),
        (RefusalCode.DELTA_OTHER, "from another publication", {"claim__70001": IAT - 1}),
        (RefusalCode.DELTA_OTHER, "from a date as text", {"claim__70001": str(IAT)}),
        (RefusalCode.DELTA_OTHER, "back to the same date", {"claim_6": IAT}),
        (RefusalCode.DELTA_OTHER, "back in time", {"claim_6": IAT - 1, "claim_4": IAT + 604_799}),
        (RefusalCode.LIST_DAMAGED, "changes cut off", {"claim__70003": difference[:-1]}),
        (RefusalCode.LIST_DAMAGED, "changes that are a bomb", {"claim__70003": bomb(1 << 22)}),
        (RefusalCode.DELTA_RESULT, "another result", {"claim__70002": bytes(32)}),
        (RefusalCode.DELTA_RESULT, "a result that is no hash", {"claim__70002": 7}),
        (
            RefusalCode.DELTA_RESULT,
            "other changes",
            {"claim__70003": bitarray.deflate(bytes(bitarray.BYTES))},
        ),
    ]
    for code, name, changes in wrong:
        yield code, name, signed(changed(whole, **changes), kind=statusdelta.TYPE)
    yield RefusalCode.ISSUER_MISMATCH, "by another issuer than the list", _delta_by(OTHER_ISSUER)
    yield RefusalCode.KEY_UNKNOWN, "a delta by a card key", _delta_by(NORMAL)
    yield RefusalCode.HEADER_NOT_ALLOWED, "the whole list instead", later.to_token(STATUS_KEY)
    yield RefusalCode.CBOR_NOT_STRICT, "a delta cut off", honest_delta()[:-1]


def _delta_by(key: SigningKey) -> bytes:
    return make_delta(a_list(), a_list({0: 1, 9: 1}, iat=LATER), key)


def _digest(made: StatusList) -> bytes:
    return hashlib.sha256(made.array).digest()
