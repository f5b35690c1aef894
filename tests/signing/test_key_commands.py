"""The issuer's commands about keys: nothing is overwritten, and every fault gets a sentence."""

from __future__ import annotations

import getpass
import stat
import sys
from datetime import timedelta

import pytest

from signing import SigningKey, keyfile
from signing.commands import files
from signing.keyset import root_hash
from tests.support.key_desk import LATER, SOON, TODAY, WORDS, KeyDesk, desk, ready

__all__ = ["desk", "ready"]


def test_a_root_is_made_locked_and_its_fingerprint_is_said(desk: KeyDesk) -> None:
    code, out, _ = desk.make_root()

    root = keyfile.unlock((desk.folder / "root.pem").read_bytes(), WORDS, "NO-HSE")
    assert code == 0
    assert keyfile.read_public(desk.public.read_bytes()) == (root.public_key,)
    assert root_hash(root.public_key).hex() in out
    assert f"root {root.kid.hex()} of NO-HSE: {desk.folder / 'root.pem'}" in out
    assert f"public half, to build into readers: {desk.public}" in out
    assert stat.S_IMODE(desk.public.stat().st_mode) == 0o644
    assert stat.S_IMODE((desk.folder / "root.pem").stat().st_mode) == 0o600


def test_a_key_is_made_locked_and_put_on_the_list(desk: KeyDesk) -> None:
    code, out, _ = desk.make_key("card-1", "--from", SOON, "--to", LATER)

    key = keyfile.unlock((desk.folder / "card-1.pem").read_bytes(), WORDS, "NO-HSE")
    listed = desk.listed.named("card-1")
    assert code == 0
    assert key.kid.hex() in out
    assert (listed.public_key, listed.purpose, listed.state) == (key.public_key, "card", "active")
    assert listed.starts.isoformat() == f"{SOON}T00:00:00+00:00"
    assert listed.ends.isoformat() == f"{LATER}T23:59:59+00:00"
    assert f"on the list {desk.keys} as card-1; readers know it once publish-keyset has run" in out
    assert stat.S_IMODE((desk.folder / "card-1.pem").stat().st_mode) == 0o600


def test_a_new_list_belongs_to_an_issuer_and_to_production_or_practice(desk: KeyDesk) -> None:
    desk.make_key("card-1", "--practice", "--issuer", "XX-TEST")
    desk.make_key("card-2")

    assert (desk.listed.issuer, desk.listed.environment) == ("XX-TEST", "practice")
    assert [key.issuer for _, key in desk.listed.keys] == ["XX-TEST", "XX-TEST"]


def test_a_practice_key_may_stay_open_and_no_other(desk: KeyDesk) -> None:
    refused = desk.make_key("card-1", "--without-passphrase")
    code, _, _ = desk.make_key("card-1", "--without-passphrase", "--practice")

    assert refused[0] == 2
    assert "has a passphrase" in refused[2]
    assert code == 0
    assert SigningKey.from_pem((desk.folder / "card-1.pem").read_bytes()).kid == desk.listed.keys[0][1].kid


def test_no_private_file_is_overwritten(ready: KeyDesk) -> None:
    before = {path.name: path.read_bytes() for path in ready.folder.iterdir()}

    answers = [ready.make_root(), ready.make_key("card-1"), ready.rotate("card-1", "status-1", LATER)]
    named = ready.with_words(
        "make-key", "--key", ready.folder / "card-1.pem", "--keys", ready.keys, "--name", "x"
    )

    assert [code for code, _, _ in (*answers, named)] == [2, 2, 2, 2]
    assert "never overwritten" in answers[0][2]
    assert "never overwritten" in named[2]
    assert {path.name: path.read_bytes() for path in ready.folder.iterdir()} == before


