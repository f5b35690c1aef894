"""Whether a card could be printed, asked before it is signed: a letter the font lacks is found in time."""

from __future__ import annotations

from signing.card import Card
from signing.printing import card as plastic
from signing.printing import proof
from signing.printing.style import Style


def require_printable(card: Card, style: Style) -> None:
    """Raise CardError when what the card says cannot be set on it, beside a picture, or on the proof."""
    if card.kind == "order_proof":
        proof.holder(card, style)
    else:
        plastic.holder(card, style, beside_picture=True)
