"""How old everything is that a check rests on."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response

from verifier.access import Right, needs
from verifier.ages import judged
from verifier.shapes import KeySetShape, SourceShape, SourcesShape
from verifier.views.answers import said
from verifier.wiring import parts

blueprint = Blueprint("sources", __name__)


@blueprint.get("/api/v1/sources")
@needs(Right.CHECK)
def sources() -> Response:
    """The age of each source, and the key set: so that whoever checks cards sees what is out of date."""
    house = parts()
    now = house.clock()
    limit = round(house.config.register_max_age_hours * 3600)
    keyset = house.keys.edition(now).keyset
    return said(
        SourcesShape(
            sources=tuple(
                SourceShape(**asdict(each), limit_seconds=limit)
                for each in judged(house.register_ages(), limit)
            ),
            keyset=KeySetShape(sequence=keyset.sequence, expires=keyset.expires),
            server_time=now,
        )
    )
