"""What every request passes and every answer carries: who may ask, from where, and the headers."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import IO
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]  # gunicorn has no types
from werkzeug.wrappers import Response as AnyResponse

from verifier import company_access
from verifier.access import Right
from verifier.problems import refusal, wants_json
from verifier.wiring import parts

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types sw",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
}
ONE_YEAR = 31_536_000
# Four times the largest frame: what a phone's camera makes when nobody shrank it.
MAX_DRAINED = 8_000_000
# Long enough for a frame on a slow line; a picture that takes longer is refused without being heard out.
MAX_DRAIN_SECONDS = 5.0
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def guard() -> AnyResponse | None:
    """Refuse a request from elsewhere, and one whose person lacks the right that the view names."""
    if request.method not in SAFE_METHODS and not _is_from_here():
        return refusal("wrong-origin")
    if request.endpoint == "static":
        return None
    g.person = parts().people.get(session.get("person", ""))
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    request.max_content_length = getattr(view, "takes", current_app.config["MAX_CONTENT_LENGTH"])
    right = getattr(view, "needs", None)
    if right is Right.PUBLIC:
        return None
    return company_access.refuse_stranger() if right is Right.COMPANY else _refuse_person(right)


def _refuse_person(right: object) -> AnyResponse | None:
    """Refuse who is not signed in, and who lacks the right; anything that is no right is refused to all."""
    if g.person is None:
        if wants_json():
            return refusal("not-signed-in")
        # Only a path of our own is handed on, so nobody is sent elsewhere after signing in.
        return redirect(url_for("pages.sign_in", next=request.path))
    if not isinstance(right, Right) or not g.person.may(right):
        return refusal("forbidden")
    return None


def _is_from_here() -> bool:
    """An unsafe request names its origin; one that names none is not from a page of ours."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin is None:
        return site == "same-origin"
    ours = (request.host_url.rstrip("/"), _origin_of(parts().config.base_url))
    return origin in ours and site in (None, "same-origin")


def _origin_of(address: str) -> str:
    split = urlsplit(address)
    return f"{split.scheme}://{split.netloc}"


def take_the_rest(response: Response) -> Response:
    """Read what a refused request still brings: many clients look for the answer only after they sent all.

    gunicorn closes the connection over a long unread body, and the answer is lost with it. What lies beyond
    the bounds of bytes and time is left: whoever sends that much or that slowly finds the connection closed.
    """
    # Only where the server ends the body by itself: elsewhere reading on would wait for ever.
    has_body = request.content_length or "Transfer-Encoding" in request.headers
    if response.status_code >= 400 and has_body and request.environ.get("wsgi.input_terminated"):
        _drain(request.environ["wsgi.input"], request.environ.get("gunicorn.socket"))
    return response


def _drain(body: IO[bytes], connection: socket.socket | None) -> None:
    # A read waits for a whole piece, so a time limit for each byte would not end a body that trickles.
    late = threading.Timer(MAX_DRAIN_SECONDS, _hear_no_more, (connection,))
    late.daemon = True
    late.start()
    left = MAX_DRAINED
    try:
        with contextlib.suppress(OSError, ParseException):
            while left > 0 and (piece := body.read(min(left, 64 * 1024))):
                left -= len(piece)
    finally:
        late.cancel()
    if left <= 0:
        _hear_no_more(connection)


def _hear_no_more(connection: socket.socket | None) -> None:
    """Let every read of a connection end: the answer still goes out, and gunicorn then closes it."""
    if connection is not None:
        with contextlib.suppress(OSError):
            # The plain socket's own: TLS would first forget how to write the answer.
            socket.socket.shutdown(connection, socket.SHUT_RD)


def add_headers(response: Response) -> Response:
    """The same headers on every answer, errors and files included."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    config = parts().config
    if config.is_https and not config.is_practice:
        # Never in practice: a browser would refuse http://localhost, whoever serves there, for a year.
        response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
    # Files are kept but asked for each time, so that a new version is never mixed with an old one.
    is_file = request.endpoint == "static" and response.status_code < 400
    response.headers.setdefault("Cache-Control", "no-cache" if is_file else "no-store")
    return response


def protect(app: Flask) -> None:
    """Put the guard before and the headers after every request of `app`."""
    app.before_request(guard)
    app.after_request(add_headers)
    app.after_request(take_the_rest)
