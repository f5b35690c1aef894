"""POST /manual/comparison: the answer about the person, without scripts."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask import Blueprint, abort, render_template

from sync import strict_json
from sync.checks import ComparedWith, Comparison, Recorded
from verifier.access import Right, needs, signed_in_person
from verifier.forms import ComparisonForm
from verifier.keeping import NoSuchCheck, Otherwise, TooLate
from verifier.notices import NoticeFacts
from verifier.verdict import Outcome
from verifier.wiring import parts

blueprint = Blueprint("comparing", __name__)


@blueprint.post("/manual/comparison")
@needs(Right.CHECK)
def comparison() -> str:
    """Record the answer of a form on the page /manual, and say since when it stands."""
    form = ComparisonForm()
    if not form.validate_on_submit():
        abort(422)
    house, facts = parts(), _of_another(form)
    check_id, given = UUID(form.check_id.data), _given(form)
    outcome = house.keeper.compare(check_id, signed_in_person(), given, house.clock())
    if isinstance(outcome, NoSuchCheck):
        abort(404)
    told = _told(outcome, given, form.outcome.data == Outcome.VALID)
    return render_template("compared.html", **told, form=form, facts=facts, fresh=uuid4)


def _of_another(form: ComparisonForm) -> str:
    """The facts of a notice that says that another person showed the card, as JSON."""
    try:
        found = strict_json.parse(NoticeFacts, (form.facts.data or "").encode())
    # Both refusals of the JSON are ValueErrors too.
    except ValueError:
        abort(422)
    return found.model_copy(update={"other_person": True}).model_dump_json()


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
