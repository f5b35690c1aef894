"""Checks as the app asks for them, and a look at what is kept of them."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image

from signing import SigningKey, TrustList, issue_card, read_card
from signing.face import shrink
from sync.registers.ports import CardStatus
from sync.schema import card_check
from tests.support.apps import TestApp, post
from tests.support.pictures import saved

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


def register_says(register_path: Path, status: CardStatus, card_number: str = "99010417") -> None:
    """Let a practice register say this of a card, Ingrid's unless another is named."""
    with sqlite3.connect(register_path) as register:
        register.execute("update card set status = ? where card_number = ?", (status, card_number))
    register.close()


def with_face(folder: Path, text: str, base_url: str, now: datetime) -> tuple[str, bytes]:
    """Return a practice card's code with its holder's face in it, and the face; `folder` holds the world."""
    key = SigningKey.from_pem((folder / "card-key.pem").read_bytes(), issuer="NO-HSE")
    card = read_card(text, TrustList.of(key), now).card
    if card is None:
        raise ValueError("no practice card")
    face = shrink(saved(Image.effect_noise((240, 320), 40).convert("RGB"), "PNG"))
    return issue_card(replace(card, face=face), key, base_url=base_url), face
