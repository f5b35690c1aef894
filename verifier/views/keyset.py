"""The key set, for phones and other readers: as the root signed it, and as a JWK Set."""

from __future__ import annotations

from flask import Blueprint, Response, request, session

from verifier.access import Right, needs
from verifier.published_keys import Edition
from verifier.wiring import parts

blueprint = Blueprint("keyset", __name__, url_prefix="/.well-known")


@blueprint.get("/hse-keyset.cose")
@needs(Right.PUBLIC)
def signed() -> Response:
    """The newest key set, signed."""
    return _for_anybody(_edition().signed, 'application/cose; cose-type="cose-sign1"')


NO_KEYS = '{"keys": []}'


@blueprint.get("/jwks.json")
@needs(Right.PUBLIC)
def jwks() -> Response:
    """The keys for cards as a JWK Set (RFC 7517); unsigned, so it is worth what this connection is worth.

    None once the signed set has run out: this form has no end of its own that a reader would notice.
    """
    edition, now = _edition(), parts().clock()
    keys = edition.jwks if edition.trust.is_usable(now) else NO_KEYS
    return _for_anybody(keys, "application/jwk-set+json")


def _edition() -> Edition:
    house = parts()
    return house.keys.edition(house.clock())


def _for_anybody(body: bytes | str, content_type: str) -> Response:
    """The answer depends on nobody, so any site may read it; asked for anew, since keys are withdrawn."""
    session.accessed = False
    response = Response(body, content_type=content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
