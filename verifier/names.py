"""Names as they are compared: without what differs between systems that mean the same."""

from __future__ import annotations

import unicodedata


def as_compared(name: str) -> str:
    """A name without regard to case, spaces, and how accents are coded."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
