"""Two readers, one answer: of whatever is signed or scanned, server and phone say the same."""

from __future__ import annotations

import base64
import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from signing import Refusal, RefusalCode, read_card
from signing.keys import point_of
from signing.keyset import KeySet
from signing.statusdelta import apply_delta
from signing.statuslist import StatusList
from tests.support import cards, keysets, statuslists
from tests.support.chromium import CHECKOUT, NODE
from tests.vectors import make_cards, make_keysets, make_statuslists
from tests.vectors.generated_cards import Question, questions
from tests.vectors.generated_statements import HELD, Statement, dense, statements

Asked = Question | Statement
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CARDS, LISTS, ROOT = cards.trust_list(), statuslists.trust_list(), keysets.ROOT.public_key
HELD_TOKEN = HELD.to_token(statuslists.STATUS_KEY)
HELD_HERE = replace(HELD, issuer=statuslists.STATUS_KEY.issuer)
BEGINNING = {
    "cards": json.loads(CARDS.to_json()),
    "lists": json.loads(LISTS.to_json()),
    "root": base64.b64encode(point_of(ROOT)).decode(),
    "held": base64.b64encode(HELD_TOKEN).decode(),
    "indices": make_statuslists.INDICES,
    "now": int(statuslists.NOW.timestamp()) * 1000,
}
TOO_LONG = Question("9" * 12_001, 0)
# A card's trust list that runs out, and one with a compromised key, stand in keysets.json.
OF_CARDS = {code.value for code in RefusalCode if code[0] not in "KL"} - {RefusalCode.KEY_COMPROMISED.value}


def on_the_server(asked: Asked) -> dict[str, Any]:
    """Return what Python answers."""
    now = EPOCH + timedelta(milliseconds=asked.now)
    match asked:
        case Question(text):
            return make_cards.answer(read_card(text, CARDS, now))
        case Statement("set", data):
            found = KeySet.from_bytes(data, ROOT, now)
            return make_keysets.content(found.code if isinstance(found, Refusal) else found)
        case Statement("delta", data):
            return make_statuslists.answer(apply_delta(HELD_HERE, data, LISTS, now))
        case Statement(_, data):
            return make_statuslists.answer(StatusList.from_token(data, LISTS, now))


def on_the_phone(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """Return what the browser's code answers to each, all in one process of Node."""
    lines = "\n".join(json.dumps(each) for each in (BEGINNING, *map(as_json, asked)))
    program = CHECKOUT / "tests" / "js" / "support" / "reader_cli.js"
    done = subprocess.run([str(NODE), str(program)], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def as_json(asked: Asked) -> dict[str, Any]:
    """Return the line that asks the phone's reader."""
    if isinstance(asked, Question):
        return {"kind": "card", "text": asked.text, "now": asked.now}
    return {"kind": asked.kind, "data": base64.b64encode(asked.data).decode(), "now": asked.now}


def answers_to(asked: Sequence[Asked]) -> Counter[str]:
    """Return how often each answer was given; both readers must have given it."""
    server, phone = [on_the_server(each) for each in asked], on_the_phone(asked)
    differ = [each for each in zip(asked, server, phone, strict=True) if each[1] != each[2]]
    assert differ[:3] == []
    return Counter(str(each["refusal"]) for each in server)


def test_three_thousand_cards_are_read_alike() -> None:
    answers = answers_to([*questions(3_000, seed=1), TOO_LONG])

    # Every answer that there is was given, and cards in good order were a fair part.
    assert set(answers) == {*OF_CARDS, "None"}
    assert answers["None"] > 500


def test_status_lists_deltas_and_key_sets_are_read_alike() -> None:
    answers = answers_to([*statements(900, seed=1), dense(1)])

    # What only their vectors can ask needs a second edition of a set, or a key for it.
    assert set(answers) >= {"D-CBR", "S-KID", "S-SIG", "S-WIN", "C-CLM", "K-ROO", "K-SET", "K-EXP", "None"}
    assert set(answers) >= {"L-SUB", "L-FUT", "L-EXP", "L-ARR", "L-DLT", "L-SUM"}
    assert answers["None"] > 100


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 110))
def test_a_hundred_thousand_cards_are_read_alike(seed: int) -> None:
    assert answers_to([*questions(10_000, seed)]).total() == 10_000


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 110))
def test_ten_thousand_statements_are_read_alike(seed: int) -> None:
    assert answers_to([*statements(1_000, seed), dense(seed)]).total() == 1_001
