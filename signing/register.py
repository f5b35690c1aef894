"""What the card register must say of a card before it is signed: the signer is what an attacker is after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from signing.card import Card

IN_ORDER = "IN_ORDER"


@dataclass(frozen=True, slots=True)
class Registered:
    """A card as the register holds it; `org_numbers` are the unit of employment and its main unit.

    `valid_to` is None when the register does not say until when the card is valid.
    """

    birth_date: date
    org_numbers: frozenset[str]
    status: str
    valid_to: date | None


class Register(Protocol):
    """The register of cards, or a copy of it."""

    def card(self, card_number: str) -> Registered | None: ...


def objection(card: Card, register: Register) -> str | None:
    """Why this card must not be signed, or None: the register holds it in order, as it is to be signed."""
    held = register.card(card.card_number)
    if held is None:
        return "the register does not hold this card number"
    if held.birth_date != card.birth_date:
        return "the register holds another birth date"
    if card.org_number not in held.org_numbers:
        return "the register holds another employer"
    if held.status != IN_ORDER:
        return f"the register says that the card is not in order: {held.status}"
    if held.valid_to is not None and card.expires > held.valid_to:
        return f"it expires {card.expires}, and the register holds it valid to {held.valid_to}"
    return None
