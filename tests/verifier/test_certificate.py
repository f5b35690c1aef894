"""HTTPS for phones: a certificate that they take, whose authority can sign nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from verifier.certificate import LIFE, RENEW_BEFORE, Files, keep

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = ["192.168.1.20", "127.0.0.1", "localhost"]


def chain(files: Files) -> list[x509.Certificate]:
    """Return the server's certificate and its authority."""
    return x509.load_pem_x509_certificates(files.chain.read_bytes())


def verify(files: Files, name: x509.IPAddress | x509.DNSName, at: datetime = NOW) -> None:
    """Check the chain for a name as a phone does that trusts the authority alone."""
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    verifier = PolicyBuilder().store(Store([authority])).time(at).build_server_verifier(name)
    leaf, *others = chain(files)
    verifier.verify(leaf, others)


@pytest.mark.parametrize(
    "name", [x509.IPAddress(ip_address("192.168.1.20")), x509.DNSName("localhost")], ids=str
)
def test_a_phone_that_trusts_the_authority_takes_the_certificate(
    tmp_path: Path, name: x509.IPAddress | x509.DNSName
) -> None:
    verify(keep(tmp_path / "tls", NAMES, NOW), name)


def test_it_holds_for_no_other_address_and_no_longer_than_phones_allow(tmp_path: Path) -> None:
    files = keep(tmp_path / "tls", NAMES, NOW)

    with pytest.raises(VerificationError):
        verify(files, x509.DNSName("elsewhere.example"))
    with pytest.raises(VerificationError):
        verify(files, x509.DNSName("localhost"), NOW + LIFE + timedelta(days=1))
    assert chain(files)[0].not_valid_after_utc - NOW <= timedelta(days=398)


def test_the_authority_may_sign_for_these_addresses_alone_and_its_key_is_gone(tmp_path: Path) -> None:
    files = keep(tmp_path / "tls", NAMES, NOW)
    leaf, authority = chain(files)

    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    assert len(limits.value.permitted_subtrees or ()) == len(NAMES)
    key = serialization.load_pem_private_key(files.key.read_bytes(), password=None)
    assert key.public_key() == leaf.public_key()
    assert key.public_key() != authority.public_key()
    assert {path.name for path in (tmp_path / "tls").iterdir()} == {
        files.chain.name,
        files.key.name,
        files.authority.name,
    }
    assert files.key.stat().st_mode & 0o77 == 0


def test_it_is_kept_while_it_fits(tmp_path: Path) -> None:
    first = keep(tmp_path, NAMES, NOW).chain.read_bytes()

    assert keep(tmp_path, [*NAMES, NAMES[0]], NOW + timedelta(days=30)).chain.read_bytes() == first


def test_it_is_made_anew_for_another_address_and_before_it_ends(tmp_path: Path) -> None:
    first = keep(tmp_path, NAMES, NOW).chain.read_bytes()

    second = keep(tmp_path, ["10.0.0.7", "localhost"], NOW).chain.read_bytes()
    third = keep(tmp_path, ["10.0.0.7", "localhost"], NOW + LIFE - RENEW_BEFORE).chain.read_bytes()

    assert len({first, second, third}) == 3


@pytest.mark.parametrize("name", ["chain", "key", "authority"])
@pytest.mark.parametrize("left", [None, b"", b"-----BEGIN CERTIFICATE-----\n"])
def test_a_start_that_was_cut_off_half_way_is_made_good(
    tmp_path: Path, name: str, left: bytes | None
) -> None:
    files = keep(tmp_path, NAMES, NOW)
    damaged: Path = getattr(files, name)
    if left is None:
        damaged.unlink()
    else:
        damaged.write_bytes(left)

    verify(keep(tmp_path, NAMES, NOW), x509.DNSName("localhost"))


def test_a_key_of_another_certificate_is_noticed(tmp_path: Path) -> None:
    files, other = keep(tmp_path / "one", NAMES, NOW), keep(tmp_path / "two", NAMES, NOW)
    files.key.write_bytes(other.key.read_bytes())

    again = keep(tmp_path / "one", NAMES, NOW)

    key = serialization.load_pem_private_key(again.key.read_bytes(), password=None)
    assert key.public_key() == chain(again)[0].public_key()