def test_a_key_is_taken_away_again_when_its_public_half_has_no_place(desk: KeyDesk) -> None:
    # Found only while writing: the names are as long as names may be, or longer.
    desk.keys = desk.folder / ("k" * 255)
    made = desk.make_key("card-1")
    public = desk.folder / ("x" * 300)
    root = desk.with_words("make-root", "--root", desk.folder / "root.pem", "--public", public)

    assert (made[0], root[0]) == (2, 2)
    assert [path.name for path in desk.folder.glob("*.pem")] == []


@pytest.mark.parametrize("option", ["--root", "--public"])
def test_a_folder_that_is_not_there_is_named_before_a_passphrase_is_asked_for(
    desk: KeyDesk, option: str
) -> None:
    files = {"--root": desk.folder / "root.pem", "--public": desk.folder / "root.pub"}
    files[option] = desk.folder / "nowhere" / "root.file"

    code, _, err = desk.run("make-root", *(word for pair in files.items() for word in pair))

    assert code == 2
    assert "no such folder" in err
    assert "nowhere" in err
    assert list(desk.folder.glob("root.*")) == []


def test_a_list_in_a_folder_that_is_not_there_makes_no_key(desk: KeyDesk) -> None:
    desk.keys = desk.folder / "nowhere" / "keys.json"

    code, _, err = desk.make_key("card-1")

    assert code == 2
    assert "no such folder" in err
    assert list(desk.folder.glob("*.pem")) == []


@pytest.mark.parametrize(
    "words",
    [("--issuer", "no hse"), ("--to", TODAY - timedelta(days=1)), ("--from", "9999-06-01")],
    ids=["issuer", "window", "after the year 9999"],
)
def test_what_the_list_cannot_take_leaves_no_key_behind(desk: KeyDesk, words: tuple[str, str]) -> None:
    code, _, err = desk.make_key("card-1", *words)

    assert code == 2
    assert err.strip()
    assert sorted(path.name for path in desk.folder.iterdir()) == ["words"]


def test_a_broken_list_is_named_and_left_as_it_is(desk: KeyDesk) -> None:
    desk.keys.write_text("{}", "utf-8")

    code, _, err = desk.make_key("card-1")

    assert code == 2
    assert f"{desk.keys}: not a key list" in err
    assert desk.keys.read_text("utf-8") == "{}"


def test_a_key_signs_from_today_for_a_year_unless_told_otherwise(desk: KeyDesk) -> None:
    desk.make_key("card-1")

    listed = desk.listed.named("card-1")
    assert listed.purpose == "card"
    assert listed.starts.date() == TODAY
    assert listed.ends.date() - listed.starts.date() == timedelta(days=365)


def test_a_withdrawal_is_written_down_and_said(ready: KeyDesk) -> None:
    code, out, _ = ready.withdraw("card-1", TODAY)

    key = ready.listed.named("card-1")
    assert code == 0
    assert (key.state, key.not_after and key.not_after.date()) == ("compromised", TODAY)
    assert f"key {key.kid.hex()} (card-1) is compromised: not genuine when dated after {TODAY}" in out
    assert "readers know it once publish-keyset has run and they have fetched the set" in out


def test_a_list_is_never_written_over_the_key_that_was_just_made(desk: KeyDesk) -> None:
    same = desk.folder / "same"

    code, _, err = desk.with_words("make-key", "--key", same, "--keys", same, "--name", "card-1")

    assert code == 2
    assert "is named twice, as key and as keys" in err
    assert not same.exists()


def test_nothing_public_is_written_over_a_private_key(ready: KeyDesk) -> None:
    card = ready.folder / "card-1.pem"
    before = card.read_bytes()

    answers = [
        ready.with_words(
            "publish-keyset", "--root", ready.folder / "root.pem", "--keys", ready.keys, "--set", card
        ),
        ready.with_words("make-key", "--key", ready.folder / "new.pem", "--keys", card, "--name", "x"),
    ]

    assert [code for code, _, _ in answers] == [2, 2]
    assert card.read_bytes() == before


