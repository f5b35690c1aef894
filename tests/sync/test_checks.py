"""Kept checks: what the ledger remembers of a check, for how long, and what it never holds."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

import sync.__main__ as command_line
from sync.checks import CardMarks, ComparedWith, Comparison, KeptCheck, Recorded, Spot, Standing
from sync.ledger.checks import AT_ONCE, MOST_ROWS, CheckTable, forget_old
from sync.receipts import ReceiptKey
from sync.schema import card_check, migrate
from sync.store import Ledger, LedgerUnavailable, RowRefused
from tests.support import postgres
from tests.support.faults import Fault
from tests.support.reports import NOW

MARKS = CardMarks("a secret of thirty-two characters or more")
MARK = MARKS.of("99010417")
SAME = Comparison(same_person=True, compared_with=ComparedWith.REGISTER_PHOTO)
OTHER = Comparison(same_person=False, compared_with=ComparedWith.PRINTED_PHOTO)


def a_check(**changes: object) -> KeptCheck:
    """Return a check of one card by one inspector, with some of it changed."""
    check = KeptCheck(
        id=uuid4(),
        card_mark=MARK,
        at=NOW,
        person="inspector-1",
        agency="Practice agency",
        outcome="INVALID",
        reason="EMPLOYMENT_ENDED",
        genuine="SIGNATURE_GOOD",
        status="EMPLOYMENT_ENDED",
        employer="EMPLOYER_IN_ORDER",
    )
    return replace(check, **changes)  # type: ignore[arg-type]  # the fields of a check by their names


def kept(ledger: Ledger, **changes: object) -> UUID:
    """Keep a check; return its id."""
    check = a_check(**changes)
    ledger.checks.keep(check)
    return check.id


def test_a_check_comes_back_as_it_was_kept(ledger: Ledger) -> None:
    plain = a_check()
    placed = a_check(at=NOW - timedelta(minutes=1), spot=Spot(59.913, 10.752, 25), person="inspector-2")
    for check in (placed, plain):
        ledger.checks.keep(check)

    assert ledger.checks.of_card(MARK, NOW - timedelta(hours=1)) == [plain, placed]


def test_a_cards_checks_are_its_own_and_no_older_than_asked_for(ledger: Ledger) -> None:
    on_the_hour = kept(ledger, at=NOW - timedelta(hours=1))
    kept(ledger, at=NOW - timedelta(hours=1, microseconds=1))
    kept(ledger, card_mark=MARKS.of("99010418"))

    assert [each.id for each in ledger.checks.of_card(MARK, NOW - timedelta(hours=1))] == [on_the_hour]


def test_a_card_that_is_checked_without_end_costs_a_bounded_amount(ledger: Ledger) -> None:
    for minute in range(MOST_ROWS + 3):
        kept(ledger, at=NOW + timedelta(minutes=minute))

    found = ledger.checks.of_card(MARK, NOW)

    assert len(found) == MOST_ROWS
    assert found[0].at == NOW + timedelta(minutes=MOST_ROWS + 2)


def test_nothing_that_names_a_person_or_a_card_has_a_column() -> None:
    assert {column.name for column in card_check.columns} == {
        *("id", "card_mark", "at", "person", "agency", "outcome", "reason", "genuine", "status", "employer"),
        *("latitude", "longitude", "accuracy_m", "same_person", "compared_with", "compared_at"),
    }


def test_a_mark_is_equal_for_equal_numbers_and_of_no_use_without_the_secret() -> None:
    assert CardMarks("a secret of thirty-two characters or more").of("99010417") == MARK
    assert MARKS.of("99010418") != MARK
    assert MARKS.of("099010417") != MARK
    assert CardMarks("another secret of thirty-two characters").of("99010417") != MARK
    assert len(MARK) == 64
    assert "99010417" not in MARK


def test_a_comparison_is_recorded_once_and_the_first_one_stays(ledger: Ledger) -> None:
    check = kept(ledger)
    later = NOW + timedelta(minutes=2)
    assert ledger.checks.standing(check, "inspector-1") == Standing(NOW, None)

    first = ledger.checks.compare(check, "inspector-1", SAME, later)
    second = ledger.checks.compare(check, "inspector-1", OTHER, later + timedelta(minutes=1))

    assert first == second == Standing(NOW, Recorded(SAME, later))
    assert ledger.checks.standing(check, "inspector-1") == first


def test_a_check_of_somebody_else_is_none(ledger: Ledger) -> None:
    check = kept(ledger)

    assert ledger.checks.compare(check, "inspector-2", SAME, NOW) is None
    assert ledger.checks.standing(check, "inspector-2") is None
    assert ledger.checks.compare(uuid4(), "inspector-1", SAME, NOW) is None
    assert ledger.checks.standing(check, "inspector-1") == Standing(NOW, None)


def test_of_two_answers_at_once_one_stands_and_both_are_told_which(ledger: Ledger) -> None:
    check, start = kept(ledger), Barrier(2)
    told: list[Standing | None] = []

    def answer(comparison: Comparison) -> None:
        start.wait()
        told.append(ledger.checks.compare(check, "inspector-1", comparison, NOW))

    threads = [Thread(target=answer, args=(each,)) for each in (SAME, OTHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told[0] is not None
    assert told == [ledger.checks.standing(check, "inspector-1")] * 2


def test_what_was_kept_for_its_days_is_deleted_and_nothing_younger(ledger: Ledger) -> None:
    kept(ledger)
    younger = kept(ledger, at=NOW + timedelta(seconds=1))

    assert forget_old(ledger.checks, 30, NOW + timedelta(days=30)) == 0
    assert forget_old(ledger.checks, 30, NOW + timedelta(days=30, seconds=1)) == 1

    assert [each.id for each in ledger.checks.of_card(MARK, NOW)] == [younger]


def test_many_old_checks_are_deleted_in_steps(ledger: Ledger) -> None:
    rows = [{**vars_of(a_check()), "id": uuid4()} for _ in range(AT_ONCE + 5)]
    with ledger.checks.write() as connection:
        connection.execute(card_check.insert(), rows)

    assert forget_old(ledger.checks, 1, NOW + timedelta(days=2)) == AT_ONCE + 5
    assert ledger.checks.of_card(MARK, NOW) == []


def vars_of(check: KeptCheck) -> dict[str, object]:
    """Return the columns of a check without a place."""
    return {name: getattr(check, name) for name in KeptCheck.__dataclass_fields__ if name != "spot"}


def work(database_url: str, key_path: Path, *more: str) -> int:
    """Run the worker's command once."""
    ReceiptKey.load_or_make(key_path, practice=True)
    words = ["--database-url", database_url, "work", "--receipt-key", str(key_path), "--once", *more]
    return command_line.main(words)


