"""verify-log on the command line, and the help that every command gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from signing.__main__ import main
from tests.support.issuing import IssuerDesk, cards


@pytest.fixture
def desk(tmp_path: Path) -> IssuerDesk:
    """Return the desk of an issuer."""
    return IssuerDesk(tmp_path)


def test_a_log_that_is_whole_says_so_and_names_its_head(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.fill(*cards(3))
    desk.issue()
    noted = desk.journal.head
    desk.fill(*cards(4))
    desk.issue()
    capsys.readouterr()

    code = main(["verify-log", "--holds", noted, str(desk.log)])

    said = f"4 lines, unbroken: 4 cards, 0 faces, 0 signed again; head {desk.journal.head}\n"
    assert (code, capsys.readouterr().out) == (0, said)


def test_a_log_that_was_cut_or_changed_is_found(desk: IssuerDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.fill(*cards(3))
    desk.issue()
    noted, whole = desk.journal.head, desk.log.read_bytes()

    desk.log.write_bytes(b"".join(whole.splitlines(keepends=True)[:2]))
    cut = main(["verify-log", "--holds", noted, str(desk.log)])
    desk.log.write_bytes(whole.replace(b"kari", b"ola1", 1))
    changed = main(["verify-log", str(desk.log)])

    assert (cut, changed) == (2, 2)
    said = capsys.readouterr().err
    assert "lines were cut off" in said
    assert "line 2 of the log does not follow" in said


def test_a_log_whose_last_line_was_cut_off_is_not_called_unbroken(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.fill(*cards(2))
    desk.issue()
    desk.log.write_bytes(desk.log.read_bytes()[:-1])
    capsys.readouterr()

    code = main(["verify-log", str(desk.log)])

    said = f"{desk.log}: its last line was cut off; the next issue takes it away\n"
    assert (code, capsys.readouterr()) == (2, ("", said))


@pytest.mark.parametrize("command", ["issue", "read", "verify-log", "print"])
def test_the_help_of_a_command_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])

    assert "example" in (said := capsys.readouterr().out)
    assert f"python -m signing {command} " in said.partition("example")[2]
