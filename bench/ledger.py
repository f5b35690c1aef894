"""How many reports one node takes in a second, each stored, opened, numbered and receipted."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from bench.report import Table
from bench.timing import followed, percentile, timed
from sync.intake import Accepted, accept
from sync.receipts import ReceiptKey
from sync.report import FORMAT, Author, Envelope
from sync.schema import migrate
from sync.store import Ledger
from tests.support import postgres

SECONDS = 4.0
THREADS = (1, 8)
AUTHOR = Author("bench", "labour_inspector", "Øvingstilsynet", may_confiscate=True)
NOTE = "Kortet var utløpt. Innehaveren ble gjort kjent med grunnen og fikk kvittering. " * 4


def measure() -> list[Table]:
    """Measure with one and with eight threads, on SQLite and on PostgreSQL."""
    table = Table(
        "Reports accepted, one process", ("database", "threads", "reports", "per second", "p50 ms", "p95 ms")
    )
    with TemporaryDirectory(prefix="kortsjekk-bench-") as place, postgres.running() as server:
        key = ReceiptKey.load_or_make(Path(place) / "receipt-key.json", practice=True)
        cases = [(kind, threads) for kind in ("SQLite", "PostgreSQL") for threads in THREADS]
        for kind, threads in followed(cases, "Ledger"):
            url = server.fresh_database() if kind == "PostgreSQL" else f"sqlite:///{place}/{threads}.db"
            with opened(url) as ledger:
                taken, seconds = timed(accepted, ledger, key, threads)
                stored = ledger.figures()["reports"]
            if stored != len(taken):
                raise ValueError(f"{len(taken)} reports were accepted and {stored} are stored")
            table.add(
                kind, threads, stored, stored / seconds, percentile(taken, 0.5), percentile(taken, 0.95)
            )
    table.notes += [
        "SQLite: write-ahead log, synchronous=FULL: each report is on the disk before it is receipted.",
        "PostgreSQL: the tests' own server, which does not wait for the disk.",
    ]
    return [table]


@contextmanager
def opened(url: str) -> Iterator[Ledger]:
    """Give a ledger with its tables on an empty database, and close it."""
    migrate(url)
    ledger = Ledger(url)
    try:
        yield ledger
    finally:
        ledger.close()


def accepted(ledger: Ledger, key: ReceiptKey, threads: int) -> list[float]:
    """Accept reports in some threads for SECONDS; return how many milliseconds each took."""
    end = time.monotonic() + SECONDS

    def work(_number: int) -> list[float]:
        taken = []
        while time.monotonic() < end:
            arrived = envelope()
            outcome, seconds = timed(accept, arrived, ledger, key, datetime.now(UTC))
            if not isinstance(outcome, Accepted):
                raise TypeError(f"a report was not accepted: {outcome}")
            taken.append(seconds * 1000)
        return taken

    with ThreadPoolExecutor(threads) as pool:
        return [each for taken in pool.map(work, range(threads)) for each in taken]


def envelope() -> Envelope:
    """Return a confiscation report of usual length under a new id."""
    report_id = uuid4()
    body = {
        "format": FORMAT,
        "id": str(report_id),
        "act": "confiscation",
        "grounds": ["EXPIRED"],
        "card_number": "99010835",
        "holder": {"name": "Jakub Próbny", "birth_date": "1979-11-06"},
        "employer": None,
        "note": NOTE,
        "place": {"text": "Øvingstomta", "position": None},
        "check": None,
        "made_at": datetime.now(UTC).isoformat(),
        "server_offset_ms": 0,
        "counter": 1,
        "app_version": "bench",
        "author": AUTHOR.id,
    }
    return Envelope(report_id, json.dumps(body, ensure_ascii=False).encode(), AUTHOR)
