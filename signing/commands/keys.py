"""Keys of the issuer: made, followed by others, withdrawn; all on the key list, until the root signs it."""

from __future__ import annotations

import argparse
import sys
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from signing import keyfile
from signing.commands import Commands, files, signers
from signing.errors import CardError
from signing.keylist import KeyList
from signing.keys import Environment, SigningKey, kid_of
from signing.keyset import root_hash
from signing.listed_key import ListedKey, ListedPurpose

ONE_YEAR = timedelta(days=365)


def add(commands: Commands) -> None:
    """Add the commands about keys."""
    root = commands.add_parser("make-root", help="make the root key that signs key sets, and nothing else")
    signers.add_signer(root, "--root", "where the private key goes; it must not exist")
    root.add_argument(
        "--public", type=Path, required=True, help="file for the public half, to build into readers"
    )
    root.add_argument("--issuer", default="NO-HSE", help="short id of the issuer (default NO-HSE)")
    root.set_defaults(run=_make_root)

    make = commands.add_parser(
        "make-key", help="make a key for cards or status lists and put it on the key list"
    )
    _add_new_key(make)
    make.add_argument("--purpose", choices=["card", "status"], default="card", help="(default card)")
    make.add_argument(
        "--from", dest="starts", type=date.fromisoformat, help="first day it signs (default today)"
    )
    make.add_argument("--issuer", default="NO-HSE", help="issuer of a new list (default NO-HSE)")
    make.add_argument("--practice", action="store_true", help="a new list is one that production refuses")
    make.set_defaults(run=_make_key)

    rotate = commands.add_parser("rotate", help="make the key that follows another one from a day on")
    _add_new_key(rotate)
    rotate.add_argument(
        "--after", required=True, metavar="NAME", help="name of the key that signs until then"
    )
    rotate.add_argument("--on", required=True, type=date.fromisoformat, help="first day of the new key")
    rotate.add_argument(
        "--longest-offline-days", type=int, default=7, help="how long a reader may stay offline (default 7)"
    )
    rotate.set_defaults(run=_rotate)

    withdraw = commands.add_parser("withdraw-key", help="mark a key as compromised on the key list")
    withdraw.add_argument("--keys", type=Path, required=True, help="the key list")
    withdraw.add_argument("--name", required=True, help="name of the key on the list")
    withdraw.add_argument(
        "--not-after",
        required=True,
        type=date.fromisoformat,
        metavar="DAY",
        help="last day whose cards stay genuine",
    )
    withdraw.set_defaults(run=_withdraw)


def _add_new_key(parser: argparse.ArgumentParser) -> None:
    signers.add_signer(parser, "--key", "where the private key goes; it must not exist")
    parser.add_argument("--keys", type=Path, required=True, help="the key list")
    parser.add_argument("--name", required=True, help="what the key is called on the list")
    parser.add_argument(
        "--to", dest="ends", type=date.fromisoformat, help="last day it signs (default: a year)"
    )
    parser.add_argument(
        "--without-passphrase", action="store_true", help="leave the file open; for practice alone"
    )


def _make_root(arguments: argparse.Namespace) -> int:
    files.require_new(arguments.public)
    SigningKey.generate(arguments.issuer)  # a wrong issuer is refused before there is a root
    with signers.made(arguments.root, arguments, arguments.issuer) as public:
        files.write_new(arguments.public, keyfile.public_pem(public), 0o644)
    print(f"root {kid_of(public).hex()} of {arguments.issuer}: {arguments.root}")
    print(f"public half, to build into readers: {arguments.public}")
    print(f"fingerprint, to be written down by all present: {root_hash(public).hex()}")
    return 0


def _make_key(arguments: argparse.Namespace) -> int:
    environment: Environment = "practice" if arguments.practice else "production"
    starts = arguments.starts or datetime.now(UTC).date()
    with _alone(arguments):
        known = (
            read_list(arguments.keys) if arguments.keys.exists() else KeyList(arguments.issuer, environment)
        )
        return _put_on(known, arguments, starts, arguments.purpose)


def _alone(arguments: argparse.Namespace) -> AbstractContextManager[None]:
    files.require_folder(arguments.keys)
    return files.alone_in(arguments.keys.parent)


def _rotate(arguments: argparse.Namespace) -> int:
    with _alone(arguments):
        known = read_list(arguments.keys)
        followed = known.named(arguments.after)
        shortened = known.ending(arguments.after, _begin(arguments.on))
        code = _put_on(shortened, arguments, arguments.on, followed.purpose)
    needed = timedelta(days=2 * arguments.longest_offline_days)
    if _begin(arguments.on) - datetime.now(UTC) < needed:
        print(
            f"warning: {arguments.on} is less than {needed.days} days away, twice the longest time offline: "
            "readers that have not fetched the set by then take the new key for a stranger's",
            file=sys.stderr,
        )
    return code


def _put_on(known: KeyList, arguments: argparse.Namespace, starts: date, purpose: ListedPurpose) -> int:
    """Make a key and write the list with it; what the list cannot take leaves no key behind."""
    if arguments.without_passphrase and known.environment != "practice":
        raise CardError("a production key has a passphrase, or lies in a module")
    ends = arguments.ends or starts + ONE_YEAR

    def with_key(public: ec.EllipticCurvePublicKey) -> KeyList:
        listed = ListedKey(public, known.issuer, purpose, _begin(starts), _end(ends))
        return known.with_key(arguments.name, listed)

    with_key(SigningKey.generate(known.issuer).public_key)  # tried before a key is made for it
    with signers.made(arguments.key, arguments, known.issuer, is_open=arguments.without_passphrase) as public:
        files.put(arguments.keys, with_key(public).to_json().encode())
    print(f"{purpose} key {kid_of(public).hex()} of {known.issuer}, {starts} to {ends}: {arguments.key}")
    print(f"on the list {arguments.keys} as {arguments.name}; readers know it once publish-keyset has run")
    return 0


def _withdraw(arguments: argparse.Namespace) -> int:
    with _alone(arguments):
        known = read_list(arguments.keys).withdrawn(arguments.name, _end(arguments.not_after))
        files.put(arguments.keys, known.to_json().encode())
    kid = known.named(arguments.name).kid.hex()
    print(f"key {kid} ({arguments.name}) is compromised: not genuine when dated after {arguments.not_after}")
    print("readers know it once publish-keyset has run and they have fetched the set")
    return 0


def read_list(path: Path) -> KeyList:
    """The key list in a file; raises CardError that names the file."""
    try:
        return KeyList.from_json(files.read_text(path))
    except CardError as error:
        raise CardError(f"{path}: {error}") from error


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _end(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)
