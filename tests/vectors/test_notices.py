"""A notice says the same here and on the phone: in fixed words, and in the product's own in all languages."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sync import strict_json
from sync.notices import Language
from tests.support.apps import NOW, ORIGIN, TestApp, post, shared_app
from tests.support.chromium import CHECKOUT, NODE
from verifier.notices import NoticeFacts, facts_of, text_of
from verifier.practice.people import BY_ID
from verifier.shapes import CheckShape
from verifier.words import filled

__all__ = ["shared_app"]

VECTORS = json.loads(Path(__file__).with_name("notices.json").read_text("utf-8"))
PROGRAM = CHECKOUT / "tests" / "js" / "support" / "notice_cli.js"


@pytest.mark.parametrize("case", VECTORS["notices"], ids=lambda case: case["story"])
def test_a_notice_is_put_into_the_same_words_as_on_the_phone(case: dict[str, Any]) -> None:
    facts = strict_json.parse(NoticeFacts, json.dumps(case["facts"]).encode())

    text = text_of(facts, Language.NB, lambda key, **values: filled(VECTORS["words"][key], **values))

    assert json.loads(text.model_dump_json()) == case["text"]


def asked(app: TestApp, person: str) -> list[dict[str, Any]]:
    """Return what the API answers this person about every practice card, by its code and by its number."""
    client = app.client(person)
    printed = client.get("/practice/cards.json").get_json()
    bodies = [{"code": card["text"]} for card in printed]
    bodies += [
        {"card_number": number, "purpose": "follow-up"}
        for number in {answered(app, person, body)["card_number"] for body in bodies} - {None}
    ]
    return [answered(app, person, body) for body in bodies]


def answered(app: TestApp, person: str, body: dict[str, str]) -> dict[str, Any]:
    """Return one check."""
    answer = post(app.client(person), "/api/v1/checks", json=body)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def here(app: TestApp, person: str, check: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return the notice that the server writes."""
    shape = strict_json.parse(CheckShape, json.dumps(check).encode())
    facts = facts_of(shape, BY_ID[person], NOW, practice=True)
    text = text_of(facts, language, lambda key, **values: app.house.words.say(language, key, **values))
    written: dict[str, Any] = json.loads(text.model_dump_json())
    return written


@pytest.mark.parametrize("person", ["labour-inspector", "safety-representative"])
def test_of_every_practice_card_phone_and_server_write_the_same_notice(
    shared_app: TestApp, person: str
) -> None:
    notifier = {name: getattr(BY_ID[person], name) for name in ("name", "role", "agency")}
    questions = [
        (check, language)
        for check in asked(shared_app, person)
        if "notify" in check["acts"]
        for language in Language
    ]
    lines = "\n".join(
        json.dumps(
            {"check": check, "notifier": notifier, "written_at": NOW.isoformat(), "language": language}
        )
        for check, language in questions
    )

    done = subprocess.run([str(NODE), str(PROGRAM)], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    there = [json.loads(line) for line in done.stdout.splitlines()]

    assert len(there) == len(questions) > 60
    differ = [
        (check["reason"], language)
        for (check, language), text in zip(questions, there, strict=True)
        if here(shared_app, person, check, language) != text
    ]
    assert differ == []
    assert all("{" not in text["to_authority"] + text["to_employer"] for text in there)


def test_who_knows_a_number_alone_writes_of_nobody(shared_app: TestApp) -> None:
    number = answered(shared_app, "labour-inspector", {"code": shared_app.text_of("stolen")})["card_number"]
    body = {"card_number": number, "purpose": "follow-up"}
    inspector = here(
        shared_app, "labour-inspector", answered(shared_app, "labour-inspector", body), Language.NB
    )

    viewer = here(shared_app, "client", answered(shared_app, "client", body), Language.NB)

    assert "Olena Navchalna" in inspector["to_authority"]
    letters = viewer["to_authority"] + viewer["to_employer"]
    assert number in letters
    assert [
        word for word in ("Olena", "Navchalna", "Øvingsbud", "314103297", "1985") if word in letters
    ] == []


def test_no_letter_bears_a_birth_date(shared_app: TestApp) -> None:
    check = answered(shared_app, "labour-inspector", {"code": shared_app.text_of("stolen")})

    text = here(shared_app, "labour-inspector", check, Language.NB)

    assert check["card"]["birth_date"] == "1985-02-23"
    assert [each for each in ("1985", "23.02") if each in text["to_authority"] + text["to_employer"]] == []
    assert ORIGIN not in text["to_authority"]
