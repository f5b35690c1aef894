"""How old the sources of the verdict are, and whether that is too old. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.registers.sources import Source

# Not every installation has them, and no check needs them: their absence is nothing to be told of.
OPTIONAL = frozenset({Source.STAFFING, Source.SITE_LIST, Source.WORKSHOPS})


class SourceState(StrEnum):
    """Whether checks still rely on what a source says: it is new enough, too old, or not there."""

    FRESH = "fresh"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SourceAge:
    """One source: seconds since it was fetched, None for never; and whether checks need it here."""

    source: Source
    state: SourceState
    age_seconds: int | None
    needed: bool


def judged(ages: Mapping[Source, int | None], limit_seconds: int) -> tuple[SourceAge, ...]:
    """Every source in its usual order, against the age from which on checks no longer rely on it."""
    return tuple(
        SourceAge(source, _state(ages.get(source), limit_seconds), ages.get(source), _needed(source, ages))
        for source in Source
    )


def _state(age: int | None, limit_seconds: int) -> SourceState:
    if age is None:
        return SourceState.MISSING
    return SourceState.FRESH if age <= limit_seconds else SourceState.STALE


def _needed(source: Source, ages: Mapping[Source, int | None]) -> bool:
    """One that was fetched once is meant to be used."""
    return source not in OPTIONAL or ages.get(source) is not None
