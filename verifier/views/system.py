"""Health, metrics, the API's own description, and who is signed in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST

from sync.notices import Authority
from sync.registers.live.breaker import Health, State
from sync.registers.live.registers import CARDS, NAMES
from sync.registers.ports import Unavailable
from sync.store import LedgerUnavailable
from verifier import decoding
from verifier.access import RIGHTS, Right, needs, signed_in_person
from verifier.figures import Reading, as_text
from verifier.openapi import document
from verifier.shapes import MeShape, PersonShape, ReceiptKeyShape
from verifier.views.answers import said
from verifier.wiring import parts
from verifier.words import LANGUAGES

blueprint = Blueprint("system", __name__)

LEDGER_FIGURES = {
    "reports": "Reports accepted",
    "envelopes_waiting": "Envelopes stored and not yet opened",
    "envelopes_refused": "Envelopes kept whose report was not accepted",
}


@blueprint.get("/api/v1/me")
@needs(Right.CHECK)
def me() -> Response:
    """Who is signed in, and what that person may do."""
    person, house = signed_in_person(), parts()
    return said(
        MeShape(
            person=PersonShape(**asdict(person)),
            rights=tuple(right for right in Right if right in RIGHTS[person.role]),
            practice=house.config.is_practice,
            server_time=house.clock(),
            languages=LANGUAGES,
            mail={each: mail for each in Authority if (mail := house.config.mail_of(each))},
        )
    )


@blueprint.get("/api/v1/receipt-key")
@needs(Right.PUBLIC)
def receipt_key() -> Response:
    """The public key of receipts: whoever holds one can check it."""
    public = parts().receipt_key.public_jwk()
    return said(ReceiptKeyShape.model_validate({name: public[name] for name in ReceiptKeyShape.model_fields}))


@blueprint.get("/api/v1/openapi.json")
@needs(Right.PUBLIC)
def openapi() -> Response:
    """The OpenAPI 3.1 document, from the models that check the requests."""
    return Response(json.dumps(document(), ensure_ascii=False), content_type="application/json")


@blueprint.get("/healthz")
@needs(Right.PUBLIC)
def alive() -> Response:
    """Alive; the body is known, so a captive portal's page is not taken for an answer."""
    return Response(json.dumps({"status": "ok"}), content_type="application/json")


@blueprint.get("/readyz")
@needs(Right.PUBLIC)
def ready() -> Response:
    """Ready to serve: names what does not answer, how old sources are, and how the decoders are."""
    checks = {"ledger": parts().ledger.is_alive(), "register": _register_answers()}
    body = {
        "ready": all(checks.values()),
        "checks": checks,
        "sources": parts().register_ages(),
        "live": _live_registers(),
        "decoders": asdict(decoding.state()),
    }
    return Response(json.dumps(body), status=200 if body["ready"] else 503, content_type="application/json")


@blueprint.get("/metrics")
@needs(Right.PUBLIC)
def metrics() -> Response:
    """Figures of the workers and of the ledger they share; never a person or a card."""
    counted = _ledger_figures()
    house = parts()
    readings = {
        name: Reading(text, counted[name]) for name, text in LEDGER_FIGURES.items() if name in counted
    }
    readings["ledger_up"] = Reading("The ledger answers", bool(counted))
    readings["register_up"] = Reading("The card register answers", _register_answers())
    expires = house.keys.edition(house.clock()).keyset.expires
    readings["keyset_expires"] = Reading(
        "When the key set runs out, in seconds since 1970", expires.timestamp()
    )
    return Response(as_text(readings), content_type=CONTENT_TYPE_LATEST)


def _ledger_figures() -> dict[str, int]:
    """None at all where the ledger is away: the workers' own figures are needed most then."""
    try:
        return parts().ledger.figures()
    except LedgerUnavailable:
        return {}


def _register_answers() -> bool:
    """Whether the copy answers or, where there is none, a live card register that does not rest."""
    health = _health().get(CARDS)
    is_fit = health is not None and health.state is not State.OPEN
    return is_fit or not isinstance(parts().mirror.card("0000000"), Unavailable)


def _health() -> Mapping[str, Health]:
    live = parts().live
    return {} if live is None else live.health()


def _live_registers() -> dict[str, dict[str, str | None] | None]:
    """How each live register has answered this worker; None for one that is not set."""
    known = _health()
    return {name: _said_of(known[name]) if name in known else None for name in (*NAMES, *known)}


def _said_of(health: Health) -> dict[str, str | None]:
    last = health.last_success
    return {
        "state": health.state,
        "last_success": None if last is None else last.isoformat(),
        "last_failure": health.why,
    }
