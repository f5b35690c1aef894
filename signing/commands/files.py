"""Files of the commands: read with their names in what is said, written whole, never over a private key."""

from __future__ import annotations

import argparse
import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signing.commands.whole_file import written
from signing.errors import CardError
from signing.keys import TrustList

# Options that may name a key's file, or its address in a module.
KEYS = ("key", "root")
_PRIVATE = b"PRIVATE KEY-----"


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, without its byte order mark; raises CardError that names it, or OSError."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CardError(f"{path} is not UTF-8: {error}") from error


def trust_list(path: Path) -> TrustList:
    """The trust list in a file; raises CardError that names it."""
    text = read_text(path)
    try:
        return TrustList.from_json(text)
    except CardError as error:
        raise CardError(f"{path}: {error}") from error


def require_new(path: Path) -> None:
    """Raise OSError where a file is already, or has no folder: nobody types a passphrase in vain."""
    if path.exists():
        raise FileExistsError(errno.EEXIST, "exists already", str(path))
    require_folder(path)


def require_folder(path: Path) -> None:
    """Raise OSError when the folder of a file is not there."""
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "no such folder", str(path.parent))


def require_apart(arguments: argparse.Namespace) -> None:
    """Raise CardError when two options name the same file: one would be written over the other."""
    named: dict[Path, str] = {}
    for option, given in sorted(vars(arguments).items()):
        if not isinstance(given, Path if option not in KEYS else Path | str):
            continue
        path = Path(given).resolve()
        if path.is_dir():
            continue
        other = named.setdefault(path, option)
        if other != option:
            raise CardError(f"{given} is named twice, as {other} and as {option}")


def write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file with this mode from the start and down to the disk, never over another."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def put(path: Path, content: bytes) -> None:
    """Put a public file in place, whole or not at all, also in a power cut; everybody may read it.

    Raises CardError when a private key lies there.
    """
    require_no_key(path)
    with written(path, content) as fresh:
        os.chmod(fresh, 0o644)
        os.replace(fresh, path)


def require_no_key(path: Path) -> None:
    """Raise CardError when the file at a path holds a private key."""
    if path.is_file() and _PRIVATE in path.read_bytes():
        raise CardError(f"{path} is a private key: nothing is written over it")


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """One at a time: a list that is read, changed and written must not lose what another run puts on it.

    Raises CardError while another run is at it.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CardError(f"another run works in {folder}: try again when it is done") from error
        yield
    finally:
        os.close(handle)
