"""What a reader must refuse, every trap by name and built part by part, for make_cards.py to write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hmac import HMAC

from signing import RefusalCode, cose, issue_card
from signing.keys import HALF, point_of
from tests.support.cards import (
    BASE_URL,
    NORMAL,
    ORDER_OF_P256,
    OTHER_ISSUER,
    SHORT_WINDOW,
    STRANGER,
    TWIN_HERE,
    USUAL,
    envelope,
    payload,
    protected,
    put_together,
    signed,
    taken_apart,
    text_of,
)

NUMBERS = [
    ("bare number", "48217730", "48217730"),
    ("bare number of seven digits", "4821773", "4821773"),
    ("bare number of ten digits that begins with 0", "0012345678", "0012345678"),
    ("number as the last part of an address's path", "https://cards.example/check/48217730", "48217730"),
    ("number inside an address's path", "https://cards.example/48217730/status", "48217730"),
    ("number in an address's query", "https://cards.example/?lang=nb&id=48217730", "48217730"),
    ("number in an address in capitals", "HTTPS://CARDS.EXAMPLE/C/48217730", "48217730"),
    ("number before an address's fragment", "http://cards.example:8080/48217730#top", "48217730"),
]
_C = RefusalCode
Coded = tuple[RefusalCode, str, str]


def texts() -> Iterator[tuple[str, Any]]:
    """Yield (name, text) of what has not the form of a card's code."""
    good = issue_card(USUAL, NORMAL, BASE_URL)
    digits = good.partition("#")[2]
    fullwidth = digits.translate({ord("0") + value: 0xFF10 + value for value in range(10)})
    yield "no text", None
    yield "a number, not a text", 48217730
    yield "empty", ""
    yield "words", "Kari Prøvekort, 48217730"
    yield "six digits", "482177"
    yield "eleven digits", "48217730961"
    yield "fullwidth digits", "４８２１７７３０"
    yield "Arabic digits", "٤٨٢١٧٧٣٠"
    yield "number and line break", "48217730\n"
    yield "number with sign", "+48217730"
    yield "number in hexadecimal", "0x482177"
    yield "address with two numbers", "https://cards.example/48217730?id=48217731"
    yield "address with number and user", "https://48217730@cards.example/"
    yield "address with the number as host", "https://48217730/"
    yield "address with number in the fragment", "https://cards.example/#/48217730"
    yield "address without host", "https:///48217730"
    yield "address with a telephone number", "https://cards.example/?tel=+4721000000"
    yield "number behind a %-escape", "https://cards.example/?id=%2048217730"
    yield "number with a %-escape at its end", "https://cards.example/4821773%30"
    yield "number as part of a word", "https://cards.example/id-48217730"
    yield "address with a blank", "https://cards.example/ 48217730"
    yield "address with letters outside ASCII", "https://cards.example/kort/ø/48217730"
    yield "address with fullwidth digits", "https://cards.example/４８２１７７３０"
    yield "telephone link", "tel:48217730"
    yield "script", "javascript:location='https://cards.example/48217730'"
    yield "file", "file:///48217730"
    yield "signed, host in capitals", good.replace("hse", "HSE")
    yield "signed, other path", good.replace("/c#", "/d#")
    yield "signed, with a query", good.replace("/c#", "/c?x#")
    yield "signed, fullwidth digits", f"{BASE_URL}/c#{fullwidth}"
    yield "signed, blank before", f" {good}"
    yield "signed, line break after", f"{good}\n"
    yield "signed, letter among the digits", f"{good[:-20]}O{good[-19:]}"
    yield "signed, no digits", f"{BASE_URL}/c#"
    yield "signed, digits without address", digits


def before_the_key() -> Iterator[Coded]:
    """Yield (code, name, text) of what is refused before any key is looked for."""
    for name, digits in _digits():
        yield _C.DIGITS_NOT_CANONICAL, name, f"{BASE_URL}/c#{digits}"
    for name, data in _not_strict():
        yield _C.CBOR_NOT_STRICT, name, text_of(data)
    for name, data in _not_cose():
        yield _C.NOT_COSE_SIGN1, name, text_of(data)
    for name, data in _headers():
        yield _C.HEADER_NOT_ALLOWED, name, text_of(data)
    for name, algorithm in _ALGORITHMS:
        header = cbor2.dumps({1: algorithm, 4: NORMAL.kid}, canonical=True)
        yield _C.ALGORITHM_NOT_ALLOWED, name, text_of(signed(payload(), NORMAL, header))
    header = cbor2.dumps({1: 5, 4: NORMAL.kid}, canonical=True)
    yield _C.ALGORITHM_NOT_ALLOWED, "HMAC with the public key as its secret", text_of(_hmac(header))


