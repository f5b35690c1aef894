"""Notices on the server's own pages: written without scripts, opened again, printed, said to be passed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID, uuid4

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from sync import strict_json
from sync.intake import Accepted, Conflict, accept
from sync.ledger.notices import KeptNotice, Saying
from sync.notices import Addressee, Authority, How, Language, NoticeText, Notified
from sync.report import Envelope, Refused, ReportBody
from verifier.access import Right, needs, signed_in_person
from verifier.filing import notice_envelope, notified_envelope
from verifier.forms import NoticeForm, NotifiedForm
from verifier.language import chosen, local
from verifier.notice_pdf import printed
from verifier.notices import NoticeFacts, Notifier, text_of
from verifier.wiring import parts

blueprint = Blueprint("notices", __name__, url_prefix="/notices")

LONGEST_MAILTO = 8_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A kept notice, read."""

    kept: KeptNotice
    body: ReportBody
    sayings: tuple[Saying, ...]

    def said(self, addressee: Addressee) -> list[Saying]:
        """What was said of passing one of the letters on."""
        return [each for each in self.sayings if each.addressee == addressee]


@blueprint.post("")
@needs(Right.NOTIFY)
def write() -> AnyResponse | str:
    """The finished notice of a check: shown, shown anew with the words added, or filed."""
    form = NoticeForm()
    report_id, is_whole = _id(form.id.data), form.validate()
    facts = _facts(form, is_whole)
    text = _text(facts)
    problem = None
    sent = is_whole and bool(request.form.get("send"))
    missing = sent and facts.found_nothing and not facts.added
    if sent and not missing:
        filed = _accepted(notice_envelope(report_id, facts, text, signed_in_person()))
        match filed:
            case Accepted():
                return redirect(url_for("notices.show", report_id=report_id), 303)
            case Conflict():
                problem = "conflict"
            case Refused(fault=fault):
                problem = fault.value
    return render_template(
        "notice_new.html", form=form, facts=facts, text=text, problem=problem, missing=missing
    )


@blueprint.get("/<uuid:report_id>")
@needs(Right.NOTIFY)
def show(report_id: UUID) -> str:
    """One's own notice: its receipt, both letters, and whether each was passed on."""
    opened = _opened(report_id)
    return render_template(
        "notice.html", opened=opened, mailto=_mailto(opened), form=NotifiedForm(), fresh=uuid4, hows=list(How)
    )


@blueprint.get("/<uuid:report_id>.pdf")
@needs(Right.NOTIFY)
def pdf(report_id: UUID) -> Response:
    """Both letters on paper, or with `to` the one to that addressee."""
    opened = _opened(report_id)
    notice = opened.body.notice or abort(404)
    wanted = request.args.get("to")
    if wanted is not None and wanted not in list(Addressee):
        abort(404)
    letters = [notice.letter_to(each) for each in Addressee if wanted in (None, each)]
    say, receipt = _say(notice.language), opened.kept.receipt
    number = say("ui.notify.receipt", number=receipt.number)
    foot = (
        f"Kortsjekk. {number}, {local(receipt.received_at)}. {receipt.id}",
        f"{say('ui.notify.hash')} {receipt.sha256}",
    )
    return Response(
        printed(letters, notice.subject, foot, say("ui.notify.unprintable")),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="notice-{receipt.number}.pdf"'},
    )


@blueprint.post("/<uuid:report_id>/notified")
@needs(Right.NOTIFY)
def notified(report_id: UUID) -> AnyResponse:
    """Note that an addressee was notified; the notice itself stays as it is."""
    _opened(report_id)
    form = NotifiedForm()
    if not form.validate_on_submit():
        abort(422)
    said = Notified(
        notice=report_id, addressee=Addressee(form.addressee.data or ""), how=How(form.how.data or "")
    )
    # A second tap on the button sends the same id with a later time: the first one counts, and stands.
    _accepted(notified_envelope(_id(form.id.data), said, parts().clock(), signed_in_person()))
    return redirect(url_for("notices.show", report_id=report_id), 303)


def _accepted(envelope: Envelope) -> Accepted | Conflict | Refused:
    house = parts()
    return accept(envelope, house.ledger, house.receipt_key, house.clock())


def _say(language: str) -> Callable[..., str]:
    words = parts().words
    return lambda key, **values: words.say(language, key, **values)


def _text(facts: NoticeFacts) -> NoticeText:
    """The letters; facts that no check of ours gave may be such that no letter holds them."""
    try:
        return text_of(facts, Language(chosen()), _say(chosen()))
    except ValidationError:
        abort(422)


def _id(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        abort(422)


def _facts(form: NoticeForm, is_whole: bool) -> NoticeFacts:
    """What the check said, as the page handed it on, with what this person chose and added.

    Words that are too long are left out of what is shown, and stay in the form.
    """
    try:
        found = strict_json.parse(NoticeFacts, (form.facts.data or "").encode())
        authority = Authority(form.authority.data or found.authority)
    # Both refusals of the JSON are ValueErrors too.
    except ValueError:
        abort(422)
    person = signed_in_person()
    return found.model_copy(
        update={
            "authority": authority,
            "place": form.place.data or "" if is_whole else "",
            "added": form.added.data or "" if is_whole else "",
            "notifier": Notifier(name=person.name, role=person.role, agency=person.agency),
        }
    )


def _opened(report_id: UUID) -> Opened:
    author, notices = signed_in_person().id, parts().ledger.notices
    kept = notices.notice(report_id, author) or abort(404)
    body = strict_json.parse(ReportBody, kept.body)
    return Opened(kept, body, tuple(notices.sayings([report_id], author)))


def _mailto(opened: Opened) -> str | None:
    """The address of a finished e-mail to the authority, where the operator has set one."""
    notice: NoticeText | None = opened.body.notice
    address = notice and parts().config.mail_of(notice.authority)
    if notice is None or not address:
        return None
    start = f"mailto:{quote(address, safe='@+')}?subject={quote(notice.subject)}"
    crlf = notice.to_authority.replace("\n", "\r\n")
    whole = f"{start}&body={quote(crlf)}"
    return whole if len(whole) <= LONGEST_MAILTO else start
