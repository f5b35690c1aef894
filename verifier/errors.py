"""Whatever goes wrong leaves as a refusal with a code of the table, never as a stack trace."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]  # gunicorn has no types
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from sync.store import LedgerUnavailable
from verifier.decoding import DecodersBusy
from verifier.places import Crowded
from verifier.problems import refusal

CODES = {
    401: "not-signed-in",
    403: "forbidden",
    404: "not-found",
    405: "wrong-method",
    413: "too-large",
    415: "not-an-image",
    503: "busy",
}


def handle(app: Flask) -> None:
    """Give every fault its refusal."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(ParseException, _broken_body)
    app.register_error_handler(DecodersBusy, _busy)
    app.register_error_handler(Crowded, _crowded)
    app.register_error_handler(LedgerUnavailable, _unavailable)
    app.register_error_handler(Exception, _failed)


def _refused(error: HTTPException) -> Response:
    # Redirects, which werkzeug raises like errors, never come here: Flask answers them itself.
    status = error.code or 500
    fallback = "failed" if status >= 500 else "bad-request"
    response = refusal(CODES.get(status, fallback), _detail(error), status)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(error.valid_methods or ())
    return response


def _detail(error: HTTPException) -> str:
    if isinstance(error, RequestEntityTooLarge) and request.max_content_length is not None:
        return f"at most {request.max_content_length} bytes"
    return ""


def _form_expired(_error: CSRFError) -> Response:
    return refusal("form-expired")


def _broken_body(_error: ParseException) -> Response:
    """A body in chunks that break off or make no sense; the server meets them only while it reads."""
    return refusal("bad-request", "the body is not well-formed HTTP", 400)


def _busy(_error: DecodersBusy) -> Response:
    return refusal("busy", "all decoders are at work")


def _crowded(_error: Crowded) -> Response:
    return refusal("busy", "as many look-ups as there is room for are under way")


def _unavailable(error: LedgerUnavailable) -> Response:
    current_app.logger.error("the ledger cannot be reached", exc_info=error)
    return refusal("unavailable")


def _failed(error: Exception) -> Response:
    current_app.logger.error("unexpected failure", exc_info=error)
    return refusal("failed")
