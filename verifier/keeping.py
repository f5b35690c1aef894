"""What earlier checks of a card say, and how this one is kept: never at the price of a verdict."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from uuid import UUID, uuid4

from sync.checks import CardMarks, Comparison, KeptCheck, Recorded, Spot
from sync.ledger.checks import CheckTable
from sync.ledger.transactions import LedgerUnavailable, RowRefused
from verifier.access import Person, Right
from verifier.reasons import Reason
from verifier.sighting import Sighting, is_impossible
from verifier.verdict import CardCheck, Outcome

HISTORY_FOR = timedelta(hours=24)
SIGHTED_FOR = timedelta(hours=12)
MOST_EARLIER = 5
# A frame and the phone's own reading of one card come as two checks: that is one look, and no history.
ONE_LOOK = timedelta(minutes=1)
ANSWERED_WITHIN = timedelta(hours=24)
PAUSE = timedelta(seconds=5)
EARTH_KM = 6371.0
# Three decimals: about a hundred metres to the north, fifty to the east in Norway.
DECIMALS = 3

OUTCOMES, REASONS = frozenset(Outcome), frozenset(Reason)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The checks of a card's last day, newest first; `is_known` is false where the ledger could not say."""

    checks: Sequence[KeptCheck] = ()
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What a check is kept under, None where it is not, and what its maker may see of those before it."""

    id: UUID | None
    history: Sequence[KeptCheck]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The check has another answer already, which stays."""


@dataclass(frozen=True, slots=True)
class TooLate:
    """The check is too long ago for anybody to say who was there."""


@dataclass(frozen=True, slots=True)
class NoSuchCheck:
    """This person made no such check."""


class Pause:
    """While it lasts a silent ledger is let alone: one picture of eight cards waits once, not eight times."""

    def __init__(self) -> None:
        self._since: datetime | None = None

    def begin(self, now: datetime) -> None:
        """The ledger was silent at this time."""
        self._since = now

    def lasts(self, now: datetime) -> bool:
        """Whether it is too early to ask again; a clock that went back ends it."""
        return self._since is not None and timedelta(0) <= now - self._since < PAUSE


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps checks in the ledger, with marks in place of card numbers."""

    table: CheckTable
    marks: CardMarks
    pause: Pause = field(default_factory=Pause)

    def earlier(self, card_number: str | None, now: datetime) -> Earlier:
        """The checks of a card within the last day, by anybody."""
        if card_number is None or self.pause.lasts(now):
            return Earlier()
        try:
            return Earlier(self.table.of_card(self.marks.of(card_number), now - HISTORY_FOR), is_known=True)
        except (LedgerUnavailable, RowRefused) as error:
            _log.warning("earlier checks could not be read: %s", type(error).__name__)
            self.pause.begin(now)
            return Earlier()

    def keep(self, check: CardCheck, person: Person, spot: Spot | None) -> UUID | None:
        """The id under which a check is kept; None where it names no card, or the ledger cannot take it."""
        if check.card_number is None:
            return None
        kept = KeptCheck(
            id=uuid4(),
            card_mark=self.marks.of(check.card_number),
            at=check.checked_at,
            person=person.id,
            agency=person.agency,
            outcome=check.outcome,
            reason=check.reason,
            genuine=check.genuine.reason,
            status=check.status.reason,
            employer=check.employer.reason,
            spot=spot and rounded(spot),
        )
        try:
            self.table.keep(kept)
        except (LedgerUnavailable, RowRefused) as error:
            _log.warning("a check could not be kept: %s", type(error).__name__)
            self.pause.begin(check.checked_at)
            return None
        return kept.id

    def own(self, check_id: UUID, person: Person) -> KeptCheck | None:
        """A person's own check as it is kept, or None; raises LedgerUnavailable."""
        return self.table.own(check_id, person.id)

    def compare(
        self, check_id: UUID, person: Person, comparison: Comparison, now: datetime
    ) -> Recorded | Otherwise | TooLate | NoSuchCheck:
        """Record a comparison; the same one again changes nothing, and another one never takes its place.

        Raises LedgerUnavailable when that could not be done.
        """
        standing = self.table.standing(check_id, person.id)
        if standing is not None and standing.recorded is None:
            if now - standing.made_at > ANSWERED_WITHIN:
                return TooLate()
            standing = self.table.compare(check_id, person.id, comparison, now)
        # Deleted meanwhile, or never there.
        if standing is None or standing.recorded is None:
            return NoSuchCheck()
        recorded = standing.recorded
        return recorded if recorded.comparison == comparison else Otherwise()


def history(earlier: Earlier, check: CardCheck, person: Person) -> list[KeptCheck]:
    """What a person may see of a card's last day: authorities what their own agency found, viewers nothing.

    A check whose outcome or reason only another version of this program knows is left out. That another
    person showed the card is said however shortly ago it was.
    """
    if not person.may(Right.CONFISCATE):
        return []
    return [
        each
        for each in earlier.checks
        if each.agency == person.agency
        and each.outcome in OUTCOMES
        and each.reason in REASONS
        and (
            each.same_person is False
            or check.checked_at - each.at > ONE_LOOK
            or _codes(each) != (check.outcome, check.reason)
        )
    ][:MOST_EARLIER]


def _codes(kept: KeptCheck) -> tuple[str, str]:
    return kept.outcome, kept.reason


def sighting(earlier: Earlier, person: Person, spot: Spot | None, now: datetime) -> Sighting | None:
    """The last check of the card at another place, by anybody; one too far away to come from goes first.

    None for viewers, who learn nothing of where a card was.
    """
    if spot is None or not person.may(Right.CONFISCATE):
        return None
    here = rounded(spot)
    found = [
        Sighting(check.at, way, max(0.0, (now - check.at).total_seconds() / 60))
        for check in earlier.checks
        if check.spot is not None
        and now - check.at <= SIGHTED_FOR
        and (way := kilometres(check.spot, here)) > 0
    ]
    return next(filter(is_impossible, found), next(iter(found), None))


def rounded(spot: Spot) -> Spot:
    """A place as it is kept, to about a hundred metres."""
    return Spot(round(spot.latitude, DECIMALS), round(spot.longitude, DECIMALS), spot.accuracy_m)


def kilometres(one: Spot, other: Spot) -> float:
    """How far two places are apart at least: along the earth (haversine), less what both may be off."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    across = cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    way = 2 * EARTH_KM * asin(min(1.0, sqrt(sin(north / 2) ** 2 + across)))
    return max(0.0, way - (one.accuracy_m + other.accuracy_m) / 1000)
