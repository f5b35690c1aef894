"""Keys, their ids, and the list of those that are trusted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from signing import CardError, SigningKey, TrustedKey, TrustList
from signing.keys import kid_of
from tests.support.cards import (
    NORMAL,
    OTHER_ISSUER,
    PRACTICE,
    STRANGER,
    TWIN_HERE,
    TWIN_THERE,
    WINDOW,
    trust_list,
    twin_of,
)

PRIVATE = serialization.PrivateFormat.PKCS8
PLAIN = serialization.NoEncryption()


def pem(key: Any, encryption: serialization.KeySerializationEncryption = PLAIN) -> bytes:
    """Return any private key as PEM."""
    return bytes(key.private_bytes(serialization.Encoding.PEM, PRIVATE, encryption))


def changed_entry(**changes: Any) -> str:
    """Return a trust list as text with its one entry changed; `...` leaves a field out."""
    document = json.loads(TrustList.of(NORMAL).to_json())
    entry = document["keys"][0] | changes
    document["keys"] = [{name: value for name, value in entry.items() if value is not ...}]
    return json.dumps(document)


def test_each_new_key_is_another_one() -> None:
    one, other = SigningKey.generate(), SigningKey.generate()

    assert one.issuer == "NO-HSE"
    assert one.kid == kid_of(one.public_key)
    assert len(one.kid) == 4
    assert one.public_key != other.public_key


def test_a_key_never_shows_its_secret() -> None:
    assert "private" not in repr(NORMAL)


def test_a_key_comes_back_from_its_pem() -> None:
    again = SigningKey.from_pem(OTHER_ISSUER.to_pem(), "XX-TEST")

    assert again.issuer == "XX-TEST"
    assert again.public_key == OTHER_ISSUER.public_key


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"not a key",
        NORMAL.to_pem()[:60],
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(ec.generate_private_key(ec.SECP256K1())),
        pem(ed25519.Ed25519PrivateKey.generate()),
        pem(rsa.generate_private_key(65_537, 2048)),
        pem(NORMAL.private_key, serialization.BestAvailableEncryption(b"secret")),
        NORMAL.public_key.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
    ],
    ids=["empty", "words", "cut", "P-384", "secp256k1", "Ed25519", "RSA", "encrypted", "public"],
)
def test_what_is_no_open_p256_private_key_signs_no_cards(text: bytes) -> None:
    with pytest.raises(CardError):
        SigningKey.from_pem(text)


@pytest.mark.parametrize("issuer", ["", "N", "no-hse", "NO HSE", "-NO", "N" * 33, "NO-HSE\n", "NØ", 7, None])
def test_an_issuer_is_a_short_id(issuer: Any) -> None:
    with pytest.raises(CardError, match="issuer"):
        SigningKey.generate(issuer)
    with pytest.raises(CardError, match="issuer"):
        TrustedKey(NORMAL.public_key, issuer)


def test_a_signature_is_64_bytes_and_only_its_own_key_verifies_it() -> None:
    signature = NORMAL.sign(b"card")

    assert len(signature) == 64
    assert TrustedKey(NORMAL.public_key, "NO-HSE").verifies(b"card", signature)
    assert not TrustedKey(NORMAL.public_key, "NO-HSE").verifies(b"Card", signature)
    assert not TrustedKey(STRANGER.public_key, "NO-HSE").verifies(b"card", signature)


@pytest.mark.parametrize("wrong", [b"", bytes(63), bytes(64), bytes(65), b"\xff" * 64, bytes(63) + b"\x01"])
def test_a_signature_of_another_form_verifies_nothing(wrong: bytes) -> None:
    assert not TrustedKey(NORMAL.public_key, "NO-HSE").verifies(b"card", wrong)


def test_a_number_is_not_made_longer_by_a_zero_byte() -> None:
    signature = NORMAL.sign(b"card")

    longer = signature[:32] + b"\x00" + signature[32:]

    assert not TrustedKey(NORMAL.public_key, "NO-HSE").verifies(b"card", longer)


def test_a_number_that_begins_with_a_zero_byte_is_not_made_shorter() -> None:
    while (signature := NORMAL.sign(b"card"))[32]:
        pass

    shorter = signature[:32] + signature[33:]

    assert TrustedKey(NORMAL.public_key, "NO-HSE").verifies(b"card", signature)
    assert not TrustedKey(NORMAL.public_key, "NO-HSE").verifies(b"card", shorter)


def test_a_signature_has_a_twin_that_verifies_too() -> None:
    signature = NORMAL.sign(b"card")

    assert twin_of(signature) != signature
    assert TrustedKey(NORMAL.public_key, "NO-HSE").verifies(b"card", twin_of(signature))


def test_a_list_finds_keys_by_id() -> None:
    trust = trust_list()

    assert [key.issuer for key in trust.with_kid(OTHER_ISSUER.kid, "card")] == ["XX-TEST"]
    assert trust.with_kid(STRANGER.kid, "card") == ()


def test_two_keys_may_share_an_id() -> None:
    assert TWIN_HERE.kid == TWIN_THERE.kid
    assert [key.issuer for key in trust_list().with_kid(TWIN_HERE.kid, "card")] == ["NO-HSE", "XX-TWIN"]


def test_one_key_may_not_stand_for_two_issuers() -> None:
    with pytest.raises(CardError, match="twice"):
        TrustList.of(NORMAL, TrustedKey(NORMAL.public_key, "XX-TEST"))


def test_a_list_knows_where_its_keys_belong() -> None:
    assert TrustList.of(NORMAL).environments == {"production"}
    assert TrustList.of(PRACTICE, environment="practice").environments == {"practice"}
    assert trust_list().environments == {"practice", "production"}


def test_a_list_comes_back_from_its_text() -> None:
    again = TrustList.from_json(trust_list().to_json())

    assert again.keys == trust_list().keys
    assert again.keys[2].not_before == WINDOW[0]


def test_an_empty_list_trusts_nobody() -> None:
    assert TrustList.from_json(TrustList([]).to_json()).keys == ()


def test_a_list_holds_no_private_half() -> None:
    assert "PRIVATE" not in trust_list().to_json()
    assert f"{NORMAL.private_key.private_numbers().private_value:x}" not in trust_list().to_json()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        '{"format": "kortsjekk.trust/2", "keys": []}',
        '{"format": "kortsjekk.trust/1"}',
        '{"format": "kortsjekk.trust/1", "keys": 7}',
        '{"format": "kortsjekk.trust/1", "keys": [7]}',
        '{"format": "kortsjekk.trust/1", "keys": "key"}',
        "[" * 100_000,
    ],
)
def test_what_is_no_trust_list_trusts_nobody(text: str) -> None:
    with pytest.raises(CardError):
        TrustList.from_json(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"kid": "00000000"},
        {"kid": ...},
        {"algorithm": "none"},
        {"algorithm": "ES384"},
        {"issuer": "no-hse"},
        {"issuer": None},
        {"purpose": "statuslist"},
        {"purpose": []},
        {"environment": "test"},
        {"not_before": "2026-11-01"},
        {"not_after": "2026-11-30T00:00:00"},
        {"not_after": "later"},
        {"not_after": 7},
        {"point": ""},
        {"point": "BAAA"},
        {"point": "å"},
        {"point": None},
        {"point": ...},
    ],
    ids=str,
)
def test_one_wrong_entry_spoils_the_list(changes: dict[str, Any]) -> None:
    with pytest.raises(CardError):
        TrustList.from_json(changed_entry(**changes))


def test_an_entry_that_nobody_changed_is_read() -> None:
    assert TrustList.from_json(changed_entry()).keys == TrustList.of(NORMAL).keys


def test_a_key_on_another_curve_is_not_trusted() -> None:
    with pytest.raises(CardError, match="P-256"):
        TrustedKey(ec.generate_private_key(ec.SECP384R1()).public_key(), "NO-HSE")


def test_a_window_without_time_zone_is_not_guessed() -> None:
    with pytest.raises(CardError, match="time zone"):
        TrustedKey(NORMAL.public_key, "NO-HSE", not_before=datetime(2026, 11, 1))
    with pytest.raises(CardError, match="time zone"):
        TrustedKey(NORMAL.public_key, "NO-HSE", datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1))


def test_a_list_that_runs_out_still_does_after_it_was_written_down() -> None:
    until = datetime(2027, 1, 1, tzinfo=UTC)
    key = SigningKey.generate()
    written = TrustList((TrustedKey(key.public_key, key.issuer),), usable_until=until).to_json()

    read = TrustList.from_json(written)

    assert read.usable_until == until
    assert read.is_usable(until - timedelta(seconds=1))
    assert not read.is_usable(until)
    assert TrustList.from_json(TrustList.of(key).to_json()).usable_until is None


@pytest.mark.parametrize("until", ["2027-01-01T00:00:00", "soon", 5])
def test_an_end_that_is_no_moment_makes_no_list(until: object) -> None:
    document = json.loads(TrustList.of(SigningKey.generate()).to_json())

    with pytest.raises(CardError):
        TrustList.from_json(json.dumps({**document, "usable_until": until}))
