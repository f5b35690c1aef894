"""PUT /api/v1/reports/{uuid}: a report is kept, never doubled, and answered with a signed receipt."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from joserfc import jws
from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from sync.report import MAX_BODY
from sync.schema import envelope
from tests.support.apps import IN_CHUNKS, ORIGIN, MakeApp, TestApp, code_of, content_digest
from tests.support.reports import as_bytes, document, rows
from verifier.shapes import ReceiptKeyShape, ReceiptShape

INSPECTOR, VIEWER = "labour-inspector", "safety-representative"


@pytest.fixture
def desk(make_app: MakeApp, database_url: str) -> TestApp:
    """An app whose ledger lies in SQLite once and in PostgreSQL once."""
    return make_app(DATABASE_URL=database_url)


def body_of(report_id: UUID, author: str = INSPECTOR, **changes: Any) -> bytes:
    """Return a sound report of this person, with some fields changed."""
    return as_bytes(document(report_id, author=author, **changes))


def put(client: FlaskClient, report_id: UUID | str, body: bytes, **sent: Any) -> TestResponse:
    """Send a report as the phone does; `headers` replace those it sends."""
    headers = {"Origin": ORIGIN, **content_digest(body), **sent.pop("headers", {})}
    wanted = {name: value for name, value in headers.items() if value is not None}
    return client.put(f"/api/v1/reports/{report_id}", data=body, headers=wanted, **sent)


def kept(app: TestApp, report_id: UUID) -> list[tuple[bytes, str]]:
    """Return the bodies that the ledger keeps under an id, with their states."""
    return [(row["body"], row["state"]) for row in rows(app.ledger, envelope, report_id)]


def test_a_report_is_stored_and_its_receipt_repeats_id_and_hash(desk: TestApp) -> None:
    report_id = uuid4()
    body = body_of(report_id)

    answer = put(desk.client(), report_id, body)

    receipt = ReceiptShape.model_validate_json(answer.data, strict=True)
    assert answer.status_code == 201
    assert (receipt.id, receipt.sha256) == (str(report_id), hashlib.sha256(body).hexdigest())
    assert receipt.received_at == desk.clock.now
    signed = desk.house.receipt_key.read(receipt.signature)
    assert (signed["id"], signed["sha256"]) == (receipt.id, receipt.sha256)


def test_the_same_again_gets_the_same_receipt(desk: TestApp) -> None:
    report_id = uuid4()
    first = put(desk.client(), report_id, body_of(report_id))
    desk.clock.move(timedelta(hours=3))

    again = put(desk.client(), report_id, body_of(report_id))

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.data == first.data
    assert desk.client().get(f"/api/v1/reports/{report_id}").data == first.data


def test_another_body_under_the_same_id_conflicts_and_both_are_kept(desk: TestApp) -> None:
    report_id = uuid4()
    first, second = body_of(report_id), body_of(report_id, note="Changed.")
    put(desk.client(), report_id, first)

    assert code_of(put(desk.client(), report_id, second)) == (409, "conflict")
    assert sorted(kept(desk, report_id)) == sorted([(first, "ACCEPTED"), (second, "CONFLICT")])


def test_a_viewers_confiscation_is_refused_and_kept(desk: TestApp) -> None:
    report_id = uuid4()
    body = body_of(report_id, VIEWER)

    assert code_of(put(desk.client(VIEWER), report_id, body)) == (403, "act-not-allowed")
    assert kept(desk, report_id) == [(body, "REFUSED")]


def test_a_viewers_notice_is_stored(desk: TestApp) -> None:
    report_id = uuid4()

    assert put(desk.client(VIEWER), report_id, body_of(report_id, VIEWER, act="notice")).status_code == 201


def test_a_report_of_another_person_is_refused_and_kept(desk: TestApp) -> None:
    report_id = uuid4()

    answer = put(desk.client("police-officer"), report_id, body_of(report_id, INSPECTOR))

    assert code_of(answer) == (403, "other-author")
    assert len(kept(desk, report_id)) == 1


REFUSED: dict[str, dict[str, Any]] = {
    "no ground": {"grounds": []},
    "unknown ground": {"grounds": ["DISLIKED"]},
    "unknown field": {"secret": 1},
    "unknown field with a NUL": {"a\0b": 1},
    "a name of a thousand letters": {"x" * 1_000: 1},
    "NUL in the number": {"card_number": "9901\x0041"},
    "other id": {"id": str(uuid4())},
    "no time": {"made_at": "yesterday"},
    "time without zone": {"made_at": "2026-03-02T08:59:00"},
}
STRANGE: dict[str, dict[str, Any]] = {
    "NUL": {"note": "before\0after"},
    "marks that turn text round": {"note": "\u202eright to left 🏗"},
    "the last moment": {"made_at": "9999-12-31T23:59:59-12:00"},
    "the first moment": {"made_at": "0001-01-01T00:00:00+14:00"},
    "check": {"check": {"deep": [[[["a\0"]]]]}},
    "large numbers": {"server_offset_ms": -(10**15), "counter": 2**53},
}
NOT_JSON = (b"", b"\0", b"{", b"[]", b"\xff" * 50, b"[" * 5_000)


def test_what_is_no_report_is_refused_and_kept(desk: TestApp) -> None:
    for case, changes in REFUSED.items():
        report_id = uuid4()
        body = body_of(report_id, **changes)

        answer = put(desk.client(), report_id, body)

        assert code_of(answer) == (422, "report-refused"), case
        assert len(answer.data) < 1_500, case
        assert kept(desk, report_id) == [(body, "REFUSED")], case


def test_strange_but_possible_values_are_no_fault_of_the_server(desk: TestApp) -> None:
    for case, changes in STRANGE.items():
        report_id = uuid4()

        answer = put(desk.client(), report_id, body_of(report_id, **changes))

        assert answer.status_code in (201, 422), case
        assert len(kept(desk, report_id)) == 1, case


def test_bytes_that_are_no_json_are_kept_all_the_same(desk: TestApp) -> None:
    for body in NOT_JSON:
        report_id = uuid4()

        assert code_of(put(desk.client(), report_id, body)) == (422, "report-refused")
        assert kept(desk, report_id) == [(body, "REFUSED")]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha-256=:AAAA:",
        content_digest(b"another body")["Content-Digest"],
        "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:",
        f"sha-256=:{'/' * 42}+=:",
        "sha-256=:" + "é" * 43 + "=:",
    ],
)
def test_a_body_that_is_not_the_one_sent_is_asked_for_again(app: TestApp, header: str | None) -> None:
    report_id = uuid4()

    answer = put(app.client(), report_id, body_of(report_id), headers={"Content-Digest": header})

    assert code_of(answer) == (400, "damaged")
    assert kept(app, report_id) == []


def test_a_digest_beside_others_is_found(app: TestApp) -> None:
    report_id = uuid4()
    body = body_of(report_id)
    both = f"sha-512=:AAAA:, {content_digest(body)['Content-Digest']}"

    assert put(app.client(), report_id, body, headers={"Content-Digest": both}).status_code == 201


@pytest.mark.parametrize("environ", [{}, IN_CHUNKS], ids=["whole", "in chunks"])
def test_a_large_report_is_refused(app: TestApp, environ: dict[str, Any]) -> None:
    body = b" " * (MAX_BODY + 1)

    assert code_of(put(app.client(), uuid4(), body, environ_overrides=environ)) == (413, "too-large")


def test_nobody_files_a_report_without_signing_in(app: TestApp) -> None:
    report_id = uuid4()

    assert code_of(put(app.visitor(), report_id, body_of(report_id))) == (401, "not-signed-in")
    assert kept(app, report_id) == []


@pytest.mark.parametrize(
    "report_id", ["1", "not-a-uuid", "%00", "../me", "00000000-0000-0000-0000-00000000000g"]
)
def test_an_id_that_is_none_is_not_found(app: TestApp, report_id: str) -> None:
    assert code_of(put(app.client(), report_id, b"{}")) == (404, "not-found")


def test_a_receipt_is_given_to_its_author_alone(app: TestApp) -> None:
    report_id = uuid4()
    put(app.client(), report_id, body_of(report_id))

    assert code_of(app.client("police-officer").get(f"/api/v1/reports/{report_id}")) == (404, "not-found")
    assert code_of(app.client().get(f"/api/v1/reports/{uuid4()}")) == (404, "not-found")


def test_while_the_ledger_is_away_the_phone_is_asked_to_wait(app: TestApp, tmp_path: Path) -> None:
    report_id = uuid4()
    client = app.client()
    ledger_file = Path(sa.make_url(app.config.database_url).database or "")
    app.ledger.close()
    ledger_file.rename(tmp_path / "away")
    ledger_file.mkdir()

    answer = put(client, report_id, body_of(report_id))
    page = client.get("/reports")
    figures = client.get("/metrics")

    assert code_of(answer) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert (figures.status_code, "kortsjekk_ledger_up 0.0" in figures.text) == (200, True)
    assert client.get("/readyz").get_json()["checks"] == {"ledger": False, "register": True}

    ledger_file.rmdir()
    (tmp_path / "away").rename(ledger_file)
    assert put(client, report_id, body_of(report_id)).status_code == 201


def test_a_report_is_listed_on_its_authors_page(app: TestApp) -> None:
    report_id = uuid4()
    receipt = json.loads(put(app.client(), report_id, body_of(report_id)).data)

    mine, others = app.client().get("/reports").text, app.client("police-officer").get("/reports").text

    assert f" {receipt['number']}<" in mine
    assert "48217730" in mine
    assert "02.03.2026 10:00" in mine
    assert "48217730" not in others


def test_a_receipt_is_checked_with_the_key_that_everybody_may_have(app: TestApp) -> None:
    report_id = uuid4()
    body = body_of(report_id)
    receipt = put(app.client(), report_id, body).get_json()

    published = app.visitor().get("/api/v1/receipt-key")

    assert (published.status_code, published.mimetype) == (200, "application/json")
    key = ReceiptKeyShape.model_validate_json(published.data, strict=True)
    read = jws.deserialize_compact(receipt["signature"], ECKey.import_key(published.get_json()))
    assert read.headers()["kid"] == key.kid
    assert json.loads(read.payload)["sha256"] == hashlib.sha256(body).hexdigest()


def test_the_private_half_of_the_key_is_nobodys(app: TestApp) -> None:
    assert '"d"' not in app.visitor().get("/api/v1/receipt-key").text
