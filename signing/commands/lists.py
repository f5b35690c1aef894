"""Lists of what a command could not do, for the person who mends it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path


def write_list(path: Path, columns: Sequence[str], rows: Sequence[Iterable[object]]) -> None:
    """Write a list as CSV or, where it would be empty, take away that of an earlier run."""
    if not rows:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
