"""Texts for both readers, any number of them: good cards, and good cards spoilt in one of many ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import cbor2

from signing import Card, SigningKey
from signing.card import to_claims
from signing.keys import ES256
from tests.support.cards import (
    BASE_URL,
    FACE,
    LONGEST,
    NORMAL,
    OTHER_ISSUER,
    PRACTICE,
    SHORT_WINDOW,
    STRANGER,
    TWIN_HERE,
    TWIN_THERE,
    USUAL,
    envelope,
    protected,
    signed,
    text_of,
    twin_of,
)

TRUSTED = (NORMAL, OTHER_ISSUER, PRACTICE, TWIN_HERE, TWIN_THERE, SHORT_WINDOW)
# Where a rule about characters may begin or end: each of these and its neighbours.
EDGES = (
    *(0x00, 0x20, 0x7E, 0xA0, 0xAD, 0x300, 0x378, 0x605, 0x61C, 0x70F, 0x891, 0x8E2, 0x1680, 0x180E),
    *(0x1FFF, 0x200F, 0x2028, 0x202F, 0x205F, 0x2065, 0x206F, 0x3000, 0xE000, 0xF8FF, 0xFDD0, 0xFDEF, 0xFEFF),
    *(0xFFF0, 0xFFFB, 0xFFFE, 0x110BD, 0x13430, 0x1343F, 0x16100, 0x1BCA0, 0x1D173, 0x1D17A, 0x1FAF0),
    *(0x1FFFE, 0x2FFFE, 0x31350, 0x32000, 0x3FFFE, 0xE0001, 0xE0100, 0xE01EF, 0x10FFFE),
)
# What stands in the claims of forgers: edges of numbers, other kinds, things inside things.
ODD: tuple[Any, ...] = (
    *(0, 1, -1, 4, 23, 24, 255, 256, 9999, 10_000, 65_535, 65_536, 1 << 20, 86_399, 86_400, -86_400),
    *(1_793_577_600, 1_856_822_399, 2**31, 2**32, 2**53 - 1, 2**53, 2**53 + 1, 2**63, 2**64 - 1, -(2**64)),
    *(32_503_679_999, 32_503_680_000, 32_503_766_399, 314102274, 100_000_000, 999_999_999),
    *(
        "",
        " ",
        "1",
        "Kari",
        "48217730",
        "19870419",
        "18991231",
        "19000101",
        "20000229",
        "19000229",
        "\ufeffA",
    ),
    *(
        "00010101",
        "NO-HSE",
        "XX-TEST",
        "１９８７０４１９",
        b"",
        b"x",
        FACE,
        [],
        {},
        [41],
        [41, 81],
        [1, 2],
        [0],
    ),
    *(
        [41, 81, 81],
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5],
        [[1]],
        {1: {2: [3]}},
        {"a": 1},
        {-1: 1},
        [{0: FACE, 1: 0, 2: 4}],
    ),
    *([{0: b"", 1: 0, 2: 4}], [{0: FACE, 1: 0, 2: 1}], [{0: FACE}], True, False, None, 1.0, 1.5),
)


@dataclass(frozen=True)
class Question:
    """A text, and the time (whole milliseconds since 1970) at which it is read."""

    text: str
    now: int


def questions(count: int, seed: int) -> Iterator[Question]:
    """Yield `count` questions, the same ones for a seed; about every fourth is a card in good order."""
    chance = Random(seed)  # noqa: S311 -- the same cards in every run are the point
    for _ in range(count):
        way = chance.choice(_WAYS)
        yield Question(way(chance), _time(chance))


def _time(chance: Random) -> int:
    near = chance.choice((USUAL.starts_at, USUAL.ends_at, datetime(2027, 1, 15, tzinfo=UTC)))
    return int(near.timestamp()) * 1000 + chance.choice(
        (-1, 0, 1, 999, 1000, chance.randrange(-(10**12), 10**12))
    )


def _name(chance: Random) -> str:
    kind = chance.random()
    if kind < 0.5:
        return chance.choice(
            ("Bo Li", "Siân O’Prøve", "Å", "Ø" * 150, "𝄞" * 150, "Łukasz Prøve-Østby", "漢字")
        )
    if kind < 0.75:
        return f"Kari{_character(chance)}Prøve"
    return "".join(chance.choice("aæøåÁŠž -'’漢𝄞") for _ in range(chance.randrange(1, 152)))


def _character(chance: Random) -> str:
    point = chance.choice(EDGES) + chance.randrange(-2, 3)
    if chance.random() < 0.5:
        point = chance.randrange(0x20, chance.choice((0x300, 0x3000, 0x1_0000, 0x2_0000, 0x11_0000)))
    return "�" if not 0 <= point <= 0x10_FFFF or 0xD800 <= point <= 0xDFFF else chr(point)


def _card(chance: Random) -> Card:
    issued = date(2026, 11, 2) + timedelta(
        days=chance.choice((0, 0, 0, -1, 27, 28, chance.randrange(-9000, 9000)))
    )
    born = date(1900, 1, 1) + timedelta(days=chance.randrange(0, 33_000))
    return replace(
        chance.choice((USUAL, LONGEST)),
        card_number=str(chance.randrange(10**10)).zfill(chance.choice((7, 8, 9, 10)))[:10],
        birth_date=min(born, issued),
        industries=tuple(chance.sample(range(1, 10_000), chance.choice((1, 1, 2, 3, 4)))),
        issued=issued,
        expires=issued + timedelta(days=chance.choice((0, 1, 730, 300_000))),
        status_ref=(chance.randrange(65_536), chance.randrange(1 << 20)),
        kind=chance.choice(("card", "order_proof")),
        face=chance.choice((None, None, None, FACE, chance.randbytes(chance.choice((1, 1024))))),
    )


def _claims(chance: Random, key: SigningKey) -> dict[Any, Any]:
    made: dict[Any, Any] = to_claims(_card(chance), key.issuer)
    made[169][chance.choice((4, 76))] = _name(chance)
    return made


def _good(chance: Random) -> bytes:
    key = chance.choice(TRUSTED)
    return signed(_dumped(_claims(chance, key)), key)


def _dumped(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _good_text(chance: Random) -> str:
    return text_of(_good(chance), chance.choice((BASE_URL, "http://localhost:8000", "https://c.example:443")))


def spoilt(data: bytes, chance: Random) -> bytes:
    """Change, take out, put in or cut one byte or a few."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        place = chance.randrange(len(made) + 1)
        match chance.randrange(6):
            case 0 | 1:
                made[place : place + 1] = bytes(
                    [(*made[place : place + 1], 0)[0] ^ (1 << chance.randrange(8))]
                )
            case 2:
                made[place : place + 1] = chance.randbytes(1)
            case 3:
                del made[place : place + chance.randrange(1, 4)]
            case 4:
                made[place:place] = chance.choice(
                    (b"\x00", b"\xff", b"\xf6", b"\xa0", b"\x80", b"\xc2", b"\x18")
                )
            case _:
                made[place:place] = made[place : place + chance.randrange(1, 12)]
    return bytes(made)


