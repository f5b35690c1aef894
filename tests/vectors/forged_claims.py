"""Payloads that a trusted key signed and that are no card, for make_cards.py to add to cards.json."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import cbor2

from tests.support.cards import FACE, claims, payload

DAY = 86_400
ISSUED, EXPIRES = 1_793_577_600, 1_856_822_399
_FACE = {0: FACE, 1: 0, 2: 4}

# (name, claim to change, value); `...` leaves the claim out.
CHANGED: list[tuple[str, str, Any]] = [
    ("no issuer", "claim_1", ...),
    ("no expiry", "claim_4", ...),
    ("no day of issue", "claim_6", ...),
    ("no claim 169", "claim_169", ...),
    ("a start (nbf) that cards do not have", "claim_5", ISSUED),
    ("status as a URI (claim 65535)", "claim_65535", {1: "https://hse.example.no/s/1"}),
    ("issuer in small letters", "claim_1", "no-hse"),
    ("issuer of one letter", "claim_1", "N"),
    ("issuer that is a number", "claim_1", 1),
    ("issuer with a line break", "claim_1", "NO-HSE\n"),
    ("claim 169 that is no map", "claim_169", ["48217730"]),
    ("expiry before issue", "claim_4", ISSUED - 1),
    ("expiry not at the end of a day", "claim_4", EXPIRES + 1),
    ("expiry in milliseconds", "claim_4", EXPIRES * 1000 + 999),
    ("expiry that is a text", "claim_4", "2028-11-02"),
    ("expiry after the year 2999", "claim_4", 32_503_679_999 + DAY),
    ("expiry before 1970", "claim_4", -1),
    ("expiry of 2^64 - 1", "claim_4", 2**64 - 1),
    ("issue not at the start of a day", "claim_6", ISSUED + 3600),
    ("issue before 1970", "claim_6", -DAY),
    ("no card number", "holder_1", ...),
    ("card number that is a number", "holder_1", 48217730),
    ("card number of six digits", "holder_1", "482177"),
    ("card number of eleven digits", "holder_1", "48217730961"),
    ("card number in fullwidth digits", "holder_1", "４８２１７７３０"),
    ("card number with a line break", "holder_1", "48217730\n"),
    ("no name", "holder_4", ...),
    ("empty name", "holder_4", ""),
    ("name of blanks", "holder_4", "   "),
    ("name with a blank before", "holder_4", " Kari Prøvekort"),
    ("name of 151 characters", "holder_4", "a" * 151),
    ("name that is bytes", "holder_4", b"Kari"),
    ("name with a line break", "holder_4", "Kari\nPrøvekort"),
    ("name with a zero byte", "holder_4", "Kari\x00Prøvekort"),
    ("name with an escape code", "holder_4", "Kari\x1b[2J"),
    ("name written from right to left by U+202E", "holder_4", "Kari \u202etrokevørP"),
    ("name with an isolate, U+2066", "holder_4", "Kari \u2066Prøvekort"),
    ("name with a blank of no width, U+200B", "holder_4", "Kari\u200bPrøvekort"),
    ("name with a blank that does not break, U+00A0", "holder_4", "Kari\u00a0Prøvekort"),
    ("name with a line separator, U+2028", "holder_4", "Kari\u2028Prøvekort"),
    ("name with a character of private use", "holder_4", "Kari\ue000"),
    ("employer with a control character", "holder_76", "Øvingsbygg\x85AS"),
    ("no employer", "holder_76", ...),
    ("no birth date", "holder_8", ...),
    ("birth date with hyphens", "holder_8", "1987-04-19"),
    ("birth date that is a number", "holder_8", 19870419),
    ("birth date of 30 February", "holder_8", "19870230"),
    ("birth date of 29 February in 2001", "holder_8", "20010229"),
    ("birth date in fullwidth digits", "holder_8", "１９８７０４１９"),
    ("birth date in the year 0000", "holder_8", "00000101"),
    ("birth date before 1900", "holder_8", "18991231"),
    ("birth date after issue", "holder_8", "20261103"),
    ("no organisation number", "holder_75", ...),
    ("organisation number that is a text", "holder_75", "314102274"),
    ("organisation number with a wrong check digit", "holder_75", 314102275),
    ("organisation number of eight digits", "holder_75", 31410227),
    ("organisation number 0", "holder_75", 0),
    ("no industry", "holder_77", ...),
    ("list of no industries", "holder_77", []),
    ("list of one industry", "holder_77", [41]),
    ("five industries", "holder_77", [41, 42, 43, 44, 45]),
    ("one industry twice", "holder_77", [41, 41]),
    ("industry 0", "holder_77", 0),
    ("industry 10,000", "holder_77", 10_000),
    ("industry that is a text", "holder_77", "41"),
    ("industries with a list inside", "holder_77", [41, [81]]),
    ("no status", "holder_78", ...),
    ("status of one number", "holder_78", [1]),
    ("status of three numbers", "holder_78", [1, 2, 3]),
    ("status list 65,536", "holder_78", [65_536, 0]),
    ("status index of 2^20", "holder_78", [1, 1 << 20]),
    ("status index below 0", "holder_78", [1, -1]),
    ("status that is a text", "holder_78", "1/123456"),
    ("status of texts", "holder_78", ["1", "2"]),
    ("kind 0, which is left out instead", "holder_79", 0),
    ("kind 2", "holder_79", 2),
    ("kind that is a text", "holder_79", "order_proof"),
    ("face that is bytes", "holder_62", FACE),
    ("no faces in a list", "holder_62", []),
    ("two faces", "holder_62", [_FACE, _FACE]),
    ("face that is no map", "holder_62", [FACE]),
    ("empty face", "holder_62", [{**_FACE, 0: b""}]),
    ("face of 1,025 bytes", "holder_62", [{**_FACE, 0: bytes(1025)}]),
    ("face that is a text", "holder_62", [{**_FACE, 0: "RIFF"}]),
    ("face of another kind of biometrics", "holder_62", [{**_FACE, 1: 1}]),
    ("face in another format", "holder_62", [{**_FACE, 2: 1}]),
    ("face without its format", "holder_62", [{0: FACE, 1: 0}]),
    ("face with one field more", "holder_62", [{**_FACE, 3: 1}]),
    # Forms that strict CBOR has not.
    ("expiry that is a float", "claim_4", float(EXPIRES)),
    ("expiry that is NaN", "claim_4", math.nan),
    ("expiry that is infinite", "claim_4", math.inf),
    ("expiry that is null", "claim_4", None),
    ("expiry beyond 64 bits", "claim_4", 2**64),
    ("expiry with tag 1", "claim_4", cbor2.CBORTag(1, EXPIRES)),
    ("industry true", "holder_77", True),
    ("kind true", "holder_79", True),
    ("face null", "holder_62", None),
    ("unknown number with a float", "holder_99", 1.5),
    ("unknown number with undefined", "holder_99", cbor2.undefined),
    ("name in a key that is a text", "holder_4", {"full": "Kari Prøvekort"}),
    ("key below 0 inside", "holder_99", {-1: 1}),
    ("nine levels deep", "holder_99", [[[[[[["x"]]]]]]]),
]


def claims_malformed() -> Iterator[tuple[str, bytes]]:
    """Yield (name, payload) of each."""
    for name, claim, value in CHANGED:
        yield f"claims: {name}", payload(**{claim: value})
    for name, body in _bodies():
        yield f"claims: {name}", body


def _bodies() -> Iterator[tuple[str, bytes]]:
    good, made = payload(), claims()
    yield "nothing", b""
    yield "no map", cbor2.dumps([1, 2])
    yield "an empty map", b"\xa0"
    yield "a byte left over", good + b"\x00"
    yield "cut short", good[:-1]
    yield "issuer twice", b"\xa5" + good[1:9] + good[1:]
    yield "map of indefinite length", b"\xbf" + good[1:] + b"\xff"
    yield "length of the map in two bytes", b"\xb8\x04" + good[1:]
    yield "claims in another order", cbor2.dumps(dict(reversed(made.items())))
    yield "CWT tag 61", b"\xd8\x3d" + good
    number = b"\x01\x68" + made[169][1].encode()
    for key in (True, 1.0):
        other = claims(holder_1=...)
        other[169][key] = made[169][1]
        yield f"{key} for the key of the card number", cbor2.dumps(other, canonical=True)
    yield "card number twice", good.replace(b"\xa7" + number, b"\xa8" + number + number)
    yield "name that is not UTF-8", good.replace("ł".encode(), b"\xff\xff")
    yield "name with half a surrogate pair", good.replace("Mał".encode(), b"M\xed\xa0\x80")
