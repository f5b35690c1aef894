"""Checks as the app asks for them, and a look at what is kept of them."""

from __future__ import annotations

import sqlite3
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from sync.registers.ports import CardStatus
from sync.schema import card_check
from tests.support.apps import TestApp, post

OSLO = {"latitude": 59.91273, "longitude": 10.74609, "accuracy_m": 12.5}
# A hundred kilometres to the north-east of there.
HAMAR = {"latitude": 60.7945, "longitude": 11.068, "accuracy_m": 30}


def checked(client: FlaskClient, text: str, **more: object) -> dict[str, Any]:
    """Return the check of a code."""
    answer = post(client, "/api/v1/checks", json={"code": text, **more})
    if answer.status_code != 200:
        raise AssertionError(answer.text)
    found: dict[str, Any] = answer.get_json()
    return found


def rows(app: TestApp) -> list[dict[str, Any]]:
    """Return every kept check, the oldest first."""
    query = sa.select(card_check).order_by(card_check.c.at)
    with app.ledger.checks.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def register_says(app: TestApp, status: CardStatus) -> None:
    """Let the practice register say this of Ingrid's card."""
    with sqlite3.connect(app.config.register_path) as register:
        register.execute("update card set status = ? where card_number = '99010417'", (status,))
    register.close()
