"""The OpenAPI document is true: every call is in it, and real answers are what it says."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from pydantic import BaseModel
from werkzeug.test import TestResponse

from sync.ledger.company_keys import Scope
from tests.support.apps import ORIGIN, TestApp, content_digest
from tests.support.reports import as_bytes, document
from verifier.shapes import (
    CheckShape,
    FramesShape,
    MeShape,
    ProblemShape,
    ReceiptKeyShape,
    ReceiptShape,
)
from verifier.shapes_public import CompanyStatusShape, PublicCheckShape

SHAPES: dict[str, type[BaseModel]] = {
    shape.__name__: shape
    for shape in (
        CheckShape,
        CompanyStatusShape,
        FramesShape,
        MeShape,
        ProblemShape,
        PublicCheckShape,
        ReceiptKeyShape,
        ReceiptShape,
    )
}
REPORT = UUID("b7a4c8f2-52a5-4d5c-9d51-0f6a5f0c7a11")
KEY = "/api/v1/receipt-key"
PUBLIC, COMPANY = "/api/v1/public/checks", "/api/v1/cards/{card_number}/status"
CHECKS, FRAMES, REPORTS = "/api/v1/checks", "/api/v1/frames", "/api/v1/reports/{report_id}"


def described(app: TestApp) -> dict[str, Any]:
    """Return the document as a program gets it."""
    found: dict[str, Any] = app.visitor().get("/api/v1/openapi.json").get_json()
    return found


def test_every_call_is_described_and_nothing_else(shared_app: TestApp) -> None:
    real = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in shared_app.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    paths = described(shared_app)["paths"]

    assert {(path, method) for path, methods in paths.items() for method in methods} == real


def test_every_reference_leads_somewhere(shared_app: TestApp) -> None:
    whole = described(shared_app)

    references = set(re.findall(r"'#/components/schemas/(\w+)'", repr(whole)))

    assert whole["openapi"] == "3.1.0"
    assert references
    assert references <= set(whole["components"]["schemas"])


def asked(client: FlaskClient, method: str, path: str, body: bytes = b"", **headers: str) -> TestResponse:
    """Send a request from this site."""
    sent = {"Origin": ORIGIN, **headers}
    return client.open(path.format(report_id=REPORT), method=method, data=body, headers=sent)


def test_real_answers_are_described(app: TestApp) -> None:
    """Each real answer's status stands in the document, and its body is of the shape named there."""
    client, paths = app.client(), described(app)["paths"]
    report = as_bytes(document(REPORT, author="labour-inspector"))
    other = as_bytes(document(REPORT, author="labour-inspector", note="Changed."))
    calls = [
        ("GET", "/api/v1/me", asked(client, "GET", "/api/v1/me")),
        ("GET", "/api/v1/me", asked(app.visitor(), "GET", "/api/v1/me")),
        ("GET", KEY, asked(app.visitor(), "GET", KEY)),
        ("POST", CHECKS, asked(client, "POST", CHECKS, b'{"code": "x"}')),
        ("POST", CHECKS, asked(client, "POST", CHECKS, b"{")),
        ("POST", CHECKS, asked(client, "POST", CHECKS, b"{}")),
        ("POST", CHECKS, asked(client, "POST", CHECKS, b" " * 70_000)),
        ("POST", CHECKS, asked(client, "POST", CHECKS, b"{}", Origin="https://elsewhere.example")),
        ("POST", FRAMES, asked(client, "POST", FRAMES, app.picture_of("lost"))),
        ("POST", FRAMES, asked(client, "POST", FRAMES, b"no picture")),
        ("PUT", REPORTS, asked(client, "PUT", REPORTS, report)),
        ("PUT", REPORTS, asked(client, "PUT", REPORTS, report, **content_digest(report))),
        ("PUT", REPORTS, asked(client, "PUT", REPORTS, report, **content_digest(report))),
        ("PUT", REPORTS, asked(client, "PUT", REPORTS, other, **content_digest(other))),
        ("PUT", REPORTS, asked(client, "PUT", REPORTS, b"{}", **content_digest(b"{}"))),
        ("GET", REPORTS, asked(client, "GET", REPORTS)),
        ("GET", REPORTS, asked(app.client("client"), "GET", REPORTS)),
    ]
    statuses = [answer.status_code for _, _, answer in calls]
    assert statuses == [200, 401, 200, 200, 400, 422, 413, 403, 200, 415, 400, 201, 200, 409, 422, 200, 404]

    are_described(paths, calls)


def are_described(paths: dict[str, Any], calls: list[tuple[str, str, TestResponse]]) -> None:
    """Assert that each answer's status and shape stand in the document for its call."""
    for method, path, answer in calls:
        content = paths[path][method.lower()]["responses"][str(answer.status_code)]["content"]
        assert list(content) == [answer.mimetype], (method, path, answer.status)
        name = content[answer.mimetype]["schema"]["$ref"].rpartition("/")[2]
        SHAPES[name].model_validate_json(answer.data, strict=True)


def test_real_answers_to_others_than_inspectors_are_described(app: TestApp) -> None:
    visitor, document_of = app.visitor(), described(app)
    key = app.ledger.company_keys.make("314102274", Scope.OWN_CARDS, 3, 9, app.clock.now)
    bearer = {"Authorization": f"Bearer {key}"}
    numbers = ("99010417", "99011098", "abc", "99010417", "99010417")
    calls = [
        ("POST", PUBLIC, asked(visitor, "POST", PUBLIC, b'{"code": "99010417"}')),
        ("POST", PUBLIC, asked(visitor, "POST", PUBLIC, b"{")),
        ("POST", PUBLIC, asked(visitor, "POST", PUBLIC, b"{}")),
        ("POST", PUBLIC, asked(visitor, "POST", PUBLIC, b"{}", Origin="https://elsewhere.example")),
        ("GET", COMPANY, visitor.get(COMPANY.format(card_number="99010417"))),
        *(("GET", COMPANY, visitor.get(COMPANY.format(card_number=n), headers=bearer)) for n in numbers),
    ]
    statuses = [answer.status_code for _, _, answer in calls]
    assert statuses == [200, 400, 422, 403, 401, 200, 404, 422, 200, 429]

    are_described(document_of["paths"], calls)
    call = document_of["paths"][COMPANY]["get"]
    assert [name for each in call["security"] for name in each] == ["companyKey"]
    assert document_of["components"]["securitySchemes"]["companyKey"]["scheme"] == "bearer"
