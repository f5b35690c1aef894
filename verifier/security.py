"""What every request passes and every answer carries: who may ask, from where, and the headers."""

from __future__ import annotations

import contextlib
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
    the bound is left: whoever sends that much finds the connection closed.
    """
    # Only where the server ends the body by itself: elsewhere reading on would wait for ever.
    if response.status_code >= 400 and request.environ.get("wsgi.input_terminated"):
        with contextlib.suppress(OSError, ParseException):
            left = MAX_DRAINED
            while left > 0 and (piece := request.environ["wsgi.input"].read(min(left, 64 * 1024))):
                left -= len(piece)
    return response


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
