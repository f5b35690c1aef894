"""Issuing in bulk: each card once, and no gap after an interruption."""

from __future__ import annotations

import fcntl
import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support import sources
from tests.support.issuing import IssuerDesk, cards, document


@pytest.fixture
def desk(tmp_path: Path) -> IssuerDesk:
    """Return the desk of an issuer."""
    return IssuerDesk(tmp_path)


def test_the_same_list_again_issues_nothing(desk: IssuerDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.fill(*cards(5))
    desk.issue()
    before = desk.out.read_bytes(), desk.log.read_bytes()
    capsys.readouterr()

    code = desk.issue()

    assert code == 0
    assert (desk.out.read_bytes(), desk.log.read_bytes()) == before
    assert capsys.readouterr().out == "issued 0, issued before 5, rejected 0, left 0\n"


def test_a_row_that_stands_twice_is_issued_once(desk: IssuerDesk) -> None:
    desk.fill(*cards(2), *cards(2))

    assert desk.issue() == 0
    assert desk.issued() == cards(2)


def test_a_card_is_not_issued_a_second_time_to_another_file(desk: IssuerDesk) -> None:
    desk.fill(*cards(2))
    desk.issue()
    desk.out = desk.out.with_name("other.txt")
    desk.rejects = desk.out.with_name("other.txt.rejects.csv")

    code = desk.issue()

    assert code == 1
    assert desk.texts == []
    assert [reason.partition(" (")[0] for _, reason in desk.rejected()] == ["it was issued before"] * 2
    assert len(desk.journal.entries) == 2


def test_texts_that_were_lost_are_signed_again_when_told_so_and_logged_as_that(desk: IssuerDesk) -> None:
    desk.fill(*cards(2))
    desk.issue()
    desk.out.unlink()

    code = desk.issue("--again", "--daily-limit", "2", desk.list)

    assert code == 0
    assert desk.issued() == cards(2)
    assert [entry.act for entry in desk.journal.entries] == ["issue", "issue", "again", "again"]


def test_a_place_in_the_status_list_is_not_given_to_a_second_card(desk: IssuerDesk) -> None:
    first, second = cards(2)
    desk.fill(first)
    desk.issue()
    desk.fill(replace(second, status_ref=first.status_ref))

    code = desk.issue("--again", desk.list)

    assert code == 1
    assert desk.issued() == [first]
    assert desk.rejected() == [
        ("1", "its place in the status list belongs to card 40000000 as logged"),
    ]


@pytest.mark.parametrize("again", [[], ["--again"]])
def test_a_card_number_is_not_given_to_a_second_card(desk: IssuerDesk, again: list[str]) -> None:
    first, other = cards(2)
    second = replace(other, card_number=first.card_number, birth_date=first.birth_date)
    desk.fill(first)
    desk.issue()
    desk.put_on_list(second)

    code = desk.issue(*again, desk.list)

    assert code == 1
    assert desk.issued() == [first]
    assert desk.rejected() == [("1", "its card number was issued before, with the place 1, 500000")]


def test_a_card_number_stays_taken_in_later_runs_and_its_card_can_be_signed_again(desk: IssuerDesk) -> None:
    [first] = cards(1)
    desk.fill(first)
    desk.issue()
    desk.out.unlink()
    desk.put_on_list(replace(first, name="Bo Li", status_ref=(1, 7)))
    elsewhere = desk.issue("--again", desk.list)
    desk.put_on_list(replace(first, name="Bo Li"))
    desk.list.write_text(desk.list.read_text("utf-8") + json.dumps(document(first)), "utf-8")

    code = desk.issue("--again", desk.list)

    assert (elsewhere, code) == (1, 1)
    assert desk.issued() == [first]
    assert [line for line, _ in desk.rejected()] == ["1"]
    assert [entry.act for entry in desk.journal.entries] == ["issue", "again"]


@pytest.mark.parametrize("left", [0, 1, 40])
def test_a_run_that_was_cut_off_between_log_and_text_goes_on_there(desk: IssuerDesk, left: int) -> None:
    wanted = cards(6)
    desk.fill(*wanted[:3])
    desk.issue()
    # The third was logged, and of its text the disk holds some letters at most.
    *whole, last = desk.out.read_text("utf-8").splitlines(keepends=True)
    desk.out.write_text("".join(whole) + last[:left], "utf-8")
    desk.fill(*wanted)

    code = desk.issue()

    assert code == 0
    assert desk.issued() == wanted
    assert [entry.act for entry in desk.journal.entries] == ["issue"] * 3 + ["again"] + ["issue"] * 3


def test_a_second_cut_at_the_same_card_is_gone_over_too(desk: IssuerDesk) -> None:
    desk.fill(*cards(1))
    for _ in range(3):
        desk.issue()
        desk.out.write_text("", "utf-8")

    assert desk.issue() == 0
    assert desk.issued() == cards(1)
    assert [entry.act for entry in desk.journal.entries] == ["issue", "again", "again", "again"]


def test_a_line_of_the_log_that_was_cut_off_is_written_anew(desk: IssuerDesk) -> None:
    wanted = cards(3)
    desk.fill(*wanted)
    desk.issue()
    *whole, last = desk.log.read_bytes().splitlines(keepends=True)
    desk.log.write_bytes(b"".join(whole) + last[:30])
    desk.out.write_text("".join(f"{text}\n" for text in desk.texts[:2]), "utf-8")

    assert desk.issue() == 0
    assert desk.issued() == wanted
    assert len(desk.journal.entries) == 3


def test_a_run_that_is_killed_again_and_again_issues_each_card_once(desk: IssuerDesk) -> None:
    wanted = cards(400)
    desk.fill(*wanted)
    kills = 0
    for stop_after in (20, 90, 160, 230):
        command = [sys.executable, "-m", "signing", *desk.words()]
        run = subprocess.Popen(command, cwd=sources.CHECKOUT, stderr=subprocess.DEVNULL)
        while run.poll() is None and (
            not desk.out.exists() or desk.out.read_bytes().count(b"\n") < stop_after
        ):
            time.sleep(0.002)
        run.send_signal(signal.SIGKILL)
        kills += run.wait() == -signal.SIGKILL

    code = desk.issue()

    assert kills > 0
    assert code == 0
    assert desk.issued() == wanted
    acts = [entry.act for entry in desk.journal.entries]
    assert acts.count("issue") == 400
    assert acts.count("again") <= kills


def test_two_runs_at_once_do_not_share_a_log(desk: IssuerDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.fill(*cards(2))
    with desk.log.open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)

        code = desk.issue()

    assert code == 2
    assert "in use by another run" in capsys.readouterr().err
    assert not desk.out.exists()


def test_a_text_that_lost_its_end_alone_gets_it_back(desk: IssuerDesk) -> None:
    desk.fill(*cards(3))
    desk.issue()
    whole = desk.out.read_bytes()
    desk.out.write_bytes(whole[:-1])

    code = desk.issue()

    assert code == 0
    assert desk.out.read_bytes() == whole
    assert [entry.act for entry in desk.journal.entries] == ["issue"] * 3


def test_a_file_of_the_same_name_in_another_folder_is_another_file(desk: IssuerDesk) -> None:
    desk.fill(*cards(2))
    desk.issue()
    elsewhere = desk.folder / "elsewhere"
    elsewhere.mkdir()
    desk.out = elsewhere / desk.out.name
    desk.rejects = elsewhere / desk.rejects.name

    code = desk.issue()

    assert code == 1
    assert desk.texts == []
    assert len(desk.journal.entries) == 2


def test_a_changed_card_is_told_that_it_needs_a_new_number(desk: IssuerDesk) -> None:
    [card] = cards(1)
    desk.fill(card)
    desk.issue()
    desk.fill(replace(card, name="Bo Li"))

    code = desk.issue("--again", desk.list)

    assert code == 1
    assert desk.rejected() == [
        ("1", "it was signed before with other contents: a changed card gets a new number")
    ]
