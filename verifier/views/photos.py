"""The photo of a card's holder, from the live card register to one who may confiscate; no copy is kept."""

from __future__ import annotations

from flask import Blueprint, Response

from sync.registers.ports import Absent, Found, Unavailable
from verifier.access import Right, needs, signed_in_person
from verifier.problems import problem
from verifier.wiring import parts

blueprint = Blueprint("photos", __name__, url_prefix="/api/v1/photos")


@blueprint.get("/<token>")
@needs(Right.CONFISCATE)
def photo(token: str) -> Response:
    """The picture behind an address that a check gave to this person within the last ten minutes."""
    house = parts()
    card_number = house.photos.card_number(token, signed_in_person())
    if card_number is None or house.live is None:
        return _unkept(problem("not-found"))
    match house.live.photo(card_number):
        case Found(value=found):
            return _unkept(Response(found.data, content_type=found.media_type))
        case Absent():
            return _unkept(problem("not-found"))
        case Unavailable():
            return _unkept(problem("register-unreachable"))


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store, private"
    return response
