"""Every sentence stands in all three languages, every code has its sentences, and none is left over."""

from __future__ import annotations

import json
import re

import pytest

from sync.registers.ports import CardStatus
from sync.report import Act, Ground
from tests.support import sources
from verifier.access import RIGHTS
from verifier.card_status import STATUS
from verifier.findings import Judgement
from verifier.problems import PROBLEMS
from verifier.reasons import Consequence, Reason
from verifier.rulebook import load_rules
from verifier.verdict import Outcome
from verifier.words import LANGUAGES, Words

WORDS = sources.CHECKOUT / "verifier" / "static" / "words"
GAP = re.compile(r"\{(\w+)\}")
# A key written out in a script, a template or a Python file.
ADDRESS = re.compile(r"""url_for\(["'][a-z_.]+["']""")
WRITTEN = re.compile(r"""["'`]((?:ui|problem|practice|role|outcome)\.[A-Za-z0-9_.-]+[A-Za-z0-9_])["'`]""")
# The first part of a key whose rest comes from a value, such as `reason.${code}.say` or "ui.scan." ~ purpose.
BUILT = re.compile(r"""["'`]((?:[a-z]+\.)(?:[A-Za-z0-9_-]+\.)*(?:[A-Za-z-]*))(?:\$\{|["']\s*~)""")
PLURAL = (".one", ".other")


def dictionary(language: str) -> dict[str, str]:
    """Return all sentences of a language."""
    texts: dict[str, str] = {}
    for name in (f"{language}.json", f"practice.{language}.json"):
        texts |= json.loads((WORDS / name).read_text(encoding="utf-8"))
    return texts


def whole_code() -> str:
    """Return every script and template as one text."""
    files = [*sources.files(".js", ".html", below="verifier"), *sources.files(".py", below="verifier")]
    # Names of views look like keys, and are none.
    return ADDRESS.sub("", "\n".join(path.read_text(encoding="utf-8") for path in files))


def plain(key: str) -> str:
    """Return a key without the ending that tells one from many."""
    for ending in PLURAL:
        key = key.removesuffix(ending)
    return key


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "nb"])
def test_all_languages_say_the_same_things(language: str) -> None:
    norwegian, other = dictionary("nb"), dictionary(language)

    assert set(other) == set(norwegian)
    different = [
        key for key, text in norwegian.items() if sorted(GAP.findall(text)) != sorted(GAP.findall(other[key]))
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_or_ends_in_a_blank(language: str) -> None:
    assert [key for key, text in dictionary(language).items() if not text or text != text.strip()] == []


def test_every_code_has_its_sentences() -> None:
    needed = (
        {f"reason.{reason}.{part}" for reason in Reason for part in ("headline", "say", "next")}
        | {f"outcome.{outcome}" for outcome in (*Outcome, "CLEAN")}
        | {f"answer.{answer}" for answer in Judgement}
        | {f"consequence.{consequence}" for consequence in Consequence}
        | {f"ground.{ground}" for ground in Ground}
        | {f"ui.act.{act}" for act in Act}
        | {f"role.{role}" for role in RIGHTS}
        | {f"problem.{code}" for code in PROBLEMS}
        | {f"industry.{code}" for code in {rule.code for rule in load_rules().editions}}
    )
    assert sorted(needed - set(dictionary("nb"))) == []


def test_every_status_of_a_card_has_a_reason() -> None:
    assert set(STATUS) == set(CardStatus) - {CardStatus.IN_ORDER}


def test_every_sentence_that_is_asked_for_is_there() -> None:
    known = {plain(key) for key in dictionary("nb")} | set(dictionary("nb"))
    assert sorted({key for key in WRITTEN.findall(whole_code())} - known) == []


def test_no_sentence_is_left_over() -> None:
    code = whole_code()
    written = set(WRITTEN.findall(code))
    beginnings = tuple(set(BUILT.findall(code)))
    left = {
        key
        for key in dictionary("nb")
        if plain(key) not in written and key not in written and not key.startswith(beginnings)
    }
    assert sorted(left) == []


def test_the_server_fills_in_values() -> None:
    said = Words().say("en", "ui.verdict.photo-of", name="Ingrid Øvingsen")
    assert said == "The register's photo of Ingrid Øvingsen"
