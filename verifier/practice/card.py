"""What a practice card is: the print, the register's record, and what a check must answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from sync.registers.ports import CardStatus
from verifier.practice.companies import PracticeCompany
from verifier.practice.faces import FACES
from verifier.practice.looks import Look


class Print(StrEnum):
    """What stands in the card's QR."""

    SIGNED = "signed"
    UNKNOWN_KEY = "unknown_key"
    CHANGED_NAME = "changed_name"
    NUMBER_ONLY = "number_only"


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """One practice card (øvingskort): the print, the register's record, and what a check must answer.

    `issued` is days from the making of the world, `runs` days from issue to the printed date. `employed_in`
    is the unit the register names when it is not the printed employer, `begun` days from the making of the
    world to the registered employment; `listed_by` the company on the site's list; `altered_name` the name
    written over the holder's in the QR; `hints` what an authority is told to look closer at.
    """

    id: str
    card_number: str
    holder: str
    birth_date: date
    employer: PracticeCompany
    industries: tuple[int, ...]
    outcome: str
    reason: str
    clean: bool = False
    status: CardStatus = CardStatus.IN_ORDER
    issued: int = -120
    runs: int = 730
    kind: Literal["card", "order_proof"] = "card"
    print: Print = Print.SIGNED
    employed_in: PracticeCompany | None = None
    listed_by: PracticeCompany | None = None
    altered_name: str | None = None
    begun: int | None = None
    hints: tuple[str, ...] = ()

    @property
    def look(self) -> Look:
        """The holder's face."""
        return FACES[self.card_number]

    @property
    def printed_name(self) -> str:
        """The name as anyone reads it off the card."""
        return self.altered_name or self.holder


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """A practice card as made for one world: the QR's text, the printed days, (status list, index)."""

    card: PracticeCard
    text: str
    issued: date
    expires: date
    status_ref: tuple[int, int]
