"""HTTPS for a phone on the same network: phones give a page the camera only over HTTPS.

A certificate authority is made for these addresses alone, signs one certificate, and its key is thrown away:
a phone that trusts it trusts this machine, and nobody can ever sign anything else with it.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sync.private_file import make_folder

# Phones refuse server certificates that live longer.
LIFE = timedelta(days=397)
RENEW_BEFORE = timedelta(days=14)


@dataclass(frozen=True)
class Files:
    """Paths of PEM files: the server's `chain` and private `key`, and the `authority` for phones to trust."""

    chain: Path
    key: Path
    authority: Path


def keep(folder: Path, names: Sequence[str], now: datetime) -> Files:
    """Return certificate files for these addresses and host names, made anew when they no longer fit."""
    files = Files(folder / "chain.pem", folder / "key.pem", folder / "kortsjekk-practice-ca.crt")
    if not _still_good(files, names, now):
        make_folder(folder)
        _make(files, names, now)
    return files


def _still_good(files: Files, names: Sequence[str], now: datetime) -> bool:
    if not (files.chain.exists() and files.key.exists() and files.authority.exists()):
        return False
    try:
        leaf, *above = x509.load_pem_x509_certificates(files.chain.read_bytes())
        authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
        key = serialization.load_pem_private_key(files.key.read_bytes(), password=None)
        spoken_for = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        # A start that was cut off half-way leaves files that cannot be read.
        return False
    belong_together = leaf.public_key() == key.public_key() and above == [authority]
    is_time = leaf.not_valid_before_utc <= now < leaf.not_valid_after_utc - RENEW_BEFORE
    return belong_together and is_time and list(spoken_for) == general_names(names)


def general_names(names: Sequence[str]) -> list[x509.GeneralName]:
    """Return each address or host name, once, in the form that certificates carry."""
    return [_general_name(name) for name in dict.fromkeys(names)]


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _make(files: Files, names: Sequence[str], now: datetime) -> None:
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _authority(authority_key, names, now)
    leaf = _leaf(key.public_key(), authority, authority_key, names, now)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem = serialization.Encoding.PEM
    _write(files.key, private)
    _write(files.authority, authority.public_bytes(pem))
    _write(files.chain, leaf.public_bytes(pem) + authority.public_bytes(pem))


def _write(file: Path, content: bytes) -> None:
    """Write a file that only this user may read."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)


def _authority(key: ec.EllipticCurvePrivateKey, names: Sequence[str], now: datetime) -> x509.Certificate:
    allowed = [_as_constraint(name) for name in general_names(names)]
    builder = _builder("Kortsjekk practice authority", key.public_key(), now)
    builder = builder.issuer_name(_name("Kortsjekk practice authority"))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    builder = builder.add_extension(x509.NameConstraints(allowed, None), critical=True)
    return builder.sign(key, hashes.SHA256())


def _leaf(
    key: ec.EllipticCurvePublicKey,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
    now: datetime,
) -> x509.Certificate:
    by = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    builder = _builder("Kortsjekk practice", key, now).issuer_name(authority.subject)
    builder = builder.add_extension(x509.SubjectAlternativeName(general_names(names)), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.add_extension(by, critical=False).sign(authority_key, hashes.SHA256())


def _builder(common_name: str, key: ec.EllipticCurvePublicKey, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(common_name))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _as_constraint(name: x509.GeneralName) -> x509.GeneralName:
    if isinstance(name, x509.IPAddress):
        return x509.IPAddress(ipaddress.ip_network(name.value))
    return name


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
