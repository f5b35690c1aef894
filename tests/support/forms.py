"""The forms of the server's own pages, filled in as a browser does it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.support.apps import TestApp, post


def token_of(client: FlaskClient, path: str) -> str:
    """Return the token against forgery that the form on a page carries."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    if found is None:
        raise AssertionError(f"{path} has no form with a token")
    return found[1]


def filled(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    """Send the form of a page with these fields, as a browser does."""
    return sent(client, path, {"csrf_token": token_of(client, path), **fields})


def sent(client: FlaskClient, path: str, fields: Mapping[str, object]) -> TestResponse:
    """Send a form that may hold files."""
    boundary, body = encode_multipart(fields)
    return post(client, path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def upload(picture: bytes) -> FileStorage:
    """Return a chosen file."""
    return FileStorage(io.BytesIO(picture), "card.png")


def verdict(answer: TestResponse) -> tuple[str, str] | None:
    """Return outcome and reason on the page, or None where it shows no verdict."""
    found = re.search(r'data-outcome="(\w+)" data-reason="(\w+)"', answer.text)
    return (found[1], found[2]) if found else None


def said(app: TestApp, answer: TestResponse, key: str) -> bool:
    """Tell whether a page says the sentence behind a key, in bokmål."""
    return app.house.words.say("nb", key) in answer.text
