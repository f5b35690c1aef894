"""The rules of each industry (bransje) as data, and which of them are in force on a day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from sync.report import Ground

RULES = Path(__file__).with_name("rules") / "industries.json"


@dataclass(frozen=True, slots=True)
class Industry:
    """The rules of one industry from one day to another; None where no day is known or set.

    `confirmed`: whether somebody checked the paragraphs; `unconfirmed` names what else nobody checked.
    `viewers` are the roles that its regulation names; `order_proof_days` how long an order proof stands in.
    """

    code: int
    name: str
    since: date | None
    until: date | None
    needs_approval: bool
    confiscation: str
    notice: str
    confirmed: bool
    grounds: frozenset[Ground]
    viewers: frozenset[str]
    order_proof_days: int
    unconfirmed: frozenset[str]

    def holds_on(self, day: date) -> bool:
        """Whether these rules are in force on a day in Norway, the first and the last day within."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


# The rules in force on one day, by the industry's code.
Rules: TypeAlias = dict[int, Industry]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules that are known, of yesterday and tomorrow too; of an industry one set holds at a time."""

    editions: tuple[Industry, ...]

    def __post_init__(self) -> None:
        for one, next_one in pairwise(sorted(self.editions, key=_by_code_and_day)):
            until = next_one.since
            if one.code == next_one.code and (until is None or one.until is None or one.until >= until):
                raise ValueError(f"industry {one.code} has two sets of rules on one day")

    def on(self, day: date) -> Rules:
        """The rules in force on a day in Norway."""
        return {edition.code: edition for edition in self.editions if edition.holds_on(day)}


def _by_code_and_day(edition: Industry) -> tuple[int, date]:
    return edition.code, edition.since or date.min


def order_proof_days(rules: Rules, industries: tuple[int, ...]) -> int:
    """For how many days an order proof stands in for the card: the longest of its industries, else of all."""
    named = [rules[code] for code in industries if code in rules]
    return max((rule.order_proof_days for rule in named or rules.values()), default=0)


def load_rules(path: Path = RULES) -> RuleBook:
    """The rule book in a data file; raises ValueError, TypeError or KeyError when it is malformed."""
    return book_of(json.loads(path.read_text("utf-8")))


def book_of(entries: list[dict[str, Any]]) -> RuleBook:
    """The rule book of the entries of such a file; raises as load_rules does."""
    return RuleBook(tuple(_edition(**entry) for entry in entries))


def _edition(**entry: Any) -> Industry:
    """One entry as it stands in the file, where the first day is called `from`."""
    read: dict[str, Any] = {
        "since": _day(entry.pop("from")),
        "until": _day(entry.pop("until")),
        "grounds": frozenset(Ground(ground) for ground in entry.pop("grounds")),
        "viewers": frozenset(entry.pop("viewers")),
        "unconfirmed": frozenset(entry.pop("unconfirmed")),
    }
    return Industry(**entry, **read)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
