"""Whoever signs for a command: a key in a file behind its passphrase, or one in a module behind its PIN."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from signing import hsm, keyfile
from signing.commands import files
from signing.errors import CardError
from signing.keys import Signer, SigningKey


def add_signer(parser: argparse.ArgumentParser, option: str, what: str) -> None:
    """Add the option that names a private key, and those that say where its passphrase comes from."""
    where = f"{what}: a file, or pkcs11:token=<label>;object=<label>?module-path=<file>"
    parser.add_argument(option, required=True, metavar="KEY", help=where)
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="file with the passphrase or PIN (default: ask at the terminal)",
    )
    source.add_argument(
        "--passphrase-env", metavar="NAME", help="name of the environment variable that holds it"
    )


def secret(arguments: argparse.Namespace, what: str, *, twice: bool = False) -> str:
    """The passphrase or PIN; raises CardError when there is none, or what was typed twice differs."""
    if arguments.passphrase_file is not None:
        found = files.read_text(arguments.passphrase_file).rstrip("\r\n")
    elif arguments.passphrase_env is not None:
        found = os.environ.get(arguments.passphrase_env, "")
    elif sys.stdin.isatty():
        found = getpass.getpass(f"Passphrase of {what}: ")
        if twice and getpass.getpass("The same once more: ") != found:
            raise CardError("the two passphrases differ")
    else:
        raise CardError("no terminal to ask at: name --passphrase-file or --passphrase-env")
    if not found:
        raise CardError(f"the passphrase of {what} is empty")
    return found


@contextmanager
def signer(reference: str, arguments: argparse.Namespace, issuer: str) -> Iterator[Signer]:
    """The key that a command signs with, while the block runs."""
    if reference.startswith(hsm.SCHEME):
        address = hsm.HsmAddress.from_uri(reference)
        with hsm.opened(address, secret(arguments, address.label), issuer) as key:
            yield key
        return
    pem = Path(reference).read_bytes()
    if keyfile.is_locked(pem):
        yield keyfile.unlock(pem, secret(arguments, reference), issuer)
    else:
        yield SigningKey.from_pem(pem, issuer)


@contextmanager
def made(
    reference: str, arguments: argparse.Namespace, issuer: str, *, is_open: bool = False
) -> Iterator[ec.EllipticCurvePublicKey]:
    """Make a key where `reference` says, never over another, and give its public half.

    The block writes that down. When it cannot, the key is taken away again: one whose public half nobody has
    is only in the way. `is_open` leaves a file without a passphrase: whoever can read it can sign.
    """
    if reference.startswith(hsm.SCHEME):
        address = hsm.HsmAddress.from_uri(reference)
        with hsm.made(address, secret(arguments, address.label), issuer) as inside:
            yield inside.public_key
        return
    path = Path(reference)
    files.require_new(path)
    key = SigningKey.generate(issuer)
    pem = key.to_pem() if is_open else keyfile.lock(key, secret(arguments, reference, twice=True))
    files.write_new(path, pem, 0o600)
    try:
        yield key.public_key
    except BaseException:
        path.unlink()
        raise
