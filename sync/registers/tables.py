"""The tables of the mirror: where the records of each source lie, and what is noted of the source itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sync.registers.ports import Approval, CardRecord, Company, SiteListEntry
from sync.registers.rows import Record
from sync.registers.sources import APPROVALS, Source


@dataclass(frozen=True, slots=True)
class Table:
    """Where a source's records lie. A record without its `deciding` column is no answer."""

    name: str
    of: type[Record]
    key: tuple[str, ...]
    deciding: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns, in the order of the record's fields that are stored."""
        return tuple(field.name for field in fields(self.of) if field.metadata.get("stored", True))


_APPROVAL = Table("approval", Approval, ("org_number", "industry"), "state")
TABLES: dict[Source, Table] = {
    Source.CARDS: Table("card", CardRecord, ("card_number",), "status"),
    Source.COMPANIES: Table("company", Company, ("org_number",), "bankrupt"),
    Source.SUB_UNITS: Table("sub_unit", Company, ("org_number",), "bankrupt"),
    Source.SITE_LIST: Table("site_list", SiteListEntry, ("card_number",), "org_number"),
    **dict.fromkeys(APPROVALS.values(), _APPROVAL),
    Source.WORKSHOPS: Table("workshop", Approval, ("org_number", "industry"), "state"),
}
WHOLE_NUMBERS = ("industry", "bankrupt", "winding_up", "vat_registered")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the mirror notes of a source: how old it is, and where the next fetch goes on.

    `cursor` is the place in the list of changes; `rows` counts records, `not_taken` what gave none.
    """

    fetched_at: datetime
    authoritative: bool = False
    cursor: str | None = None
    rows: int = 0
    not_taken: int = 0
    address: str | None = None
    etag: str | None = None
    last_modified: str | None = None
