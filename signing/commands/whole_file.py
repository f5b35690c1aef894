"""A file that comes whole or not at all, also in a power cut."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written(path: Path, content: bytes) -> Iterator[str]:
    """Give the name of a file beside `path` with this content, down on the disk and its owner's alone.

    The block moves or links it to where it belongs; what is left of it afterwards goes away.
    """
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield fresh
    finally:
        Path(fresh).unlink(missing_ok=True)