def test_a_withdrawal_during_a_make_key_that_waits_is_not_lost(ready: KeyDesk) -> None:
    # Whoever makes a key holds the list until it is written: the other run is told so.
    with files.alone_in(ready.folder):
        refused = ready.withdraw("card-1", TODAY)
    done = ready.withdraw("card-1", TODAY)

    assert (refused[0], done[0]) == (2, 0)
    assert "another run works in" in refused[2]
    assert ready.listed.named("card-1").state == "compromised"


# Passphrases


def test_a_passphrase_comes_from_the_variable_that_is_named(
    desk: KeyDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROOT_WORDS", WORDS)
    files = ("--root", desk.folder / "root.pem", "--public", desk.public)

    code, _, _ = desk.run("make-root", *files, "--passphrase-env", "ROOT_WORDS")

    assert code == 0
    root = keyfile.unlock((desk.folder / "root.pem").read_bytes(), WORDS, "NO-HSE")
    assert keyfile.read_public(desk.public.read_bytes()) == (root.public_key,)


def test_a_passphrase_is_asked_for_at_a_terminal_and_twice_for_a_new_key(
    ready: KeyDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter([WORDS, WORDS, WORDS, WORDS, "something else altogether"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(typed))
    make = ("make-key", "--keys", ready.keys, "--name", "card-2", "--key", ready.folder / "card-2.pem")
    publish = (
        "publish-keyset",
        "--root",
        ready.folder / "root.pem",
        "--keys",
        ready.keys,
        "--set",
        ready.set,
    )
    again = ("make-key", "--keys", ready.keys, "--name", "card-3", "--key", ready.folder / "card-3.pem")

    codes = [ready.run(*make)[0], ready.run(*publish)[0]]
    code, _, err = ready.run(*again)

    assert codes == [0, 0]
    assert code == 2
    assert "differ" in err
    assert not (ready.folder / "card-3.pem").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "no terminal to ask at"),
        (("--passphrase-env", "NOT_SET_ANYWHERE"), "is empty"),
        (("--passphrase-file", "no-such-file"), "no-such-file"),
    ],
)
def test_a_passphrase_that_is_not_there_gets_a_sentence(
    desk: KeyDesk, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    make = ("make-key", "--keys", desk.keys, "--name", "card-1", "--key", desk.folder / "card-1.pem")

    code, _, err = desk.run(*make, *words)

    assert code == 2
    assert sentence in err


def test_no_command_takes_a_passphrase_or_pin_as_a_word(desk: KeyDesk) -> None:
    with pytest.raises(SystemExit):
        desk.run("make-root", "--root", "r", "--public", "p", "--passphrase", WORDS)


# Rotation and withdrawal


def test_a_key_is_followed_by_the_next_on_a_day(ready: KeyDesk) -> None:
    code, _, err = ready.rotate("card-2", "card-1", TODAY + timedelta(days=20))

    first, second = ready.listed.named("card-1"), ready.listed.named("card-2")
    assert (code, err) == (0, "")
    assert second.starts - first.ends == timedelta(seconds=1)
    assert second.purpose == "card"


def test_a_status_key_is_followed_by_a_status_key(ready: KeyDesk) -> None:
    ready.rotate("status-2", "status-1", TODAY + timedelta(days=20))

    assert ready.listed.named("status-2").purpose == "status"


def test_a_next_key_that_comes_too_soon_for_readers_without_coverage_is_warned_of(ready: KeyDesk) -> None:
    code, _, err = ready.rotate("card-2", "card-1", SOON)
    _, _, shorter = ready.rotate("card-3", "card-2", LATER, "--longest-offline-days", "10")

    assert code == 0
    assert "warning" in err
    assert "14 days" in err
    assert shorter == ""


def test_a_key_that_is_not_there_cannot_be_followed_or_withdrawn(ready: KeyDesk) -> None:
    assert "card-1, status-1" in ready.rotate("card-2", "card-9", LATER)[2]
    assert "card-1, status-1" in ready.withdraw("card-9", TODAY)[2]
