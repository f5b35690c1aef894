"""Files of this account alone: secrets made once and whole, and the folders and databases they lie beside."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from signing.commands.whole_file import written

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
        make_folder(path.parent)
        # A link, not a rename: of two workers that start at once the first one's secret stays.
        with written(path, make()) as temporary, contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    return path.read_bytes()


def put(path: Path, content: bytes) -> None:
    """Put a file in place of the one that may be there, whole or not at all, also in a power cut."""
    make_folder(path.parent)
    with written(path, content) as temporary:
        os.replace(temporary, path)
