"""python -m sync: migrate before a release, work beside the web process."""

from __future__ import annotations

import os
import runpy
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

import sync.__main__ as command_line
from sync.receipts import ReceiptKey
from sync.report import Receipt
from sync.schema import migrate
from sync.store import Ledger
from tests.support.reports import INSPECTOR, NOW, sent

# The right columns, and a rule that no row meets.
ATTEMPT_THAT_TAKES_NOTHING = (
    "id integer, report_id varchar(36), sha256 varchar(64), author varchar(100), at varchar(50),"
    " answer varchar(20) check (answer = 'never')"
)


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    """The file of a receipt key."""
    ReceiptKey.load_or_make(tmp_path / "key.json", practice=True)
    return tmp_path / "key.json"


def work(database_url: str, key_path: Path, *more: str) -> int:
    """Run the worker's command."""
    return command_line.main(["--database-url", database_url, "work", "--receipt-key", str(key_path), *more])


def test_migrate_makes_the_tables_and_may_run_again(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert command_line.main(["--database-url", database_url, "migrate"]) == 0

    ledger = Ledger(database_url)
    assert ledger.is_alive()
    assert capsys.readouterr().out == "the ledger is at this version\n" * 2
    ledger.close()


def test_work_once_settles_what_waits(
    ledger: Ledger, database_url: str, key_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    delivery = sent()
    ledger.keep(delivery, NOW - timedelta(days=400))

    assert work(database_url, key_path, "--once") == 0
    assert work(database_url, key_path, "--once") == 0

    assert isinstance(ledger.receipt(delivery.report_id, INSPECTOR.id), Receipt)
    assert capsys.readouterr().out == "settled 1 waiting envelopes\n"


def test_work_says_what_it_has_to_leave_and_that_it_is_not_done(
    ledger: Ledger, database_url: str, key_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.keep(sent(), NOW - timedelta(days=400))
    with ledger.engine.begin() as connection:
        connection.execute(sa.text("drop table attempt"))
        connection.execute(sa.text(f"create table attempt ({ATTEMPT_THAT_TAKES_NOTHING})"))

    assert work(database_url, key_path, "--once") == 1

    printed = capsys.readouterr()
    assert "left 1 envelopes that cannot be settled" in printed.err
    assert ledger.figures()["envelopes_waiting"] == 1


def test_work_goes_on_until_it_is_interrupted(
    ledger: Ledger, database_url: str, key_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_line, "PAUSE_SECONDS", 0.01)
    first, second = sent(), sent()
    long_ago = datetime.now(UTC) - timedelta(days=1)

    def bring_work() -> None:
        for delivery in (first, second):
            ledger.keep(delivery, long_ago)
            while ledger.receipt(delivery.report_id, INSPECTOR.id) is None:
                pass
        os.kill(os.getpid(), signal.SIGINT)

    bringer = Thread(target=bring_work)
    bringer.start()
    assert work(database_url, key_path) == 0
    bringer.join()

    assert ledger.figures()["envelopes_waiting"] == 0


def test_work_says_so_when_the_ledger_is_away(
    database_url: str, key_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert work(database_url, key_path, "--once") == 1

    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("the ledger is not available: ")


def test_work_makes_no_key_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = tmp_path / "none.json"

    assert work(f"sqlite:///{tmp_path / 'ledger.db'}", key, "--once") == 2
    assert str(key) in capsys.readouterr().err
    assert not key.exists()


@pytest.mark.parametrize("words", [[], ["migrate"], ["--database-url", "sqlite://"]])
def test_an_unfinished_command_is_explained(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(words)

    assert ended.value.code == 2
    assert "usage: python -m sync" in capsys.readouterr().err


def test_the_module_runs_as_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    migrate(url)
    monkeypatch.setattr(sys, "argv", ["sync", "--database-url", url, "migrate"])
    before = os.umask(0o022)

    try:
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(command_line.__file__, run_name="__main__")
    finally:
        during = os.umask(before)

    assert ended.value.code == 0
    assert during == 0o077
