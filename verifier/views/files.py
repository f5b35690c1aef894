"""The app's own files, and the pressing of everything that is the same for everybody."""

from __future__ import annotations

import gzip
import mimetypes
from functools import lru_cache

from flask import Response, abort, request
from werkzeug.datastructures import Accept

from verifier.shelf import GZIP_LEVEL, Good
from verifier.wiring import parts

SAME_FOR_EVERYBODY = frozenset({"pages.shell", "pages.offline", "pages.service_worker", "pages.manifest"})
"""Pages without secrets and without what was sent to them: pressed, the size of others could tell of it."""


def file(filename: str) -> Response:
    """A file of static/, as small as the browser takes it; asked for again, it is sent if it changed."""
    good = parts().shelf.good(filename)
    if good is None:
        abort(404)
    kind, _ = mimetypes.guess_type(filename)
    coding, content = _choice(good, request.accept_encodings)
    response = Response(content, content_type=_with_charset(kind or "application/octet-stream"))
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{good.digest.hex()[:24]}{'-' + coding if coding else ''}")
    if coding:
        response.content_encoding = coding
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response


def press(response: Response) -> Response:
    """Press an answer that is the same for everybody, where the browser takes it so."""
    if request.endpoint not in SAME_FOR_EVERYBODY:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code == 200 and _takes(request.accept_encodings, "gzip"):
        response.set_data(_gzip(response.get_data()))
        response.content_encoding = "gzip"
    return response


def _choice(good: Good, taken: Accept) -> tuple[str | None, bytes]:
    if good.brotli is not None and _takes(taken, "br"):
        return "br", good.brotli
    if good.gzip is not None and _takes(taken, "gzip"):
        return "gzip", good.gzip
    return None, good.body


def _takes(taken: Accept, coding: str) -> bool:
    return float(taken.quality(coding)) > 0


def _with_charset(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


@lru_cache(maxsize=32)
def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, GZIP_LEVEL, mtime=0)
