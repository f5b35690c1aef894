"""Adds cases to cards.json, and never changes one that stands there: `python -m tests.vectors.make_cards`.

The file is a law that the Python and the JavaScript reader both obey. Its signatures were drawn once and are
fixed; a case that was right stays right. To add one, add it to the lists here or in forged_*.py and run this.
What a case expects is written by hand, and nothing is written when today's reader does not agree with it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from signing import Card, Period, Reading, RefusalCode, SigningKey, issue_card, read_card
from tests.support.cards import (
    BASE_URL,
    FACE,
    LONGEST,
    NORMAL,
    NOW,
    OTHER_ISSUER,
    PRACTICE,
    SHORT,
    SHORT_WINDOW,
    TWIN_HERE,
    TWIN_THERE,
    USUAL,
    payload,
    put_together,
    signed,
    taken_apart,
    text_of,
    trust_list,
    twin_of,
)
from tests.vectors import forged_cards, forged_claims

FILE = Path(__file__).with_name("cards.json")
ABOUT = (
    "Readings of QR texts. `trust` is the trust list (point = base64 of the uncompressed P-256 point), `now` "
    "the time of reading unless a case has its own. Each case: `text` (what is no string stands for wrong "
    "input) and what reading it answers in `expect`: `refusal` is null exactly when `genuine`; `kid` in hex; "
    "`card.face` in hex. Cases are added by make_cards.py and never changed."
)


@dataclass(frozen=True)
class Case:
    """One text and what a reader must answer."""

    name: str
    text: Any
    expect: dict[str, Any]
    now: datetime = NOW


def plain(value: Any) -> str:
    """Return dates as ISO 8601 and bytes as hex."""
    return value.hex() if isinstance(value, bytes) else str(value.isoformat())


def answer(reading: Reading) -> dict[str, Any]:
    """Return a reading in the form that `expect` has."""
    return {
        "genuine": reading.refusal is None,
        "refusal": reading.refusal and reading.refusal.code.value,
        "period": reading.period and reading.period.value,
        "kid": reading.kid and reading.kid.hex(),
        "card_number": reading.card_number,
        "card": json.loads(json.dumps(reading.card and asdict(reading.card), default=plain)),
    }


def genuine(
    name: str,
    card: Card,
    key: SigningKey = NORMAL,
    period: Period = Period.CURRENT,
    text: str | None = None,
    now: datetime = NOW,
) -> Case:
    """Return a case of a card that reads as it was issued."""
    reading = Reading(card, None, period, key.kid, card.card_number)
    return Case(name, text or issue_card(card, key, BASE_URL), answer(reading), now)


def refused(
    name: str, text: Any, code: RefusalCode, kid: bytes | None = None, number: str | None = None
) -> Case:
    """Return a case of a text that is not taken for genuine."""
    expect = answer(Reading(None, None, None, kid, number)) | {"genuine": False, "refusal": code.value}
    return Case(name, text, expect)


def names_and_fields() -> Iterator[Case]:
    """Yield genuine cards of every size and kind."""
    widest = replace(USUAL, name="Ø" * 150, employer="漢" * 150)
    face = replace(USUAL, face=FACE)
    yield genuine("usual card", USUAL)
    yield genuine("short names", SHORT)
    yield genuine("longest realistic names", LONGEST)
    yield genuine("150 characters in each name", widest)
    yield genuine("150 characters outside the basic plane", replace(USUAL, name="𝄞" * 150))
    yield genuine("apostrophe, hyphen and full stop", replace(USUAL, name="Siân O’Prøve-Lee jr."))
    yield genuine("cleaning", replace(USUAL, employer="Prøveglans Renhold AS", industries=(81,)))
    yield genuine("two industries", replace(USUAL, industries=(41, 81)))
    yield genuine("four industries", replace(USUAL, industries=(9999, 1, 45, 53)))
    yield genuine("order proof", replace(USUAL, kind="order_proof"))
    yield genuine("order proof with a face", replace(face, kind="order_proof"))
    yield genuine("with a face", face)
    yield genuine("with the largest face", replace(USUAL, face=bytes(1024)))
    yield genuine("card number of seven digits", replace(USUAL, card_number="4821773"))
    yield genuine("card number of ten digits that begins with 0", replace(USUAL, card_number="0012345678"))
    yield genuine("lowest status", replace(USUAL, status_ref=(0, 0)))
    yield genuine("highest status", replace(USUAL, status_ref=(65_535, 1_048_575)))
    yield genuine("born on a leap day", replace(USUAL, birth_date=date(2000, 2, 29)))
    yield genuine("expires on the last day there is", replace(USUAL, expires=date(2999, 12, 31)))
    unknown = text_of(signed(payload(USUAL, holder_99=[1, {2: b"x"}], holder_23="later")))
    yield genuine("unknown numbers inside claim 169 are passed over", USUAL, text=unknown)


def keys_and_hosts() -> Iterator[Case]:
    """Yield genuine cards of several keys, addresses and rare forms of signatures."""
    other = replace(USUAL, card_number="70000001")
    november = replace(USUAL, issued=date(2026, 11, 1))
    yield genuine("another issuer", other, OTHER_ISSUER)
    yield genuine("practice key", USUAL, PRACTICE)
    yield genuine("first day of a key's window", november, SHORT_WINDOW)
    yield genuine("last day of a key's window", replace(USUAL, issued=date(2026, 11, 30)), SHORT_WINDOW)
    yield genuine("two keys with one kid: the first", USUAL, TWIN_HERE)
    yield genuine("two keys with one kid: the second", other, TWIN_THERE)
    for address in ("http://localhost:8000", "https://another-host.example"):
        text = issue_card(USUAL, NORMAL, address)
        yield genuine(f"the address never matters: {address}", USUAL, text=text)
    parts = taken_apart(issue_card(USUAL, NORMAL))
    twin = put_together(parts, twin_of(parts.signature))
    yield genuine("(r, n-s) is also a signature, so no signature is an identity", USUAL, text=twin)
    yield genuine("r begins with a zero byte", USUAL, text=signature_with_zero_at(0))
    yield genuine("s begins with a zero byte", USUAL, text=signature_with_zero_at(32))


def signature_with_zero_at(place: int) -> str:
    """Return the usual card, signed anew until its signature has a zero byte at `place`."""
    while taken_apart(text := issue_card(USUAL, NORMAL)).signature[place]:
        pass
    return text


def periods() -> Iterator[Case]:
    """Yield genuine cards before, in and after their printed period, to the second."""
    day = datetime(2028, 11, 2, 23, 59, 59, tzinfo=UTC)
    future = replace(USUAL, issued=date(2027, 2, 1))
    over = replace(USUAL, issued=date(2024, 11, 2), expires=date(2026, 11, 2))
    one_day = replace(USUAL, issued=NOW.date(), expires=NOW.date())
    yield genuine("not yet", future, period=Period.NOT_YET)
    yield genuine("over", over, period=Period.OVER)
    yield genuine("for one day, today", one_day)
    yield genuine("first second", USUAL, now=datetime(2026, 11, 2, tzinfo=UTC))
    before = datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC)
    yield genuine("second before the first", USUAL, period=Period.NOT_YET, now=before)
    yield genuine("last second", USUAL, now=day)
    yield genuine("second after the last", USUAL, period=Period.OVER, now=datetime(2028, 11, 3, tzinfo=UTC))


def numbers() -> Iterator[Case]:
    """Yield plain codes: they name a card and prove nothing."""
    for name, text, number in forged_cards.NUMBERS:
        yield refused(name, text, RefusalCode.TEXT_NUMBER_ONLY, number=number)


def forgeries() -> Iterator[Case]:
    """Yield what must be refused, by the step that refuses it."""
    for name, text in forged_cards.texts():
        yield refused(name, text, RefusalCode.TEXT_UNKNOWN)
    yield refused("12,001 characters", "9" * 12_001, RefusalCode.TEXT_TOO_LONG)
    for code, name, text in forged_cards.before_the_key():
        yield refused(name, text, code)
    for code, name, text, kid in forged_cards.at_the_key():
        yield refused(name, text, code, kid)
    for name, body in forged_claims.claims_malformed():
        yield refused(name, text_of(signed(body)), RefusalCode.CLAIMS_MALFORMED, NORMAL.kid)


def entry(case: Case) -> dict[str, Any]:
    """Return a case as it stands in the file; raises ValueError when the reader does not agree with it."""
    reading = answer(read_card(case.text, trust_list(), case.now))
    if reading != case.expect:
        raise ValueError(f"{case.name}: expected {case.expect}, read {reading}")
    own = {} if case.now == NOW else {"now": case.now.isoformat()}
    return {"name": case.name, **own, "text": case.text, "expect": case.expect}


def main() -> int:
    """Add the cases whose names are not in the file yet."""
    document: dict[str, Any] = {
        "about": ABOUT,
        "format": "kortsjekk.vectors.cards/1",
        "now": NOW.isoformat(),
        "trust": json.loads(trust_list().to_json()),
        "cases": [],
    }
    if FILE.exists():
        document = json.loads(FILE.read_text("utf-8"))
    known = {case["name"] for case in document["cases"]}
    parts = (names_and_fields, keys_and_hosts, periods, numbers, forgeries)
    fresh = [entry(case) for part in parts for case in part() if case.name not in known]
    document["cases"] += fresh
    FILE.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{len(fresh)} added, {len(document['cases'])} cases in {FILE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
