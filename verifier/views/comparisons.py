"""PUT /api/v1/checks/{check_id}/comparison: whether the person is the one on the card."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from sync import strict_json
from sync.checks import Comparison, Recorded
from verifier.access import Right, needs, signed_in_person
from verifier.keeping import NoSuchCheck, Otherwise, TooLate
from verifier.problems import problem
from verifier.shapes import ComparisonRequest, ComparisonShape
from verifier.views.answers import body, said
from verifier.wiring import parts

blueprint = Blueprint("comparisons", __name__, url_prefix="/api/v1/checks")

MAX_JSON = 1024


@blueprint.put("/<uuid:check_id>/comparison")
@needs(Right.CHECK)
def put(check_id: UUID) -> Response:
    """Record the comparison on one's own check; the same again gets the same answer."""
    try:
        given = strict_json.parse(ComparisonRequest, body(MAX_JSON))
    except strict_json.BadJson as error:
        return problem("bad-json", str(error))
    except strict_json.Malformed as error:
        return problem("bad-request", str(error))
    house = parts()
    comparison = Comparison(given.same_person, given.compared_with)
    match house.keeper.compare(check_id, signed_in_person(), comparison, house.clock()):
        case Recorded(at=at):
            return said(ComparisonShape(recorded_at=at))
        case Otherwise():
            return problem("compared-otherwise")
        case TooLate():
            return problem("check-too-old")
        case NoSuchCheck():
            return problem("not-found")
