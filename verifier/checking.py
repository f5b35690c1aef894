"""One check, from a text to what is shown: read, ask, decide, say. Four calls, no step back."""

from __future__ import annotations

from collections.abc import Sequence

from signing import read_card
from sync.days import day_of
from verifier.access import Person, Right
from verifier.answers import ask
from verifier.figures import CHECKS
from verifier.findings import Finding
from verifier.seen import is_card
from verifier.shapes import (
    CardShape,
    CheckShape,
    FindingShape,
    GroundShape,
    NotAskedShape,
    NoticeShape,
)
from verifier.verdict import CardCheck, decide
from verifier.wiring import Parts

# The codes checked of one picture.
MAX_CODES = 8


def check_text(text: str, person: Person, house: Parts, site_org_number: str | None = None) -> CheckShape:
    """The check of a QR text or card number for a person with the right to check."""
    now = house.clock()
    reading, rules = read_card(text, house.trust, now), house.rules.on(day_of(now))
    check = decide(
        reading,
        ask(reading, house.registers, rules, site_org_number),
        now=now,
        rules=rules,
        may_confiscate=person.may(Right.CONFISCATE),
        max_age_hours=house.config.register_max_age_hours,
        role=person.role,
    )
    CHECKS.labels(check.outcome, check.reason).inc()
    return _shape(check, text, person, house)


def check_texts(
    texts: Sequence[str], person: Person, house: Parts, site_org_number: str | None = None
) -> list[CheckShape]:
    """The checks of the first few texts of one picture, those with a card first: a poster hides no card."""
    likely_first = sorted(texts, key=lambda text: not is_card(text))
    found = [check_text(text, person, house, site_org_number) for text in likely_first[:MAX_CODES]]
    return sorted(found, key=lambda check: check.card is None)


def _shape(check: CardCheck, text: str, person: Person, house: Parts) -> CheckShape:
    return CheckShape(
        outcome=check.outcome,
        reason=check.reason,
        clean=check.clean,
        genuine=_finding(check.genuine),
        status=_finding(check.status),
        employer=_finding(check.employer),
        hints=check.hints,
        card=_card(check, person, house),
        card_number=check.card_number,
        acts=check.acts,
        grounds=tuple(
            GroundShape(ground=each.ground, paragraph=each.paragraph, confirmed=each.confirmed)
            for each in check.grounds
        ),
        notice=tuple(
            NoticeShape(industry=each.industry, paragraph=each.paragraph, confirmed=each.confirmed)
            for each in check.notice
        ),
        not_asked=tuple(NotAskedShape(source=each.source, as_of=each.as_of) for each in check.not_asked),
        checked_at=check.checked_at,
        code=text,
    )


def _finding(finding: Finding) -> FindingShape:
    return FindingShape(
        answer=finding.answer,
        reason=finding.reason,
        consequence=finding.consequence,
        source=finding.source,
        as_of=finding.as_of,
    )


def _card(check: CardCheck, person: Person, house: Parts) -> CardShape | None:
    """What the signed code says; for a bare number the register's record, and that to authorities alone.

    A number can be guessed. Who is only entitled to see a card gets nothing about a person by typing numbers.
    """
    card, record = check.card, check.record
    photo = house.photo_of(check.card_number) if record and check.card_number else None
    if card is not None:
        return CardShape(
            card_number=card.card_number,
            name=card.name,
            birth_date=card.birth_date,
            org_number=card.org_number,
            employer=card.employer,
            industries=card.industries,
            issued=card.issued,
            expires=card.expires,
            kind=card.kind,
            photo=photo,
        )
    if record is None or not person.may(Right.CONFISCATE):
        return None
    return CardShape(
        card_number=record.card_number,
        name=record.name,
        birth_date=record.birth_date,
        org_number=record.org_number,
        employer=record.employer,
        industries=(),
        issued=record.valid_from,
        expires=record.valid_to,
        kind="card",
        photo=photo,
    )
