"""Receipts: anybody with the public key can check one, nobody can change one."""

from __future__ import annotations

import base64
import json
import stat
from datetime import timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, RSAKey

from sync.private_file import read_or_make
from sync.receipts import ReceiptKey, UnusableKey
from tests.support.reports import NOW

ID = UUID("7d7bdf28-29a0-4a3e-92d1-1d6c6a2f3b11")
SHA256 = "ab" * 32
CLAIMS = {"id": str(ID), "sha256": SHA256, "number": 4711, "received_at": "2026-03-02T09:00:30.250000+00:00"}


def signed(key: ReceiptKey) -> str:
    """Return a receipt's signature over CLAIMS."""
    return key.sign(ID, SHA256, 4711, NOW.astimezone(timezone(timedelta(hours=-5))))


def b64(value: object) -> str:
    """Return JSON in base64url without padding, as a JWS has it."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_the_public_key_alone_checks_a_receipt(key: ReceiptKey) -> None:
    public = json.loads(json.dumps(key.public_jwk()))

    read = jws.deserialize_compact(signed(key), ECKey.import_key(public))

    assert "d" not in public
    assert json.loads(read.payload) == CLAIMS
    assert read.headers()["kid"] == ECKey.import_key(public).thumbprint()
    assert key.read(signed(key)) == CLAIMS


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_a_changed_claim_does_not_check(key: ReceiptKey, name: str) -> None:
    header, _, signature = signed(key).split(".")
    changed = {**CLAIMS, name: 4712 if name == "number" else "changed"}

    with pytest.raises(JoseError):
        key.read(f"{header}.{b64(changed)}.{signature}")


def test_a_receipt_of_another_server_does_not_check(key: ReceiptKey, tmp_path: Path) -> None:
    other = ReceiptKey.load_or_make(tmp_path / "other.json", practice=True)

    with pytest.raises(JoseError):
        key.read(signed(other))


def test_a_receipt_without_a_real_signature_does_not_check(key: ReceiptKey) -> None:
    public = json.dumps(key.public_jwk()).encode()
    forged = jws.serialize_compact({"alg": "HS256"}, json.dumps(CLAIMS), OctKey.import_key(public))

    for text in (f"{b64({'alg': 'none'})}.{b64(CLAIMS)}.", forged):
        with pytest.raises(JoseError):
            key.read(text)


def test_a_practice_key_is_made_once_says_so_and_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key.json"

    made = ReceiptKey.load_or_make(path, practice=True)
    again = ReceiptKey.load_or_make(path, practice=True)

    assert made.is_practice
    assert again.public_jwk() == made.public_jwk()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_production_never_makes_a_key(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ReceiptKey.load_or_make(tmp_path / "key.json", practice=False)

    assert list(tmp_path.iterdir()) == []


def test_a_production_key_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(ECKey.generate_key("P-256").as_dict(private=True)))

    key = ReceiptKey.load_or_make(path, practice=False)

    assert not key.is_practice
    assert key.read(signed(key)) == CLAIMS


UNUSABLE = {
    "empty": "",
    "not JSON": "-----BEGIN",
    "a list": "[]",
    "no key": "{}",
    "a public key": json.dumps(ECKey.generate_key("P-256").as_dict(private=False)),
    "another curve": json.dumps(ECKey.generate_key("P-384").as_dict(private=True)),
    "another kind": json.dumps(RSAKey.generate_key(2048).as_dict(private=True)),
    "a point off the curve": '{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}',
}


@pytest.mark.parametrize("text", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_key_that_could_not_sign_is_refused_at_the_start(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(text)

    with pytest.raises(UnusableKey):
        ReceiptKey.load_or_make(path, practice=False)


def test_of_two_that_make_a_secret_at_once_the_first_ones_stays(tmp_path: Path) -> None:
    path = tmp_path / "secret"

    def slower() -> bytes:
        assert read_or_make(path, lambda: b"first") == b"first"
        return b"second"

    assert read_or_make(path, slower) == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_secret_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise OSError("no randomness")

    with pytest.raises(OSError, match="no randomness"):
        read_or_make(tmp_path / "secret", fail)

    assert list(tmp_path.iterdir()) == []
