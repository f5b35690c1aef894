"""Acknowledged means on the disk: a receipt that was seen outlives the process that gave it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from sync.database import connect
from sync.intake import Accepted, accept
from sync.receipts import ReceiptKey
from sync.report import Receipt
from sync.schema import envelope, report
from sync.store import Ledger
from tests.support.reports import INSPECTOR, NOW, rows, sent
from tests.support.sources import CHECKOUT

# Accepts reports for ever, and says each receipt only after accept() has returned.
ACCEPT_FOR_EVER = """
import sys
from pathlib import Path
from sync.intake import accept
from sync.receipts import ReceiptKey
from sync.store import Ledger
from tests.support.reports import NOW, sent

ledger = Ledger(sys.argv[1])
key = ReceiptKey.load_or_make(Path(sys.argv[2]), practice=True)
while True:
    receipt = accept(sent(), ledger, key, NOW).receipt
    print(receipt.id, receipt.sha256, receipt.number, receipt.signature, flush=True)
"""
KILLED_AFTER = (1, 2, 9, 30)


def receipts_before_kill(database_url: str, key_path: Path, count: int) -> list[Receipt]:
    """Kill a process that accepts reports after `count` receipts; return every receipt that came out."""
    command = [sys.executable, "-c", ACCEPT_FOR_EVER, database_url, str(key_path)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(count)]
        process.kill()
        lines += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    words = [line.split() for line in lines if line.endswith("\n")]
    return [Receipt(one, sha256, int(number), NOW, signature) for one, sha256, number, signature in words]


def test_every_receipt_that_was_seen_is_in_the_ledger_after_kill_9(
    ledger: Ledger, database_url: str, key: ReceiptKey, tmp_path: Path
) -> None:
    for count in KILLED_AFTER:
        receipts = receipts_before_kill(database_url, tmp_path / "receipt-key.json", count)

        assert len(receipts) >= count
        for receipt in receipts:
            assert ledger.receipt(UUID(receipt.id), INSPECTOR.id) == receipt

    held = rows(ledger, report)
    kept = {row["report_id"] for row in rows(ledger, envelope) if row["state"] == "ACCEPTED"}
    assert {row["report_id"] for row in held} == kept
    assert all(key.read(row["signature"])["number"] == row["number"] for row in held)


def test_an_embedded_ledger_writes_ahead_and_waits_for_the_disk(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'ledger.db'}")
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            connection.execution_options(read_only=True)
        settings = [
            {
                name: connection.exec_driver_sql(f"pragma {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "busy_timeout")
            }
            for connection in (one, other)
        ]
    engine.dispose()

    full = 2
    assert settings == [{"journal_mode": "wal", "synchronous": full, "busy_timeout": 5000}] * 2


@pytest.mark.parametrize(("set_by_operator", "used"), [("off", "on"), ("local", "local"), ("on", "on")])
def test_a_shared_ledger_waits_for_the_disk_whatever_the_server_says(
    postgres_url: str, set_by_operator: str, used: str
) -> None:
    url = sa.make_url(postgres_url).update_query_dict({"options": f"-c synchronous_commit={set_by_operator}"})
    engine = connect(url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        assert connection.execute(sa.text("show synchronous_commit")).scalar_one() == used
        assert connection.execute(sa.text("show lock_timeout")).scalar_one() == "5s"
    engine.dispose()


def test_an_own_connect_timeout_in_the_address_is_kept() -> None:
    engines = [connect(f"postgresql://nobody@/ledger{query}") for query in ("", "?connect_timeout=60")]

    assert [engine.url.query["connect_timeout"] for engine in engines] == ["5", "60"]
    assert {engine.url.drivername for engine in engines} == {"postgresql+psycopg"}


def test_a_reader_goes_on_beside_a_writer(ledger: Ledger, key: ReceiptKey) -> None:
    delivery = sent()
    answer = accept(delivery, ledger, key, NOW)
    assert isinstance(answer, Accepted)

    with ledger.engine.begin() as writing:
        writing.execute(report.update().values(signature="not yet committed"))
        assert ledger.receipt(delivery.report_id, INSPECTOR.id) == answer.receipt
        writing.rollback()
