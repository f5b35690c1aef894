"""POST /api/v1/frames and /api/v1/checks: from a frame or a text to a CardCheck."""

from __future__ import annotations

import time

from flask import Blueprint, Response, request
from pydantic import TypeAdapter, ValidationError

from sync import strict_json
from verifier.access import Right, needs, signed_in_person
from verifier.checking import MAX_CODES, check_text
from verifier.decoding import DecoderFailed, read_in_turn
from verifier.figures import count_purpose
from verifier.frames import MAX_BYTES, FrameRefused
from verifier.problems import problem
from verifier.shapes import CheckRequest, FramesShape, OrgNumber
from verifier.views.answers import body, said
from verifier.wiring import parts

blueprint = Blueprint("checks", __name__, url_prefix="/api/v1")

MAX_JSON = 64 * 1024
_org_number = TypeAdapter(OrgNumber | None)


@blueprint.post("/checks")
@needs(Right.CHECK)
def checks() -> Response:
    """Check a code or a card number."""
    try:
        wanted = strict_json.parse(CheckRequest, body(MAX_JSON))
    except strict_json.BadJson as error:
        return problem("bad-json", str(error))
    except strict_json.Malformed as error:
        return problem("bad-request", str(error))
    text = wanted.code or wanted.card_number or ""
    if wanted.card_number and wanted.purpose:
        count_purpose(wanted.purpose)
    return said(check_text(text, signed_in_person(), parts(), wanted.site_org_number))


@blueprint.post("/frames")
@needs(Right.CHECK)
def frames() -> Response:
    """Find the codes in a frame and check each."""
    try:
        site = _org_number.validate_python(request.args.get("site_org_number") or None)
    except ValidationError as error:
        return problem("bad-request", f"site_org_number: {strict_json.first_error(error)}")
    image = body(MAX_BYTES)
    begun = time.perf_counter()
    try:
        seen = read_in_turn(image, person=signed_in_person().id)
    except (FrameRefused, DecoderFailed) as refused:
        return problem(refused.fault, refused.detail)
    took = round((time.perf_counter() - begun) * 1000, 1)
    found = tuple(check_text(text, signed_in_person(), parts(), site) for text in seen.texts[:MAX_CODES])
    return said(FramesShape(codes=found, milliseconds=took))
