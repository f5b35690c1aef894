"""The issuer's commands about key sets: numbers never go back, and what was withdrawn stays withdrawn."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from signing import TrustList, keyfile
from signing.hsm import HsmAddress
from signing.keys import Environment, kid_of
from signing.keyset import root_hash
from tests.support.key_desk import LATER, TODAY, KeyDesk, desk, ready
from tests.support.softhsm import PIN, token, uri

__all__ = ["desk", "ready", "token"]


def test_a_withdrawn_key_is_published_with_its_last_good_day(ready: KeyDesk) -> None:
    code, out, _ = ready.withdraw("card-1", TODAY)
    ready.publish()

    key = ready.published().keys[0]
    assert code == 0
    assert ready.listed.named("card-1").kid.hex() in out
    assert key.state == "compromised"
    assert key.not_after == datetime(TODAY.year, TODAY.month, TODAY.day, 23, 59, 59, tzinfo=UTC)


def test_each_set_has_the_next_number_and_lives_for_thirty_days(ready: KeyDesk) -> None:
    first = ready.published()
    code, out, _ = ready.publish()

    second = ready.published()
    assert code == 0
    assert (first.sequence, second.sequence) == (1, 2)
    assert second.expires - second.issued == timedelta(days=30)
    assert "set 2 of NO-HSE (production), 2 keys" in out


def test_a_number_can_be_skipped_and_never_goes_back(ready: KeyDesk) -> None:
    skipped, back = ready.publish("--sequence", "9"), ready.publish("--sequence", "9")

    assert skipped[0] == 0
    assert back[0] == 2
    assert "the next one is 10" in back[2]
    assert ready.published().sequence == 9


@pytest.mark.parametrize("days", ["0", "31", "99999"])
def test_a_set_lives_neither_shorter_nor_longer_than_readers_take(ready: KeyDesk, days: str) -> None:
    before = ready.set.read_bytes()

    code, _, err = ready.publish("--days", days)

    assert code == 2
    assert err.strip()
    assert ready.set.read_bytes() == before


def test_a_withdrawal_cannot_be_undone_by_editing_the_list(ready: KeyDesk) -> None:
    untouched = ready.keys.read_bytes()
    ready.withdraw("card-1", TODAY)
    ready.publish()
    ready.keys.write_bytes(untouched)

    code, _, err = ready.publish()

    assert code == 2
    assert "was withdrawn" in err


def test_a_withdrawn_key_cannot_be_left_out_and_come_back_in_a_later_set(ready: KeyDesk) -> None:
    ready.make_key("card-2", "--to", LATER)
    ready.withdraw("card-1", TODAY)
    ready.publish("--drop-after-days", "0")
    document = json.loads(ready.keys.read_text("utf-8"))
    document["keys"] = [entry for entry in document["keys"] if entry["name"] != "card-1"]
    ready.keys.write_text(json.dumps(document), "utf-8")

    code, _, err = ready.publish()

    assert code == 2
    assert "it stays on the list, and withdrawn" in err
    assert [key.state for key in ready.published().keys].count("compromised") == 1


def test_without_the_last_set_nothing_is_published_as_if_it_were_the_first(ready: KeyDesk) -> None:
    elsewhere = ready.folder / "mistyped.cose"
    files = ("--root", ready.folder / "root.pem", "--keys", ready.keys)

    code, _, err = ready.with_words("publish-keyset", *files, "--set", elsewhere)
    first = ready.with_words("publish-keyset", "--first", *files, "--set", ready.set)

    assert code == 2
    assert "fetch the last set from a node" in err
    assert not elsewhere.exists()
    assert first[0] == 2
    assert "holds set 1: this is not the first one" in first[2]


def test_a_number_far_ahead_is_not_given(ready: KeyDesk) -> None:
    code, _, err = ready.publish("--sequence", str(2**53 - 1))

    assert code == 2
    assert "nor far ahead: the next one is 2" in err


@pytest.mark.parametrize("days", ["-60", "1.5", "x", "1000000"])
def test_days_are_a_whole_number_from_0(ready: KeyDesk, days: str) -> None:
    with pytest.raises(SystemExit):
        ready.publish(f"--drop-after-days={days}")


def test_a_set_of_another_root_is_nothing_to_go_on_from(ready: KeyDesk) -> None:
    ready.make_root("other")

    code, _, err = ready.publish(root="other")

    assert code == 2
    assert "another root" in err


def test_keys_are_left_out_when_no_card_of_theirs_can_be_in_use(ready: KeyDesk) -> None:
    long_ago = TODAY - timedelta(days=900)
    ready.make_key("old", "--from", long_ago, "--to", long_ago + timedelta(days=30))

    ready.publish()
    kept = [key.state for key in ready.published().keys]
    ready.publish("--drop-after-days", "800")

    assert kept == ["active", "active", "retired"]
    assert [key.state for key in ready.published().keys] == ["active", "active"]


def test_the_root_is_changed_over_two_sets(ready: KeyDesk) -> None:
    ready.make_root("next")
    ready.publish("--next-root", ready.folder / "next.pub")
    announced = ready.published().next_root
    ready.publish()

    too_early = ready.publish(root="next")
    code, _, _ = ready.publish("--last-root", ready.public, root="next")

    assert announced is not None
    assert too_early[0] == 2
    assert code == 0
    assert ready.published("next").sequence == 4
    assert ready.published("next").next_root is None
    assert ready.show()[0] == 1
    assert ready.show(root="next")[0] == 0


def test_a_root_that_was_not_announced_signs_no_set_that_readers_would_take(ready: KeyDesk) -> None:
    ready.make_root("next")

    code, _, err = ready.publish("--last-root", ready.public, root="next")

    assert code == 2
    assert "did not announce" in err
    assert ready.published().sequence == 1


def test_a_set_is_shown_for_people_for_other_readers_and_for_our_commands(ready: KeyDesk) -> None:
    ready.make_root("next")
    ready.withdraw("card-1", TODAY)
    ready.publish("--next-root", ready.folder / "next.pub")

    text, jwks, trust = ready.show()[1], ready.show("--form", "jwks")[1], ready.show("--form", "trust")[1]

    assert f"compromised  {TODAY} to {LATER}, not after {TODAY}" in text
    assert "next root: " in text
    assert json.loads(jwks) == {"keys": []}
    assert [key.purpose for key in TrustList.from_json(trust).keys] == ["card", "status"]


def test_a_set_is_shown_a_line_for_each_key(ready: KeyDesk) -> None:
    head, *lines = ready.show()[1].splitlines()

    assert head.startswith("set 1 of NO-HSE (production), 2 keys, issued ")
    kids = [key.kid.hex() for _, key in ready.listed.keys]
    a_year = TODAY + timedelta(days=365)
    assert lines == [
        f"{kids[0]}  NO-HSE  card    active       {TODAY} to {LATER}",
        f"{kids[1]}  NO-HSE  status  active       {TODAY} to {a_year}",
    ]


def test_a_damaged_set_is_shown_with_the_reason(ready: KeyDesk) -> None:
    ready.set.write_bytes(ready.set.read_bytes()[:-1] + b"\x00")

    code, out, err = ready.show()

    assert (code, out) == (1, "")
    refusal = json.loads(err)["refusal"]
    assert set(refusal) == {"code", "detail"}
    assert refusal["code"] == "S-SIG"
    assert ready.publish()[0] == 2


def test_a_file_that_is_no_public_key_is_named(ready: KeyDesk) -> None:
    code, _, err = ready.run("show-keyset", "--set", ready.set, "--root", ready.keys)

    assert code == 2
    assert f"{ready.keys} holds no public key" in err


@pytest.mark.parametrize("environment", ["practice", "production"])
def test_a_set_says_where_it_belongs(desk: KeyDesk, environment: Environment) -> None:
    desk.make_root()
    desk.make_key("card-1", *(["--practice"] if environment == "practice" else []))
    desk.publish()

    assert desk.published().environment == environment


@pytest.mark.parametrize(("sequence", "taken"), [(100_000, True), (100_001, False)])
def test_a_number_that_others_could_never_follow_is_not_given(
    desk: KeyDesk, sequence: int, taken: bool
) -> None:
    desk.make_root()
    desk.make_key("card-1")

    code, _, err = desk.publish("--sequence", str(sequence))

    assert code == (0 if taken else 2)
    assert ("nor far ahead: the next one is 1" in err) is not taken


# Keys in a module


def test_root_and_card_key_may_lie_in_a_module(desk: KeyDesk, token: HsmAddress) -> None:
    desk.words.write_text(PIN, "utf-8")
    root, card = uri("root of the desk", token.module), uri("card-key", token.module)
    files = ("--keys", desk.keys)

    answers = [
        desk.with_words("make-root", "--root", root, "--public", desk.public),
        desk.with_words("make-key", "--key", card, *files, "--name", "card-1"),
        desk.with_words("publish-keyset", "--first", "--root", root, *files, "--set", desk.set),
    ]
    again = desk.with_words("make-key", "--key", card, *files, "--name", "card-2")

    assert [code for code, _, _ in answers] == [0, 0, 0]
    [public] = keyfile.read_public(desk.public.read_bytes())
    assert desk.published().root == root_hash(public)
    assert kid_of(desk.listed.named("card-1").public_key) == desk.published().keys[0].kid
    assert again[0] == 2
    assert "never overwritten" in again[2]
    assert len(desk.listed.keys) == 1
