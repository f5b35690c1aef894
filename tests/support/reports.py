"""Reports as phones send them, and a look at what the ledger holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from sync.report import Author, Envelope
from sync.store import Ledger

NOW = datetime(2026, 3, 2, 9, 0, 30, 250_000, tzinfo=UTC)
INSPECTOR = Author("inspector-1", "inspector", "Practice agency", may_confiscate=True)
COLLEAGUE = Author("inspector-2", "inspector", "Practice agency", may_confiscate=True)
REPRESENTATIVE = Author("representative-1", "safety-representative", "Practice site", may_confiscate=False)


def document(report_id: UUID, by: Author = INSPECTOR, /, **changes: object) -> dict[str, object]:
    """Return the fields of a sound confiscation report, with some of them changed."""
    return {
        "format": "kortsjekk.report/1",
        "id": str(report_id),
        "act": "confiscation",
        "grounds": ["EXPIRED"],
        "card_number": "48217730",
        "holder": {"name": "Øvd Prøvesen", "birth_date": "1990-02-28"},
        "employer": {"org_number": "999999999", "name": "Øvelse Bygg AS"},
        "note": "Shown at the gate.",
        "place": {"text": "Gate 2", "position": {"latitude": 59, "longitude": 10.75, "accuracy_m": 12.5}},
        "check": {"outcome": "INVALID"},
        "made_at": "2026-03-02T08:59:00+01:00",
        "server_offset_ms": -120,
        "counter": 7,
        "app_version": "test",
        "author": by.id,
        **changes,
    }


def as_bytes(fields: dict[str, object]) -> bytes:
    """Return a report's fields as the bytes a phone freezes."""
    return json.dumps(fields, ensure_ascii=False).encode()


def sent(report_id: UUID | None = None, by: Author = INSPECTOR, /, **changes: object) -> Envelope:
    """Return a delivery of one's own report; changed fields make it another body."""
    the_id = report_id or uuid4()
    return Envelope(the_id, as_bytes(document(the_id, by, **changes)), by)


def rows(ledger: Ledger, table: sa.Table, report_id: UUID | None = None) -> list[dict[str, Any]]:
    """Return a table's rows, of one report or of all, in the order of their keys."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    if report_id is not None:
        query = query.where(table.c.report_id == report_id)
    with ledger.engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
