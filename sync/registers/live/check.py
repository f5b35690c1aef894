"""The registers as one check asks them: in one limit, each thing once, the mirror where nobody answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Hashable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sync.registers.live.approvals import LiveApprovals
from sync.registers.live.cards import LiveCards
from sync.registers.live.companies import LiveCompanies
from sync.registers.live.loop import Loop
from sync.registers.local import LocalRegisters
from sync.registers.ports import Absent, Answer, Approval, CardRecord, Company, Found, Unavailable
from sync.registers.sources import CAR_CARE
from sync.registers.workshops import approved_by_either

T = TypeVar("T")
# The event loop ends each look-up itself; this is for the day on which it does not.
GRACE_S = 0.25


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a check will ask before any register has answered: asked for at once, and all together.

    `approvals` are pairs of organisation number and industry. With `evenly` each company costs as many
    requests whatever is known of it, for checks by people who may not learn that.
    """

    card_number: str | None
    org_numbers: tuple[str, ...] = ()
    approvals: tuple[tuple[str, int], ...] = ()
    evenly: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The live registers there are, and the mirror behind them; None where only the mirror is asked."""

    mirror: LocalRegisters
    cards: LiveCards | None = None
    companies: LiveCompanies | None = None
    approvals: tuple[tuple[int, LiveApprovals], ...] = ()

    def approving(self, industry: int) -> LiveApprovals | None:
        """The live register that approves for an industry."""
        return next((live for code, live in self.approvals if code == industry), None)


class OneCheck:
    """Card, company and approval register of one check; `deadline` is of time.monotonic."""

    def __init__(self, asked: Asked, loop: Loop, deadline: float) -> None:
        self._asked, self._loop, self._deadline = asked, loop, deadline
        self._begun: dict[Hashable, Future[Any]] = {}
        self._evenly = False

    def begin(self, foreseen: Foreseen) -> None:
        """Ask for what is foreseen without waiting for it."""
        self._evenly = foreseen.evenly
        if foreseen.card_number is not None:
            self._begin_card(foreseen.card_number)
        for org_number in foreseen.org_numbers:
            self._begin_company(org_number)
        for org_number, industry in foreseen.approvals:
            self._begin_approval(org_number, industry)

    def card(self, card_number: str) -> Answer[CardRecord]:
        """The record of a card number."""
        begun = self._begin_card(card_number)
        return self._first(begun, "card_register", lambda: self._asked.mirror.card(card_number))

    def company(self, org_number: str) -> Answer[Company]:
        """The main unit or sub-unit with this organisation number."""
        begun = self._begin_company(org_number)
        return self._first(begun, "company_register", lambda: self._asked.mirror.company(org_number))

    def approval(self, org_number: str, industry: int) -> Answer[Approval]:
        """The approval of a main unit in an industry."""
        begun = self._begin_approval(org_number, industry)
        mirror = self._asked.mirror
        answer = self._first(begun, "approval_register", lambda: mirror.registered(org_number, industry))
        # The list of workshops is a file, so it is never asked live.
        return answer if industry != CAR_CARE else approved_by_either(answer, mirror.workshop(org_number))

    def _begin_card(self, card_number: str) -> Future[Answer[CardRecord]] | None:
        live = self._asked.cards
        if live is None:
            return None
        return self._begin(("card", card_number), lambda: live.card(card_number, self._deadline))

    def _begin_company(self, org_number: str) -> Future[Answer[Company]] | None:
        live = self._asked.companies
        if live is None:
            return None
        ask = live.company_evenly if self._evenly else live.company
        return self._begin(("company", org_number), lambda: ask(org_number, self._deadline))

    def _begin_approval(self, org_number: str, industry: int) -> Future[Answer[Approval]] | None:
        live = self._asked.approving(industry)
        if live is None:
            return None
        key = ("approval", org_number, industry)
        return self._begin(key, lambda: live.approval(org_number, self._deadline))

    def _begin(self, key: Hashable, ask: Callable[[], Coroutine[Any, Any, Answer[T]]]) -> Future[Answer[T]]:
        if key not in self._begun:
            self._begun[key] = self._loop.start(ask())
        return self._begun[key]

    def _first(
        self, begun: Future[Answer[T]] | None, source: str, copy: Callable[[], Answer[T]]
    ) -> Answer[T]:
        """The live answer; else the mirror's, which says in place of whom it answers."""
        if begun is None:
            return copy()
        live = answer_by(begun, self._deadline, source)
        if not isinstance(live, Unavailable):
            return live
        match copy():
            case Unavailable():
                return live
            case Found() | Absent() as kept:
                return replace(kept, instead=live)


def answer_by(begun: Future[Answer[T]], deadline: float, source: str) -> Answer[T]:
    """What a look-up gave, Unavailable where it is not there shortly after its deadline."""
    try:
        return begun.result(timeout=max(0.0, deadline + GRACE_S - time.monotonic()))
    except TooLate:
        begun.cancel()
        return Unavailable(f"{source}: no answer in time", source)
