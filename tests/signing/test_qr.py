"""Bytes as digits, and what kinds of texts a code may hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import CardError, Refusal, RefusalCode
from signing.qr import MAX_TEXT, PlainNumber, SignedBytes, from_digits, parse, to_digits, to_text


@pytest.mark.parametrize(
    ("data", "digits"),
    [
        (b"", ""),
        (b"\x00", "000"),
        (b"\xff", "255"),
        (b"\xff" * 2, "65535"),
        (b"\xff" * 3, "16777215"),
        (b"\xff" * 4, "4294967295"),
        (b"\xff" * 5, "1099511627775"),
        (b"\xff" * 6, "281474976710655"),
        (b"\xff" * 7, "72057594037927935"),
        (b"\x00" * 7 + b"\x01", "00000000000000000001"),
    ],
)
def test_seven_bytes_are_seventeen_digits_and_a_rest_is_shorter(data: bytes, digits: str) -> None:
    assert to_digits(data) == digits
    assert from_digits(digits) == data


@given(st.binary(max_size=300))
def test_digits_give_the_bytes_back(data: bytes) -> None:
    assert from_digits(to_digits(data)) == data


@given(st.text("0123456789", max_size=80))
def test_digits_that_are_read_are_those_that_would_be_written(digits: str) -> None:
    try:
        data = from_digits(digits)
    except CardError:
        return
    assert to_digits(data) == digits


@pytest.mark.parametrize("too_large", ["256", "65536", "99999999", f"{1 << 56:017}", f"{1 << 56:017}000"])
def test_a_group_too_large_for_its_bytes_is_refused(too_large: str) -> None:
    with pytest.raises(CardError, match="too large"):
        from_digits(too_large)


@pytest.mark.parametrize("count", [1, 2, 4, 6, 7, 9, 11, 12, 14, 16, 18])
def test_a_number_of_digits_that_no_bytes_have_is_refused(count: int) -> None:
    with pytest.raises(CardError, match="no such number"):
        from_digits("0" * count)


@pytest.mark.parametrize(
    "base_url",
    ["https://hse.example.no", "http://localhost:8000", "https://a-b.example", "http://127.0.0.1:1"],
)
def test_signed_bytes_come_back_from_behind_any_address(base_url: str) -> None:
    assert parse(to_text(b"signed", base_url)) == SignedBytes(b"signed")


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "hse.example.no",
        "HTTPS://hse.example.no",
        "https://hse.example.no/",
        "ftp://a.example",
        "https://å.no",
    ],
)
def test_an_address_that_cameras_may_not_open_is_not_printed(base_url: str) -> None:
    with pytest.raises(CardError, match="base_url"):
        to_text(b"signed", base_url)


@pytest.mark.parametrize("host", ["a" * 254, "a..b/c#1/c#1 ", "a_b"])
def test_an_address_that_nobody_would_read_is_not_printed(host: str) -> None:
    with pytest.raises(CardError, match="base_url"):
        to_text(b"signed", f"https://{host}")


def test_the_longest_text_is_still_looked_at_and_the_next_is_not() -> None:
    longest, too_long = parse("9" * MAX_TEXT), parse("9" * (MAX_TEXT + 1))

    assert isinstance(longest, Refusal)
    assert longest.code is RefusalCode.TEXT_UNKNOWN
    assert isinstance(too_long, Refusal)
    assert too_long.code is RefusalCode.TEXT_TOO_LONG


@pytest.mark.parametrize(
    "text", [None, 48217730, b"48217730", ["48217730"], "\ud800", "https://\ud800/48217730"]
)
def test_what_is_no_text_of_characters_is_refused(text: str) -> None:
    answer = parse(text)

    assert isinstance(answer, Refusal)
    assert answer.code is RefusalCode.TEXT_UNKNOWN


@given(st.from_regex(r"[0-9]{7,10}", fullmatch=True).filter(str.isascii), st.sampled_from("/?#"))
def test_a_number_in_a_foreign_address_is_only_read_never_guessed(number: str, after: str) -> None:
    assert parse(f"https://cards.example/check/{number}{after}x") == PlainNumber(number)
    assert isinstance(parse(f"https://cards.example/check/{number}{number}"), Refusal)
