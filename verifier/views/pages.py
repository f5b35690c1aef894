"""The pages: the shell that works without coverage, and the server's own for those without scripts."""

from __future__ import annotations

import json
from uuid import uuid4

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sync.notices import Addressee
from sync.report import Act
from verifier import access
from verifier.access import Right, needs, signed_in_person, takes
from verifier.checking import check_texts
from verifier.decoding import DecoderFailed, read_in_turn
from verifier.figures import PURPOSES, count_purpose
from verifier.forms import ManualForm, SignInForm
from verifier.notices import facts_of
from verifier.seen import MAX_UPLOAD, FrameRefused
from verifier.told_history import lines_of
from verifier.wiring import parts
from verifier.words import LANGUAGES

blueprint = Blueprint("pages", __name__)

# More than the largest picture taken: one that is too large is then said in the form, with what was typed.
MAX_MANUAL = 20_000_000


@blueprint.get("/")
@blueprint.get("/report")
@blueprint.get("/notice")
@blueprint.get("/queue")
@blueprint.get("/sources")
@needs(Right.PUBLIC)
def shell() -> str:
    """The app; the same bytes for everybody, so that the phone may keep them."""
    return render_template("app.html")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@needs(Right.PUBLIC)
def sign_in() -> AnyResponse | str:
    """Choose a practice person; other ways of signing in are not built yet."""
    people = parts().people
    form = SignInForm(next=request.args.get("next"))
    if form.validate_on_submit():
        chosen = people.get(form.person.data or "")
        if chosen is None:
            abort(422)
        access.sign_in(chosen)
        return redirect(form.next.data or "/")
    return render_template("sign_in.html", form=form, people=list(people.values()))


@blueprint.post("/sign-out")
@needs(Right.PUBLIC)
def sign_out() -> AnyResponse:
    """End the session. The app's own button has no form token; the guard has checked the origin."""
    access.sign_out()
    return redirect(url_for("pages.sign_in"))


@blueprint.route("/manual", methods=["GET", "POST"])
@needs(Right.CHECK)
@takes(MAX_MANUAL)
def manual() -> str:
    """Check a card without a camera and without scripts."""
    form = ManualForm()
    if not form.validate_on_submit():
        return render_template("manual.html", form=form, checks=[], problem=_form_problem(form))
    texts, fault = _texts_of(form)
    person, house = signed_in_person(), parts()
    checks = check_texts(texts, person, house)
    facts = [
        facts_of(check, person, house.clock(), practice=house.config.is_practice).model_dump_json()
        for check in checks
    ]
    return render_template(
        "manual.html",
        form=form,
        checks=checks,
        facts=facts,
        fresh=uuid4,
        problem=fault,
        history_lines=lines_of,
    )


def _form_problem(form: ManualForm) -> str | None:
    if form.picture.errors:
        return "too-large"
    return "bad-request" if form.errors else None


def _texts_of(form: ManualForm) -> tuple[list[str], str | None]:
    """The codes in the picture or the text typed; else none, and the code of the problem to be said."""
    if form.picture.data:
        try:
            picture, person = form.picture.data.read(), signed_in_person().id
            texts = list(read_in_turn(picture, person=person, max_bytes=MAX_UPLOAD).texts)
        except (FrameRefused, DecoderFailed) as refused:
            return [], refused.fault
        return texts, None if texts else "nothing-found"
    code, purpose = form.code.data, (form.purpose.data or "").strip()
    if not code:
        return [], "nothing-given"
    if code.isdigit():
        if not purpose:
            return [], "purpose-missing"
        count_purpose(_purpose_code(purpose))
    return [code], None


def _purpose_code(said: str) -> str:
    """The code of a purpose that the form offered as a sentence; other words as they are."""
    say = parts().words.say
    offered = {say(language, f"ui.scan.purpose.{code}"): code for language in LANGUAGES for code in PURPOSES}
    return offered.get(said, said)


@blueprint.get("/reports")
@needs(Right.NOTIFY)
def reports() -> str:
    """The reports I have sent, with their receipts."""
    author, ledger = signed_in_person().id, parts().ledger
    mine = ledger.reports_of(author)
    notices = [each.id for each in mine if each.act == Act.NOTICE]
    told = {(each.notice, each.addressee): each for each in reversed(ledger.notices.sayings(notices, author))}
    pending = sum(any((each, to) not in told for to in Addressee) for each in notices)
    return render_template(
        "reports.html", reports=mine, told=told, pending=pending, addressees=list(Addressee)
    )


@blueprint.get("/c")
@needs(Right.PUBLIC)
def card_page() -> str:
    """The page that a phone's own camera opens from a card; the code itself never reaches the server."""
    return render_template("c.html")


@blueprint.get("/offline")
@needs(Right.PUBLIC)
def offline() -> str:
    """What stands in for a page that the phone does not keep."""
    return render_template("offline.html")


@blueprint.get("/sw.js")
@needs(Right.PUBLIC)
def service_worker() -> Response:
    """The service worker with its list; at the root, because its scope is the whole site."""
    precache = parts().precache
    head = (
        f"const VERSION = {json.dumps(precache.version)};\nconst PRECACHE = {json.dumps(precache.files)};\n"
    )
    return Response(
        head + precache.worker,
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"},
    )


@blueprint.get("/manifest.webmanifest")
@needs(Right.PUBLIC)
def manifest() -> Response:
    """What makes the app installable."""
    return Response(
        parts().precache.manifest,
        content_type="application/manifest+json",
        headers={"Cache-Control": "no-cache"},
    )
