"""What each command of the issuer asks for: a command that does not get it does nothing and names it."""

from __future__ import annotations

import argparse
import re

import pytest

from signing.__main__ import main, parser

NEEDED = {
    "make-root": {"--root", "--public"},
    "make-key": {"--key", "--keys", "--name"},
    "rotate": {"--key", "--keys", "--name", "--after", "--on"},
    "withdraw-key": {"--keys", "--name", "--not-after"},
    "publish-keyset": {"--root", "--keys", "--set"},
    "show-keyset": {"--set", "--root"},
    "issue": {"--key", "cards"},
    "read": {"--trust", "text"},
    "verify-log": {"log"},
    "status-list build": {"--key", "--trust", "--sub", "--out", "statuses"},
    "status-list show": {"--trust", "token"},
    "status-list delta": {"--key", "--trust", "--out", "old", "new"},
    "print": {"--trust", "--out", "--issuer-name", "texts"},
}
# What a command does without an option: scripts of issuers rest on it. None: nothing.
SIGNER: dict[str, object] = {"--passphrase-file": None, "--passphrase-env": None}
ISSUER = {"--issuer": "NO-HSE"}
NEW_KEY: dict[str, object] = {**SIGNER, "--to": None, "--without-passphrase": False}
FONTS = {"--font": None, "--bold-font": None}
WITHOUT: dict[str, dict[str, object]] = {
    "make-root": {**SIGNER, **ISSUER},
    "make-key": {**NEW_KEY, **ISSUER, "--purpose": "card", "--from": None, "--practice": False},
    "rotate": {**NEW_KEY, "--longest-offline-days": 7},
    "withdraw-key": {},
    "publish-keyset": {
        **SIGNER,
        **{"--days": 30, "--first": False, "--sequence": None, "--next-root": None, "--last-root": None},
        "--drop-after-days": None,
    },
    "show-keyset": {"--form": "text"},
    "issue": {
        **SIGNER,
        **ISSUER,
        **FONTS,
        **dict.fromkeys(("--base-url", "--register", "--places", "--log", "--trust", "--practice")),
        **dict.fromkeys(("--out", "--rejects", "--faces", "--svg")),
        **dict.fromkeys(("--all-in-order", "--again", "--printed-elsewhere"), False),
        "--operator": "",
        "--daily-limit": 500,
    },
    "read": {},
    "verify-log": {"--holds": None},
    "status-list build": {**SIGNER, **ISSUER},
    "status-list show": {"--index": []},
    "status-list delta": {**SIGNER, **ISSUER},
    "print": {
        **FONTS,
        **{"--format": "pdf", "--pictures": None, "--colour": "#1f3a5f", "--dpi": 300, "--level": "Q"},
        **{"--bleed": 0.0, "--marks": False},
    },
}
CHOICES = {
    "make-key --purpose": ["card", "status"],
    "show-keyset --form": ["text", "jwks", "trust"],
    "print --format": ["pdf", "svg", "sheets"],
    "print --level": ["L", "M", "Q", "H"],
}


def commands(whole: argparse.ArgumentParser, before: str = "") -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of all commands by their words."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in whole._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, part in action.choices.items():
                found |= commands(part, f"{before} {name}".strip())
    return found or {before: whole}


@pytest.mark.parametrize("command", NEEDED)
def test_a_command_needs_just_these(command: str) -> None:
    actions = commands(parser())[command]._actions

    needed = {(action.option_strings or [action.dest])[0] for action in actions if action.required}
    assert needed == NEEDED[command]


@pytest.mark.parametrize("command", WITHOUT)
def test_without_an_option_a_command_does_what_it_always_did(command: str) -> None:
    actions = commands(parser())[command]._actions

    without = {
        action.option_strings[0]: action.default
        for action in actions
        if action.option_strings and not action.required and action.dest != "help"
    }
    assert without == WITHOUT[command]


def test_an_option_takes_what_it_always_took() -> None:
    assert {
        f"{command} {action.option_strings[0]}": list(action.choices)
        for command, part in commands(parser()).items()
        for action in part._actions
        if action.choices
    } == CHOICES


@pytest.mark.parametrize("command", WITHOUT)
def test_help_names_the_default_that_holds(command: str) -> None:
    for action in commands(parser())[command]._actions:
        said = re.search(r"\(default (\S+)\)", action.help or "")
        if said and action.default is not None:
            assert said[1] == str(action.default)


def test_every_command_is_known_here() -> None:
    assert set(commands(parser())) == set(NEEDED)


@pytest.mark.parametrize("command", NEEDED)
def test_no_option_is_taken_for_another_one_that_begins_like_it(command: str) -> None:
    assert not commands(parser())[command].allow_abbrev


@pytest.mark.parametrize("words", [[], ["status-list"], ["issue"], ["make-root", "--root", "x"]])
def test_what_is_missing_is_named(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(words)

    assert ending.value.code == 2
    assert "the following arguments are required: " in (err := capsys.readouterr().err)
    if words == ["status-list"]:
        assert "required: part\n" in err
