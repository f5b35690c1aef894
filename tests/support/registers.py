"""A register mirror that holds nothing but cards and their status."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sync.registers.filling import build_mirror
from sync.registers.mirror import Mirror
from sync.registers.ports import CardRecord, CardStatus


def register(path: Path, cards: dict[str, CardStatus], fetched_at: datetime) -> Mirror:
    """Write a mirror with these cards, fetched at a time, and return it."""
    records = [
        CardRecord(
            card_number=number,
            status=status,
            name="Øvd Prøvesen",
            birth_date=date(1990, 2, 28),
            org_number="314102274",
            employer="Øvelse Bygg AS",
            valid_from=date(2026, 1, 1),
            valid_to=date(2028, 1, 1),
        )
        for number, status in cards.items()
    ]
    build_mirror(path, cards=records, companies=[], approvals=[], site_list=[], fetched_at=fetched_at)
    return Mirror(path)
