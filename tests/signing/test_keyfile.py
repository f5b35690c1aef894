"""Private keys behind a passphrase, and files of public keys."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from signing import CardError, SigningKey, keyfile
from tests.support.cards import NORMAL, OTHER_ISSUER

WORDS = "sixteen letters or more: å"


def test_a_locked_key_opens_with_its_passphrase_alone() -> None:
    pem = keyfile.lock(OTHER_ISSUER, WORDS)

    again = keyfile.unlock(pem, WORDS, "XX-TEST")

    assert again.public_key == OTHER_ISSUER.public_key
    assert again.issuer == "XX-TEST"
    assert keyfile.is_locked(pem)
    with pytest.raises(CardError, match="does not open"):
        keyfile.unlock(pem, WORDS + "!", "XX-TEST")
    with pytest.raises(CardError, match="not a private key"):
        SigningKey.from_pem(pem)


def test_an_open_key_is_told_from_a_locked_one() -> None:
    assert not keyfile.is_locked(NORMAL.to_pem())


def test_a_short_passphrase_locks_nothing() -> None:
    with pytest.raises(CardError, match="16 characters"):
        keyfile.lock(NORMAL, "fifteen letters")

    assert keyfile.is_locked(keyfile.lock(NORMAL, "sixteen letters!"))


@pytest.mark.parametrize(
    "pem",
    [b"", b"words", NORMAL.to_pem(), keyfile.lock(NORMAL, WORDS)[:90]],
    ids=["empty", "words", "an open key", "cut off"],
)
def test_what_is_no_locked_key_gets_a_sentence(pem: bytes) -> None:
    with pytest.raises(CardError, match="does not open"):
        keyfile.unlock(pem, WORDS, "NO-HSE")


def test_a_locked_key_on_another_curve_is_refused() -> None:
    pem = ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(WORDS.encode()),
    )

    with pytest.raises(CardError, match="P-256"):
        keyfile.unlock(pem, WORDS, "NO-HSE")


def test_a_file_holds_one_public_key_or_several() -> None:
    both = keyfile.public_pem(NORMAL.public_key) + keyfile.public_pem(OTHER_ISSUER.public_key)

    assert keyfile.read_public(both) == (NORMAL.public_key, OTHER_ISSUER.public_key)


def pem_of(key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) -> bytes:
    """Return any public key as PEM."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    ("pem", "sentence"),
    [
        (b"", "no public key"),
        (NORMAL.to_pem(), "no public key"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "cannot be read"),
        (pem_of(ec.generate_private_key(ec.SECP384R1()).public_key()), "P-256"),
        (pem_of(ed25519.Ed25519PrivateKey.generate().public_key()), "P-256"),
    ],
    ids=["nothing", "private", "damaged", "P-384", "Ed25519"],
)
def test_what_is_no_public_key_gets_a_sentence(pem: bytes, sentence: str) -> None:
    with pytest.raises(CardError, match=sentence):
        keyfile.read_public(pem)
