"""Adds cases to statuslists.json, and never changes one: `python -m tests.vectors.make_statuslists`.

The file is a law that the Python and the JavaScript reader both obey. What a case expects is written by hand,
and nothing is written when today's reader does not agree with it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from signing import Refusal, RefusalCode, TrustList
from signing.bitarray import ENTRIES
from signing.statusdelta import apply_delta, make_delta
from signing.statuslist import StatusList
from tests.support.statuslists import IAT, NOW, STATUS_KEY, SUB, a_list, marked, trust_list
from tests.vectors import forged_statuslists as forged

FILE = Path(__file__).with_name("statuslists.json")
ABOUT = (
    "Status list tokens and deltas. `trust` is the trust list (form as in cards.json), `now` the time of "
    "reading unless a case has its own; iat, exp and ttl in seconds. tokens: reading `token` (base64), "
    "asked for as `sub` (left out: any) with `newest_iat` (left out: none seen), gives `expect`: "
    "`refusal` is null exactly when it is believed; then `array_sha256` is of the inflated array, "
    "`statuses` are pairs of index and status (null: the index is refused, L-IDX). deltas: applied to the"
    " list in the token case `held`. freshness: of the list in the token case `held` at `now`. Cases are "
    "added by make_statuslists.py and never changed."
)
INDICES = (0, 1, 2, 3, 4, 7, 123_456, 524_288, 1_048_574, 1_048_575, 1_048_576, -1)
DENSE = marked(3, 0.01)
LISTS = {
    "a few marked": a_list(),
    "none marked": a_list({}),
    "1 % marked": a_list(DENSE),
    "all marked": a_list({index: 1 + index % 3 for index in range(ENTRIES)}),
    "every value in one byte": a_list({4: 0, 5: 1, 6: 2, 7: 3}),
    "list 0 on a local host": a_list(sub="http://localhost:8000/s/0"),
    "list 65535": a_list(sub="https://hse.example.no/s/65535"),
}


@dataclass(frozen=True)
class Case:
    """A token or delta, how it is read, and what the reader must answer."""

    name: str
    data: bytes
    expect: dict[str, Any]
    now: datetime = NOW
    more: dict[str, Any] = field(default_factory=dict)


def answer(read: StatusList | Refusal) -> dict[str, Any]:
    """Return what a reader answered, in the form of `expect`."""
    if isinstance(read, Refusal):
        return {"refusal": read.code.value}
    statuses = [(index, read.status(index)) for index in INDICES]
    return {
        "refusal": None,
        "sub": read.sub,
        "iat": read.iat,
        "exp": read.exp,
        "ttl": read.ttl,
        "issuer": read.issuer,
        "array_sha256": hashlib.sha256(read.array).hexdigest(),
        "statuses": [[index, None if isinstance(said, Refusal) else int(said)] for index, said in statuses],
    }


def believed(made: StatusList, issuer: str = "NO-HSE") -> dict[str, Any]:
    """Return the answer to a token that carries this very list."""
    return answer(StatusList(made.sub, made.iat, made.exp, made.ttl, made.array, issuer))


def good_tokens() -> Iterator[Case]:
    """Yield tokens that are believed."""
    for name, made in LISTS.items():
        yield Case(name, made.to_token(STATUS_KEY), believed(made))
    made = a_list()
    with_uri = made.to_token(STATUS_KEY, "https://hse.example.no/s")
    yield Case("with the address of all lists", with_uri, believed(made))
    for name, data, issuer, own in forged.believed_all_the_same():
        yield Case(name, data, believed(own, issuer))
    asked = {"sub": SUB, "newest_iat": IAT}
    yield Case("asked for by its subject, seen before", made.to_token(STATUS_KEY), believed(made), more=asked)
    for seconds in (-300, 7 * 86_400 - 1):
        at = datetime.fromtimestamp(IAT + seconds, UTC)
        yield Case(f"read {seconds} s after it was made", made.to_token(STATUS_KEY), believed(made), at)


def bad_tokens() -> Iterator[Case]:
    """Yield tokens that are refused, by the step that refuses them."""
    for code, name, data in forged.tokens():
        yield Case(name, data, {"refusal": code.value})
    token = a_list().to_token(STATUS_KEY)
    for name, code, seconds, more in forged.READ_WRONGLY:
        at = datetime.fromtimestamp(IAT + seconds, UTC)
        yield Case(name, token, {"refusal": code.value}, at, more)


def good_deltas() -> Iterator[Case]:
    """Yield deltas that lead to the list they name."""
    later = IAT + 1_800
    for held, changes in (("a few marked", {0: 0, 1: 2, 1_048_575: 1}), ("1 % marked", {5: 1, 123_456: 1})):
        old = LISTS[held]
        statuses = {0: 1, 7: 2, 1_048_575: 3} if held == "a few marked" else DENSE
        new = a_list({**statuses, **changes}, iat=later)
        yield Case(f"changes to {held}", make_delta(old, new, STATUS_KEY), believed(new), more={"held": held})
    same = a_list(iat=later)
    delta = make_delta(LISTS["a few marked"], same, STATUS_KEY)
    yield Case("nothing changed but the date", delta, believed(same), more={"held": "a few marked"})


def bad_deltas() -> Iterator[Case]:
    """Yield deltas that are refused: the whole list is fetched instead."""
    for code, name, data in forged.deltas():
        yield Case(name, data, {"refusal": code.value}, more={"held": "a few marked"})
    late = NOW + timedelta(days=8)
    for name, code, at in (
        ("a delta past its end", RefusalCode.LIST_EXPIRED, late),
        ("a delta of the future", RefusalCode.LIST_NOT_YET, NOW - timedelta(days=1)),
    ):
        yield Case(name, forged.honest_delta(), {"refusal": code.value}, at, {"held": "a few marked"})


def freshness() -> Iterator[dict[str, Any]]:
    """Yield how far a list can be relied on at the edges of its times."""
    edges = [
        (-301, "NOT_YET"),
        (-300, "FRESH"),
        (0, "FRESH"),
        (21_600, "FRESH"),
        (21_601, "STALE"),
        (604_799, "STALE"),
        (604_800, "EXPIRED"),
        (30 * 86_400, "EXPIRED"),
    ]
    for seconds, expect in edges:
        at = datetime.fromtimestamp(IAT + seconds, UTC)
        said = LISTS["a few marked"].freshness(at)
        if said != expect:
            raise ValueError(f"{seconds} s: expected {expect}, read {said}")
        name = f"{seconds} s after it was made"
        yield {"name": name, "held": "a few marked", "now": at.isoformat(), "expect": expect}


def read_token(data: bytes, more: dict[str, Any], trust: TrustList, now: datetime) -> dict[str, Any]:
    """Return what the reader says of a token case."""
    asked = {"sub": more.get("sub"), "newest_iat": more.get("newest_iat")}
    return answer(StatusList.from_token(data, trust, now, **asked))


def read_delta(data: bytes, held: StatusList, trust: TrustList, now: datetime) -> dict[str, Any]:
    """Return what the reader says of a delta case."""
    return answer(apply_delta(held, data, trust, now))


def entry(case: Case, key: str, read: dict[str, Any]) -> dict[str, Any]:
    """Return a case as it stands in the file; raises ValueError when the reader does not agree with it."""
    if read != case.expect:
        raise ValueError(f"{case.name}: expected {case.expect}, read {read}")
    own = {} if case.now == NOW else {"now": case.now.isoformat()}
    return {
        "name": case.name,
        **own,
        **case.more,
        key: base64.b64encode(case.data).decode(),
        "expect": case.expect,
    }


def entries() -> dict[str, list[dict[str, Any]]]:
    """Return all cases by their group."""
    trust = trust_list()
    return {
        "tokens": [
            entry(case, "token", read_token(case.data, case.more, trust, case.now))
            for part in (good_tokens, bad_tokens)
            for case in part()
        ],
        "deltas": [
            entry(case, "delta", read_delta(case.data, signed_list(case.more["held"]), trust, case.now))
            for part in (good_deltas, bad_deltas)
            for case in part()
        ],
        "freshness": list(freshness()),
    }


def signed_list(name: str) -> StatusList:
    """Return a list as it is after its token was read."""
    made = LISTS[name]
    return StatusList(made.sub, made.iat, made.exp, made.ttl, made.array, STATUS_KEY.issuer)


def main() -> int:
    """Add the cases whose names are not in the file yet."""
    document: dict[str, Any] = {
        "about": ABOUT,
        "format": "kortsjekk.vectors.statuslists/1",
        "now": NOW.isoformat(),
        "trust": json.loads(trust_list().to_json()),
        "tokens": [],
        "deltas": [],
        "freshness": [],
    }
    if FILE.exists():
        document = json.loads(FILE.read_text("utf-8"))
    added = 0
    for group, cases in entries().items():
        known = {case["name"] for case in document[group]}
        fresh = [case for case in cases if case["name"] not in known]
        document[group] += fresh
        added += len(fresh)
    FILE.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{added} added to {FILE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
