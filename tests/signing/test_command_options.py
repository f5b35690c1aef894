"""What each command of the issuer asks for: a command that does not get it does nothing and names it."""

from __future__ import annotations

import argparse

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
    assert "the following arguments are required: " in capsys.readouterr().err
