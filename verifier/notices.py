"""The letters of a notice (varsel) from what a check says. static/js/domain/letters.js makes the same ones.

The duty to notify: byggekort § 8 second paragraph, renhold § 11 second paragraph; others as marked in rules/
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sync.days import NORWAY
from sync.notices import Authority, Language, NoticeText
from sync.report import NOTE_LENGTH, PLACE_LENGTH, CardNumber, MadeAt
from verifier.access import Person
from verifier.findings import Judgement
from verifier.reasons import Consequence, Reason
from verifier.shapes import CheckShape, EmployerShape, ParagraphShape

Say = Callable[..., str]

# What speaks of the employment, the company or its approval, and so of the duties of the employer.
# A card that the register does not know may be a forged one: that says nothing of anybody's duties.
_OF_DUTIES = frozenset(
    {
        Reason.EMPLOYMENT_ENDED,
        Reason.NOT_YET_VALID,
        Reason.COMPANY_DELETED,
        Reason.COMPANY_UNKNOWN,
        Reason.COMPANY_BANKRUPT,
        Reason.COMPANY_WINDING_UP,
        Reason.APPROVAL_MISSING,
        Reason.VAT_MISSING,
    }
)

# What counts as a blank here and on the phone: the languages' own lists differ.
_BLANKS = (
    " \n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)


class Notifier(BaseModel):
    """Who notifies."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    role: str
    agency: str


class NoticeFacts(BaseModel):
    """All that a notice says, before it is put into words.

    `is_against`: the reasons speak against the card; else they only say what could not be answered.
    `other_person`: whoever compared says that the card was shown by another person than its holder.
    `industry_known`: without it the letters name no paragraph, and say so.
    `practice`: everything is invented, and the letters begin with saying so.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    authority: Authority
    card_number: CardNumber | None
    holder: str | None
    employer: EmployerShape | None
    reasons: tuple[Reason, ...] = Field(max_length=3)
    is_against: bool
    other_person: bool
    industry_known: bool
    paragraphs: tuple[ParagraphShape, ...] = Field(max_length=20)
    checked_at: MadeAt
    notifier: Notifier
    place: Annotated[str, StringConstraints(max_length=PLACE_LENGTH)]
    added: Annotated[str, StringConstraints(max_length=NOTE_LENGTH)]
    written_at: MadeAt
    practice: bool

    @property
    def found_nothing(self) -> bool:
        """Whether neither the check nor its author found anything wrong: only added words can carry it."""
        return not self.is_against and not self.other_person


def facts_of(
    check: CheckShape, person: Person, written_at: datetime, *, practice: bool, other_person: bool = False
) -> NoticeFacts:
    """What a notice from this check says: no birth date, no photo, no code."""
    reasons, is_against = _reasons(check)
    card, paragraphs = check.card, _paragraphs(check)
    return NoticeFacts(
        authority=Authority.LABOUR,
        card_number=check.card_number,
        holder=card.name if card else None,
        employer=check.notify_employer
        or (EmployerShape(name=card.employer, org_number=card.org_number) if card else None),
        reasons=reasons,
        is_against=is_against,
        other_person=other_person,
        # A card in order has no duty named, though its industry is known.
        industry_known=bool(paragraphs) or (card is not None and not check.notice),
        paragraphs=paragraphs,
        checked_at=check.checked_at,
        notifier=Notifier(name=person.name, role=person.role, agency=person.agency),
        place="",
        added="",
        written_at=written_at,
        practice=practice,
    )


def _paragraphs(check: CheckShape) -> tuple[ParagraphShape, ...]:
    """Those of the card's own industries: where none is known, a check names those of all."""
    industries = check.card.industries if check.card else ()
    named = (each for each in check.notice if each.industry in industries)
    return tuple(
        dict.fromkeys(ParagraphShape(paragraph=each.paragraph, confirmed=each.confirmed) for each in named)
    )


def _reasons(check: CheckShape) -> tuple[tuple[Reason, ...], bool]:
    """The reasons to believe that duties are not met; where there is none, what could not be answered."""
    findings = (check.genuine, check.status, check.employer)
    against = tuple(
        finding.reason
        for finding in findings
        if finding.answer is Judgement.BAD or finding.consequence is Consequence.MUST_NOTIFY
    )
    if against:
        return against, True
    return tuple(finding.reason for finding in findings if finding.answer is Judgement.UNKNOWN), False


def cleaned(text: str) -> str:
    """A text as it can be printed: lines end in one way, no other control character, no blank at its ends."""
    lines = re.sub("\r\n?|\u2028|\u2029", "\n", text)
    plain = "".join(
        " " if unicodedata.category(letter) == "Cc" and letter != "\n" else letter for letter in lines
    )
    return re.sub("\n{3,}", "\n\n", plain).strip(_BLANKS)


def _in_line(text: str) -> str:
    return cleaned(text).replace("\n", " ")


