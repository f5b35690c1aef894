"""One refusal, two doors: problem+json (RFC 9457) with a stable code for programs, a page for people."""

from __future__ import annotations

import json

from flask import Response, render_template, request

# code: (HTTP status, title). The codes are part of the API; words/ says them to people.
PROBLEMS: dict[str, tuple[int, str]] = {
    "bad-json": (400, "The body is not strict JSON"),
    "damaged": (400, "The body is not the one that was sent: send it again"),
    "form-expired": (400, "The form is too old: load the page again"),
    "not-signed-in": (401, "Sign in first"),
    "key-refused": (401, "Name a key that holds, as Authorization: Bearer"),
    "forbidden": (403, "This role may not do this"),
    "wrong-origin": (403, "The request does not come from this site"),
    "act-not-allowed": (403, "This role may notify, not confiscate"),
    "other-author": (403, "The report was made by another person"),
    "not-found": (404, "There is nothing here"),
    "wrong-method": (405, "This address takes other methods"),
    "compared-otherwise": (409, "The check has another answer, which stays: check the card again"),
    "check-too-old": (409, "The check is more than a day old: check the card again"),
    "conflict": (409, "Another report holds this id; both are kept"),
    "too-large": (413, "The body is too large"),
    "not-an-image": (415, "Not a JPEG, PNG or WebP picture"),
    "bad-request": (422, "The request is not one that this address takes"),
    "report-refused": (422, "The report is kept, but it is not one that can be accepted"),
    "unreadable-image": (422, "The picture is damaged"),
    "decoder-failed": (422, "The picture could not be read: another one may be"),
    "too-many": (429, "Too many look-ups from here: try again later"),
    "failed": (500, "The server failed"),
    "register-unreachable": (503, "The register could not be asked: try again"),
    "busy": (503, "The server is busy: try again"),
    "unavailable": (503, "Nothing can be stored right now: try again"),
}

RETRY_AFTER_SECONDS = {"register-unreachable": 10, "busy": 2, "unavailable": 15}


def wants_json() -> bool:
    """Whether the caller is a program: those get problem+json, people get pages."""
    return request.path.startswith("/api/") or request.is_json


def problem(code: str, detail: str = "", status: int | None = None) -> Response:
    """The problem+json response for a code of the table; raises KeyError for any other code.

    `status` replaces that of the table where HTTP has a more exact one for the same code.
    """
    usual, title = PROBLEMS[code]
    document = {
        "type": f"https://kortsjekk.example/problems/{code}",
        "title": title,
        "status": status or usual,
        "detail": detail or title,
        "code": code,
    }
    body = json.dumps(document, ensure_ascii=False)
    return _later(code, Response(body, status or usual, content_type="application/problem+json"))


def too_many(seconds: int) -> Response:
    """The problem+json response for whoever asked too often, with the seconds to wait."""
    response = problem("too-many")
    response.headers["Retry-After"] = str(seconds)
    return response


def refusal(code: str, detail: str = "", status: int | None = None) -> Response:
    """The refusal by the door that the caller came in by."""
    if wants_json():
        return problem(code, detail, status)
    usual, title = PROBLEMS[code]
    page = render_template("error.html", status=status or usual, code=code, detail=detail or title)
    return _later(code, Response(page, status or usual))


def _later(code: str, response: Response) -> Response:
    if code in RETRY_AFTER_SECONDS:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS[code])
    return response
