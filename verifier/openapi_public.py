"""The part of the OpenAPI document that is for others than inspectors: everybody, and companies by a key."""

from __future__ import annotations

from typing import Any, Protocol

from pydantic import BaseModel

from verifier.shapes_public import CompanyStatusShape, PublicCheckRequest, PublicCheckShape

SHAPES: tuple[type[BaseModel], ...] = (CompanyStatusShape, PublicCheckRequest, PublicCheckShape)
SECURITY_SCHEMES: dict[str, Any] = {
    "companyKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "A company's own key. Its scope is cards:status (any number) or cards:status:own.",
    }
}
_CARD_NUMBER: dict[str, Any] = {
    "name": "card_number",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9]{7,10}$"},
}


class Answers(Protocol):
    """Responses by status: the good ones by `status_<n>`, the problems by their codes."""

    def __call__(
        self, *codes: str, signed_in: bool, **good: tuple[str, type[BaseModel]]
    ) -> dict[str, Any]: ...


def paths(answers: Answers, ref: str) -> dict[str, Any]:
    """The calls; `ref` is the address of a shape with {model} for its name."""
    return {
        "/api/v1/public/checks": {
            "post": {
                "summary": "Check a scanned code for anybody: valid or not, and as of when",
                "security": [],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"$ref": ref.format(model=PublicCheckRequest.__name__)}
                        }
                    },
                },
                "responses": answers(
                    *(
                        "wrong-origin",
                        "bad-json",
                        "bad-request",
                        "too-large",
                        "too-many",
                        "busy",
                        "unavailable",
                    ),
                    signed_in=False,
                    status_200=("What everybody may know", PublicCheckShape),
                ),
            }
        },
        "/api/v1/cards/{card_number}/status": {
            "get": {
                "summary": "The status of a card, for a company's own systems",
                "security": [{"companyKey": []}],
                "parameters": [_CARD_NUMBER],
                "responses": answers(
                    *(
                        "key-refused",
                        "forbidden",
                        "not-found",
                        "bad-request",
                        "too-many",
                        "busy",
                        "unavailable",
                    ),
                    signed_in=False,
                    status_200=("The status", CompanyStatusShape),
                ),
            }
        },
    }