def text_of(facts: NoticeFacts, language: Language, say: Say) -> NoticeText:
    """The notice in words: `say(key, **values)` speaks `language`."""
    number, lead = facts.card_number, _lead(facts)
    subject = say("ui.letter.subject-card", number=number) if number else say("ui.letter.subject")
    return NoticeText(
        language=language,
        authority=facts.authority,
        subject=subject,
        to_authority=_joined(
            say("ui.practice.banner") if facts.practice else "",
            say("ui.letter.to", name=say(f"ui.letter.authority.{facts.authority}")),
            subject,
            say(f"ui.letter.lead-{lead}"),
            _lines(*_about(facts, say), _employer_line(facts, say), *_when(facts, say)),
            *_body(facts, say),
            _lines(say("ui.letter.by", who=_notifier(facts, say, with_name=True)), _written(facts, say)),
            say("ui.letter.also-employer"),
        ),
        to_employer=_joined(
            say("ui.practice.banner") if facts.practice else "",
            say("ui.letter.to", name=_addressed(facts, say)),
            subject,
            say(f"ui.letter.employer-{lead}"),
            _lines(*_about(facts, say), *_when(facts, say)),
            *_body(facts, say),
            _lines(say("ui.letter.by", who=_notifier(facts, say, with_name=False)), _written(facts, say)),
            say("ui.letter.also-authority", name=say(f"ui.letter.authority.{facts.authority}")),
        ),
    )


def _lead(facts: NoticeFacts) -> str:
    """What the letters begin with: breached duties only where a reason speaks of them."""
    if not facts.is_against:
        return "misused" if facts.other_person else "unanswered"
    if _OF_DUTIES.intersection(facts.reasons):
        return "against"
    return "misused" if set(facts.reasons) == {Reason.OTHER_COMPANY} else "invalid"


def _about(facts: NoticeFacts, say: Say) -> tuple[str, ...]:
    return (
        say("ui.letter.card", number=facts.card_number or say("ui.letter.unknown")),
        say("ui.letter.holder", name=_in_line(facts.holder)) if facts.holder else "",
    )


def _when(facts: NoticeFacts, say: Say) -> tuple[str, ...]:
    place = _in_line(facts.place)
    return (
        say("ui.letter.checked", time=_time(facts.checked_at, say)),
        say("ui.letter.place", place=place) if place else "",
    )


def _body(facts: NoticeFacts, say: Say) -> tuple[str, ...]:
    added = cleaned(facts.added)
    said = [_reason(code, say) for code in facts.reasons]
    seen = [say("ui.letter.other-person")] if facts.other_person else []
    return (
        _list(say("ui.letter.reasons-against"), [*(said if facts.is_against else ()), *seen]),
        _list(say("ui.letter.reasons-unanswered"), [] if facts.is_against else said),
        _under(facts, say),
        _lines(say("ui.letter.added"), added) if added else "",
    )


def _reason(code: Reason, say: Say) -> str:
    headline, sentence = say(f"reason.{code}.headline"), say(f"reason.{code}.say")
    return say("ui.letter.reason", headline=headline, sentence=sentence)


def _under(facts: NoticeFacts, say: Say) -> str:
    """The paragraphs that the notice is given under; of an industry that nobody knows there are none."""
    if not facts.industry_known:
        return say("ui.letter.no-paragraph")
    named = [
        each.paragraph if each.confirmed else say("ui.letter.unconfirmed", paragraph=each.paragraph)
        for each in facts.paragraphs
    ]
    return _list(say("ui.letter.paragraphs"), named)


def _employer_line(facts: NoticeFacts, say: Say) -> str:
    return say("ui.letter.employer", name=_company(facts, say) or say("ui.letter.unknown"))


def _addressed(facts: NoticeFacts, say: Say) -> str:
    return _company(facts, say) or say("ui.letter.employer-unknown")


def _company(facts: NoticeFacts, say: Say) -> str:
    if facts.employer is None:
        return ""
    name, number = _in_line(facts.employer.name), facts.employer.org_number
    return say("ui.letter.company", name=name, number=number)


def _notifier(facts: NoticeFacts, say: Say, *, with_name: bool) -> str:
    """The employer learns in what capacity somebody notifies, not who that is."""
    who = facts.notifier
    said = (say(f"role.{who.role}"), _in_line(who.agency), _in_line(who.name) if with_name else "")
    return ", ".join(filter(None, said))


def _written(facts: NoticeFacts, say: Say) -> str:
    return say("ui.letter.written", time=_time(facts.written_at, say))


def _time(time: datetime, say: Say) -> str:
    local = time.astimezone(NORWAY)
    return say("ui.letter.time", day=local.strftime("%d.%m.%Y"), clock=local.strftime("%H:%M"))


def _list(title: str, entries: list[str]) -> str:
    return _lines(title, *(f"- {entry}" for entry in entries)) if entries else ""


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))


def _joined(*blocks: str) -> str:
    return "\n\n".join(filter(None, blocks))
