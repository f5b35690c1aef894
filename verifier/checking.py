"""One check, from a text to what is shown: read, look back, ask, decide, keep, say."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace

from signing import read_card
from sync.checks import KeptCheck, Spot
from sync.days import day_of
from verifier.access import Person, Right
from verifier.answers import ask
from verifier.figures import CHECKS, NOT_KEPT
from verifier.findings import Finding
from verifier.keeping import Kept, history, sighting
from verifier.lending import grounds_if_lent
from verifier.reasons import Reason
from verifier.seen import is_card
from verifier.shapes import (
    CardShape,
    CheckShape,
    EarlierShape,
    EmployerShape,
    FindingShape,
    GroundShape,
    NotAskedShape,
    NoticeShape,
)
from verifier.verdict import CardCheck, NextAct, Outcome, StatedGround, decide
from verifier.wiring import Parts

# The codes checked of one picture.
MAX_CODES = 8


def check_text(
    text: str, person: Person, house: Parts, site_org_number: str | None = None, spot: Spot | None = None
) -> CheckShape:
    """The check of a QR text or card number for a person with the right to check; `spot`: where it is."""
    now = house.clock()
    reading, rules = read_card(text, house.trust, now), house.rules.on(day_of(now))
    # A number can be typed anywhere, and guessed: only a genuine code says that the card was there.
    spot = spot if reading.card is not None else None
    # Reckoned first, so that a silent ledger's time is taken from the registers' and not added to it.
    registers = house.registers.in_one_limit()
    earlier = house.keeper.earlier(reading.card_number, now)
    answers = ask(reading, registers, rules, site_org_number)
    check = decide(
        reading,
        replace(answers, sighting=sighting(earlier, person, spot, now)),
        now=now,
        rules=rules,
        may_confiscate=person.may(Right.CONFISCATE),
        max_age_hours=house.config.register_max_age_hours,
        role=person.role,
    )
    CHECKS.labels(check.outcome, check.reason).inc()
    # A ledger that could not say is not asked again: the inspector waits for one silence, not for two.
    check_id = house.keeper.keep(check, person, spot) if earlier.is_known else None
    if check_id is None and check.card_number is not None:
        NOT_KEPT.inc()
    lent = grounds_if_lent(check.card, rules) if person.may(Right.CONFISCATE) else ()
    return _shape(check, text, person, house, Kept(check_id, history(earlier, check, person)), lent)


def check_texts(
    texts: Sequence[str],
    person: Person,
    house: Parts,
    site_org_number: str | None = None,
    spot: Spot | None = None,
) -> list[CheckShape]:
    """The checks of the first few texts of one picture, those with a card first: a poster hides no card."""
    likely_first = sorted(texts, key=lambda text: not is_card(text))
    # However many codes there are, nobody waits longer than for one.
    house = replace(house, registers=house.registers.in_one_limit())
    found = [check_text(text, person, house, site_org_number, spot) for text in likely_first[:MAX_CODES]]
    return sorted(found, key=lambda check: check.card is None)


def _shape(
    check: CardCheck, text: str, person: Person, house: Parts, kept: Kept, lent: tuple[StatedGround, ...]
) -> CheckShape:
    return CheckShape(
        check_id=kept.id,
        history=tuple(map(_earlier, kept.history)),
        if_lent=tuple(map(_ground, lent)),
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
        grounds=tuple(map(_ground, check.grounds)),
        checked_at=check.checked_at,
        code=text,
        notice=tuple(
            NoticeShape(industry=each.industry, paragraph=each.paragraph, confirmed=each.confirmed)
            for each in check.notice
        ),
        not_asked=tuple(NotAskedShape(source=each.source, as_of=each.as_of) for each in check.not_asked),
        notify_employer=_employer(check, person),
    )


def _employer(check: CardCheck, person: Person) -> EmployerShape | None:
    """Whom a notice goes to: the employer in the register, else on the card; nobody's by a guessed number."""
    if NextAct.NOTIFY not in check.acts:
        return None
    known = check.card if check.record is None else check.record
    if known is None or (check.card is None and not person.may(Right.CONFISCATE)):
        return None
    return EmployerShape(name=known.employer, org_number=known.org_number)


def _earlier(check: KeptCheck) -> EarlierShape:
    return EarlierShape(
        at=check.at,
        outcome=Outcome(check.outcome),
        reason=Reason(check.reason),
        same_person=check.same_person,
    )


def _ground(stated: StatedGround) -> GroundShape:
    return GroundShape(ground=stated.ground, paragraph=stated.paragraph, confirmed=stated.confirmed)


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
    photo = house.photo_of(check.card_number, person) if record and check.card_number else None
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
            face=None if card.face is None else base64.b64encode(card.face).decode(),
            said=(record.said or None) if record and person.may(Right.CONFISCATE) else None,
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
        face=None,
        said=record.said or None,
    )
