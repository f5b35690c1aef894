"""The practice registers in memory, to measure a check without any database."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import TypeVar

from sync.registers.ports import Absent, Answer, Approval, CardRecord, Company, Found, SiteListEntry
from verifier.practice import register
from verifier.practice.world import World

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class MemoryRegisters:
    """All four ports over dictionaries, as fresh as `now`."""

    def __init__(self, world: World, now: datetime) -> None:
        self._now = now
        self._cards = {card.card.card_number: register.record(card) for card in world.cards}
        self._companies = {each.org_number: each for each in register.companies(world.made_on)}
        self._approvals = {(each.org_number, each.industry): each for each in register.approvals()}
        self._entries = {each.card_number: each for each in register.site_list()}

    def card(self, card_number: str) -> Answer[CardRecord]:
        """The record of a card number."""
        return self._answer(self._cards, card_number)

    def company(self, org_number: str) -> Answer[Company]:
        """The unit with this organisation number."""
        return self._answer(self._companies, org_number)

    def approval(self, org_number: str, industry: int) -> Answer[Approval]:
        """The approval of a main unit in an industry."""
        return self._answer(self._approvals, (org_number, industry))

    def entry(self, card_number: str) -> Answer[SiteListEntry]:
        """The site list's line for a card."""
        return self._answer(self._entries, card_number)

    def _answer(self, records: Mapping[Key, Value], key: Key) -> Answer[Value]:
        value = records.get(key)
        return Absent(self._now, "memory") if value is None else Found(value, self._now, "memory")
