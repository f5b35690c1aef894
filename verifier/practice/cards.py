"""The practice cards as data: one for every outcome an inspector can meet.

Every surname means "practice", "trial" or "exercise" in the holder's language, so that no holder can be taken
for somebody. Dates are days relative to the day the world is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from sync.registers.ports import CardStatus
from verifier.practice import companies as firms
from verifier.practice.companies import PracticeCompany
from verifier.practice.faces import FACES
from verifier.practice.looks import Look

CONSTRUCTION, CAR_CARE, VAN_TRANSPORT, CLEANING = 41, 45, 49, 81
SITE = "Øvingstomta, Prøveveien 1, Øvingsvik"


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
    is the unit the register names when it is not the printed employer; `listed_by` the company on the
    site's list; `altered_name` the name written over the holder's in the QR.
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


CARDS: tuple[PracticeCard, ...] = (
    PracticeCard(
        "in-order",
        "99010417",
        "Ingrid Øvingsen",
        date(1987, 4, 19),
        firms.BUILDER,
        (CONSTRUCTION,),
        "VALID",
        "CARD_IN_ORDER",
        issued=-140,
        listed_by=firms.BUILDER,
    ),
    PracticeCard(
        "sub-unit",
        "99010662",
        "Rūta Bandymaitė",
        date(1994, 9, 2),
        firms.CLEANER,
        (CLEANING,),
        "VALID",
        "CARD_IN_ORDER",
        issued=-75,
        employed_in=firms.CLEANER_BRANCH,
    ),
    PracticeCard(
        "order-proof",
        "99011250",
        "Siri Lærevik",
        date(2006, 1, 28),
        firms.BUILDER,
        (CONSTRUCTION,),
        "VALID",
        "ORDER_PROOF",
        kind="order_proof",
        issued=-3,
        runs=60,
    ),
    PracticeCard(
        "expired",
        "99010835",
        "Jakub Próbny",
        date(1979, 11, 6),
        firms.BUILDER,
        (CONSTRUCTION,),
        "INVALID",
        "EXPIRED",
        issued=-751,
    ),
    PracticeCard(
        "lost",
        "99011098",
        "Andrei Exersaru",
        date(1990, 6, 14),
        firms.MASON,
        (CONSTRUCTION,),
        "INVALID",
        "LOST",
        status=CardStatus.LOST,
        issued=-310,
    ),
    PracticeCard(
        "stolen",
        "99011317",
        "Olena Navchalna",
        date(1985, 2, 23),
        firms.CARRIER,
        (VAN_TRANSPORT,),
        "INVALID",
        "STOLEN",
        status=CardStatus.STOLEN,
        issued=-200,
    ),
    PracticeCard(
        "confiscated",
        "99011564",
        "Tor Prøvestad",
        date(1963, 8, 30),
        firms.MASON,
        (CONSTRUCTION,),
        "INVALID",
        "CONFISCATED",
        status=CardStatus.CONFISCATED,
        issued=-420,
    ),
    PracticeCard(
        "replaced",
        "99011782",
        "Giorgi Varjishvili",
        date(1982, 12, 11),
        firms.GARAGE,
        (CAR_CARE,),
        "INVALID",
        "REPLACED",
        status=CardStatus.REPLACED,
        issued=-260,
    ),
    PracticeCard(
        "employment-ended",
        "99011921",
        "Amina Tijaabo",
        date(1998, 3, 5),
        firms.GARAGE,
        (CAR_CARE,),
        "INVALID",
        "EMPLOYMENT_ENDED",
        status=CardStatus.EMPLOYMENT_ENDED,
        issued=-180,
    ),
    PracticeCard(
        "company-deleted",
        "99012143",
        "Lars Testmoen",
        date(1971, 5, 17),
        firms.DIGGER,
        (CONSTRUCTION,),
        "INVALID",
        "COMPANY_DELETED",
        issued=-390,
    ),
    PracticeCard(
        "approval-missing",
        "99012378",
        "Marek Cvičný",
        date(1992, 7, 21),
        firms.CLEANER_NOT_APPROVED,
        (CLEANING,),
        "INVALID",
        "APPROVAL_MISSING",
        issued=-95,
    ),
    PracticeCard(
        "other-company",
        "99012516",
        "Dawit Lememed",
        date(1996, 10, 9),
        firms.BUILDER,
        (CONSTRUCTION,),
        "INVALID",
        "OTHER_COMPANY",
        issued=-60,
        listed_by=firms.MASON,
    ),
    PracticeCard(
        "not-yet-valid",
        "99012790",
        "Linh Luyện Tập",
        date(2001, 12, 1),
        firms.CARRIER,
        (VAN_TRANSPORT,),
        "INVALID",
        "NOT_YET_VALID",
        issued=28,
    ),
    PracticeCard(
        "unknown-key",
        "99012935",
        "Pavel Zkoušek",
        date(1976, 4, 4),
        firms.MASON,
        (CONSTRUCTION,),
        "INVALID",
        "KEY_UNKNOWN",
        print=Print.UNKNOWN_KEY,
        issued=-33,
    ),
    PracticeCard(
        "changed-payload",
        "99013108",
        "Mehmet Deneme",
        date(1988, 1, 16),
        firms.BUILDER,
        (CONSTRUCTION,),
        "INVALID",
        "SIGNATURE_BAD",
        print=Print.CHANGED_NAME,
        issued=-150,
        altered_name="Kerem Denemeci",
    ),
    PracticeCard(
        "company-bankrupt",
        "99013261",
        "Sami Harjoitus",
        date(1968, 9, 27),
        firms.ROOFER,
        (CONSTRUCTION,),
        "UNCONFIRMED",
        "COMPANY_BANKRUPT",
        issued=-220,
    ),
    PracticeCard(
        "plain-code",
        "99013454",
        "Elin Prøvdal",
        date(1983, 6, 8),
        firms.CLEANER,
        (CLEANING,),
        "UNCONFIRMED",
        "NOT_SIGNED",
        clean=True,
        print=Print.NUMBER_ONLY,
        issued=-500,
    ),
)

BY_ID = {card.id: card for card in CARDS}
BY_NUMBER = {card.card_number: card for card in CARDS}
