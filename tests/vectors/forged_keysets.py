"""Key sets that must be refused: honestly signed forms that no set has, and good sets tampered with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cbor2

from signing import RefusalCode, strict_cbor
from signing.keyset import KEYS, TYPE
from tests.support.cards import NORMAL, envelope, twin_of
from tests.support.keysets import LOST, ROOT, claims, forged_set, key_set, signed_set

TOP: dict[str, dict[str, Any]] = {
    "without issuer": {"claim_1": ...},
    "without exp": {"claim_4": ...},
    "without iat": {"claim_6": ...},
    "without number": {"claim_m70010": ...},
    "without keys": {"claim_m70011": ...},
    "without environment": {"claim_m70012": ...},
    "with a claim too many": {"claim_2": "sub"},
    "issuer in small letters": {"claim_1": "no-hse"},
    "issuer is a number": {"claim_1": 7},
    "number 0": {"claim_m70010": 0},
    "number below 0": {"claim_m70010": -1},
    "number above 2^53 - 1": {"claim_m70010": 2**53},
    "number is a text": {"claim_m70010": "7"},
    "no key at all": {"claim_m70011": []},
    "keys in a map": {"claim_m70011": {1: 2}},
    "a key is a number": {"claim_m70011": [7]},
    "a key twice": {"claim_m70011": [claims()[KEYS][0]] * 2},
    "environment unknown": {"claim_m70012": "test"},
    "environment is an array": {"claim_m70012": []},
    "next root of 31 bytes": {"claim_m70013": bytes(31)},
    "next root is a text": {"claim_m70013": "0" * 32},
    "exp is iat": {"claim_4": claims()[6]},
    "lives for a second longer than 30 days": {"claim_4": claims()[4] + 1},
    "iat below 0": {"claim_6": -1},
    "iat is a text": {"claim_6": "1970"},
    "exp after the year 9999": {"claim_4": 253_402_300_800},
}
KEY: dict[str, dict[str, Any]] = {
    "a key without kty": {"key_1": ...},
    "a key of type OKP": {"key_1": 1},
    "a key with another kid": {"key_2": bytes(4)},
    "a key whose kid is a text": {"key_2": "kid0"},
    "a key for ESP256": {"key_3": -9},
    "a key for ES384": {"key_3": -35},
    "a key that may sign": {"key_4": [1, 2]},
    "a key without operations": {"key_4": ...},
    "a key on P-384": {"key_m1": 2},
    "a key beside the curve": {"key_m3": bytes(32)},
    "x of 31 bytes": {"key_m2": bytes(31)},
    "y is a sign": {"key_m3": 1},
    "a key with its private half": {"key_m4": bytes(32)},
    "a key without issuer": {"key_m70020": ...},
    "issuer of a key in small letters": {"key_m70020": "no-hse"},
    "a key for key sets": {"key_m70021": "keyset"},
    "purpose is an array": {"key_m70021": ["card"]},
    "state unknown": {"key_m70022": "lost"},
    "a key without window": {"key_m70023": ...},
    "window of one time": {"key_m70023": [0]},
    "window is a number": {"key_m70023": 0},
    "window ends before it begins": {"key_m70023": [2, 1]},
    "window of texts": {"key_m70023": ["0", "1"]},
    "active key with not after": {"key_m70024": 1_700_000_000},
    "compromised key without not after": {"key_m70022": "compromised"},
    "not after is a text": {"key_m70022": "compromised", "key_m70024": "now"},
}


def malformed() -> Iterator[tuple[str, bytes]]:
    """Yield sets that the root signed and that are no sets."""
    yield "the payload is an array", forged_set([1, 2])
    yield "the payload is a number", forged_set(7)
    for name, changes in {**TOP, **KEY}.items():
        yield name, forged_set(claims(**changes))
    long = [{**claims()[KEYS][0], -2: bytes([n]) * 32} for n in range(101)]
    yield "more keys than a set holds", forged_set(claims(claim_m70011=long))


def before_the_root() -> Iterator[tuple[RefusalCode, str, bytes]]:
    """Yield what is no signed key set at all, whoever signed it."""
    good = signed_set()
    yield RefusalCode.NOT_COSE_SIGN1, "nothing", b""
    yield RefusalCode.NOT_COSE_SIGN1, "without tag 18", good[1:]
    yield RefusalCode.CBOR_NOT_STRICT, "cut", good[:-1]
    yield RefusalCode.CBOR_NOT_STRICT, "a byte left over", good + b"\x00"
    yield RefusalCode.CBOR_NOT_STRICT, "larger than any set", b"\xd2" + bytes(32_769)
    yield RefusalCode.NOT_COSE_SIGN1, "three parts", envelope(b"", {}, b"")
    status = "application/statuslist+cwt"
    yield RefusalCode.HEADER_NOT_ALLOWED, "a status list's type", forged_set(claims(), kind=status)
    card = strict_cbor.dumps({1: -7, 4: ROOT.kid})
    body = key_set().payload()
    yield RefusalCode.HEADER_NOT_ALLOWED, "no type, as on a card", envelope(card, {}, body, bytes(64))
    head = strict_cbor.dumps({1: -7, 4: ROOT.kid, 16: TYPE})
    yield RefusalCode.HEADER_NOT_ALLOWED, "kid unprotected", envelope(head, {4: ROOT.kid}, body, bytes(64))
    for algorithm in (-8, -9, -35, 0):
        other = strict_cbor.dumps({1: algorithm, 4: ROOT.kid, 16: TYPE})
        name = f"algorithm {algorithm}"
        yield RefusalCode.ALGORITHM_NOT_ALLOWED, name, envelope(other, {}, body, bytes(64))


def at_the_root() -> Iterator[tuple[RefusalCode, str, bytes]]:
    """Yield sets that another key signed, or that changed after signing."""
    yield RefusalCode.ROOT_UNKNOWN, "signed by a card key of the set", forged_set(claims(), root=LOST)
    parts = cbor2.loads(signed_set()[1:])
    forged = strict_cbor.dumps({**claims(), -70010: 8})
    yield RefusalCode.SIGNATURE_BAD, "number raised after signing", envelope(parts[0], {}, forged, parts[3])
    yield RefusalCode.SIGNATURE_BAD, "no signature", envelope(parts[0], {}, parts[2], b"")
    yield RefusalCode.SIGNATURE_BAD, "signature of zeros", envelope(parts[0], {}, parts[2], bytes(64))
    borrowed = NORMAL.sign(b"anything else")
    yield RefusalCode.SIGNATURE_BAD, "another's signature", envelope(parts[0], {}, parts[2], borrowed)


def twin_of_the_usual() -> bytes:
    """Return the usual set with the twin of its signature: the same set, in other bytes."""
    parts = cbor2.loads(signed_set()[1:])
    return envelope(parts[0], {}, parts[2], twin_of(parts[3]))
