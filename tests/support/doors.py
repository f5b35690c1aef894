"""The doors for others than inspectors, and registers that note what they are asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from sync.ledger.company_keys import Scope
from sync.schema import company_look_up
from tests.support.apps import TestApp, post
from tests.support.forms import token_of
from verifier.answers import Registers
from verifier.practice.cards import BY_ID
from verifier.practice.companies import PracticeCompany

PUBLIC = "/api/v1/public/checks"
UNKNOWN = "12345678"


def number(card_id: str) -> str:
    """Return the number of a practice card."""
    return BY_ID[card_id].card_number


def looked_up(app: TestApp, typed: str, **headers: str) -> TestResponse:
    """Fill in the form of /check, as somebody whom nobody knows."""
    client = app.visitor()
    data = {"csrf_token": token_of(client, "/check"), "number": typed}
    return post(client, "/check", data=data, headers=headers)


def scanned(app: TestApp, code: str, **headers: str) -> TestResponse:
    """Send a code as the page behind a card's QR does."""
    return post(app.visitor(), PUBLIC, json={"code": code}, headers=headers)


def answer_on(page: TestResponse) -> str | None:
    """Return which answer a page shows."""
    found = re.search(r'data-answer="([\w-]+)"', page.text)
    return found and found[1]


class Recording:
    """Registers that note each question by its port, and answer as the real ones do."""

    def __init__(self, real: Registers) -> None:
        self.asked: list[str] = []
        self.real = real

    def noting(self) -> Registers:
        """Return registers that note what they are asked."""
        return replace(
            self.real,
            cards=_Port(self.asked, self.real.cards),
            companies=_Port(self.asked, self.real.companies),
            approvals=_Port(self.asked, self.real.approvals),
            site_list=_Port(self.asked, self.real.site_list),
        )


class _Port:
    def __init__(self, asked: list[str], real: Any) -> None:
        self._asked, self._real = asked, real

    def __getattr__(self, question: str) -> Any:
        self._asked.append(question)
        return getattr(self._real, question)


def key_for(app: TestApp, company: PracticeCompany, scope: Scope, a_minute: int = 1_000) -> str:
    """Make a key as the command does."""
    return app.ledger.company_keys.make(company.org_number, scope, a_minute, 5_000, app.clock.now)


def asked_by_company(app: TestApp, key: str | None, card_number: str, **headers: str) -> TestResponse:
    """Ask as a company's system does: with a key, and without cookie or origin."""
    sent = headers if key is None else {"Authorization": f"Bearer {key}", **headers}
    return app.visitor().get(f"/api/v1/cards/{card_number}/status", headers=sent)


def uses(app: TestApp) -> list[sa.Row[Any]]:
    """Return every use that is kept."""
    with app.ledger.read() as connection:
        return list(connection.execute(sa.select(company_look_up).order_by(company_look_up.c.id)))
