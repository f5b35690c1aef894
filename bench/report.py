"""A table of measurements, as people read it and as programs do."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

Cell = str | int | float
OUT = Path(__file__).resolve().parent / "out"
LIBRARIES = ("cryptography", "opencv-python-headless", "pyzbar", "sqlalchemy", "zxing-cpp")


@dataclass
class Table:
    """Rows under named columns; the first column names the row, `notes` say how to read the figures."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: Cell) -> None:
        """Add a row; raises ValueError when it has not one cell for each column."""
        if len(cells) != len(self.columns):
            raise ValueError(f"{len(cells)} cells for {len(self.columns)} columns")
        self.rows.append(cells)

    def text(self) -> str:
        """The table in aligned columns: words to the left, figures to the right."""
        cells = [self.columns, *([shown(cell) for cell in row] for row in self.rows)]
        aligned = [_aligned(column) for column in zip(*cells, strict=True)]
        lines = ["  ".join(row).rstrip() for row in zip(*aligned, strict=True)]
        return "\n".join([self.title, "", lines[0], "-" * len(lines[0]), *lines[1:], "", *self.notes])

    def document(self) -> dict[str, object]:
        """The table for JSON: rows as objects."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"title": self.title, "rows": rows, "notes": self.notes}


def _aligned(column: Sequence[str]) -> list[str]:
    """Return a column's cells, its head first, at one width: figures to the right, words to the left."""
    width = max(map(len, column))
    figures = all(cell.replace(".", "", 1).isdecimal() for cell in column[1:])
    return [cell.rjust(width) if figures else cell.ljust(width) for cell in column]


def shown(cell: Cell) -> str:
    """Return a figure with as many decimals as mean something."""
    if not isinstance(cell, float):
        return str(cell)
    return f"{cell:.0f}" if abs(cell) >= 100 else f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}"


def machine() -> dict[str, object]:
    """Return what the figures depend on: the processor, the versions, and how busy it was."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
        "versions": {name: version(name) for name in LIBRARIES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")


def write(name: str, tables: Sequence[Table]) -> Path:
    """Write the tables to bench/out/<name>.json; return the path."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{name}.json"
    document = {"machine": machine(), "tables": [table.document() for table in tables]}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path