def _digits() -> Iterator[tuple[str, str]]:
    good = issue_card(USUAL, NORMAL).partition("#")[2]
    for extra in (1, 2, 4, 6, 7, 9, 11, 12, 14, 16):
        yield f"{extra} digits too many for whole groups", good[:170] + "1" * extra
    yield "a group of 2^56", f"{1 << 56:017}"
    yield "a group of nines", "9" * 17
    yield "a last group of 256 for one byte", good[:170] + "256"
    yield "a last group of 2^48 for six bytes", good[:170] + f"{1 << 48:015}"


def _not_strict() -> Iterator[tuple[str, bytes]]:
    good = signed(payload())
    kid = NORMAL.kid
    rest = [{}, payload(), bytes(64)]
    yield "nothing behind the tag", b"\xd2"
    yield "byte left over", good + b"\x00"
    yield "second card left over", good + good[1:]
    yield "cut short", good[:-1]
    yield "array of indefinite length", b"\xd2\x9f" + good[2:] + b"\xff"
    yield "length of the array in two bytes", b"\xd2\x98\x04" + good[2:]
    yield "array that promises 2^63 items", b"\xd2\x9b\x7f" + b"\xff" * 7
    yield "tag inside", b"\xd2\x84\xd8\x18" + good[2:]
    yield "pattern of tag 35 inside", b"\xd2\x84\xd8\x23\x68(a+)+b$x" + good[2:]
    yield "nine arrays deep", b"\xd2" + b"\x81" * 9 + b"\x00"
    yield "4,000 arrays deep", b"\xd2" + b"\x81" * 4000 + b"\x00"
    yield "more than 4,096 bytes", envelope(protected(), {}, bytes(4096), bytes(64))
    yield "payload detached", envelope(protected(), {}, None, bytes(64))
    for name, header in (
        ("empty", b""),
        ("with a key twice", b"\xa3\x01\x26\x04\x44" + kid + b"\x04\x44" + kid),
        ("with alg in two bytes", b"\xa2\x01\x38\x06\x04\x44" + kid),
        ("with alg -7.0", b"\xa2\x01\xf9\xc7\x00\x04\x44" + kid),
        ("with alg NaN", b"\xa2\x01\xf9\x7e\x00\x04\x44" + kid),
        ("with true for the key 1", b"\xa2\x04\x44" + kid + b"\xf5\x26"),
        ("with 1.0 for the key 1", b"\xa2\x04\x44" + kid + b"\xf9\x3c\x00\x26"),
        ("in another order", b"\xa2\x04\x44" + kid + b"\x01\x26"),
        ("with a byte left over", protected() + b"\x00"),
        ("with a large number by tag 2", b"\xa2\x01\xc2\x41\x07\x04\x44" + kid),
        ("with a text that is not UTF-8", b"\xa2\x01\x61\xff\x04\x44" + kid),
    ):
        yield f"protected header {name}", envelope(header, *rest)


def _not_cose() -> Iterator[tuple[str, bytes]]:
    good = signed(payload())
    head, body, signature = protected(), payload(), bytes(64)
    yield "no tag", good[1:]
    yield "tag 18 in two bytes", b"\xd8\x12" + good[1:]
    yield "CWT tag 61 before tag 18", b"\xd8\x3d" + good
    yield "tag 17, which is a MAC", b"\xd1" + good[1:]
    yield "tag 98, which is many signatures", b"\xd8\x62" + good[1:]
    yield "three parts", envelope(head, {}, body)
    yield "five parts", envelope(head, {}, body, signature, b"")
    yield "a map of parts", b"\xd2" + cbor2.dumps({1: head, 2: body}, canonical=True)
    yield "protected header that is no byte string", envelope({1: -7, 4: NORMAL.kid}, {}, body, signature)
    yield "unprotected header that is no map", envelope(head, [], body, signature)
    yield "payload that is a text", envelope(head, {}, "card", signature)
    yield "signature that is a number", envelope(head, {}, body, 1)


def _headers() -> Iterator[tuple[str, bytes]]:
    kid, body = NORMAL.kid, payload()
    signature = NORMAL.sign(cose.sig_structure(protected(), body))
    yield "kid in the unprotected header too", envelope(protected(), {4: kid}, body, signature)
    yield "key in the unprotected header", envelope(protected(), {33: b"certificate"}, body, signature)
    for name, header in (
        ("kid only in the unprotected header", {1: -7}),
        ("no alg", {4: kid}),
        ("empty map", {}),
        ("critical header", {1: -7, 2: [4], 4: kid}),
        ("certificate in the header", {1: -7, 4: kid, 33: b"certificate"}),
        ("address of a key in the header", {1: -7, 4: kid, 35: "https://keys.example"}),
        ("header that is an array", [1, -7, 4, kid]),
        ("kid of three bytes", {1: -7, 4: kid[:3]}),
        ("kid of eight bytes", {1: -7, 4: kid * 2}),
        ("empty kid", {1: -7, 4: b""}),
        ("kid that is a text", {1: -7, 4: kid.hex()[:4]}),
        ("kid that is a number", {1: -7, 4: int.from_bytes(kid, "big")}),
    ):
        yield name, signed(body, NORMAL, cbor2.dumps(header, canonical=True))