def test_the_worker_deletes_what_is_too_old(
    ledger: Ledger, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Made long before the worker's own clock.
    kept(ledger, at=NOW - timedelta(days=4_000))

    assert work(database_url, tmp_path / "key.json", "--keep-checks-days", "9999") == 0
    assert capsys.readouterr().out == ""
    assert work(database_url, tmp_path / "key.json") == 0
    assert capsys.readouterr().out == "deleted 1 checks older than 30 days\n"


def test_a_worker_that_cannot_delete_says_so_and_is_not_done(
    ledger: Ledger, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ledger.engine.begin() as connection:
        connection.execute(sa.text("drop table card_check"))

    assert work(database_url, tmp_path / "key.json") == 1
    assert "old checks could not be deleted" in capsys.readouterr().err


KEPT = ("--keep-checks-days", "--keep-look-ups")


@pytest.mark.parametrize("option", KEPT)
@pytest.mark.parametrize("days", ["0", "-1", "1.5", "10000", "soon", ""])
def test_a_time_that_is_none_is_refused(
    option: str, days: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        work(f"sqlite:///{tmp_path / 'ledger.sqlite'}", tmp_path / "key.json", option, days)

    assert ended.value.code == 2
    assert "days" in capsys.readouterr().err


@pytest.mark.parametrize("option", KEPT)
def test_the_longest_time_is_the_same_for_all_that_is_kept(
    option: str, ledger: Ledger, database_url: str, tmp_path: Path
) -> None:
    assert work(database_url, tmp_path / "key.json", option, "9999") == 0


def test_a_database_that_is_away_is_told_from_a_row_that_it_cannot_take(ledger: Ledger) -> None:
    check = kept(ledger)
    with pytest.raises(RowRefused):
        ledger.checks.keep(a_check(id=check))
    with Fault(ledger.checks.engine, at=1), pytest.raises(LedgerUnavailable):
        ledger.checks.keep(a_check())


def test_a_check_that_fails_at_any_call_is_kept_whole_or_not_at_all(ledger: Ledger) -> None:
    check, stops = a_check(spot=Spot(59.913, 10.752, 25)), 0
    while True:
        with Fault(ledger.checks.engine, at=stops + 1) as fault:
            if not fault.stopped(ledger.checks.keep, check):
                break
        stops += 1
        if ledger.checks.of_card(MARK, NOW):
            break

    assert stops > 1
    assert ledger.checks.of_card(MARK, NOW) == [check]


def test_while_another_one_writes_a_check_waits_a_moment_and_a_report_for_longer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    migrate(url)
    ledger = Ledger(url)
    waits = {}
    for name, engine in (("reports", ledger.engine), ("checks", ledger.checks.engine)):
        with engine.connect() as connection:
            waits[name] = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
            waits[f"{name} on the disk"] = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    with ledger.write(), pytest.raises(LedgerUnavailable):
        ledger.checks.keep(a_check())
    ledger.close()

    assert waits == {"reports": 5000, "reports on the disk": 2, "checks": 250, "checks on the disk": 1}


def test_on_a_shared_database_checks_are_quick_and_reports_are_durable(
    postgres_server: postgres.Server,
) -> None:
    url = postgres_server.fresh_database()
    ledger = Ledger(url)
    found = {}
    for name, engine in (("reports", ledger.engine), ("checks", ledger.checks.engine)):
        with engine.connect() as connection:
            asked = ("synchronous_commit", "lock_timeout", "statement_timeout")
            found[name] = [connection.exec_driver_sql(f"show {each}").scalar_one() for each in asked]
    ledger.close()
    postgres_server.drop(url)

    assert found == {"reports": ["on", "5s", "0"], "checks": ["off", "250ms", "1s"]}


def test_a_database_that_never_says_a_word_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        table = CheckTable(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/ledger")
        with pytest.raises(LedgerUnavailable):
            table.of_card(MARK, NOW)
        table.close()


def test_what_a_process_kept_is_there_after_it_was_killed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    migrate(url)
    program = (
        "import json, os, signal, sys\n"
        "from tests.sync.test_checks import a_check\n"
        "from sync.store import Ledger\n"
        "check = a_check()\n"
        "Ledger(sys.argv[1]).checks.keep(check)\n"
        "print(json.dumps(str(check.id)), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, url], capture_output=True, text=True, check=False)
    assert ended.returncode < 0, ended.stderr

    ledger = Ledger(url)
    assert [str(each.id) for each in ledger.checks.of_card(MARK, NOW)] == [json.loads(ended.stdout)]
    ledger.close()
