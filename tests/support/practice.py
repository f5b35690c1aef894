"""Practice mode as programs see it: its cards, the text in each, and the picture of each card's back."""

from __future__ import annotations

import json
import urllib.request
from typing import Any


def fetched(address: str) -> bytes:
    """Return what an address of a product answers with."""
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 -- an address of our own
        return bytes(answer.read())


def practice_cards(base_url: str) -> list[dict[str, Any]]:
    """Return the cards that a product practises with: id, text, image (an address), outcome and reason."""
    cards: list[dict[str, Any]] = json.loads(fetched(f"{base_url}/practice/cards.json"))
    return cards


def practice_people(base_url: str) -> list[dict[str, Any]]:
    """Return the persons that can be signed in as: id, role and agency."""
    people: list[dict[str, Any]] = json.loads(fetched(f"{base_url}/practice/people.json"))
    return people


def practice_card(base_url: str, card_id: str) -> dict[str, Any]:
    """Return one practice card; raises StopIteration when there is none of that id."""
    return next(card for card in practice_cards(base_url) if card["id"] == card_id)


def text_of(base_url: str, card_id: str) -> str:
    """Return the text in the QR of a practice card."""
    return str(practice_card(base_url, card_id)["text"])


def back_of(base_url: str, card_id: str) -> bytes:
    """Return the picture of a practice card's back, a PNG."""
    return fetched(f"{base_url}/practice/cards/{card_id}/back.png")
