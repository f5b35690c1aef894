"""Adds cases to keysets.json and never changes one that is there: `python -m tests.vectors.make_keysets`.

What a case expects is written by hand, and nothing is written when today's reader does not agree with it.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from signing import Refusal, RefusalCode, SigningKey, issue_card, read_card
from signing.keys import point_of
from signing.keyset import KeySet, root_hash
from tests.support.cards import NORMAL, NOW, OTHER_ISSUER, SHORT_WINDOW, STRANGER, USUAL
from tests.support.keysets import (
    ISSUED,
    KEY_LIST,
    LAST_GOOD,
    LOST,
    NEXT_ROOT,
    ROOT,
    STATUS,
    STRANGE_ROOT,
    key_set,
    read_set,
    signed_set,
)
from tests.vectors import forged_keysets

FILE = Path(__file__).with_name("keysets.json")
ABOUT = (
    "Readings of key sets, and of cards against them. `roots` are the roots by name (base64 of the "
    "uncompressed P-256 point). `sets`: each case has `data` (base64), the `root` that the reader has "
    "built in, `now` unless it is the file's, and `last`: the newest set that the reader took before, as "
    "signed bytes with the root that signed them (null: none). `expect.refusal` is null exactly when the "
    "set is taken; then the rest is what it holds, times in seconds since 1970. `cards`: each is a QR "
    "`text` read at `now` against the set `data`; `expect` is the refusal code, or null. Cases are added "
    "by make_keysets.py and never changed."
)
ROOTS = {"root": ROOT, "next": NEXT_ROOT, "strange": STRANGE_ROOT}
ANNOUNCED = root_hash(NEXT_ROOT.public_key)


@dataclass(frozen=True)
class SetCase:
    """One set and what a reader must answer."""

    name: str
    data: bytes
    expect: KeySet | RefusalCode
    root: str = "root"
    now: datetime = NOW
    last: bytes | None = None
    last_root: str = "root"


@dataclass(frozen=True)
class CardCase:
    """One card read against a set."""

    name: str
    text: str
    expect: RefusalCode | None
    data: bytes
    now: datetime = NOW


def good_sets() -> Iterator[SetCase]:
    """Yield sets that are taken."""
    usual = signed_set()
    yield SetCase("the usual set, seen for the first time", usual, key_set())
    yield SetCase("the same set once more", usual, key_set(), last=usual)
    twin = forged_keysets.twin_of_the_usual()
    yield SetCase("the same set under the twin of its signature", twin, key_set(), last=usual)
    yield SetCase("a later number", signed_set(9), key_set(9), last=usual)
    yield SetCase("the highest number", signed_set(2**53 - 1), key_set(2**53 - 1), last=usual)
    earlier = replace(KEY_LIST[3], not_after=LAST_GOOD - timedelta(days=1))
    more = key_set(8, keys=(*KEY_LIST[:3], earlier, KEY_LIST[4]))
    yield SetCase("a key withdrawn from an earlier moment on", more.to_bytes(ROOT), more, last=usual)
    one = key_set(keys=KEY_LIST[:1], environment="practice")
    yield SetCase("one practice key", one.to_bytes(ROOT), one)
    short = key_set(expires=ISSUED + timedelta(days=4))
    yield SetCase("a shorter life", short.to_bytes(ROOT), short)
    last_second = ISSUED + timedelta(days=30, seconds=-1)
    yield SetCase("its last second", usual, key_set(), now=last_second)
    yield SetCase("issued in the future, by this clock", usual, key_set(), now=ISSUED - timedelta(days=1))


def root_rotation() -> Iterator[SetCase]:
    """Yield the change of the root over two sets, and what must not pass for one."""
    usual = signed_set(7)
    announcing, following = signed_set(8, next_root=ANNOUNCED), signed_set(9, NEXT_ROOT)
    unknown = RefusalCode.ROOT_UNKNOWN
    yield SetCase("announces the next root", announcing, key_set(8, next_root=ANNOUNCED), last=usual)
    yield SetCase("signed by the announced root", following, key_set(9), "next", last=announcing)
    yield SetCase(
        "goes on under the next root", signed_set(10, NEXT_ROOT), key_set(10), "next", NOW, following, "next"
    )
    yield SetCase("the next root was never announced", following, unknown, "next", last=usual)
    yield SetCase("the next root by a reader that has the first one", following, unknown, last=announcing)
    yield SetCase("back to the first root", signed_set(10), unknown, "root", NOW, following, "next")
    strange = signed_set(9, STRANGE_ROOT)
    yield SetCase("a strange root", strange, unknown)
    yield SetCase("a root beside the announced one", strange, unknown, "strange", last=announcing)
    yield SetCase(
        "announced, and older", signed_set(7, NEXT_ROOT), RefusalCode.KEYSET_OLDER, "next", last=announcing
    )


def refused_sets() -> Iterator[SetCase]:
    """Yield sets that are not taken."""
    usual = signed_set()
    yield SetCase("an earlier number", signed_set(6), RefusalCode.KEYSET_OLDER, last=usual)
    back = RefusalCode.KEYSET_GIVES_BACK
    active = replace(KEY_LIST[3], state="active", not_after=None)
    later = replace(KEY_LIST[3], not_after=LAST_GOOD + timedelta(seconds=1))
    for name, kept in (("is active again", active), ("is withdrawn from later on", later)):
        keys = (*KEY_LIST[:3], kept, KEY_LIST[4])
        yield SetCase(f"a withdrawn key {name}", signed_set(8, keys=keys), back, last=usual)
    left_out = signed_set(8, keys=(*KEY_LIST[:3], KEY_LIST[4]))
    yield SetCase("a withdrawn key is left out", left_out, back, last=usual)
    other = signed_set(7, keys=KEY_LIST[:2])
    yield SetCase("the same number with other keys", other, RefusalCode.KEYSET_DIFFERS, last=usual)
    over = ISSUED + timedelta(days=30)
    yield SetCase("run out this second", usual, RefusalCode.KEYSET_EXPIRED, now=over)
    yield SetCase("run out, though seen before", usual, RefusalCode.KEYSET_EXPIRED, now=over, last=usual)
    for code, name, data in (*forged_keysets.before_the_root(), *forged_keysets.at_the_root()):
        yield SetCase(name, data, code)
    for name, data in forged_keysets.malformed():
        yield SetCase(name, data, RefusalCode.KEYSET_MALFORMED)


def dated(key: SigningKey, issued: date) -> str:
    """Return the text of a card of a key, issued on a day."""
    return issue_card(replace(USUAL, issued=issued), key)


def cards() -> Iterator[CardCase]:
    """Yield cards by keys in every state."""
    usual, card = signed_set(), USUAL
    november = date(2026, 11, 20)
    yield CardCase("by an active key", issue_card(card, NORMAL), None, usual)
    yield CardCase("by an active key of another issuer", issue_card(card, OTHER_ISSUER), None, usual)
    yield CardCase("by a retired key, in its window", dated(SHORT_WINDOW, november), None, usual)
    late = RefusalCode.OUTSIDE_KEY_WINDOW
    yield CardCase("by a retired key, after its window", dated(SHORT_WINDOW, date(2026, 12, 1)), late, usual)
    yield CardCase("by a compromised key, on its last good day", dated(LOST, date(2026, 11, 15)), None, usual)
    lost = RefusalCode.KEY_COMPROMISED
    yield CardCase("by a compromised key, the day after", dated(LOST, date(2026, 11, 16)), lost, usual)
    yield CardCase("by a compromised key, before its window", dated(LOST, date(2026, 5, 31)), late, usual)
    unknown = RefusalCode.KEY_UNKNOWN
    yield CardCase("by a key for status lists", issue_card(card, STATUS), unknown, usual)
    yield CardCase("by the root", issue_card(card, ROOT), unknown, usual)
    yield CardCase("by a stranger", issue_card(card, STRANGER), unknown, usual)
    over = ISSUED + timedelta(days=30)
    expired = RefusalCode.KEYSET_EXPIRED
    yield CardCase("the set has run out since", issue_card(card, NORMAL), expired, usual, over)
    yield CardCase("a stranger's, and the set has run out", issue_card(card, STRANGER), expired, usual, over)


def content(found: KeySet | RefusalCode) -> dict[str, Any]:
    """Return what a case expects in the form that the file has."""
    if isinstance(found, RefusalCode):
        return {"refusal": found.value}
    return {
        "refusal": None,
        "issuer": found.issuer,
        "environment": found.environment,
        "sequence": found.sequence,
        "issued": int(found.issued.timestamp()),
        "expires": int(found.expires.timestamp()),
        "next_root": found.next_root and found.next_root.hex(),
        "keys": [
            {
                "kid": key.kid.hex(),
                "issuer": key.issuer,
                "purpose": key.purpose,
                "state": key.state,
                "from": int(key.starts.timestamp()),
                "to": int(key.ends.timestamp()),
                "not_after": key.not_after and int(key.not_after.timestamp()),
            }
            for key in found.keys
        ],
    }


def base64_of(data: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(data).decode()


def set_entry(case: SetCase) -> dict[str, Any]:
    """Return a case as it stands in the file; raises ValueError when the reader does not agree with it."""
    early = ISSUED + timedelta(days=1)
    last = None if case.last is None else read_set(case.last, ROOTS[case.last_root], early)
    found = KeySet.from_bytes(case.data, ROOTS[case.root].public_key, case.now, last=last)
    if content(found.code if isinstance(found, Refusal) else found) != content(case.expect):
        raise ValueError(f"{case.name}: expected {case.expect}, read {found}")
    return {
        "name": case.name,
        **({} if case.now == NOW else {"now": case.now.isoformat()}),
        "root": case.root,
        "data": base64_of(case.data),
        "last": case.last and {"data": base64_of(case.last), "root": case.last_root},
        "expect": content(case.expect),
    }


def card_entry(case: CardCase) -> dict[str, Any]:
    """Return a case as it stands in the file; raises ValueError when the reader does not agree with it."""
    reading = read_card(case.text, read_set(case.data, now=ISSUED).trust_list(), case.now)
    if (reading.refusal and reading.refusal.code) != case.expect:
        raise ValueError(f"{case.name}: expected {case.expect}, read {reading}")
    return {
        "name": case.name,
        **({} if case.now == NOW else {"now": case.now.isoformat()}),
        "text": case.text,
        "data": base64_of(case.data),
        "expect": case.expect,
    }


def main() -> int:
    """Add the cases whose names are not in the file yet."""
    document: dict[str, Any] = {
        "about": ABOUT,
        "format": "kortsjekk.vectors.keysets/1",
        "now": NOW.isoformat(),
        "roots": {name: base64_of(point_of(key.public_key)) for name, key in ROOTS.items()},
        "sets": [],
        "cards": [],
    }
    if FILE.exists():
        document = json.loads(FILE.read_text("utf-8"))
    known = {case["name"] for case in (*document["sets"], *document["cards"])}
    parts = (good_sets, root_rotation, refused_sets)
    sets = [set_entry(case) for part in parts for case in part() if case.name not in known]
    fresh = [card_entry(case) for case in cards() if case.name not in known]
    document["sets"] += sets
    document["cards"] += fresh
    FILE.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{len(sets)} sets and {len(fresh)} cards added in {FILE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
