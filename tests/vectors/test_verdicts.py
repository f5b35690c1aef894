"""The verdicts that bind the server: each vector gives its whole check, and every reason has a vector."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.make_verdicts import judged, judged_offline
from verifier.reasons import Reason
from verifier.rulebook import RULES, book_of
from verifier.verdict import Outcome
from verifier.words import LANGUAGES, Words

DOCUMENT = json.loads((Path(__file__).parent / "verdicts.json").read_text("utf-8"))
BOOK, NOW = book_of(DOCUMENT["rules"]), datetime.fromisoformat(DOCUMENT["now"])
FINDINGS = ("genuine", "status", "employer")


def name(case: dict[str, Any]) -> str:
    """Return what a case is called."""
    return str(case["name"])


@pytest.mark.parametrize("case", DOCUMENT["checks"], ids=name)
def test_the_server_decides_as_the_vector_says(case: dict[str, Any]) -> None:
    assert judged(case, BOOK, NOW) == case["expect"]


@pytest.mark.parametrize("case", DOCUMENT["offline"], ids=name)
def test_the_servers_code_decides_offline_as_the_vector_says(case: dict[str, Any]) -> None:
    assert judged_offline(case, BOOK, NOW) == case["expect"]


@pytest.mark.parametrize("group", ["checks", "offline"])
def test_each_case_has_a_name_of_its_own(group: str) -> None:
    names = [name(case) for case in DOCUMENT[group]]

    assert len(names) == len({*names})


def test_every_reason_has_a_vector() -> None:
    said = {
        reason
        for case in (*DOCUMENT["checks"], *DOCUMENT["offline"])
        for expect in [case["expect"]]
        for reason in (*(expect[finding]["reason"] for finding in FINDINGS), *expect.get("hints", ()))
    }

    assert said == set(Reason)


def test_whoever_says_something_has_a_name_in_every_language() -> None:
    expects = [case["expect"] for case in (*DOCUMENT["checks"], *DOCUMENT["offline"])]
    sources = {expect[finding]["source"] for expect in expects for finding in FINDINGS}
    sources |= {each["source"] for expect in expects for each in expect.get("not_asked", ())}

    assert sources >= {"card_signature", "card_register", "company_register", "status_list"}
    for language in LANGUAGES:
        assert {f"source.{source}" for source in sources} <= Words().keys(language)


def test_no_phone_alone_says_valid() -> None:
    assert {case["expect"]["outcome"] for case in DOCUMENT["offline"]} == {
        Outcome.INVALID,
        Outcome.UNCONFIRMED,
    }


def test_the_vectors_rules_are_those_of_the_product() -> None:
    """Where the law's data change, the vectors keep the rules that they were made with: say so here then."""
    assert DOCUMENT["rules"] == json.loads(RULES.read_text("utf-8"))
