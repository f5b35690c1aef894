"""What a card may carry, and that its claims say exactly that."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from signing import Card, CardError, org_number_is_valid
from signing.card import from_claims, to_claims
from tests.support.cards import FACE, USUAL, claims


@pytest.mark.parametrize("number", ["314102274", "314102444", "314102614", "900000006"])
def test_an_organisation_number_ends_with_its_check_digit(number: str) -> None:
    assert org_number_is_valid(number)


@pytest.mark.parametrize("last", range(10))
def test_of_ten_last_digits_only_one_is_right(last: int) -> None:
    assert org_number_is_valid(f"31410227{last}") is (last == 4)


@pytest.mark.parametrize("last", range(10))
def test_a_check_digit_of_ten_does_not_exist(last: int) -> None:
    assert not org_number_is_valid(f"31410238{last}")


@pytest.mark.parametrize(
    "text", ["", "31410227", "3141022744", "３１４１０２２７４", " 314102274", "000000000"]
)
def test_other_forms_are_no_organisation_numbers(text: str) -> None:
    assert not org_number_is_valid(text)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"card_number": "482177"}, "card_number"),
        ({"card_number": "48217730961"}, "card_number"),
        ({"card_number": 48217730}, "card_number"),
        ({"card_number": "４８２１７７３０"}, "card_number"),
        ({"name": ""}, "name"),
        ({"name": "a" * 151}, "name"),
        ({"name": "Kari "}, "name"),
        ({"name": "Kari\u202e"}, "name"),
        ({"name": "Kari\ud800"}, "name"),
        ({"name": None}, "name"),
        ({"employer": "Øvingsbygg\nAS"}, "employer"),
        ({"org_number": "314102275"}, "org_number"),
        ({"org_number": 314102274}, "org_number"),
        ({"industries": ()}, "industries must be 1 to 4"),
        ({"industries": (1, 2, 3, 4, 5)}, "industries must be 1 to 4"),
        ({"industries": (0,)}, "industry codes"),
        ({"industries": (10_000,)}, "industry codes"),
        ({"industries": (True,)}, "industry codes"),
        ({"industries": (41, 41)}, "twice"),
        ({"birth_date": date(1899, 12, 31)}, "birth_date"),
        ({"birth_date": date(2026, 11, 3)}, "birth_date"),
        ({"birth_date": "1987-04-19"}, "a date is needed"),
        ({"issued": date(1969, 12, 31), "birth_date": date(1950, 1, 1)}, "before issued"),
        ({"expires": date(2026, 11, 1)}, "before issued"),
        ({"expires": date(3000, 1, 1)}, "2999"),
        ({"expires": datetime(2028, 11, 2)}, "time zone"),
        ({"status_ref": (1,)}, "status_ref"),
        ({"status_ref": (-1, 0)}, "status list"),
        ({"status_ref": (65_536, 0)}, "status list"),
        ({"status_ref": (0, 1 << 20)}, "status indices"),
        ({"status_ref": (0, -1)}, "status indices"),
        ({"kind": "passport"}, "kind"),
        ({"face": b""}, "face"),
        ({"face": bytes(1025)}, "face"),
        ({"face": "RIFF"}, "face"),
    ],
)
def test_a_card_of_wrong_values_cannot_be_made(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CardError, match=re.escape(sentence)):
        replace(USUAL, **changes)


def test_the_printed_period_is_whole_days_in_utc() -> None:
    assert USUAL.starts_at == datetime(2026, 11, 2, 0, 0, 0, tzinfo=UTC)
    assert USUAL.ends_at == datetime(2028, 11, 2, 23, 59, 59, tzinfo=UTC)


def test_a_date_and_time_counts_as_its_day_in_utc() -> None:
    evening_in_new_york = datetime(2026, 11, 1, 22, tzinfo=timezone(timedelta(hours=-5)))

    card = replace(USUAL, issued=evening_in_new_york)

    assert card == USUAL
    assert type(card.issued) is date


def test_lists_from_json_become_tuples() -> None:
    changes: dict[str, Any] = {"industries": [41], "status_ref": [1, 123_456]}
    assert replace(USUAL, **changes) == USUAL


def test_the_claims_are_the_registered_numbers() -> None:
    assert to_claims(USUAL, "NO-HSE") == {
        1: "NO-HSE",
        4: 1_856_822_399,
        6: 1_793_577_600,
        169: {
            1: "48217730",
            4: "Małgorzata Anna Prøve-Østby",
            8: "19870419",
            75: 314_102_274,
            76: "Øvingsbygg Entreprenør AS",
            77: 41,
            78: [1, 123_456],
        },
    }


def test_what_a_card_may_have_besides_stands_in_claims_of_its_own() -> None:
    card = replace(USUAL, kind="order_proof", face=FACE, industries=(41, 81))

    holder = to_claims(card, "NO-HSE")[169]

    assert holder[79] == 1
    assert holder[62] == [{0: FACE, 1: 0, 2: 4}]
    assert holder[77] == [41, 81]


@pytest.mark.parametrize(
    "card", [USUAL, replace(USUAL, kind="order_proof", face=FACE, industries=(41, 81))], ids=["usual", "full"]
)
def test_claims_give_the_card_back(card: Card) -> None:
    assert from_claims(to_claims(card, "XX-TEST")) == ("XX-TEST", card)


def test_unknown_numbers_in_claim_169_are_passed_over() -> None:
    assert from_claims(claims(holder_99="later")) == ("NO-HSE", USUAL)


@pytest.mark.parametrize("not_claims", [None, [], "card", 1, {}, {1: "NO-HSE"}])
def test_what_is_no_map_of_claims_is_refused(not_claims: object) -> None:
    with pytest.raises(CardError):
        from_claims(not_claims)
