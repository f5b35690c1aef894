"""JSON from outside: what two parsers could read differently is refused, whatever the bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, field_validator

from sync import strict_json

REFUSED = {
    "nothing": b"",
    "NaN": b'{"a": NaN}',
    "infinity": b"[Infinity]",
    "negative infinity": b"[-Infinity]",
    "a name twice": b'{"a": 1, "a": 1}',
    "a name twice, written differently": b'{"a": 1, "\\u0061": 2}',
    "a name twice, deep inside": b'[{"b": {"a": 1, "a": 2}}]',
    "half a surrogate pair": b'["\\ud800"]',
    "half a surrogate pair as a name": b'{"\\udc00": 1}',
    "a surrogate in the bytes": b'["\xed\xa0\x80"]',
    "not UTF-8": b'["\xff"]',
    "UTF-16": '["a"]'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf[]",
    "a comment": b"[] // so",
    "two values": b"[][]",
    "a comma too many": b"[1,]",
    "single quotes": b"['a']",
    "a raw control character": b'["\x00"]',
    "a leading zero": b"[01]",
    "a float out of range": b"[1e400]",
    "an integer that a phone rounds": b"[9007199254740993]",
    "an integer of a million digits": b"1" * 1_000_000,
    "33 arrays": b"[" * 33 + b"]" * 33,
    "100,000 arrays": b"[" * 100_000,
    "33 objects": b'{"a":' * 33 + b"1" + b"}" * 33,
    "a string without an end": b'["' + b"\\" * 99_999,
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_strict_json_is_refused(data: bytes) -> None:
    with pytest.raises(strict_json.BadJson):
        strict_json.loads(data)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"[" * 32 + b"]" * 32, None),
        (b'"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["', "[" * 36),
        (b'["\\"[", "\\\\", "]"]', ['"[', "\\", "]"]),
        (b'["\\ud83d\\ude00"]', ["\U0001f600"]),
        (b"[9007199254740992, -9007199254740992, 0.5, 1e-400]", [2**53, -(2**53), 0.5, 0.0]),
        (b' {"a": [true, false, null]} ', {"a": [True, False, None]}),
    ],
)
def test_strict_json_is_read(data: bytes, value: object) -> None:
    read = strict_json.loads(data)

    assert read == (json.loads(data) if value is None else value)


@given(st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner, max_size=3)))
@settings(deadline=None, max_examples=50)
def test_what_was_written_as_json_comes_back(value: object) -> None:
    assert strict_json.loads(json.dumps(value).encode()) == value


@given(st.binary(max_size=60) | st.text('[]{}",:\\u0dE+-. tfn').map(str.encode))
@settings(deadline=None, max_examples=200)
def test_no_bytes_cause_another_error_than_bad_json(data: bytes) -> None:
    try:
        read = strict_json.loads(data)
    except strict_json.BadJson:
        return
    assert read == json.loads(data)


class Order(BaseModel):
    """A small model to read."""

    model_config = ConfigDict(extra="forbid")

    count: int
    word: str = ""

    @field_validator("word")
    @classmethod
    def _is_polite(cls, word: str) -> str:
        if word == "now":
            raise ValueError("a word, please")
        return word


def test_a_value_of_the_right_shape_is_read() -> None:
    assert strict_json.parse(Order, b'{"count": 3}') == Order(count=3)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"count": "3"}', "count: Input should be a valid integer"),
        (b'{"count": true}', "count: Input should be a valid integer"),
        (b"{}", "count: Field required"),
        (b'{"count": 1, "word": "now"}', "word: a word, please"),
        (b'{"count": 1, "secret\\u0000name": 2}', "a field that is not known"),
    ],
)
def test_another_shape_is_named_without_repeating_what_was_sent(data: bytes, said: str) -> None:
    with pytest.raises(strict_json.Malformed) as refused:
        strict_json.parse(Order, data)

    assert str(refused.value) == said


def test_a_name_twice_is_refused_before_the_model_sees_it() -> None:
    with pytest.raises(strict_json.BadJson, match="stands twice"):
        strict_json.parse(Order, b'{"count": 1, "count": 2}')
