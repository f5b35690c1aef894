"""POST /manual/comparison: the answer about the person, without scripts."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask import Blueprint, abort, render_template

from sync import strict_json
from sync.checks import ComparedWith, Comparison, KeptCheck, Recorded
from verifier.access import Person, Right, needs, signed_in_person
from verifier.forms import ComparisonForm
from verifier.keeping import REASONS, NoSuchCheck, Otherwise, TooLate
from verifier.notices import NoticeFacts
from verifier.reasons import GROUND, Reason
from verifier.verdict import NextAct, Outcome
from verifier.wiring import parts

blueprint = Blueprint("comparing", __name__)


@blueprint.post("/manual/comparison")
@needs(Right.CHECK)
def comparison() -> str:
    """Record the answer of a form on the page /manual, and say since when it stands."""
    form = ComparisonForm()
    if not form.validate_on_submit():
        abort(422)
    house, person, facts = parts(), signed_in_person(), _facts(form)
    check_id, given = UUID(form.check_id.data), _given(form)
    kept = house.keeper.own(check_id, person)
    if kept is None:
        abort(404)
    outcome = house.keeper.compare(check_id, person, given, house.clock())
    if isinstance(outcome, NoSuchCheck):
        abort(404)
    told = _told(outcome, given, kept.outcome == Outcome.VALID)
    return render_template(
        "compared.html",
        check=kept,
        is_known=kept.reason in REASONS,
        acts=_acts(kept, person),
        form=form,
        facts=facts,
        fresh=uuid4,
        **told,
    )


def _facts(form: ComparisonForm) -> str:
    """The facts of a notice from this check and its answer, as JSON."""
    try:
        found = strict_json.parse(NoticeFacts, (form.facts.data or "").encode())
    # Both refusals of the JSON are ValueErrors too.
    except ValueError:
        abort(422)
    is_other = form.same_person.data == "no"
    return found.model_copy(update={"other_person": is_other}).model_dump_json()


def _acts(kept: KeptCheck, person: Person) -> list[NextAct]:
    """What the check lets its maker do: the verdict stands, whoever it is that shows the card."""
    if kept.outcome == Outcome.VALID or kept.reason == Reason.UNKNOWN_FORMAT:
        return []
    has_ground = any(each in GROUND for each in (kept.genuine, kept.status, kept.employer))
    if kept.outcome == Outcome.INVALID and has_ground and person.may(Right.CONFISCATE):
        return [NextAct.CONFISCATE, NextAct.NOTIFY]
    return [NextAct.NOTIFY]


def _given(form: ComparisonForm) -> Comparison:
    shown = ComparedWith(form.compared_with.data or "")
    return Comparison(
        form.same_person.data == "yes", ComparedWith.PRINTED_PHOTO if form.printed.data else shown
    )


def _told(outcome: Recorded | Otherwise | TooLate, given: Comparison, is_valid: bool) -> dict[str, object]:
    """What the page says: since when the answer stands, or why it does not."""
    match outcome:
        case Recorded(at=at):
            same = "in-order" if is_valid else "same"
            return {"told": same if given.same_person else "other", "at": at, "problem": None}
        case Otherwise():
            return {"problem": "compared-otherwise"}
        case TooLate():
            return {"problem": "check-too-old"}
