"""The signed examples of RFC 9052 and RFC 8392: our layers verify them, and they are no cards."""

from __future__ import annotations

import json
from pathlib import Path

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from signing import RefusalCode, TrustedKey, TrustList, cose, read_card, signature, strict_cbor
from tests.support.cards import NOW, text_of

CASES: list[dict[str, str]] = json.loads((Path(__file__).parent / "rfc.json").read_text("utf-8"))["cases"]


def where(case: dict[str, str]) -> str:
    """Return where an example stands."""
    return case["stands_in"].partition(";")[0]


def parts(case: dict[str, str]) -> tuple[bytes, bytes, bytes]:
    """Return what an example signs, and its signature."""
    protected, payload, signed = (bytes.fromhex(case[name]) for name in ("protected", "payload", "signature"))
    return protected, payload, signed


@pytest.fixture(params=CASES, ids=where)
def case(request: pytest.FixtureRequest) -> dict[str, str]:
    """Give each example in turn."""
    given: dict[str, str] = request.param
    return given


def test_the_parts_stand_in_the_whole(case: dict[str, str]) -> None:
    tag = cbor2.loads(bytes.fromhex(case["whole"]))

    assert tag.tag == 18
    assert (tag.value[0], tag.value[2], tag.value[3]) == parts(case)


def test_an_example_of_a_standard_verifies(case: dict[str, str]) -> None:
    key = signature.public_key("ES256", bytes.fromhex(case["point"]))
    protected, payload, signed = parts(case)

    assert signature.verify(key, signed, cose.sig_structure(protected, payload))
    assert not signature.verify(key, signed, cose.sig_structure(protected, payload + b"."))
    assert not signature.verify(key, signed, payload)


def test_an_example_is_deterministic_cbor(case: dict[str, str]) -> None:
    whole = bytes.fromhex(case["whole"])

    protected, _, payload, signed = strict_cbor.loads(whole[1:])

    assert (protected, payload, signed) == parts(case)


def test_an_example_is_no_card_even_if_its_key_is_trusted(case: dict[str, str]) -> None:
    key = signature.public_key("ES256", bytes.fromhex(case["point"]))
    assert isinstance(key, ec.EllipticCurvePublicKey)

    reading = read_card(text_of(bytes.fromhex(case["whole"])), TrustList([TrustedKey(key, "NO-HSE")]), NOW)

    assert reading.refusal is not None
    assert reading.refusal.code == RefusalCode(case["refusal"])
