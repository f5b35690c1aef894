"""How far a long run has come: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import pytest

from signing.__main__ import main
from signing.commands import journal
from signing.commands.progress import followed
from tests.support.issuing import IssuerDesk, cards


class Terminal(io.StringIO):
    """Standard error of somebody who looks on."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())

    assert list(followed(range(20), "issue")) == list(range(20))

    assert terminal.getvalue().startswith("\rissue [..............................] 0 of 20")
    assert terminal.getvalue().endswith("\rissue [##############################] 20 of 20\n")


def test_a_bar_ends_where_the_run_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())

    for item in (steps := followed(range(20), "issue")):
        if item == 10:
            steps.close()

    assert terminal.getvalue().endswith("\rissue [###############...............] 10 of 20\n")


def test_an_empty_list_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())

    assert list(followed([], "issue")) == []

    assert terminal.getvalue() == "\rissue [##############################] 0 of 0\n"


def test_elsewhere_each_tenth_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    list(followed(range(200), "issue"))

    assert capsys.readouterr().err.splitlines() == [f"issue: {done} of 200" for done in range(20, 201, 20)]


def test_a_bar_is_drawn_ten_times_a_second_at_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    clock = iter([1000.0, 1000.05, 1000.0625, 1000.125, 1000.1875, 1000.25])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))

    list(followed(range(6), "issue"))

    drawn = [part.partition("] ")[2].strip() for part in terminal.getvalue().split("\r")[1:]]
    assert drawn == ["0 of 6", "3 of 6", "5 of 6", "6 of 6"]


def test_the_first_bar_is_drawn_at_once_though_the_machine_has_just_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setattr(time, "monotonic", lambda: 0.5)

    next(steps := followed(range(6), "issue"))

    assert "0 of 6" in terminal.getvalue()
    steps.close()


@pytest.mark.parametrize("looks_on", [True, False])
def test_what_was_done_is_seen_at_once_and_not_when_the_run_ends(
    monkeypatch: pytest.MonkeyPatch, looks_on: bool
) -> None:
    class Buffered(io.TextIOWrapper):
        def isatty(self) -> bool:
            return looks_on

    behind = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", Buffered(behind, "utf-8"))

    steps = followed(range(2), "issue")
    next(steps)
    next(steps)

    assert behind.getvalue().startswith(b"\rissue [" if looks_on else b"issue: 1 of 2\n")


def test_a_long_log_is_followed_while_it_is_read_and_a_short_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = IssuerDesk(tmp_path)
    desk.fill(*cards(4))
    desk.issue()
    # What the disk has of a fifth line does not count.
    with desk.log.open("ab") as file:
        file.write(b'{"act"')
    monkeypatch.setattr(journal, "LONG", 4)
    capsys.readouterr()

    desk.issue()
    main(["verify-log", str(desk.log)])
    monkeypatch.setattr(journal, "LONG", 5)
    main(["verify-log", str(desk.log)])

    read = [f"log: {done} of 4" for done in (1, 2, 3, 4)]
    assert capsys.readouterr().err.splitlines() == [
        *read,
        *(f"issue: {done} of 4" for done in (1, 2, 3, 4)),
        *read,
    ]
