"""Holders' pictures in a folder, each named by its card number."""

from __future__ import annotations

from pathlib import Path

from signing.errors import CardError

ENDINGS = (".jpg", ".jpeg", ".png")


def picture_of(card_number: str, folder: Path) -> bytes:
    """The picture of a card's holder; raises CardError when the folder holds none."""
    for ending in ENDINGS:
        path = folder / f"{card_number}{ending}"
        if path.is_file():
            return path.read_bytes()
    raise CardError(f"{folder} holds no picture {card_number} ({', '.join(ENDINGS)})")
