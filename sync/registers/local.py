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
    ApprovalState,
    CardRecord,
    CardStatus,
    Company,
    Found,
    SiteListEntry,
    Unavailable,
)
from sync.registers.sources import APPROVALS, CAR_CARE, Source
from sync.registers.workshops import approved_by_either

T = TypeVar("T")


class LocalRegisters:
    """Card, company and approval register and site list in one, over one mirror.

    An answer is as of the time its own source was fetched, or of now where the mirror is the register itself.
    """

    def __init__(self, mirror: Mirror, clock: Callable[[], datetime]) -> None:
        self._mirror = mirror
        self._clock = clock

    def card(self, card_number: str) -> Answer[CardRecord]:
        """The record of a card number."""
        query = "select * from card where card_number = ?"
        return self._ask(_card, "card_register", Source.CARDS, query, card_number)

    def company(self, org_number: str) -> Answer[Company]:
        """The main unit or sub-unit with this organisation number; absent only where neither list has it."""
        query = "select * from company where org_number = ?"
        unit = self._ask(_company, "company_register", Source.COMPANIES, query, org_number)
        if isinstance(unit, Found):
            return unit
        query = "select * from sub_unit where org_number = ?"
        branch = self._ask(_sub_unit, "company_register", Source.SUB_UNITS, query, org_number)
        if isinstance(unit, Absent) and isinstance(branch, Absent):
            return min(unit, branch, key=lambda absent: absent.as_of)
        return branch if isinstance(unit, Absent) or isinstance(branch, Found) else unit

    def approval(self, org_number: str, industry: int) -> Answer[Approval]:
        """The approval of a unit in an industry, in car care by either of its two registers."""
        answer = self.registered(org_number, industry)
        return answer if industry != CAR_CARE else approved_by_either(answer, self.workshop(org_number))

    def registered(self, org_number: str, industry: int) -> Answer[Approval]:
        """The approval of a unit in the register of an industry (Arbeidstilsynet's), and nowhere else."""
        if industry not in APPROVALS:
            return Unavailable(f"no register approves for industry {industry}", "approval_register")
        query = "select * from approval where org_number = ? and industry = ?"
        source = APPROVALS[industry]
        return self._ask(_approval, "approval_register", source, query, org_number, industry)

    def workshop(self, org_number: str) -> Answer[Approval]:
        """The approval of a unit as a workshop (Statens vegvesen), which stands for one in car care."""
        query = "select * from workshop where org_number = ?"
        return self._ask(_approval, "workshop_register", Source.WORKSHOPS, query, org_number)

    def entry(self, card_number: str) -> Answer[SiteListEntry]:
        """Whom the site list names as the employer of a card's holder."""
        query = "select * from site_list where card_number = ?"
        return self._ask(_entry, "site_list", Source.SITE_LIST, query, card_number)

    def ages(self) -> dict[Source, int | None]:
        """How many seconds ago each source was fetched; None where it never was, or cannot be read."""
        return {source: self._age(source) for source in Source}

    def _age(self, source: Source) -> int | None:
        try:
            copy = self._mirror.copy(source)
        except MirrorMissing:
            return None
        now = self._clock()
        return 0 if copy.authoritative else max(0, int((now - copy.fetched_at).total_seconds()))

    def _ask(
        self,
        make: Callable[[dict[str, Any]], T],
        said_by: str,
        source: Source,
        query: str,
        *values: str | int,
    ) -> Answer[T]:
        try:
            copy, row = self._mirror.ask(source, query, *values)
            found = None if row is None else make(row)
        except MirrorMissing as error:
            return Unavailable(str(error), said_by)
        except (KeyError, TypeError, ValueError) as error:
            # A record that makes no sense is no answer: neither "in order" nor "no such card".
            return Unavailable(f"a record that cannot be read: {error}", said_by)
        as_of = self._clock() if copy.authoritative else copy.fetched_at
        return Absent(as_of, said_by) if found is None else Found(found, as_of, said_by)


def _card(row: dict[str, Any]) -> CardRecord:
    days = {name: date.fromisoformat(row[name]) for name in ("birth_date", "valid_from", "valid_to")}
    begun = _day(row["employed_from"])
    return CardRecord(**{**row, **days, "status": CardStatus(row["status"]), "employed_from": begun})


def _company(row: dict[str, Any]) -> Company:
    days = {name: _day(row[name]) for name in ("deleted_on", "registered_on")}
    flags = {name: _flag(row[name]) for name in ("bankrupt", "winding_up")}
    vat = row["vat_registered"]
    return Company(**{**row, **flags, **days, "vat_registered": None if vat is None else _flag(vat)})


def _sub_unit(row: dict[str, Any]) -> Company:
    return _company({**row, "orphan": row["parent"] is None})


def _approval(row: dict[str, Any]) -> Approval:
    return Approval(**{**row, "state": ApprovalState(row["state"])})


def _entry(row: dict[str, Any]) -> SiteListEntry:
    if row["org_number"] is None:
        raise ValueError("no employer")
    return SiteListEntry(**row)


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _flag(value: object) -> bool:
    """Yes or no; anything else, such as the text "0", is not taken for a yes."""
    if value not in (0, 1):
        raise ValueError("neither yes nor no")
    return value == 1
