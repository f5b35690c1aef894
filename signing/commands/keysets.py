"""Key sets: published by the root, and shown."""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from signing import keyfile
from signing.commands import Commands, files, signers
from signing.commands.keys import read_list
from signing.errors import CardError, Refusal
from signing.jwks import to_jwks
from signing.keylist import KeyList, require_no_way_back
from signing.keys import Signer
from signing.keyset import KeySet, read_by_any, root_hash

# A number far ahead could never be followed by enough others.
MOST_AT_ONCE = 100_000
# A set that has run out still says which number comes next.
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def add(commands: Commands) -> None:
    """Add the commands about key sets."""
    publish = commands.add_parser("publish-keyset", help="sign the key list as the next key set")
    signers.add_signer(publish, "--root", "the root's private key")
    publish.add_argument("--keys", type=Path, required=True, help="the key list")
    publish.add_argument(
        "--set", type=Path, required=True, dest="keyset", help="the signed set; the last one lies here"
    )
    publish.add_argument(
        "--days", type=_days, default=30, help="how long the set lives (1 to 30, default 30)"
    )
    publish.add_argument(
        "--first",
        action="store_true",
        help="the issuer's first set: there is no last one to go on from",
    )
    publish.add_argument(
        "--sequence", type=int, help="number to give, where no node has the last set (default: the next one)"
    )
    publish.add_argument(
        "--next-root", type=Path, metavar="PUBLIC", help="announce this root as the next one"
    )
    publish.add_argument(
        "--last-root", type=Path, metavar="PUBLIC", help="the root of the last set, where it was another one"
    )
    publish.add_argument(
        "--drop-after-days",
        type=_days,
        metavar="DAYS",
        help="leave out keys that ended so long ago, withdrawn ones excepted; longer than any card lives "
        "(default: keep all)",
    )
    publish.set_defaults(run=_publish)

    show = commands.add_parser("show-keyset", help="show a signed set; exit code 0 only when it is good")
    show.add_argument("--set", type=Path, required=True, dest="keyset", help="the signed set")
    show.add_argument("--root", type=Path, required=True, metavar="PUBLIC", help="public half of the root")
    show.add_argument(
        "--form",
        choices=["text", "jwks", "trust"],
        default="text",
        help="jwks: for readers of claim 169; trust: the list that other commands take as --trust",
    )
    show.set_defaults(run=_show)


def _publish(arguments: argparse.Namespace) -> int:
    known = read_list(arguments.keys)
    now = datetime.now(UTC)
    if arguments.drop_after_days is not None:
        known = known.without_keys_that_ended_before(now - timedelta(days=arguments.drop_after_days))
    with signers.signer(arguments.root, arguments, known.issuer) as root:
        last = _last_set(arguments, root)
        made = _next_set(arguments, known, last, root, now)
        data = made.to_bytes(root)
        # Whoever has the last set must be able to take this one.
        answer = KeySet.from_bytes(data, root.public_key, now, last=last)
    if isinstance(answer, Refusal):
        raise CardError(f"readers would refuse this set: {answer.detail} ({answer.code})")
    files.put(arguments.keyset, data)
    print(f"{arguments.keyset}: {_headline(made)}")
    return 0


def _last_set(arguments: argparse.Namespace, root: Signer) -> KeySet | None:
    if not arguments.keyset.exists():
        return None
    of_last = arguments.last_root and public_keys(arguments.last_root)
    found = read_by_any(arguments.keyset.read_bytes(), of_last or (root.public_key,), _LONG_AGO)
    if isinstance(found, Refusal):
        raise CardError(f"{arguments.keyset} is not a set to go on from: {found.detail} ({found.code})")
    return found


def _days(text: str) -> int:
    """A number of days from 0."""
    if not re.fullmatch(r"[0-9]{1,5}", text):
        raise argparse.ArgumentTypeError(f"not a number of days from 0: {text[:20]!r}")
    return int(text)


def _next_set(
    arguments: argparse.Namespace, known: KeyList, last: KeySet | None, root: Signer, now: datetime
) -> KeySet:
    if last is None and not arguments.first and arguments.sequence is None:
        raise CardError(
            f"{arguments.keyset} is not there: fetch the last set from a node; only the very first is --first"
        )
    if last is not None and arguments.first:
        raise CardError(f"{arguments.keyset} holds set {last.sequence}: this is not the first one")
    following = last.sequence + 1 if last else 1
    sequence = following if arguments.sequence is None else arguments.sequence
    if not following <= sequence < following + MOST_AT_ONCE:
        raise CardError(f"the number does not go back, nor far ahead: the next one is {following}")
    made = KeySet.build(
        (key for _, key in known.keys),
        issuer=known.issuer,
        environment=known.environment,
        sequence=sequence,
        now=now,
        lifetime=timedelta(days=arguments.days),
        next_root=public_keys(arguments.next_root)[0] if arguments.next_root else None,
    )
    if last is None:
        return made
    require_no_way_back(made, last)
    # What a root announced stays announced for as long as it signs: readers look at their last set alone.
    still = made.next_root is None and last.root == root_hash(root.public_key)
    return dataclasses.replace(made, next_root=last.next_root) if still else made


def _show(arguments: argparse.Namespace) -> int:
    found = read_by_any(arguments.keyset.read_bytes(), public_keys(arguments.root), datetime.now(UTC))
    if isinstance(found, Refusal):
        print(json.dumps({"refusal": {"code": found.code, "detail": found.detail}}), file=sys.stderr)
        return 1
    forms = {"text": _as_text, "jwks": to_jwks, "trust": _as_trust_list}
    print(forms[arguments.form](found))
    return 0


def _headline(keyset: KeySet) -> str:
    return (
        f"set {keyset.sequence} of {keyset.issuer} ({keyset.environment}), {len(keyset.keys)} keys, "
        f"issued {keyset.issued.isoformat()}, runs out {keyset.expires.isoformat()}"
    )


def _as_trust_list(keyset: KeySet) -> str:
    return keyset.trust_list().to_json()


def _as_text(keyset: KeySet) -> str:
    lines = [_headline(keyset)]
    for key in keyset.keys:
        until = f", not after {key.not_after.date()}" if key.not_after else ""
        window = f"{key.starts.date()} to {key.ends.date()}"
        lines.append(f"{key.kid.hex()}  {key.issuer}  {key.purpose:<6}  {key.state:<11}  {window}{until}")
    if keyset.next_root:
        lines.append(f"next root: {keyset.next_root.hex()}")
    return "\n".join(lines)


def public_keys(path: Path) -> tuple[ec.EllipticCurvePublicKey, ...]:
    """The public keys in a file; raises CardError that names the file."""
    try:
        return keyfile.read_public(path.read_bytes())
    except CardError as error:
        raise CardError(f"{path} {error}") from error
