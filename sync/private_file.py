"""Files of this account alone: secrets made once and whole, and the folders and databases they lie beside."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

OWNER_ALONE = 0o077


def make_folder(folder: Path) -> None:
    """Make a folder, and those missing above it, for this account alone; one that is there stays as it is."""
    # pathlib gives the mode to the last folder only, so the ones above are made first.
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def make_empty(path: Path) -> None:
    """Make an empty file for this account alone, with its folder; a file that is there stays as it is."""
    make_folder(path.parent)
    if not path.exists():
        path.touch(mode=0o600)


def read_or_make(path: Path, make: Callable[[], bytes]) -> bytes:
    """The bytes at `path`; when there are none, those of `make`, unless another process was first."""
    if not path.exists():
        # A link, not a rename: of two workers that start at once the first one's secret stays.
        with _written(path, make()) as temporary, contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    return path.read_bytes()


def put(path: Path, content: bytes) -> None:
    """Put a file in place of the one that may be there, whole or not at all, also in a power cut."""
    with _written(path, content) as temporary:
        os.replace(temporary, path)


@contextlib.contextmanager
def _written(path: Path, content: bytes) -> Iterator[str]:
    """A file beside `path` with this content, down on the disk; what is left of it afterwards goes away."""
    make_folder(path.parent)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        yield temporary
    finally:
        Path(temporary).unlink(missing_ok=True)