def _spoilt_bytes(chance: Random) -> str:
    return text_of(spoilt(_good(chance), chance))


def _spoilt_text(chance: Random) -> str:
    text = _good_text(chance)
    place = chance.randrange(len(text) if chance.random() < 0.5 else 30)
    put = chance.choice(
        ("", "0", str(chance.randrange(10)), " ", "\n", "/", "#", "Ø", "１", "\ud800", "99999999")
    )
    return text[:place] + put + text[place + chance.randrange(2) :]


def _spoilt_payload(chance: Random) -> str:
    key = chance.choice(TRUSTED)
    return text_of(signed(spoilt(_dumped(_claims(chance, key)), chance), key))


def _spoilt_header(chance: Random) -> str:
    key = chance.choice(TRUSTED)
    return text_of(signed(_dumped(_claims(chance, key)), key, spoilt(protected(key), chance)))


def _odd_header(chance: Random) -> str:
    key = chance.choice(TRUSTED)
    header = {1: ES256, 4: key.kid}
    header[chance.choice((1, 1, 4, 16))] = chance.choice((*ODD, -8, -9, "ES256", key.kid[:3]))
    return text_of(signed(_dumped(_claims(chance, key)), key, _dumped(header)))


def _odd_claims(chance: Random) -> str:
    """Put one odd value, or a claim's value at the place of another, honestly signed."""
    key = chance.choice(TRUSTED)
    made = _claims(chance, key)
    target = chance.choice((made, made[169], made[169]))
    name = chance.choice((*target, 2, 62, 79, 99))
    target[name] = chance.choice((*ODD, *made[169].values(), made[4], made[6], _name(chance)))
    if chance.random() < 0.1:
        del target[name]
    return text_of(signed(_dumped(made), key))


