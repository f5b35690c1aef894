"""Earlier checks of a card as a page tells them: those in a row that said the same in one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sync.days import day_of
from verifier.reasons import Reason
from verifier.shapes import EarlierShape
from verifier.verdict import Outcome


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Checks of one day that said the same, newest first; `is_other`: another person showed the card."""

    outcome: Outcome
    reason: Reason
    is_other: bool
    times: tuple[datetime, ...]


def lines_of(history: Iterable[EarlierShape]) -> list[HistoryLine]:
    """The lines of a history, both newest first; checks within one minute are told with one time."""
    return [
        HistoryLine(outcome, reason, is_other, _each_minute_once(each.at for each in same))
        for (outcome, reason, is_other, _), same in groupby(history, key=_said)
    ]


def _said(each: EarlierShape) -> tuple[Outcome, Reason, bool, object]:
    return each.outcome, each.reason, each.same_person is False, day_of(each.at)


def _each_minute_once(times: Iterable[datetime]) -> tuple[datetime, ...]:
    return tuple({time.replace(second=0, microsecond=0): time for time in reversed(list(times))}.values())[
        ::-1
    ]
