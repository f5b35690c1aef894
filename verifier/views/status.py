"""Status lists, their deltas and their addresses: the same bytes from every node, for anybody."""

from __future__ import annotations

import json
import re

from flask import Blueprint, Response, request, session

from signing import statusdelta, statuslist
from verifier.access import Right, needs
from verifier.problems import problem
from verifier.wiring import parts

blueprint = Blueprint("status", __name__, url_prefix="/s")

# With a publication every ten minutes a mark reaches who is online within a quarter of an hour.
MAX_AGE_S = statuslist.TTL_S // 72
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")


@blueprint.get("")
@needs(Right.PUBLIC)
def index() -> Response:
    """The addresses of all lists, to be fetched before they are needed."""
    body = json.dumps({"status_lists": parts().ledger.status_lists.subjects()})
    return _for_anybody(Response(body, content_type="application/json"), "no-cache")


@blueprint.get("/<list_number>")
@needs(Right.PUBLIC)
def token(list_number: str) -> Response:
    """The newest token of a list."""
    number = _whole(list_number)
    found = None if number is None else parts().ledger.status_lists.token(number)
    return _signed(found, statuslist.TYPE)


@blueprint.get("/<list_number>/delta/<from_iat>")
@needs(Right.PUBLIC)
def delta(list_number: str, from_iat: str) -> Response:
    """What leads from the list of an earlier date to the newest one; 404: fetch the whole list."""
    number, iat = _whole(list_number), _whole(from_iat)
    known = number is not None and iat is not None
    found = parts().ledger.status_lists.delta(number or 0, iat or 0) if known else None
    return _signed(found, statusdelta.TYPE)


def _whole(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def _signed(body: bytes | None, content_type: str) -> Response:
    """Signed bytes as they were published. They are compressed within, so nobody on the way needs to."""
    if body is None:
        return _for_anybody(problem("not-found"), "no-store")
    response = Response(body, content_type=content_type)
    response.add_etag()
    _for_anybody(response, f"public, max-age={MAX_AGE_S}, no-transform")
    response.make_conditional(request)
    return response


def _for_anybody(response: Response, cache_control: str) -> Response:
    """The answer depends on nobody, so it may be kept for all and read by pages of any site."""
    session.accessed = False
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = cache_control
    return response
