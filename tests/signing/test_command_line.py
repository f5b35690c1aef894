"""The issuer's command line: issue a card, read it; wrong input gets a sentence."""

from __future__ import annotations

import io
import json
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from signing import SigningKey, TrustList
from signing.__main__ import main
from tests.support.cards import OTHER_ISSUER, STRANGER, USUAL

CARD = {
    "card_number": "48217730",
    "name": "Małgorzata Anna Prøve-Østby",
    "birth_date": "1987-04-19",
    "org_number": "314102274",
    "employer": "Øvingsbygg Entreprenør AS",
    "industries": [41],
    "issued": "2026-11-02",
    "expires": "2998-11-02",
    "status_ref": [1, 123456],
}


class Desk:
    """The issuer's desk: a folder with the key, the trust list and a card to issue."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.key, self.trust = folder / "key.pem", folder / "trust.json"
        self.card, self.symbol = folder / "card.json", folder / "card.svg"
        self.card.write_text(json.dumps(CARD), "utf-8")
        self._capsys = capsys

    def run(self, *words: str | Path) -> tuple[int, str, str]:
        """Run one command: exit code, standard output, standard error."""
        self._capsys.readouterr()
        code = main([str(word) for word in words])
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err

    def make_key(self) -> None:
        """Put a key for practice on the desk, open, and a list that trusts it."""
        key = SigningKey.generate()
        self.key.write_bytes(key.to_pem())
        self.trust.write_text(TrustList.of(key, environment="practice").to_json(), "utf-8")

    def issue(self, *words: str | Path) -> tuple[int, str, str]:
        """Run issue for the desk's card, with the desk's key as one for practice."""
        return self.run("issue", "--key", self.key, "--practice", self.trust, *words, self.card)

    def read(self, text: str) -> tuple[int, dict[str, Any]]:
        """Run read: exit code and the answer."""
        code, out, _ = self.run("read", "--trust", self.trust, text)
        return code, json.loads(out)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a desk without a key yet."""
    return Desk(tmp_path, capsys)


@pytest.fixture
def ready(desk: Desk) -> Desk:
    """Return a desk that has made its key, one for practice."""
    desk.make_key()
    return desk


def trusted(desk: Desk) -> TrustList:
    """Return the list of trusted keys on the desk."""
    return TrustList.from_json(desk.trust.read_text("utf-8"))


def test_a_card_is_issued_and_read(ready: Desk) -> None:
    code, out, _ = ready.issue("--base-url", "https://cards.example")
    read_code, answer = ready.read(out.strip())

    assert code == 0
    assert out.startswith("https://cards.example/c#")
    assert read_code == 0
    assert answer["genuine"] is True
    assert answer["refusal"] is None
    assert answer["kid"] == trusted(ready).keys[0].kid.hex()
    assert answer["card_number"] == "48217730"
    assert answer["card"] == {**CARD, "kind": "card", "face": None}


def test_an_answer_has_names_as_they_are_written_and_says_how_the_period_lies(ready: Desk) -> None:
    _, text, _ = ready.issue()

    _, out, _ = ready.run("read", "--trust", ready.trust, text.strip())

    assert '"name": "Małgorzata Anna Prøve-Østby"' in out
    assert json.loads(out)["period"] in ("NOT_YET", "CURRENT")


def test_the_symbol_is_written_too_when_asked_for(ready: Desk) -> None:
    code, _, _ = ready.issue("--svg", ready.symbol)

    assert code == 0
    assert "<svg" in ready.symbol.read_text("utf-8")


def test_a_text_is_read_from_standard_input(ready: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _, text, _ = ready.issue()
    monkeypatch.setattr(sys, "stdin", io.StringIO(f" {text}\n"))

    code, answer = ready.read("-")

    assert code == 0
    assert answer["card"]["name"] == USUAL.name


def test_a_text_that_is_not_genuine_gives_exit_code_1_and_the_reason(ready: Desk) -> None:
    code, answer = ready.read("48217730")

    assert code == 1
    assert answer["genuine"] is False
    assert answer["refusal"]["code"] == "T-NUM"
    assert answer["card_number"] == "48217730"
    assert answer["card"] is None


def test_a_strangers_card_gives_exit_code_1(ready: Desk) -> None:
    ready.key.write_bytes(STRANGER.to_pem())
    strangers_list = ready.trust.with_name("stranger.json")
    strangers_list.write_text(TrustList.of(STRANGER, environment="practice").to_json(), "utf-8")
    _, text, _ = ready.issue("--practice", strangers_list)

    code, answer = ready.read(text.strip())

    assert code == 1
    assert answer["refusal"]["code"] == "S-KID"
    assert answer["kid"] == STRANGER.kid.hex()


@pytest.mark.parametrize(
    "document",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        '"card"',
        "{}",
        "[" * 100_000,
        json.dumps(CARD | {"card_number": "1"}),
        json.dumps(CARD | {"birth_date": "19 April"}),
        json.dumps(CARD | {"birth_date": None}),
        json.dumps(CARD | {"industries": 41}),
        json.dumps(CARD | {"status_ref": None}),
        json.dumps(CARD | {"colour": "green"}),
        json.dumps(CARD | {"face": "RIFF"}),
        json.dumps({name: value for name, value in CARD.items() if name != "name"}),
    ],
)
def test_what_is_no_card_gets_a_sentence_that_names_the_file(ready: Desk, document: str) -> None:
    ready.card.write_text(document, "utf-8")

    code, out, err = ready.issue()

    assert code == 2
    assert out == ""
    assert err.startswith(f"{ready.card} is not a card: ")


def test_a_card_that_is_not_utf_8_gets_a_sentence(ready: Desk) -> None:
    ready.card.write_bytes(b'{"name": "\xff"}')

    code, _, err = ready.issue()

    assert code == 2
    assert "is not a card" in err


def test_a_missing_file_is_named(desk: Desk) -> None:
    code, _, err = desk.issue()

    assert code == 2
    assert str(desk.key) in err


def test_a_file_that_is_no_key_gets_a_sentence(desk: Desk) -> None:
    desk.key.write_text("not a key", "utf-8")

    code, _, err = desk.issue()

    assert code == 2
    assert "not a private key" in err


def test_a_wrong_address_gets_a_sentence(ready: Desk) -> None:
    code, _, err = ready.issue("--base-url", "cards.example")

    assert code == 2
    assert "base_url" in err


def test_a_key_signs_for_the_issuer_that_is_named(desk: Desk) -> None:
    desk.key.write_bytes(OTHER_ISSUER.to_pem())
    desk.trust.write_text(TrustList.of(OTHER_ISSUER, environment="practice").to_json(), "utf-8")

    _, right, _ = desk.issue("--issuer", "XX-TEST")
    code, wrong, error = desk.issue("--issuer", "NO-HSE")

    assert desk.read(right.strip())[0] == 0
    assert (code, wrong) == (2, "")
    assert "one of XX-TEST: see --issuer" in error


def test_no_command_and_unknown_commands_are_explained(desk: Desk) -> None:
    for words in ([], ["print"]):
        with pytest.raises(SystemExit) as ending:
            desk.run(*words)
        assert ending.value.code == 2


def test_the_package_runs_as_a_program(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.make_key()
    words = ["signing", "issue", "--key", str(desk.key), "--practice", str(desk.trust), str(desk.card)]
    monkeypatch.setattr(sys, "argv", words)
    monkeypatch.delitem(sys.modules, "signing.__main__")

    with pytest.raises(SystemExit) as ending:
        runpy.run_module("signing", run_name="__main__")

    assert ending.value.code == 0
