"""Reports that the server's own pages write, for who has no scripts: the same bodies as the phone's."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from sync.notices import NoticeText, Notified
from sync.report import FORMAT, NAME_LENGTH, Act, Envelope
from verifier.access import Person
from verifier.notices import NoticeFacts, cleaned

# What stands where a phone names the version of its app.
WITHOUT_SCRIPTS = "without-scripts"


def notice_envelope(report_id: UUID, facts: NoticeFacts, text: NoticeText, person: Person) -> Envelope:
    """A notice as it is filed: sent twice it is the same, for its time is that of writing it."""
    holder, employer = facts.holder, facts.employer
    fields = {
        **_frame(report_id, Act.NOTICE, facts.written_at, person),
        "card_number": facts.card_number,
        "holder": {"name": _cut(holder), "birth_date": None} if holder else None,
        "employer": employer and {"org_number": employer.org_number, "name": _cut(employer.name)},
        "note": cleaned(facts.added),
        "place": {"text": cleaned(facts.place).replace("\n", " "), "position": None},
        "check": {"reasons": facts.reasons, "checked_at": facts.checked_at.isoformat()},
        "notice": text.model_dump(mode="json"),
    }
    return _sealed(report_id, fields, person)


def notified_envelope(report_id: UUID, said: Notified, now: datetime, person: Person) -> Envelope:
    """That an addressee of a notice was notified."""
    fields = {
        **_frame(report_id, Act.NOTIFIED, now, person),
        "card_number": None,
        "holder": None,
        "employer": None,
        "note": "",
        "place": {"text": "", "position": None},
        "check": None,
        "notified": said.model_dump(mode="json"),
    }
    return _sealed(report_id, fields, person)


def _cut(name: str) -> str:
    """A name as a report has room for it: registers hold longer ones, and the letters say them whole."""
    return name[:NAME_LENGTH]


def _frame(report_id: UUID, act: Act, made_at: datetime, person: Person) -> dict[str, object]:
    return {
        "format": FORMAT,
        "id": str(report_id),
        "act": act,
        "grounds": [],
        "made_at": made_at.isoformat(),
        "server_offset_ms": 0,
        "counter": 0,
        "app_version": WITHOUT_SCRIPTS,
        "author": person.id,
    }


def _sealed(report_id: UUID, fields: dict[str, object], person: Person) -> Envelope:
    body = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Envelope(report_id, body.encode(), person.author)
