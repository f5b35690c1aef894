"""Status lists: built, shown, and what changed between two."""

from __future__ import annotations

import argparse
import json
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from signing import bitarray
from signing.commands import Commands, files, signers
from signing.commands.readers_key import ReadersKey
from signing.commands.rows import records
from signing.errors import CardError, Refusal
from signing.keys import Signer
from signing.statusdelta import make_delta
from signing.statuslist import Status, StatusList

BUILD = """
statuses   a .json file {"123456": "INVALID", "7": 2} or a .csv file with the columns index,status.
           Statuses by name or number: VALID 0, INVALID 1, SUSPENDED 2, OTHER 3. Indices not named are VALID.

example:
  python -m signing status-list build --key status-key.pem --trust trust.json \\
      --sub https://hse.example.no/s/1 --out list-1.cwt statuses.csv
"""
_INDEX = re.compile(r"[0-9]{1,9}")
_EXAMPLES = argparse.RawDescriptionHelpFormatter


def add(commands: Commands) -> None:
    """Add the command about status lists."""
    whole = commands.add_parser("status-list", help="build a status list, show one, or sign what changed")
    parts = whole.add_subparsers(dest="part", required=True)
    build = parts.add_parser("build", help="sign a list", epilog=BUILD, formatter_class=_EXAMPLES)
    _add_key(build)
    build.add_argument("--trust", type=Path, required=True, help="the trust list of the readers")
    build.add_argument("--sub", required=True, help="address of the list: scheme, host, /s/ and its number")
    build.add_argument("statuses", type=Path, help=".json or .csv file with indices and statuses")
    build.set_defaults(run=_build)

    show = parts.add_parser("show", help="say what a token holds; exit code 0 only when it is believed")
    show.add_argument("--trust", type=Path, required=True, help="the trust list")
    show.add_argument(
        "--index", type=int, action="append", default=[], help="also say the status of an index"
    )
    show.add_argument("token", type=Path, help="the token")
    show.set_defaults(run=_show)

    delta = parts.add_parser("delta", help="sign what changed from one token to a later one of the same list")
    _add_key(delta)
    delta.add_argument("--trust", type=Path, required=True, help="the trust list")
    delta.add_argument("old", type=Path, help="the older token")
    delta.add_argument("new", type=Path, help="the newer token")
    delta.set_defaults(run=_delta)


def _add_key(parser: argparse.ArgumentParser) -> None:
    signers.add_signer(parser, "--key", "the key for status lists")
    parser.add_argument("--issuer", default="NO-HSE", help="short id of the issuer (default NO-HSE)")
    parser.add_argument("--out", type=Path, required=True, help="file for what is signed")


def _build(arguments: argparse.Namespace) -> int:
    statuses = _statuses(arguments.statuses)
    made = StatusList.build(statuses, arguments.sub, int(datetime.now(UTC).timestamp()))
    with _signer(arguments) as (key, readers):
        token = made.to_token(key)
        readers.require_list(token, datetime.now(UTC))
        return _write(arguments.out, token)


@contextmanager
def _signer(arguments: argparse.Namespace) -> Iterator[tuple[Signer, ReadersKey]]:
    """The key for status lists, and what readers hold of it; raises CardError when they would refuse it."""
    now = datetime.now(UTC)
    with signers.signer(arguments.key, arguments, arguments.issuer) as key:
        readers = ReadersKey(key, arguments.trust, now, "status")
        readers.require_date(now)
        yield key, readers


def _write(path: Path, token: bytes) -> int:
    files.put(path, token)
    print(f"{len(token)} bytes: {path}")
    return 0


def _statuses(path: Path) -> dict[int, int]:
    """The statuses by index in a file; raises CardError that names the place and what is wrong there."""
    found: dict[int, int] = {}
    for where, index, status in _pairs(path):
        try:
            number, value = _index(index), _status(status)
            if number in found:
                raise CardError(f"index {number} stands twice")
        except CardError as error:
            raise CardError(f"{path}, {where}: {error}") from error
        found[number] = value
    return found


def _pairs(path: Path) -> Iterator[tuple[str, object, object]]:
    """Each index with its status, and where it stands."""
    if path.suffix == ".csv":
        for line, row in records(path):
            if isinstance(row, str):
                raise CardError(f"{path}, line {line}: {row}")
            missing = [name for name in ("index", "status") if name not in row]
            if missing:
                raise CardError(f"{path} has no column {' and no column '.join(missing)}")
            yield f"line {line}", row["index"], row["status"]
        return
    try:
        # As pairs, so that an index that stands twice is seen.
        document = json.loads(files.read_text(path), object_pairs_hook=_Pairs)
    except (ValueError, RecursionError) as error:
        raise CardError(f"{path} is not JSON: {error}") from error
    if not isinstance(document, _Pairs):
        raise CardError(f'{path} is not like {{"123456": "INVALID"}}')
    yield from (("entry " + json.dumps(index), index, status) for index, status in document)


class _Pairs(list[tuple[str, object]]):
    """A JSON object as its names and values, one after another."""


def _index(given: object) -> int:
    text = str(given).strip()
    if not _INDEX.fullmatch(text) or int(text) >= bitarray.ENTRIES:
        raise CardError(f"an index is 0 to {bitarray.ENTRIES - 1}, not {text[:20]!r}")
    return int(text)


def _status(given: object) -> int:
    """A status by its number or name."""
    text = str(given).strip().upper()
    for status in Status:
        if text in (status.name, str(status.value)):
            return status
    raise CardError(
        f"a status is {', '.join(f'{each.name} or {each.value}' for each in Status)}, not {text[:20]!r}"
    )


def _read(path: Path, trust: Path) -> StatusList | Refusal:
    keys = files.trust_list(trust)
    return StatusList.from_token(path.read_bytes(), keys, datetime.now(UTC))


def _show(arguments: argparse.Namespace) -> int:
    read = _read(arguments.token, arguments.trust)
    if isinstance(read, Refusal):
        print(json.dumps({"believed": False, "refusal": read.code, "detail": read.detail}, indent=2))
        return 1
    print(json.dumps(_shown(read, arguments.token.stat().st_size, arguments.index), indent=2))
    return 0


def _shown(read: StatusList, size: int, indices: list[int]) -> dict[str, Any]:
    counts = bitarray.counts(read.array)
    least = math.ceil(_entropy_bytes(counts))
    said = {str(index): read.status(index) for index in indices}
    return {
        "believed": True,
        "sub": read.sub,
        "issuer": read.issuer,
        "iat": _time(read.iat),
        "exp": _time(read.exp),
        "ttl": read.ttl,
        "freshness": read.freshness(datetime.now(UTC)),
        "counts": {status.name: counts[status] for status in Status},
        "bytes": size,
        "entropy_bytes": least,
        "bytes_to_entropy": round(size / least, 3) if least else None,
        "statuses": {index: s.code if isinstance(s, Refusal) else s.name for index, s in said.items()},
    }


def _entropy_bytes(counts: tuple[int, ...]) -> float:
    """The least that any coding of entries in this mixture, in random order, can take on average."""
    return sum(-count * math.log2(count / bitarray.ENTRIES) for count in counts if count) / 8


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _delta(arguments: argparse.Namespace) -> int:
    old, new = (_believed(path, arguments.trust) for path in (arguments.old, arguments.new))
    with _signer(arguments) as (key, _):
        return _write(arguments.out, make_delta(old, new, key))


def _believed(path: Path, trust: Path) -> StatusList:
    read = _read(path, trust)
    if isinstance(read, Refusal):
        raise CardError(f"{path} is not believed: {read.code} {read.detail}")
    return read
