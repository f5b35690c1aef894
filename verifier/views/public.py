"""For everybody: /check by card number, and the check behind a scanned card. Valid or not, and as of when."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, render_template, request

from sync import strict_json
from sync.gate import Limited
from verifier.access import Right, needs, takes
from verifier.figures import PUBLIC_CHECKS
from verifier.forms import NumberForm
from verifier.places import Crowded
from verifier.problems import problem, too_many
from verifier.public_check import PublicCheck, public_check
from verifier.sender import sender_of
from verifier.shapes_public import PublicCheckRequest, PublicCheckShape
from verifier.views.answers import body, said
from verifier.wiring import parts

blueprint = Blueprint("public", __name__)

MAX_FORM = 16 * 1024
MAX_JSON = 64 * 1024


@blueprint.route("/check", methods=["GET", "POST"])
@needs(Right.PUBLIC)
@takes(MAX_FORM)
def check() -> Response:
    """Look up a card by its number; works without scripts."""
    form = NumberForm()
    if request.method != "POST":
        return Response(render_template("check.html", form=form))
    if not form.validate_on_submit():
        return Response(render_template("check.html", form=form, problem="number"), 422)
    match _checked(form.number.data or "", "check"):
        case Limited(seconds=seconds):
            again_at = parts().clock() + timedelta(seconds=seconds)
            page = Response(render_template("check.html", form=form, again_at=again_at), 429)
            page.headers["Retry-After"] = str(seconds)
            return page
        case PublicCheck() as found:
            # Without the form, whose token differs each time: pages of equal answers are equal in every byte.
            return Response(render_template("check.html", found=found, number=form.number.data))


@blueprint.post("/api/v1/public/checks")
@needs(Right.PUBLIC)
def checks() -> Response:
    """Check the code of a card that anybody's phone has scanned."""
    try:
        wanted = strict_json.parse(PublicCheckRequest, body(MAX_JSON))
    except strict_json.BadJson as error:
        return problem("bad-json", str(error))
    except strict_json.Malformed as error:
        return problem("bad-request", str(error))
    match _checked(wanted.code, "card"):
        case Limited(seconds=seconds):
            return too_many(seconds)
        case PublicCheck(answer=answer, genuine=genuine, as_of=as_of, checked_at=checked_at):
            return said(PublicCheckShape(answer=answer, genuine=genuine, as_of=as_of, checked_at=checked_at))


def _checked(text: str, door: str) -> PublicCheck | Limited:
    try:
        found = public_check(text, sender_of(request.remote_addr), parts())
    except Crowded:
        PUBLIC_CHECKS.labels(door, "busy").inc()
        raise
    PUBLIC_CHECKS.labels(door, "limited" if isinstance(found, Limited) else found.answer).inc()
    return found
