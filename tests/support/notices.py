"""Notices on the server's own pages, written and sent as a browser without scripts does it."""

from __future__ import annotations

import html
import re

import pypdfium2
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.apps import TestApp, post
from tests.support.forms import filled

HIDDEN = re.compile(r'<input (?=[^>]*type="hidden")(?=[^>]*name="(\w+)")[^>]*value="([^"]*)"')


def fields_of(page: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the first form on a page that leads to an address."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    found = {name: html.unescape(value) for name, value in HIDDEN.findall(form)}
    if "csrf_token" not in found:
        raise AssertionError(f"the page has no form to {action}")
    return found


def prepared(app: TestApp, person: str = "labour-inspector", card: str = "stolen") -> dict[str, str]:
    """Return what the button under a verdict sends."""
    checked = filled(app.client(person), "/manual", code=app.text_of(card))
    return fields_of(checked.text, "/notices")


def send(client: FlaskClient, fields: dict[str, str], **more: str) -> TestResponse:
    """Send the form of a notice."""
    return post(client, "/notices", data={**fields, **more})


def letter(page: str, addressee: str) -> str:
    """Return a letter as it stands on a page."""
    found = re.search(rf'data-testid="notice-letter-{addressee}"[^>]*>(.*?)</div>', page, re.DOTALL)
    if found is None:
        raise AssertionError(f"no letter to the {addressee}")
    return html.unescape(found[1])


def filed(app: TestApp, person: str = "labour-inspector", **more: str) -> str:
    """File a notice on a stolen card; return the address of its page."""
    answer = send(app.client(person), prepared(app, person), send="1", **more)
    assert answer.status_code == 303
    return str(answer.location)


def text_of(pdf: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    opened = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in opened]
    finally:
        opened.close()
