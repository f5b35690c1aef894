"""How far a long run has come: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import io
import sys
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
