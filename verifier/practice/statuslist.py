"""The practice cards' places on a status list, and that list, published at each start."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sync.registers.mirror import Mirror
from sync.statuslists import publish
from sync.store import Ledger
from verifier.practice.cards import CARDS
from verifier.practice.world import make_world, status_key


def make_and_publish(folder: Path, base_url: str, database_url: str, now: datetime) -> None:
    """Make the practice world in `folder` with places from the ledger's pool, and publish its status list.

    Raises OSError, LedgerUnavailable or CannotPublish.
    """
    ledger, register = Ledger(database_url), Mirror(folder / "register.sqlite")
    try:
        places = ledger.status_lists.draw([card.card_number for card in CARDS], now)
        make_world(folder, base_url, now, places)
        publish(ledger, register, status_key(folder), base_url, now, moved=True)
    finally:
        register.close()
        ledger.close()
