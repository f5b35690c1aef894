"""Files that only grow: each line is on the disk before anything that follows from it is done."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from signing.commands.progress import followed
from signing.errors import CardError
from signing.issuance import LINE_BEGINS, Entry, Log

PIECE = 1 << 20
# So many lines are read in about a second.
LONG = 50_000


class Journal:
    """The issuance log in its file, locked while it is open."""

    def __init__(self, file: GrowingFile) -> None:
        self.log = Log()
        self._file = file
        for line in _shown(file.lines(), file.count()):
            self.log.take(line)
        file.drop_broken_end(LINE_BEGINS)

    def write(self, entry: Entry) -> None:
        """Add an entry, before what was signed is given to anybody."""
        line = self.log.line(entry)
        self._file.append(line)
        self.log.take(line)


class GrowingFile:
    """A file of whole lines, locked while it is open; a power cut may have left a broken one at its end."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CardError(f"{path} is in use by another run") from error
        self._path, self._file, self.broken = path, file, b""

    def count(self) -> int:
        """How many lines there are."""
        return _count(self._file)

    def lines(self) -> Iterator[bytes]:
        """The whole lines, from the first one."""
        self._file.seek(0)
        for line in self._file:
            if not line.endswith(b"\n"):
                self.broken = line
                return
            yield line

    def drop_broken_end(self, begins: bytes) -> None:
        """Take what follows the last of `lines` away if it begins like one of ours; raises CardError if not.

        What it was about to say was never on the disk as a whole, so nothing has followed from it.
        """
        if not self.broken:
            return
        if self.broken[: len(begins)] != begins[: len(self.broken)]:
            raise CardError(f"{self._path} is another kind of file: its last line is not ours")
        self._file.truncate(self._file.seek(0, os.SEEK_END) - len(self.broken))

    def append(self, line: bytes) -> None:
        """Add a line, and wait for the disk."""
        self._file.write(line)
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def growing(path: Path) -> Iterator[GrowingFile]:
    """Give the file, made if it is not there; only its owner can read a new one."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a+b") as file:
        yield GrowingFile(path, file)


def read_log(path: Path) -> Log:
    """The log in a file as it stands; raises CardError at the first line that is wrong."""
    log = Log()
    with path.open("rb") as file:
        total = _count(file)
        file.seek(0)
        for line in _shown(file, total):
            if not line.endswith(b"\n"):
                raise CardError(f"{path}: its last line was cut off; the next issue takes it away")
            log.take(line)
    return log


def _count(file: BinaryIO) -> int:
    """How many whole lines a file has; it is left at its end."""
    file.seek(0, os.SEEK_SET)
    return sum(piece.count(b"\n") for piece in iter(partial(file.read, PIECE), b""))


def _shown(lines: Iterable[bytes], total: int) -> Iterable[bytes]:
    """The lines, with a bar where reading them takes more than a moment."""
    return lines if total < LONG else followed(lines, "log", total)
