"""How the API's views take in a body and answer with values."""

from __future__ import annotations

from flask import Response, request
from pydantic import BaseModel
from werkzeug.exceptions import RequestEntityTooLarge


def body(limit: int) -> bytes:
    """The request's body of at most `limit` bytes, however it is sent; a larger one ends in 413."""
    # One byte more is read: a body without a length is cut off at the limit, and would look whole.
    request.max_content_length = limit + 1
    try:
        sent = request.get_data(cache=False)
    finally:
        request.max_content_length = limit
    if len(sent) > limit:
        raise RequestEntityTooLarge
    return sent


def said(shape: BaseModel, status: int = 200) -> Response:
    """A shape as the JSON answer."""
    return Response(shape.model_dump_json(), status=status, content_type="application/json")
