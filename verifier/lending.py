"""A lent card: what follows where the person who shows it is not the one on it."""

from __future__ import annotations

from signing import Card
from sync.report import Ground
from verifier.rulebook import Rules
from verifier.verdict import StatedGround, named_industries, stated_grounds


def grounds_if_lent(card: Card | None, rules: Rules) -> tuple[StatedGround, ...]:
    """The ground of invalid use in each industry on the card whose rules have it.

    None where nobody knows of an industry, as by a number alone: then a notice is what is left.
    """
    return () if card is None else stated_grounds((Ground.USE_INVALID,), named_industries(card, rules))
