"""GET /api/v1/cards/{number}/status: companies' own systems ask, each with a key of its own."""

from __future__ import annotations

import re

from flask import Blueprint, Response

from sync.ledger.company_keys import CompanyKey, Scope
from verifier.access import Right, needs
from verifier.company_access import company_key
from verifier.company_check import company_check
from verifier.figures import PUBLIC_CHECKS
from verifier.places import Crowded
from verifier.problems import problem, too_many
from verifier.shapes_public import CompanyStatusShape
from verifier.views.answers import said
from verifier.wiring import parts

blueprint = Blueprint("companies", __name__, url_prefix="/api/v1/cards")

_NUMBER = re.compile(r"[0-9]{7,10}")
NOT_FOUND = "not_found"


@blueprint.get("/<card_number>/status")
@needs(Right.COMPANY)
def status(card_number: str) -> Response:
    """The status of a card for the company whose key asks; each use is kept before it is answered."""
    key, house = company_key(), parts()
    if key.scope not in tuple(Scope):
        return problem("forbidden", "this key's scope is not one that this version knows")
    if not _NUMBER.fullmatch(card_number):
        return problem("bad-request", "a card number has 7 to 10 digits")
    limited = house.gate.company(key.id, key.most_a_minute, key.most_a_day, house.clock())
    if limited is not None:
        PUBLIC_CHECKS.labels("company", "limited").inc()
        return too_many(limited.seconds)
    return _answer(card_number, Scope(key.scope), key)


def _answer(card_number: str, scope: Scope, key: CompanyKey) -> Response:
    house = parts()
    try:
        found = company_check(card_number, scope, key, house)
    except Crowded:
        PUBLIC_CHECKS.labels("company", "busy").inc()
        raise
    answer = NOT_FOUND if found is None else found.answer
    house.ledger.company_keys.note(key.id, answer, house.gate.hidden(card_number), house.clock())
    PUBLIC_CHECKS.labels("company", answer).inc()
    if found is None:
        return problem("not-found", "no card of this company has this number")
    return said(
        CompanyStatusShape(
            card_number=card_number,
            status=found.answer,
            as_of=found.as_of,
            checked_at=found.checked_at,
            reason=found.reason,
            valid_to=found.valid_to,
        )
    )
