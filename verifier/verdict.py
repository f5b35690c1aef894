"""decide: what an inspector is told about one card. Pure: a table of rows, read from top to bottom.

Never a false VALID: VALID is reached only when all three findings are good, and a finding is good only when
somebody looked and found it so. Whoever could not look says so, and the headline becomes UNCONFIRMED.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signing import Card, Reading
from sync.registers.ports import CardRecord, Found
from sync.report import Ground
from verifier.answers import Answers
from verifier.employers import employer_finding
from verifier.findings import Finding, Judgement, genuine_finding, status_finding
from verifier.reasons import GROUND, Reason, Rules


class Outcome(StrEnum):
    """The headline: there are three, and no fourth."""

    VALID = "VALID"
    INVALID = "INVALID"
    UNCONFIRMED = "UNCONFIRMED"


class NextAct(StrEnum):
    """What this person may do next; absent for those the law does not name."""

    CONFISCATE = "confiscate"
    NOTIFY = "notify"


@dataclass(frozen=True, slots=True)
class StatedGround:
    """A ground with its paragraph; `confirmed` is false where the paragraph awaits confirmation."""

    ground: Ground
    paragraph: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class CardCheck:
    """One check of one card (kortkontroll): three findings side by side and one headline."""

    outcome: Outcome
    reason: Reason
    clean: bool
    genuine: Finding
    status: Finding
    employer: Finding
    hints: tuple[Reason, ...]
    acts: tuple[NextAct, ...]
    grounds: tuple[StatedGround, ...]
    card: Card | None
    record: CardRecord | None
    card_number: str | None
    checked_at: datetime


def decide(
    reading: Reading,
    answers: Answers,
    *,
    now: datetime,
    rules: Rules,
    may_confiscate: bool,
    max_age_hours: float,
) -> CardCheck:
    """The check of a reading with what the registers answered, at the aware time `now`."""
    record = answers.card.value if isinstance(answers.card, Found) else None
    genuine = genuine_finding(reading, now)
    status, status_hints = status_finding(reading, answers, now, max_age_hours)
    employer, employer_hints = employer_finding(reading, answers, now, rules, max_age_hours)
    outcome, reason, clean = _headline(genuine, status, employer)
    bad = tuple(finding.reason for finding in (genuine, status, employer) if finding.answer is Judgement.BAD)
    grounds = _grounds(bad, reading.card, rules) if may_confiscate else ()
    return CardCheck(
        outcome=outcome,
        reason=reason,
        clean=clean,
        genuine=genuine,
        status=status,
        employer=employer,
        hints=tuple(dict.fromkeys((*status_hints, *employer_hints))),
        acts=_acts(outcome, reason, bool(grounds)),
        grounds=grounds,
        card=reading.card,
        record=record,
        card_number=reading.card_number,
        checked_at=now,
    )


def _headline(genuine: Finding, status: Finding, employer: Finding) -> tuple[Outcome, Reason, bool]:
    """The first row that fits. Bad before unknown: what is known to be wrong is not softened by the rest."""
    for finding in (genuine, status, employer):
        if finding.answer is Judgement.BAD:
            return Outcome.INVALID, finding.reason, False
    rest_is_good = status.answer is Judgement.GOOD and employer.answer is Judgement.GOOD
    for finding in (genuine, status, employer):
        if finding.answer is Judgement.UNKNOWN:
            clean = finding.reason is Reason.NOT_SIGNED and rest_is_good
            return Outcome.UNCONFIRMED, finding.reason, clean
    return Outcome.VALID, status.reason, False


def _acts(outcome: Outcome, reason: Reason, has_ground: bool) -> tuple[NextAct, ...]:
    """Confiscation is offered only to those who may, and only with a ground (inndragningsgrunn) to name."""
    if outcome is Outcome.VALID or reason is Reason.UNKNOWN_FORMAT:
        return ()
    return (NextAct.CONFISCATE, NextAct.NOTIFY) if has_ground else (NextAct.NOTIFY,)


def _grounds(bad: tuple[Reason, ...], card: Card | None, rules: Rules) -> tuple[StatedGround, ...]:
    """Each ground once per industry on the card; where the card names none that is known, all are shown."""
    named = [rules[code] for code in (card.industries if card else ()) if code in rules]
    industries = named or list(rules.values())
    found = (
        StatedGround(ground, industry.confiscation, industry.confirmed)
        for ground in dict.fromkeys(GROUND[reason] for reason in bad if reason in GROUND)
        for industry in industries
        if ground in industry.grounds
    )
    return tuple(dict.fromkeys(found))
