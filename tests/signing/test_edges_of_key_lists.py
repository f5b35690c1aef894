"""Edges of the issuer's list of keys that a small fault would move by one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from signing import CardError
from signing.keylist import KeyList
from signing.listed_key import ListedKey
from tests.support.cards import NORMAL

STARTS, ENDS = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def keys() -> KeyList:
    """A list with one active key, under a name with a letter that ASCII lacks."""
    key = ListedKey(NORMAL.public_key, "NO-HSE", "card", STARTS, ENDS)
    return KeyList("NO-HSE", "practice").with_key("første", key)


def test_a_list_is_text_that_people_can_read(keys: KeyList) -> None:
    assert json.loads(keys.to_json())["format"] == "kortsjekk.keys/1"
    assert "første" in keys.to_json()


def test_a_list_of_another_format_is_refused(keys: KeyList) -> None:
    other = keys.to_json().replace("kortsjekk.keys/1", "kortsjekk.keys/2")

    with pytest.raises(CardError, match="known format"):
        KeyList.from_json(other)


def test_a_point_with_signs_that_base64_passes_over_is_refused(keys: KeyList) -> None:
    document = json.loads(keys.to_json())
    document["keys"][0]["point"] = "!" + document["keys"][0]["point"]

    with pytest.raises(CardError, match="not a key list"):
        KeyList.from_json(json.dumps(document))


def test_a_key_may_end_after_its_first_second(keys: KeyList) -> None:
    assert keys.ending("første", STARTS + SECOND).named("første").ends == STARTS


@pytest.mark.parametrize("first_use", [STARTS, STARTS - SECOND])
def test_a_key_may_not_end_before_it_begins(keys: KeyList, first_use: datetime) -> None:
    with pytest.raises(CardError, match="første would end before it begins"):
        keys.ending("første", first_use)


def test_a_withdrawal_may_be_repeated_and_moved_back_but_not_on(keys: KeyList) -> None:
    withdrawn = keys.withdrawn("første", STARTS + SECOND)

    assert withdrawn.withdrawn("første", STARTS + SECOND) == withdrawn
    assert withdrawn.withdrawn("første", STARTS).named("første").not_after == STARTS
    with pytest.raises(CardError, match="withdrawn from an earlier date"):
        withdrawn.withdrawn("første", STARTS + 2 * SECOND)
