"""One signature over one message: examples of standards, and every case of Wycheproof where it is at hand."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from signing import CardError, signature
from signing.keys import point_of
from signing.signature import Algorithm, public_key, verify
from tests.support import sources
from tests.support.cards import NORMAL, twin_of

# RFC 8032 section 7.1, the first and the second example.
ED25519 = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
        "25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c3"
        "87b2eaeb4302aeeb00d291612bb0c00",
    ),
)
# RFC 6979 appendix A.2.5: P-256 with SHA-256, the message "sample".
P256 = (
    "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5"
    "177a3c294d4462299"
)
OVER_SAMPLE = (
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064"
    "dc4ab2f843acda8"
)


def test_the_example_of_p256_verifies() -> None:
    key, signed = public_key("ES256", bytes.fromhex(P256)), bytes.fromhex(OVER_SAMPLE)

    assert verify(key, signed, b"sample")
    assert verify(key, twin_of(signed), b"sample")
    assert not verify(key, signed, b"Sample")
    assert not verify(key, signed[32:] + signed[:32], b"sample")


@pytest.mark.parametrize(("key", "message", "signed"), ED25519, ids=["of nothing", "of one byte"])
def test_the_examples_of_ed25519_verify(key: str, message: str, signed: str) -> None:
    read = public_key("EdDSA", bytes.fromhex(key))

    assert verify(read, bytes.fromhex(signed), bytes.fromhex(message))
    assert not verify(read, bytes.fromhex(signed), bytes.fromhex(message) + b"\0")


def test_a_signature_of_one_algorithm_is_none_of_the_other() -> None:
    es256, eddsa = public_key("ES256", bytes.fromhex(P256)), public_key("EdDSA", bytes.fromhex(ED25519[0][0]))

    assert not verify(eddsa, bytes.fromhex(OVER_SAMPLE), b"sample")
    assert not verify(es256, bytes.fromhex(ED25519[0][2]), b"")


@pytest.mark.parametrize("length", [0, 1, 32, 63, 65, 66, 72, 128])
@pytest.mark.parametrize("key", [public_key("ES256", bytes.fromhex(P256)), public_key("EdDSA", bytes(32))])
def test_only_64_bytes_are_a_signature(key: signature.PublicKey, length: int) -> None:
    good = bytes.fromhex(OVER_SAMPLE)

    assert not verify(key, (good + good)[:length], b"sample")


@pytest.mark.parametrize(
    ("algorithm", "data"),
    [
        ("ES256", b""),
        ("ES256", bytes(65)),
        ("ES256", b"\x04" + bytes(64)),
        ("ES256", bytes.fromhex(P256)[:-1]),
        ("ES256", bytes.fromhex(P256)[:-1] + b"\0"),
        ("EdDSA", b""),
        ("EdDSA", bytes(31)),
        ("EdDSA", bytes(33)),
        ("EdDSA", bytes.fromhex(P256)),
    ],
)
def test_what_is_no_key_is_said_to_be_none(algorithm: Algorithm, data: bytes) -> None:
    with pytest.raises(CardError, match=f"not a public key for {algorithm}"):
        public_key(algorithm, data)


def test_a_key_is_read_as_it_was_written() -> None:
    message = b"card"

    assert verify(public_key("ES256", point_of(NORMAL.public_key)), NORMAL.sign(message), message)


def wycheproof(name: str) -> dict[str, Any]:
    """Return a file of Wycheproof's; skip the test where it is not at hand."""
    beside = sources.CHECKOUT.parent / "shared" / "testdata"
    path = Path(os.environ.get("KORTSJEKK_TESTDATA") or beside) / "wycheproof" / name
    if not path.exists():
        pytest.skip(f"Wycheproof's {name} is not at hand: KORTSJEKK_TESTDATA names the folder it lies below")
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


def answers(algorithm: Algorithm, document: dict[str, Any]) -> Iterator[tuple[bool, bool, Any]]:
    """Yield of each case what we say, what we should say, and which one it is."""
    for group in document["testGroups"]:
        given = group["publicKey"]
        key = public_key(algorithm, bytes.fromhex(given.get("uncompressed") or given["pk"]))
        for case in group["tests"]:
            said = verify(key, bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"]))
            yield said, case["result"] == "valid", (case["tcId"], case["comment"])


@pytest.mark.parametrize(
    ("algorithm", "name", "count"),
    [("ES256", "ecdsa_secp256r1_sha256_p1363_test.json", 262), ("EdDSA", "ed25519_test.json", 151)],
)
def test_every_case_of_wycheproof_is_answered_right(algorithm: Algorithm, name: str, count: int) -> None:
    found = list(answers(algorithm, wycheproof(name)))

    assert [case for said, expected, case in found if said is not expected] == []
    assert len(found) == count
