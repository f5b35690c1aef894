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
    `practice`: everything is invented, and the letters begin with saying so.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    authority: Authority
    card_number: CardNumber | None
    holder: str | None
    employer: EmployerShape | None
    reasons: tuple[Reason, ...] = Field(max_length=3)
    is_against: bool
    paragraphs: tuple[ParagraphShape, ...] = Field(max_length=20)
    checked_at: MadeAt
    notifier: Notifier
    place: Annotated[str, StringConstraints(max_length=PLACE_LENGTH)]
    added: Annotated[str, StringConstraints(max_length=NOTE_LENGTH)]
    written_at: MadeAt
    practice: bool


def facts_of(check: CheckShape, person: Person, written_at: datetime, *, practice: bool) -> NoticeFacts:
    """What a notice from this check says: no birth date, no photo, no code."""
    reasons, is_against = _reasons(check)
    card = check.card
    return NoticeFacts(
        authority=Authority.LABOUR,
        card_number=check.card_number,
        holder=card.name if card else None,
        employer=check.notify_employer
        or (EmployerShape(name=card.employer, org_number=card.org_number) if card else None),
        reasons=reasons,
        is_against=is_against,
        paragraphs=tuple(
            dict.fromkeys(
                ParagraphShape(paragraph=each.paragraph, confirmed=each.confirmed) for each in check.notice
            )
        ),
        checked_at=check.checked_at,
        notifier=Notifier(name=person.name, role=person.role, agency=person.agency),
        place="",
        added="",
        written_at=written_at,
        practice=practice,
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
    number = facts.card_number
    subject = say("ui.letter.subject-card", number=number) if number else say("ui.letter.subject")
    return NoticeText(
        language=language,
        authority=facts.authority,
        subject=subject,
        to_authority=_joined(
            say("ui.practice.banner") if facts.practice else "",
            say("ui.letter.to", name=say(f"ui.letter.authority.{facts.authority}")),
            subject,
            say("ui.letter.lead-against" if facts.is_against else "ui.letter.lead-unanswered"),
            _lines(*_about(facts, say), _employer_line(facts, say), *_when(facts, say)),
            *_body(facts, say),
            _lines(say("ui.letter.by", who=_notifier(facts, say, with_name=True)), _written(facts, say)),
            say("ui.letter.also-employer"),
        ),
        to_employer=_joined(
            say("ui.practice.banner") if facts.practice else "",
            say("ui.letter.to", name=_addressed(facts, say)),
            subject,
            say("ui.letter.employer-against" if facts.is_against else "ui.letter.employer-unanswered"),
            _lines(*_about(facts, say), *_when(facts, say)),
            *_body(facts, say),
            _lines(say("ui.letter.by", who=_notifier(facts, say, with_name=False)), _written(facts, say)),
            say("ui.letter.also-authority", name=say(f"ui.letter.authority.{facts.authority}")),
        ),
    )


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
    return (
        _list(
            say("ui.letter.reasons-against" if facts.is_against else "ui.letter.reasons-unanswered"),
            [
                say(
                    "ui.letter.reason",
                    headline=say(f"reason.{code}.headline"),
                    sentence=say(f"reason.{code}.say"),
                )
                for code in facts.reasons
            ],
        ),
        _list(
            say("ui.letter.paragraphs"),
            [
                each.paragraph if each.confirmed else say("ui.letter.unconfirmed", paragraph=each.paragraph)
                for each in facts.paragraphs
            ],
        ),
        _lines(say("ui.letter.added"), added) if added else "",
    )


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
