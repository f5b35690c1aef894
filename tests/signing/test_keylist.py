"""The issuer's key list: named keys, one after another, and no way back for a key that was withdrawn."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from signing import CardError
from signing.keylist import KeyList, require_no_way_back
from signing.keyset import KeySet
from signing.listed_key import ListedKey
from tests.support.cards import NORMAL, OTHER_ISSUER, SHORT_WINDOW
from tests.support.keysets import ISSUED, LAST_GOOD, LOST, STATUS, YEAR

CARD = ListedKey(NORMAL.public_key, "NO-HSE", "card", *YEAR)
NEXT = ListedKey(SHORT_WINDOW.public_key, "NO-HSE", "card", *YEAR)
WITHDRAWN = ListedKey(LOST.public_key, "NO-HSE", "card", *YEAR, state="compromised", not_after=LAST_GOOD)
LIST = KeyList("NO-HSE", "production", (("first", CARD), ("lost", WITHDRAWN)))
BEFORE = ISSUED - timedelta(days=1)
SWITCH = datetime(2026, 12, 1, tzinfo=UTC)


def test_a_list_comes_back_from_its_text() -> None:
    assert KeyList.from_json(LIST.to_json()) == LIST
    assert KeyList.from_json(KeyList("NO-HSE", "practice").to_json()).keys == ()


def test_a_key_joins_under_a_name() -> None:
    longer = LIST.with_key("status", ListedKey(STATUS.public_key, "NO-HSE", "status", *YEAR))

    assert longer.named("status").kid == STATUS.kid
    with pytest.raises(CardError, match="first, lost"):
        LIST.named("status")


def test_a_list_takes_no_name_key_or_issuer_twice() -> None:
    other = ListedKey(OTHER_ISSUER.public_key, "XX-TEST", "card", *YEAR)

    with pytest.raises(CardError, match="name stands twice"):
        LIST.with_key("first", NEXT)
    with pytest.raises(CardError, match="key stands twice"):
        LIST.with_key("second", CARD)
    with pytest.raises(CardError, match="list is that of NO-HSE"):
        LIST.with_key("other", other)
    with pytest.raises(CardError, match="no name"):
        LIST.with_key("  ", NEXT)


def test_a_key_ends_when_its_successor_begins() -> None:
    ended = LIST.ending("first", SWITCH).named("first")

    assert ended == replace(CARD, ends=SWITCH - timedelta(seconds=1))
    assert LIST.ending("first", SWITCH).named("lost") == WITHDRAWN


def test_a_key_that_ends_earlier_by_itself_is_not_made_to_last() -> None:
    assert LIST.ending("first", YEAR[1] + timedelta(days=9)).named("first") == CARD


def test_only_an_active_key_that_has_begun_can_be_followed() -> None:
    with pytest.raises(CardError, match="compromised already"):
        LIST.ending("lost", SWITCH)
    with pytest.raises(CardError, match="before it begins"):
        LIST.ending("first", YEAR[0])


def test_a_withdrawn_key_may_be_withdrawn_from_an_earlier_date_and_no_later_one() -> None:
    earlier = LAST_GOOD - timedelta(days=3)

    assert LIST.withdrawn("first", LAST_GOOD).named("first").not_after == LAST_GOOD
    assert LIST.withdrawn("lost", earlier).named("lost").not_after == earlier
    with pytest.raises(CardError, match="earlier date already"):
        LIST.withdrawn("lost", LAST_GOOD + timedelta(seconds=1))


def test_keys_leave_the_list_when_their_cards_have_run_out() -> None:
    short = LIST.ending("first", SWITCH)
    long_after = YEAR[1] + timedelta(days=4_000)

    assert [name for name, _ in short.without_keys_that_ended_before(SWITCH).keys] == ["lost"]
    assert short.without_keys_that_ended_before(SWITCH - timedelta(seconds=1)) == short
    assert [name for name, _ in short.without_keys_that_ended_before(long_after).keys] == ["lost"]


def changed(**changes: Any) -> str:
    """Return the list as text with its first key changed; `...` leaves a part out."""
    document = json.loads(LIST.to_json())
    entry = document["keys"][0] | changes
    document["keys"][0] = {name: value for name, value in entry.items() if value is not ...}
    return json.dumps(document)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"format": "kortsjekk.trust/1", "keys": []}',
        '{"format": "kortsjekk.keys/1", "issuer": "NO-HSE", "environment": "test", "keys": []}',
        '{"format": "kortsjekk.keys/1", "issuer": "no", "environment": "practice", "keys": []}',
        '{"format": "kortsjekk.keys/1", "issuer": "NO-HSE", "environment": "practice", "keys": [7]}',
        changed(kid="00000000"),
        changed(point="BAAA"),
        changed(point=...),
        changed(name=7),
        changed(to="later"),
        changed(state="lost"),
        changed(purpose="keyset"),
        changed(not_after="2026-11-15T00:00:00+00:00"),
        changed(**{"from": "2026-06-01"}),
    ],
)
def test_what_is_no_key_list_gets_a_sentence(text: str) -> None:
    with pytest.raises(CardError):
        KeyList.from_json(text)


def a_set(*keys: ListedKey, **changes: Any) -> KeySet:
    """Return a set of these keys."""
    made = KeySet.build(keys, issuer="NO-HSE", environment="production", sequence=1, now=ISSUED)
    return replace(made, **changes)


def test_a_set_may_withdraw_more_and_forget_what_has_run_out() -> None:
    last = a_set(CARD, WITHDRAWN)

    require_no_way_back(last, last)
    require_no_way_back(a_set(WITHDRAWN), last)
    require_no_way_back(a_set(replace(WITHDRAWN, not_after=YEAR[0])), last)


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (a_set(replace(WITHDRAWN, state="active", not_after=None)), "was withdrawn"),
        (a_set(replace(WITHDRAWN, not_after=LAST_GOOD + timedelta(seconds=1))), "was withdrawn"),
        (a_set(CARD), "it stays on the list, and withdrawn"),
        (a_set(WITHDRAWN, environment="practice"), "one of production"),
        (a_set(WITHDRAWN, issued=BEFORE, expires=ISSUED), "clock"),
    ],
)
def test_a_set_gives_nothing_back(new: KeySet, sentence: str) -> None:
    with pytest.raises(CardError, match=sentence):
        require_no_way_back(new, a_set(CARD, WITHDRAWN))
