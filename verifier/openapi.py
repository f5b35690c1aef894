"""The OpenAPI 3.1 document, made from the very models that check requests and write answers."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from sync.report import ReportBody
from verifier import openapi_public
from verifier.problems import PROBLEMS
from verifier.shapes import (
    CheckRequest,
    CheckShape,
    ComparisonRequest,
    ComparisonShape,
    FramesShape,
    MeShape,
    ProblemShape,
    ReceiptKeyShape,
    ReceiptShape,
    SourcesShape,
)

_REF = "#/components/schemas/{model}"
_SHAPES: tuple[type[BaseModel], ...] = (
    CheckRequest,
    CheckShape,
    ComparisonRequest,
    ComparisonShape,
    FramesShape,
    MeShape,
    ProblemShape,
    ReceiptKeyShape,
    ReceiptShape,
    ReportBody,
    *openapi_public.SHAPES,
    SourcesShape,
)
_SITE: dict[str, Any] = {
    "name": "site_org_number",
    "in": "query",
    "description": "Organisation number of the company the holder works for here",
    "schema": {"type": "string", "pattern": "^[0-9]{9}$"},
}
_ATTEMPT: dict[str, Any] = {
    "name": "attempt",
    "in": "query",
    "description": "The frame's number in its burst: each begins the hard steps at another place",
    "schema": {"type": "integer", "minimum": 0, "maximum": 999, "default": 0},
}
_POSITION: dict[str, Any] = {
    "name": "Kortsjekk-Position",
    "in": "header",
    "description": "Where the card is, as a geo URI (RFC 5870): geo:59.913,10.752;u=25",
    "schema": {"type": "string"},
}
_REPORT_ID = {
    "name": "report_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
_DIGEST = {
    "name": "Content-Digest",
    "in": "header",
    "required": True,
    "description": "RFC 9530: sha-256=:<base64>: of the body",
    "schema": {"type": "string"},
}
_PICTURE = {"type": "string", "format": "binary"}


def _ref(shape: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=shape.__name__)}


def _answers(*codes: str, signed_in: bool = True, **good: tuple[str, type[BaseModel]]) -> dict[str, Any]:
    """Responses by status: the good ones by `status_<n>`, the problems by their codes."""
    answers: dict[str, Any] = {
        name.removeprefix("status_"): {
            "description": text,
            "content": {"application/json": {"schema": _ref(shape)}},
        }
        for name, (text, shape) in good.items()
    }
    for code in (*codes, *(("not-signed-in", "forbidden") if signed_in else ()), "failed"):
        status, title = PROBLEMS[code]
        entry = answers.setdefault(
            str(status),
            {"description": "", "content": {"application/problem+json": {"schema": _ref(ProblemShape)}}},
        )
        entry["description"] = "; ".join(filter(None, (entry["description"], f"{code}: {title}")))
    return answers


def _system_paths() -> dict[str, Any]:
    return {
        "/api/v1/openapi.json": {
            "get": {
                "summary": "This document",
                "responses": {
                    "200": {
                        "description": "OpenAPI 3.1",
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    }
                },
            }
        },
        "/api/v1/receipt-key": {
            "get": {
                "summary": "The public key that receipts are checked with",
                "responses": {
                    "200": {
                        "description": "A JWK (RFC 7517)",
                        "content": {"application/json": {"schema": _ref(ReceiptKeyShape)}},
                    }
                },
            }
        },
        "/api/v1/me": {
            "get": {
                "summary": "Who is signed in",
                "responses": _answers(status_200=("The person and the rights", MeShape)),
            }
        },
        "/api/v1/sources": {
            "get": {
                "summary": "How old the registers and the keys are that checks rest on",
                "responses": _answers(status_200=("Each source, and the key set", SourcesShape)),
            }
        },
    }


def _check_paths() -> dict[str, Any]:
    return {
        "/api/v1/frames": {
            "post": {
                "summary": "Find the codes in a picture and check each",
                "parameters": [_SITE, _ATTEMPT, _POSITION],
                "requestBody": {
                    "required": True,
                    "content": {
                        kind: {"schema": _PICTURE} for kind in ("image/jpeg", "image/png", "image/webp")
                    },
                },
                "responses": _answers(
                    *("wrong-origin", "too-large", "not-an-image", "unreadable-image", "bad-request", "busy"),
                    status_200=("The checks, none when nothing was read", FramesShape),
                ),
            }
        },
        "/api/v1/checks": {
            "post": {
                "summary": "Check a code or a card number",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _ref(CheckRequest)}},
                },
                "responses": _answers(
                    *("wrong-origin", "bad-json", "bad-request", "too-large"),
                    status_200=("The check", CheckShape),
                ),
            }
        },
        "/api/v1/checks/{check_id}/comparison": {
            "put": {
                "summary": "Record whether the person is the one on the card; the same again changes nothing",
                "parameters": [{**_REPORT_ID, "name": "check_id"}],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _ref(ComparisonRequest)}},
                },
                "responses": _answers(
                    *("wrong-origin", "bad-json", "bad-request", "too-large", "not-found"),
                    *("compared-otherwise", "check-too-old", "unavailable"),
                    status_200=("Since when it stands", ComparisonShape),
                ),
            }
        },
    }


def _report_paths() -> dict[str, Any]:
    return {
        "/api/v1/reports/{report_id}": {
            "put": {
                "summary": "File a report; the same again gets the same receipt",
                "parameters": [_REPORT_ID, _DIGEST],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _ref(ReportBody)}},
                },
                "responses": _answers(
                    *(
                        "wrong-origin",
                        "damaged",
                        "conflict",
                        "too-large",
                        "report-refused",
                        "act-not-allowed",
                        "other-author",
                        "unavailable",
                    ),
                    status_201=("Stored", ReceiptShape),
                    status_200=("Stored before", ReceiptShape),
                ),
            },
            "get": {
                "summary": "The receipt of one's own report",
                "parameters": [_REPORT_ID],
                "responses": _answers("not-found", "unavailable", status_200=("The receipt", ReceiptShape)),
            },
        },
    }


def _photo_paths() -> dict[str, Any]:
    answers = _answers("not-found", "register-unreachable")
    kinds = ("image/jpeg", "image/png", "image/webp")
    answers["200"] = {
        "description": "The picture of the card's holder",
        "content": {kind: {"schema": _PICTURE} for kind in kinds},
    }
    token = {"name": "token", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "/api/v1/photos/{token}": {
            "get": {
                "summary": "The photo at an address that a check gave to the same person",
                "parameters": [token],
                "responses": answers,
            }
        }
    }


@cache
def document() -> dict[str, Any]:
    """The whole document as plain values."""
    _, schemas = models_json_schema(
        [(shape, "validation") for shape in _SHAPES], ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kortsjekk",
            "version": "1",
            "description": "Check HSE cards and file reports. Unsafe calls name their Origin.",
        },
        "paths": {
            **_system_paths(),
            **_check_paths(),
            **_photo_paths(),
            **_report_paths(),
            **openapi_public.paths(_answers, _REF),
        },
        "components": {"schemas": schemas["$defs"], "securitySchemes": openapi_public.SECURITY_SCHEMES},
    }
