"""Where keys and their public halves go is settled before anybody types, and before a module makes a key."""

from __future__ import annotations

import getpass
import sys

import pytest

from signing import hsm
from signing.hsm import HsmAddress
from tests.support.key_desk import KeyDesk, desk, ready
from tests.support.softhsm import PIN, token, uri

__all__ = ["desk", "ready", "token"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what somebody at a terminal is asked for, and types each time."""
    prompts: list[str] = []

    def answer(prompt: str) -> str:
        prompts.append(prompt)
        return "a passphrase of some length"

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", answer)
    return prompts


@pytest.mark.parametrize("taken", ["--root", "--public"])
def test_a_place_that_is_taken_is_named_before_a_passphrase_is_asked_for(
    ready: KeyDesk, asked: list[str], taken: str
) -> None:
    places = {"--root": ready.folder / "root-2.pem", "--public": ready.folder / "root-2.pub"}
    places[taken] = ready.folder / ("root.pem" if taken == "--root" else "root.pub")

    code, _, err = ready.run("make-root", *(word for pair in places.items() for word in pair))

    assert (code, asked) == (2, [])
    assert err == f"{places[taken]} exists already, and is never overwritten\n"
    assert not (ready.folder / "root-2.pem").exists()
    assert not (ready.folder / "root-2.pub").exists()


def test_a_root_of_an_issuer_that_cannot_be_leaves_nothing_in_the_module(
    desk: KeyDesk, token: HsmAddress
) -> None:
    desk.words.write_text(PIN, "utf-8")
    root = uri("root of nobody", token.module)

    code, _, err = desk.with_words("make-root", "--root", root, "--public", desk.public, "--issuer", "no hse")

    assert code == 2
    assert "issuer" in err
    assert not desk.public.exists()
    with hsm.made(HsmAddress.from_uri(root), PIN, "NO-HSE") as key:
        assert key.kid


def test_the_passphrase_is_what_stands_in_its_file_without_the_end_of_the_line(desk: KeyDesk) -> None:
    desk.words.write_bytes(b"a passphrase with an end ~\r\n")
    desk.make_root()
    desk.make_key("card-1")

    desk.words.write_bytes(b"a passphrase with an end ~")
    code, _, _ = desk.publish()
    desk.words.write_bytes(b"a passphrase with an end")
    wrong, _, err = desk.publish("--days", "2")

    assert (code, wrong) == (0, 2)
    assert "passphrase" in err


def test_somebody_at_a_terminal_is_told_which_passphrase_is_wanted(ready: KeyDesk, asked: list[str]) -> None:
    key = ready.folder / "card-2.pem"

    ready.run("make-key", "--keys", ready.keys, "--name", "card-2", "--key", key)

    assert asked == [f"Passphrase of {key}: ", "The same once more: "]


def test_what_the_list_cannot_take_is_refused_before_a_passphrase_is_asked_for(
    ready: KeyDesk, asked: list[str]
) -> None:
    key = ready.folder / "card-2.pem"

    code, _, _ = ready.run("make-key", "--keys", ready.keys, "--name", "card-1", "--key", key)

    assert (code, asked) == (2, [])
    assert not key.exists()
