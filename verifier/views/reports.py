"""PUT and GET /api/v1/reports/{uuid}: the report on its way, and its receipt."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import asdict
from uuid import UUID

from flask import Blueprint, Response, request

from sync.intake import Accepted, Conflict, accept
from sync.report import MAX_BODY, Envelope, Receipt, Refused
from verifier.access import Right, needs, signed_in_person
from verifier.problems import problem
from verifier.shapes import ReceiptShape
from verifier.views.answers import body, said
from verifier.wiring import parts

blueprint = Blueprint("reports", __name__, url_prefix="/api/v1/reports")

_SHA256 = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?:,|$)")


@blueprint.put("/<uuid:report_id>")
@needs(Right.NOTIFY)
def put(report_id: UUID) -> Response:
    """Take in a report under the id that the phone gave it; the same again gets the same receipt."""
    sent = body(MAX_BODY)
    if not _is_whole(sent):
        return problem("damaged", "Content-Digest is missing or not that of the body")
    house = parts()
    envelope = Envelope(report_id, sent, signed_in_person().author)
    match accept(envelope, house.ledger, house.receipt_key, house.clock()):
        case Accepted(receipt=receipt, is_new=is_new):
            return said(_shape(receipt), 201 if is_new else 200)
        case Conflict():
            return problem("conflict")
        case Refused(fault=fault, detail=detail):
            return problem(fault, detail)


@blueprint.get("/<uuid:report_id>")
@needs(Right.NOTIFY)
def get(report_id: UUID) -> Response:
    """The receipt of one's own report."""
    receipt = parts().ledger.receipt(report_id, signed_in_person().id)
    return problem("not-found") if receipt is None else said(_shape(receipt))


def _is_whole(body: bytes) -> bool:
    """Whether the body is the one that was sent, by the Content-Digest header (RFC 9530)."""
    found = _SHA256.search(request.headers.get("Content-Digest", ""))
    return found is not None and found[1] == base64.b64encode(hashlib.sha256(body).digest()).decode()


def _shape(receipt: Receipt) -> ReceiptShape:
    return ReceiptShape(**asdict(receipt))
