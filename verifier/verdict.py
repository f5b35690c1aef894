"""decide: what an inspector is told about one card. Pure: tables of rows, read from top to bottom.

Three findings side by side, each with a table of its own (findings.py, card_status.py, employers.py), hints
(hints.py), and one headline above them. Never a false VALID: it is reached only when all three findings are
good, and a finding is good only when somebody looked and found it so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signing import Card, Reading, RefusalCode
from sync.registers.ports import CardRecord, Found
from sync.report import Ground
from verifier.answers import Answers, NotAsked, not_asked
from verifier.card_status import card_case, status_finding
from verifier.employers import employer_case, employer_finding
from verifier.findings import Finding, Judgement, Limits, genuine_finding
from verifier.hints import hint_case, hints_of
from verifier.reasons import GROUND, Reason
from verifier.rulebook import Industry, Rules


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
class StatedNotice:
    """The paragraph behind the duty to notify in one industry; `confirmed` as for a ground."""

    industry: int
    paragraph: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class CardCheck:
    """One check of one card (kortkontroll): three findings side by side and one headline.

    `clean` marks an UNCONFIRMED that lacks a confirmation and nothing else. `notice` is there where a
    notice is among the acts and the card's industries have rules; `not_asked` names the registers that could
    not be asked.
    """

    outcome: Outcome
    reason: Reason
    clean: bool
    genuine: Finding
    status: Finding
    employer: Finding
    hints: tuple[Reason, ...]
    acts: tuple[NextAct, ...]
    grounds: tuple[StatedGround, ...]
    notice: tuple[StatedNotice, ...]
    not_asked: tuple[NotAsked, ...]
    card: Card | None
    record: CardRecord | None
    card_number: str | None
    checked_at: datetime


# From top to bottom: the first row with a finding of that judgement gives the headline, and the first such
# finding its reason. Bad before unknown: what is known to be wrong is not softened by what is not known.
HEADLINE: tuple[tuple[Judgement, Outcome, tuple[str, ...]], ...] = (
    (Judgement.BAD, Outcome.INVALID, ("genuine", "status", "employer")),
    (Judgement.UNKNOWN, Outcome.UNCONFIRMED, ("genuine", "status", "employer")),
    (Judgement.GOOD, Outcome.VALID, ("status",)),
)


def decide(
    reading: Reading,
    answers: Answers,
    *,
    now: datetime,
    rules: Rules,
    may_confiscate: bool,
    max_age_hours: float,
    role: str | None = None,
) -> CardCheck:
    """The check of a reading with what the registers answered, at the aware time `now`.

    `rules` are those in force on that day; `role` is the reader's, where it matters whom a regulation names.
    """
    limits = Limits.at(now, max_age_hours)
    record = answers.card.value if isinstance(answers.card, Found) else None
    card, employer = (
        card_case(reading, answers.card, rules, limits),
        employer_case(reading, answers, rules, limits),
    )
    findings = {
        "genuine": genuine_finding(reading, now),
        "status": status_finding(card),
        "employer": employer_finding(employer),
    }
    reasons = tuple(finding.reason for finding in findings.values())
    outcome, reason, clean = headline(findings)
    bad = _weighing(reading, [each.reason for each in findings.values() if each.answer is Judgement.BAD])
    grounds = _grounds(bad, _industries(reading.card, rules)) if bad and may_confiscate else ()
    acts = _acts(outcome, reason, bool(grounds))
    hints = hint_case(card, employer, answers, reasons, rules, is_authority=may_confiscate, role=role)
    return CardCheck(
        outcome=outcome,
        reason=reason,
        clean=clean,
        **findings,
        hints=hints_of(hints),
        acts=acts,
        grounds=grounds,
        notice=_notice(_industries(reading.card, rules)) if NextAct.NOTIFY in acts else (),
        not_asked=not_asked(answers),
        card=reading.card,
        record=record,
        card_number=reading.card_number,
        checked_at=now,
    )


def headline(findings: Mapping[str, Finding]) -> tuple[Outcome, Reason, bool]:
    """The outcome of three findings, its reason, and whether it is clean: every unknown one is."""
    for judgement, outcome, order in HEADLINE:
        said = [findings[name] for name in order if findings[name].answer is judgement]
        if said:
            is_clean = judgement is Judgement.UNKNOWN and all(finding.clean for finding in said)
            return outcome, said[0].reason, is_clean
    raise ValueError("a finding is good, bad or unknown")


def _acts(outcome: Outcome, reason: Reason, has_ground: bool) -> tuple[NextAct, ...]:
    """Confiscation is offered only to those who may, and only with a ground (inndragningsgrunn) to name."""
    if outcome is Outcome.VALID or reason is Reason.UNKNOWN_FORMAT:
        return ()
    return (NextAct.CONFISCATE, NextAct.NOTIFY) if has_ground else (NextAct.NOTIFY,)


def _industries(card: Card | None, rules: Rules) -> list[Industry]:
    """The rules of the industries on the card; those of all where there is no card that can be believed.

    A believed card whose industries have no rules here gives no ground: those of others are not about it.
    """
    if card is None:
        return list(rules.values())
    return named_industries(card, rules)


def named_industries(card: Card, rules: Rules) -> list[Industry]:
    """The rules of the industries that a believed card names, as far as there are any."""
    return [rules[code] for code in card.industries if code in rules]


def _weighing(reading: Reading, bad: list[Reason]) -> tuple[Reason, ...]:
    """The bad reasons that may carry a ground: a bare number that nobody knows may be mistyped."""
    by_number = reading.refusal is not None and reading.refusal.code is RefusalCode.TEXT_NUMBER_ONLY
    return tuple(each for each in bad if not (by_number and each is Reason.CARD_UNKNOWN))


def _grounds(bad: tuple[Reason, ...], industries: list[Industry]) -> tuple[StatedGround, ...]:
    return stated_grounds((GROUND[reason] for reason in bad if reason in GROUND), industries)


def stated_grounds(grounds: Iterable[Ground], industries: list[Industry]) -> tuple[StatedGround, ...]:
    """Each ground once per industry whose rules have it, with the paragraph there."""
    found = (
        StatedGround(ground, industry.confiscation, industry.confirmed)
        for ground in dict.fromkeys(grounds)
        for industry in industries
        if ground in industry.grounds
    )
    return tuple(dict.fromkeys(found))


def _notice(industries: list[Industry]) -> tuple[StatedNotice, ...]:
    """The duty to notify (varsel), once per industry."""
    return tuple(StatedNotice(each.code, each.notice, each.confirmed) for each in industries)
