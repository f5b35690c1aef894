"""What others than inspectors send and are answered."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from verifier.public_answer import Genuine, PublicAnswer
from verifier.reasons import Reason
from verifier.shapes import CardNumber, Shape


class PublicCheckRequest(Shape):
    """A code as scanned from a card, by anybody."""

    code: str = Field(min_length=1, max_length=12_000)


class PublicCheckShape(Shape):
    """What everybody may know of a card: nothing about a person, an employer, or why."""

    answer: PublicAnswer
    genuine: Genuine
    as_of: datetime | None
    checked_at: datetime


class CompanyStatusShape(Shape):
    """A card's status for a company; `reason` and `valid_to` of its own employees alone, else null."""

    card_number: CardNumber
    status: PublicAnswer
    as_of: datetime | None
    checked_at: datetime
    reason: Reason | None
    valid_to: date | None
