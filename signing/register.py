"""What the card register must say of a card before it is signed: the signer is what an attacker is after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from signing.card import Card


@dataclass(frozen=True, slots=True)
class Registered:
    """A card as the register holds it; `org_numbers` are the unit of employment and its main unit."""

    birth_date: date
    org_numbers: frozenset[str]


class Register(Protocol):
    """The register of cards, or a copy of it."""

    def card(self, card_number: str) -> Registered | None: ...


def objection(card: Card, register: Register) -> str | None:
    """Why this card must not be signed, or None: the register holds it, with this birth date and employer."""
    held = register.card(card.card_number)
    if held is None:
        return "the register does not hold this card number"
    if held.birth_date != card.birth_date:
        return "the register holds another birth date"
    if card.org_number not in held.org_numbers:
        return "the register holds another employer"
    return None