_ALGORITHMS: list[tuple[str, Any]] = [
    ("alg 0", 0),
    ("alg EdDSA", -8),
    ("alg ESP256", -9),
    ("alg ES384", -35),
    ("alg PS256", -37),
    ("alg RS256", -257),
    ("alg HMAC", 5),
    ("alg by name", "ES256"),
    ("alg none", "none"),
]


def _hmac(header: bytes) -> bytes:
    mac = HMAC(point_of(NORMAL.public_key), hashes.SHA256())
    mac.update(cose.sig_structure(header, payload()))
    return envelope(header, {}, payload(), mac.finalize())


def at_the_key() -> Iterator[tuple[RefusalCode, str, str, bytes]]:
    """Yield (code, name, text, kid) of what no key of the list signed for this issuer and time."""
    yield _C.KEY_UNKNOWN, "signed by a stranger", issue_card(USUAL, STRANGER), STRANGER.kid
    stranger = text_of(signed(payload(), STRANGER, protected(NORMAL)))
    yield _C.SIGNATURE_BAD, "signed by a stranger under a trusted kid", stranger, NORMAL.kid
    other = text_of(signed(payload(), OTHER_ISSUER, protected(NORMAL)))
    yield _C.SIGNATURE_BAD, "signed by one trusted key under the kid of another", other, NORMAL.kid
    neither = text_of(signed(payload(), STRANGER, protected(TWIN_HERE)))
    yield _C.SIGNATURE_BAD, "two keys with one kid: signed by neither", neither, TWIN_HERE.kid
    for name, text in _signatures():
        yield _C.SIGNATURE_BAD, name, text, NORMAL.kid
    for name, key, issuer in (
        ("names another trusted issuer", NORMAL, "XX-TEST"),
        ("another trusted issuer's key signs for the first", OTHER_ISSUER, "NO-HSE"),
        ("two keys with one kid: one signs for the other's issuer", TWIN_HERE, "XX-TWIN"),
    ):
        yield _C.ISSUER_MISMATCH, name, text_of(signed(payload(USUAL, issuer), key)), key.kid
    for name, day in (("before", date(2026, 10, 31)), ("after", date(2026, 12, 1))):
        text = issue_card(replace(USUAL, issued=day), SHORT_WINDOW)
        yield _C.OUTSIDE_KEY_WINDOW, f"issued the day {name} a key's window", text, SHORT_WINDOW.kid


def _signatures() -> Iterator[tuple[str, str]]:
    parts = taken_apart(issue_card(USUAL, NORMAL))
    good, body = parts.signature, parts.payload
    r, s = good[:HALF], good[HALF:]
    n = ORDER_OF_P256.to_bytes(HALF, "big")
    another = taken_apart(issue_card(replace(USUAL, card_number="48217731"), NORMAL)).signature
    der = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    for name, signature in (
        ("no signature", b""),
        ("signature of zeros", bytes(64)),
        ("signature with r = 0", bytes(HALF) + s),
        ("signature with s = 0", r + bytes(HALF)),
        ("signature with r = n", n + s),
        ("signature with s = n", r + n),
        ("signature with r and s exchanged", s + r),
        ("signature of 63 bytes", good[:-1]),
        ("signature of 65 bytes", good + b"\x00"),
        ("signature with a zero byte more before r", b"\x00" + good),
        ("signature with a zero byte more before s", r + b"\x00" + s),
        ("signature in DER form", der),
        ("signature of another card", another),
        ("signature of the payload alone", NORMAL.sign(body)),
        ("signature for another context", NORMAL.sign(_structure("Signature", parts.protected, b"", body))),
        ("signature with external data", NORMAL.sign(_structure("Signature1", parts.protected, b"x", body))),
    ):
        yield name, put_together(parts, signature)
    changed = payload(USUAL, holder_4="Kari Prøvekort")
    yield "name changed after signing", put_together(replace(parts, payload=changed), good)
    later = payload(replace(USUAL, expires=date(2038, 11, 2)))
    yield "expiry changed after signing", put_together(replace(parts, payload=later), good)


def _structure(*parts: Any) -> bytes:
    return cbor2.dumps(list(parts), canonical=True)
