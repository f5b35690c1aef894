"""CBOR (RFC 8949) in one deterministic form: what can be written in two ways is read in none.

cbor2 on its own takes trailing bytes, long forms of short numbers and, unless told otherwise, duplicate keys
and indefinite lengths. Encoding the decoded value again and comparing bytes closes all of these at once. Tags
are refused altogether, since some make the decoder parse dates or compile patterns before any signature is
checked; the one tag that a card has is taken off before.

Only whole numbers of 64 bits, byte strings, texts, arrays and maps keyed by whole numbers from 0 are left.
Key sets and status lists, whose standards want it, may also key their maps by negative numbers and texts.
Floats and simple values are refused because Python and JavaScript each take some of them for a whole number
(1.0 and true are both equal to 1 here, so {true: x} would be read as {1: x}).
"""

from __future__ import annotations

from typing import Any, NoReturn, cast

import cbor2

from signing.errors import CardError

MAX_BYTES = 4096
MAX_DEPTH = 8

# Every tag that cbor2 would give a meaning to; all others reach `tag_hook`.
_TAGS_WITH_MEANING = (
    0,
    1,
    2,
    3,
    4,
    5,
    25,
    28,
    29,
    30,
    35,
    36,
    37,
    52,
    54,
    100,
    256,
    258,
    260,
    261,
    1004,
    43000,
    55799,
)


def _refuse_tag(*_: object) -> NoReturn:
    raise CardError("a tag inside")


_REFUSED_TAGS = dict.fromkeys(_TAGS_WITH_MEANING, _refuse_tag)


def dumps(value: Any) -> bytes:
    """Encode in the deterministic form that `loads` takes."""
    return cbor2.dumps(value, canonical=True)


def loads(data: bytes, *, max_bytes: int = MAX_BYTES, any_key: bool = False) -> Any:
    """Decode one deterministic CBOR item that fills `data` exactly; raises CardError on anything else.

    `any_key` lets maps be keyed by negative numbers and texts as well.
    """
    if len(data) > max_bytes:
        raise CardError(f"more than {max_bytes} bytes of CBOR")
    try:
        value = cbor2.loads(
            data,
            max_depth=MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            tag_hook=_refuse_tag,
            semantic_decoders=_REFUSED_TAGS,
        )
        again = cbor2.dumps(value, canonical=True)
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise CardError(f"not well-formed CBOR: {error}") from error
    if again != data:
        raise CardError("not deterministic CBOR, or bytes left over")
    _require_plain(value, any_key)
    return value


def _require_plain(value: object, any_key: bool) -> None:
    # The exact type, since bool is a kind of int.
    kind = type(value)
    if kind is dict:
        _require_plain_map(cast("dict[object, object]", value), any_key)
    elif kind is list:
        for item in cast("list[object]", value):
            _require_plain(item, any_key)
    elif kind is not int and kind is not str and kind is not bytes:
        raise CardError("neither number, text, bytes, array nor map")


def _require_plain_map(items: dict[object, object], any_key: bool) -> None:
    for key, value in items.items():
        allowed = type(key) in (int, str) if any_key else type(key) is int and key >= 0
        if not allowed:
            raise CardError("a key that is not a whole number from 0")
        _require_plain(value, any_key)
