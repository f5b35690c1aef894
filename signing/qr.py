"""QR text to signed bytes and back: `https://<host>/c#<digits>`, and the plain codes of today's cards.

Digits, not base64: numeric mode costs 3 1/3 bits a digit, and seven bytes as seventeen digits use 98.8 % of
it. They stand in the fragment, which a browser never sends, so no server sees a name because somebody opened
the link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from signing.errors import CardError, Refusal, RefusalCode

MAX_TEXT = 12_000
GROUP_BYTES, GROUP_DIGITS = 7, 17
DIGITS_FOR = {0: 0, 1: 3, 2: 5, 3: 8, 4: 10, 5: 13, 6: 15}
BYTES_FOR = {digits: count for count, digits in DIGITS_FOR.items()}

_BASE_URL = re.compile(r"https?://[a-z0-9.-]{1,253}(?::[0-9]{1,5})?")
_SIGNED = re.compile(_BASE_URL.pattern + r"/c#([0-9]+)")
_PLAIN = re.compile(r"[0-9]{7,10}")
_VISIBLE = re.compile(r"[!-~]+")
_ADDRESS = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://[^/?#]+([/?][^#]*)(?:#.*)?")
# A whole path segment or query value: a part of a word, of a %-escape or of a phone number is no card number.
_NUMBER_INSIDE = re.compile(r"(?<=[/=])[0-9]{7,10}(?=[/?&]|$)")


@dataclass(frozen=True, slots=True)
class SignedBytes:
    """What a signed code carries before anything in it is believed."""

    data: bytes


@dataclass(frozen=True, slots=True)
class PlainNumber:
    """A code that names a card number and proves nothing."""

    card_number: str


def to_digits(data: bytes) -> str:
    """`data` as digits: seven bytes as seventeen, a last group of one to six as 3, 5, 8, 10, 13 or 15."""
    groups = []
    for start in range(0, len(data), GROUP_BYTES):
        group = data[start : start + GROUP_BYTES]
        width = DIGITS_FOR.get(len(group), GROUP_DIGITS)
        groups.append(str(int.from_bytes(group, "big")).zfill(width))
    return "".join(groups)


def from_digits(digits: str) -> bytes:
    """The bytes behind `digits`; raises CardError when the form is not the one `to_digits` writes."""
    whole, rest = divmod(len(digits), GROUP_DIGITS)
    if rest not in BYTES_FOR:
        raise CardError("no such number of digits")
    end = whole * GROUP_DIGITS
    try:
        data = b"".join(
            int(digits[start : start + GROUP_DIGITS]).to_bytes(GROUP_BYTES, "big")
            for start in range(0, end, GROUP_DIGITS)
        )
        return data + int(digits[end:]).to_bytes(BYTES_FOR[rest], "big") if rest else data
    except OverflowError as error:
        raise CardError("a group of digits is too large for its bytes") from error


def to_text(data: bytes, base_url: str) -> str:
    """The QR text for signed bytes; raises CardError when `base_url` is not a lower-case scheme and host."""
    if not _BASE_URL.fullmatch(base_url):
        raise CardError("base_url is scheme and host in lower case, without a path")
    return f"{base_url}/c#{to_digits(data)}"


def parse(text: str) -> SignedBytes | PlainNumber | Refusal:
    """What kind of code `text` is; never raises on bad text, never opens or fetches anything."""
    if not isinstance(text, str):
        return Refusal(RefusalCode.TEXT_UNKNOWN, "not a text")
    if len(text) > MAX_TEXT:
        return Refusal(RefusalCode.TEXT_TOO_LONG, f"more than {MAX_TEXT} characters")
    signed = _SIGNED.fullmatch(text)
    if signed:
        try:
            return SignedBytes(from_digits(signed[1]))
        except CardError as error:
            return Refusal(RefusalCode.DIGITS_NOT_CANONICAL, str(error))
    if _PLAIN.fullmatch(text):
        return PlainNumber(text)
    return _number_in_address(text)


def _number_in_address(text: str) -> PlainNumber | Refusal:
    """A foreign look-up address counts when exactly one card number stands in its path or query."""
    address = _ADDRESS.fullmatch(text) if _VISIBLE.fullmatch(text) else None
    numbers = _NUMBER_INSIDE.findall(address[1]) if address else []
    if len(numbers) == 1:
        return PlainNumber(numbers[0])
    return Refusal(RefusalCode.TEXT_UNKNOWN, "not a card code")
