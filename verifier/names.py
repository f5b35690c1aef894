"""Names as they are compared: without what differs between systems that mean the same."""

from __future__ import annotations

import unicodedata


def are_alike(name: str, other: str) -> bool:
    """Whether two systems may mean the same name, whatever case, spaces and accents are written in."""
    return name == other or _as_compared(name) == _as_compared(other)


def _as_compared(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
