"""Lists of what a command could not do, for the person who mends it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from signing.errors import CardError


def write_list(path: Path, columns: Sequence[str], rows: Sequence[Iterable[object]]) -> None:
    """Write a list as CSV or, where it would be empty, take away that of an earlier run.

    Raises CardError when the file that is there is no such list: nothing else is written over or taken away.
    """
    require_list(path, columns)
    if not rows:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def require_list(path: Path, columns: Sequence[str]) -> None:
    """Raise CardError when something else than a list with these columns lies at the path."""
    head = ",".join(columns).encode()
    if path.exists() and path.stat().st_size and path.read_bytes()[: len(head)] != head:
        raise CardError(f"{path} is not a list of an earlier run: nothing is written over it")
