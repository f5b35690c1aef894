"""The signed envelope: one place for the header, one algorithm, a signature over exactly RFC 9052's bytes."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest

from signing import Refusal, RefusalCode, cose
from tests.support.cards import NORMAL, envelope, protected, signed


def test_what_is_signed_is_the_sig_structure_of_rfc_9052() -> None:
    assert cose.sig_structure(b"\xa1\x01\x26", b"card") == (
        b"\x84" + b"\x6aSignature1" + b"\x43\xa1\x01\x26" + b"\x40" + b"\x44card"
    )


def test_a_signed_payload_is_tag_18_with_alg_and_kid_in_the_protected_header() -> None:
    data = cose.sign(b"card", NORMAL)

    tag = cbor2.loads(data)
    head, unprotected, payload, signature = tag.value
    assert tag.tag == 18
    assert cbor2.loads(head) == {1: -7, 4: NORMAL.kid}
    assert unprotected == {}
    assert payload == b"card"
    assert len(signature) == 64


def test_the_parts_come_back_and_bear_the_signature() -> None:
    parts = cose.parse(cose.sign(b"card", NORMAL))

    assert isinstance(parts, cose.Sign1)
    assert (parts.payload, parts.kid, parts.protected) == (b"card", NORMAL.kid, protected())
    assert parts.to_be_verified == cose.sig_structure(parts.protected, b"card")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", RefusalCode.NOT_COSE_SIGN1),
        (b"\xd2", RefusalCode.CBOR_NOT_STRICT),
        (b"\xd2\x00", RefusalCode.NOT_COSE_SIGN1),
        (b"\xd8\x12" + signed(b"card")[1:], RefusalCode.NOT_COSE_SIGN1),
        (envelope(protected(), {}, b"card"), RefusalCode.NOT_COSE_SIGN1),
        (envelope(protected(), {}, "card", bytes(64)), RefusalCode.NOT_COSE_SIGN1),
        (envelope(protected(), {4: NORMAL.kid}, b"card", bytes(64)), RefusalCode.HEADER_NOT_ALLOWED),
        (envelope(b"\x80", {}, b"card", bytes(64)), RefusalCode.HEADER_NOT_ALLOWED),
        (envelope(b"\xa0\x00", {}, b"card", bytes(64)), RefusalCode.CBOR_NOT_STRICT),
    ],
    # A signature differs in every process, and would be part of the name.
    ids=[
        "empty",
        "a tag alone",
        "no array",
        "two bytes of tag",
        "three parts",
        "text",
        "open key id",
        "a list",
        "more",
    ],
)
def test_any_other_envelope_is_refused(data: bytes, code: RefusalCode) -> None:
    refusal = cose.parse(data)

    assert isinstance(refusal, Refusal)
    assert refusal.code is code


@pytest.mark.parametrize("kid", [b"", b"abc", b"abcde", "abcd", 1, [b"abcd"]])
def test_a_kid_is_four_bytes(kid: Any) -> None:
    refusal = cose.parse(signed(b"card", header=cbor2.dumps({1: -7, 4: kid})))

    assert isinstance(refusal, Refusal)
    assert refusal.code is RefusalCode.HEADER_NOT_ALLOWED


@pytest.mark.parametrize("algorithm", [0, 5, -8, -9, -35, -257, "ES256", [-7]])
def test_no_other_algorithm_is_let_in_by_the_message(algorithm: Any) -> None:
    refusal = cose.parse(signed(b"card", header=cbor2.dumps({1: algorithm, 4: NORMAL.kid})))

    assert isinstance(refusal, Refusal)
    assert refusal.code is RefusalCode.ALGORITHM_NOT_ALLOWED
