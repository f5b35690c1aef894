"""One law, two readers: what the phone's code and the server's code must both say of the same values."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from signing import org_number_is_valid, qr
from sync import strict_json
from sync.report import Author, Envelope, Refused, ReportBody, open_body

HERE = Path(__file__).parent
NUMBERS = json.loads((HERE / "numbers.json").read_text("utf-8"))
REPORTS = json.loads((HERE / "reports.json").read_text("utf-8"))["reports"]


def story(case: dict[str, Any]) -> str:
    """Return what a case is about."""
    return str(case.get("story") or case["why"])


def arrived(case: dict[str, Any]) -> Envelope:
    """Return the report of a case as it reaches the server."""
    sender = case["sent_by"]
    author = Author(sender["id"], "inspector", "agency", sender["may_confiscate"])
    return Envelope(UUID(case["sent_under"]), case["body"].encode(), author)


def made_at(case: dict[str, Any]) -> datetime:
    """Return when the report of a case was saved: here it arrives at once."""
    return datetime.fromisoformat(case["circumstances"]["made_at"])


@pytest.mark.parametrize("case", NUMBERS["org_numbers"], ids=story)
def test_an_organisation_number_is_valid_or_not(case: dict[str, Any]) -> None:
    assert org_number_is_valid(case["text"]) is case["valid"]


@pytest.mark.parametrize("case", NUMBERS["typed"], ids=story)
def test_a_typed_text_is_a_plain_number_or_not(case: dict[str, Any]) -> None:
    code = qr.parse(case["text"])

    assert (code.card_number if isinstance(code, qr.PlainNumber) else None) == case["plain_number"]


@pytest.mark.parametrize(
    "case", [case for case in NUMBERS["typed"] if case["reads"]["kind"] == "number"], ids=story
)
def test_what_the_phone_reads_as_a_number_is_one_here_too(case: dict[str, Any]) -> None:
    number = case["reads"]["card_number"]

    assert qr.parse(number) == qr.PlainNumber(number)


@pytest.mark.parametrize("case", REPORTS, ids=story)
def test_the_bytes_of_a_report_are_strict_json_under_their_hash(case: dict[str, Any]) -> None:
    body = case["body"].encode()

    value = strict_json.loads(body)

    assert hashlib.sha256(body).hexdigest() == case["sha256"]
    assert json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == body


@pytest.mark.parametrize("case", [case for case in REPORTS if case["server"]["accepts"]], ids=story)
def test_the_server_reads_a_report_as_the_phone_wrote_it(case: dict[str, Any]) -> None:
    report = open_body(arrived(case), made_at(case))

    assert isinstance(report, ReportBody)
    assert (str(report.id), report.act, report.author) == (
        case["draft"]["id"],
        case["draft"]["act"],
        case["sent_by"]["id"],
    )


@pytest.mark.parametrize("case", [case for case in REPORTS if not case["server"]["accepts"]], ids=story)
def test_the_server_names_what_is_wrong_with_a_report(case: dict[str, Any]) -> None:
    refused = open_body(arrived(case), made_at(case))

    assert isinstance(refused, Refused)
    assert refused.fault == case["server"]["fault"]
    assert case["server"]["says"] in refused.detail


def test_the_phone_saves_nothing_that_the_server_refuses_for_its_content() -> None:
    content = {"report-refused"}
    wrong = [
        story(case)
        for case in REPORTS
        if case["phone"] == []
        and case["server"].get("fault") in content
        and case["sent_under"] == case["draft"]["id"]
    ]

    assert wrong == []
