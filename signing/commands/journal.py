"""Files that only grow: each line is on the disk before anything that follows from it is done."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from signing.errors import CardError
from signing.issuance import LINE_BEGINS, Entry, Log


class Journal:
    """The issuance log in its file, locked while it is open."""

    def __init__(self, file: GrowingFile) -> None:
        self.log = Log()
        self._file = file
        for line in file.lines:
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
        content = file.read()
        *whole, self._broken = content.split(b"\n")
        self.lines = [line + b"\n" for line in whole]
        self._path, self._file = path, file

    def drop_broken_end(self, begins: bytes) -> None:
        """Take a broken last line away if it begins like one of ours; raises CardError when it does not.

        What it was about to say was never on the disk as a whole, so nothing has followed from it.
        """
        if not self._broken:
            return
        if self._broken[: len(begins)] != begins[: len(self._broken)]:
            raise CardError(f"{self._path} is another kind of file: its last line is not ours")
        self._file.truncate(sum(map(len, self.lines)))

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
        file.seek(0)
        yield GrowingFile(path, file)


def read_log(path: Path) -> Log:
    """The log in a file as it stands; raises CardError at the first line that is wrong."""
    log = Log()
    with path.open("rb") as file:
        for line in file:
            log.take(line)
    return log