def _loose_encoding(chance: Random) -> str:
    """Write the same claims in an order or length of heads that is not the shortest."""
    key = chance.choice(TRUSTED)
    made = _claims(chance, key)
    shuffled = dict(chance.sample(list(made.items()), len(made)))
    shuffled[169] = dict(chance.sample(list(made[169].items()), len(made[169])))
    return text_of(signed(cbor2.dumps(shuffled), key))


def _odd_envelope(chance: Random) -> str:
    key = chance.choice((*TRUSTED, STRANGER))
    body = _dumped(_claims(chance, key))
    parts: list[Any] = [protected(chance.choice((key, key, NORMAL))), {}, body, key.sign(body)]
    parts[chance.randrange(4)] = chance.choice(ODD)
    return text_of(envelope(*parts[: chance.choice((4, 4, 4, 3))]))


def _other_signature(chance: Random) -> str:
    """Put the twin of a signature, which also verifies, or another key's."""
    key, other = chance.choice(TRUSTED), chance.choice((*TRUSTED, STRANGER))
    data = signed(_dumped(_claims(chance, key)), other, protected(key))
    return text_of(data[:-64] + twin_of(data[-64:]))


def _nonsense(chance: Random) -> str:
    depth = chance.randrange(6, 11)
    return text_of(
        chance.choice(
            (
                b"\xd2" + chance.randbytes(chance.randrange(40)),
                b"\xd2"
                + chance.choice((b"\x81", b"\xa1\x00")) * depth
                + chance.choice((b"\x00", b"\x80", b"\xa0")),
                signed(chance.randbytes(chance.randrange(40))),
                signed(_dumped({1: "NO-HSE", 4: [[[[[]]]]] if depth > 8 else 0, 6: 0, 169: {}})),
            )
        )
    )


def _plain(chance: Random) -> str:
    number = str(chance.randrange(10 ** chance.randrange(5, 13)))
    around = chance.choice(
        ("{}", "https://a.example/{}", "HTTP://A/x/{}/y#{}", "https://a/?b={}&c=1", "https://a/{}/{}")
    )
    return around.format(number, number) + chance.choice(("", "", "", "/", "?x", "\n", "%20", "é"))


def _digits(chance: Random) -> str:
    count = chance.choice((1, 2, 3, 5, 8, 10, 13, 15, 17, 20, 34))
    return f"{BASE_URL}/c#" + "".join(chance.choice("0123456789") for _ in range(count))


_WAYS: tuple[Callable[[Random], str], ...] = (
    *(_good_text,) * 4,
    *(_odd_claims, _spoilt_payload) * 3,
    *(_spoilt_bytes, _spoilt_text, _spoilt_header, _loose_encoding, _odd_envelope, _other_signature),
    *(_odd_header, _nonsense, _plain, _digits),
)
