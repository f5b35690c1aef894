"""Which scripts the app loads: what nothing imports need not be kept on a phone. Reads files, and no more."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

ENTRIES = ("sw.js", "js/main.js", "js/starting.js", "js/device/decode_worker.js")
"""What pages, the browser and other scripts start by its address."""
_IMPORTED = re.compile(r'\b(?:from|import)\s*"(/static/|\.{1,2}/)([^"]+\.js)"')


def loaded(static: Path, entries: Iterable[str] = ENTRIES) -> frozenset[str]:
    """The scripts that are reached from the entries there are, each by its path within `static`."""
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        name = waiting.pop()
        if name in found or not (static / name).is_file():
            continue
        found.add(name)
        folder = posixpath.dirname(name)
        for start, rest in _IMPORTED.findall((static / name).read_text("utf-8")):
            waiting.append(rest if start == "/static/" else posixpath.normpath(f"{folder}/{start}{rest}"))
    return frozenset(found)
