"""The four ports answered from the mirror on this machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from sync.registers.mirror import Mirror, MirrorMissing
from sync.registers.ports import (
    Absent,
    Answer,
    Approval,
    CardRecord,
    CardStatus,
    Company,
    Found,
    SiteListEntry,
    Unavailable,
)

T = TypeVar("T")


class LocalRegisters:
    """Card, company and approval register and site list in one, over one mirror.

    An answer's `as_of` is the time the copy was fetched, or now where the mirror is the register itself.
    """

    def __init__(self, mirror: Mirror, clock: Callable[[], datetime]) -> None:
        self._mirror = mirror
        self._clock = clock

    def card(self, card_number: str) -> Answer[CardRecord]:
        """The record of a card number."""
        return self._ask(_card, "card_register", "select * from card where card_number = ?", card_number)

    def company(self, org_number: str) -> Answer[Company]:
        """The main unit or sub-unit with this organisation number."""
        return self._ask(
            _company, "company_register", "select * from company where org_number = ?", org_number
        )

    def approval(self, org_number: str, industry: int) -> Answer[Approval]:
        """The approval of a main unit in an industry."""
        query = "select * from approval where org_number = ? and industry = ?"
        return self._ask(_approval, "approval_register", query, org_number, industry)

    def entry(self, card_number: str) -> Answer[SiteListEntry]:
        """Whom the site list names as the employer of a card's holder."""
        return self._ask(_entry, "site_list", "select * from site_list where card_number = ?", card_number)

    def _ask(
        self, make: Callable[[dict[str, Any]], T], source: str, query: str, *values: str | int
    ) -> Answer[T]:
        try:
            copy, row = self._mirror.ask(query, *values)
            found = None if row is None else make(row)
        except MirrorMissing as error:
            return Unavailable(str(error), source)
        except (KeyError, TypeError, ValueError) as error:
            # A record that makes no sense is no answer: neither "in order" nor "no such card".
            return Unavailable(f"a record that cannot be read: {error}", source)
        as_of = self._clock() if copy.authoritative else copy.fetched_at
        return Absent(as_of, source) if found is None else Found(found, as_of, source)


def _card(row: dict[str, Any]) -> CardRecord:
    days = {name: date.fromisoformat(row[name]) for name in ("birth_date", "valid_from", "valid_to")}
    return CardRecord(**{**row, **days, "status": CardStatus(row["status"])})


def _company(row: dict[str, Any]) -> Company:
    deleted_on = None if row["deleted_on"] is None else date.fromisoformat(row["deleted_on"])
    flags = {name: _flag(row[name]) for name in ("bankrupt", "winding_up", "vat_registered")}
    return Company(**{**row, **flags, "deleted_on": deleted_on})


def _approval(row: dict[str, Any]) -> Approval:
    return Approval(**{**row, "approved": _flag(row["approved"])})


def _entry(row: dict[str, Any]) -> SiteListEntry:
    return SiteListEntry(**row)


def _flag(value: object) -> bool:
    """Yes or no; anything else, such as the text "0", is not taken for a yes."""
    if value not in (0, 1):
        raise ValueError("neither yes nor no")
    return value == 1
