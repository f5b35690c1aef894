"""POST /api/v1/frames and /api/v1/checks: from a frame or a text to a CardCheck."""

from __future__ import annotations

import time

from flask import Blueprint, Response, request
from pydantic import ValidationError

from sync import strict_json
from verifier.access import Right, needs, signed_in_person
from verifier.checking import check_text, check_texts
from verifier.decoding import DecoderFailed, read_in_turn
from verifier.figures import count_purpose
from verifier.problems import problem
from verifier.seen import MAX_BYTES, FrameRefused
from verifier.shapes import CheckRequest, FrameQuery, FramesShape, position_of
from verifier.views.answers import body, said
from verifier.wiring import parts

blueprint = Blueprint("checks", __name__, url_prefix="/api/v1")

MAX_JSON = 64 * 1024
# A header, as the body is a picture: what stands in an address ends in the logs of whatever lies between.
POSITION = "Kortsjekk-Position"


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
    spot = wanted.position.spot if wanted.position else None
    return said(check_text(text, signed_in_person(), parts(), wanted.site_org_number, spot))


def _query() -> dict[str, str]:
    """What the address says of a frame; a name without a value is as good as no name."""
    return {name: value for name in FrameQuery.model_fields if (value := request.args.get(name))}


@blueprint.post("/frames")
@needs(Right.CHECK)
def frames() -> Response:
    """Find the codes in a frame and check each."""
    try:
        asked = FrameQuery.model_validate(_query())
        position = position_of(request.headers.get(POSITION))
    except ValidationError as error:
        return problem("bad-request", strict_json.first_error(error))
    except ValueError as error:
        return problem("bad-request", str(error))
    image = body(MAX_BYTES)
    begun = time.perf_counter()
    try:
        seen = read_in_turn(image, person=signed_in_person().id, attempt=asked.attempt)
    except (FrameRefused, DecoderFailed) as refused:
        return problem(refused.fault, refused.detail)
    took = round((time.perf_counter() - begun) * 1000, 1)
    spot = position.spot if position else None
    found = check_texts(seen.texts, signed_in_person(), parts(), asked.site_org_number, spot)
    return said(FramesShape(codes=tuple(found), others=seen.others, milliseconds=took))
