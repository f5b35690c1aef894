"""What a parser makes of each row it meets, and the count of it: no row is left out in silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeAlias

from sync.registers.ports import Approval, ApprovalState, CardRecord, Company, SiteListEntry

Record: TypeAlias = CardRecord | Company | Approval | SiteListEntry


class SourceError(Exception):
    """A source cannot be taken as it is; nothing of it is, and the copy from before stays."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A record of ours."""

    record: Record


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """A row whose unit is known and whose contents make no sense: asked for, it could not be asked.

    `key` is the mirror's key of the record: organisation number, for approvals with the industry.
    """

    key: tuple[str | int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is about nobody we could name."""

    why: str


Row: TypeAlias = Taken | NoAnswer | Skipped


# A file can make up any number of reasons; a report names the first ones.
MAX_REASONS = 20


def _add(counted: Counter[str], why: str) -> None:
    counted[why if why in counted or len(counted) < MAX_REASONS else "for other reasons"] += 1


@dataclass(slots=True)
class Tally:
    """How many rows of a source were taken, and why others were not; `twice` were listed more than once."""

    taken: int = 0
    approved: int = 0
    twice: int = 0
    no_answer: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def count(self, row: Row) -> None:
        """Count one row."""
        match row:
            case Taken(record=record):
                self.taken += 1
                self.approved += isinstance(record, Approval) and record.state is ApprovalState.APPROVED
            case NoAnswer(why=why):
                _add(self.no_answer, why)
            case Skipped(why=why):
                _add(self.skipped, why)

    @property
    def not_taken(self) -> int:
        """All rows that gave no record."""
        return self.no_answer.total() + self.skipped.total()

    def text(self) -> str:
        """The counts in words, the most frequent reason first."""
        parts = [f"{self.taken:,} taken".replace(",", " ")]
        if self.twice:
            parts.append(f"{self.twice} listed more than once")
        for name, counted in (("left without an answer", self.no_answer), ("skipped", self.skipped)):
            if counted:
                reasons = "; ".join(f"{number} {why}" for why, number in counted.most_common())
                parts.append(f"{counted.total()} {name} ({reasons})")
        return ", ".join(parts)
