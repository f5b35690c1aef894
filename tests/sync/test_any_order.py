"""Deliveries in any order and any repetition, checked against a dictionary."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sync.intake import Accepted, Conflict, Round, accept, open_waiting
from sync.receipts import ReceiptKey
from sync.report import Author, Envelope, Receipt, Refused
from sync.schema import envelope, migrate, report
from sync.store import Ledger
from tests.support.reports import COLLEAGUE, INSPECTOR, NOW, rows, sent

ids = st.sampled_from([UUID(int=number) for number in (1, 2, 3)])
authors = st.sampled_from([INSPECTOR, COLLEAGUE])
notes = st.sampled_from(["First.", "Second."])


@cache
def migrated() -> bytes:
    """Return the file of an empty ledger."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ledger.db")
        migrate(f"sqlite:///{path}")
        return path.read_bytes()


class AnyOrder(RuleBasedStateMachine):
    """The first sound body to be opened under an id holds it for ever; every body is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "ledger.db").write_bytes(migrated())
        self.ledger = Ledger(f"sqlite:///{self.folder / 'ledger.db'}")
        self.key = ReceiptKey.load_or_make(self.folder / "key.json", practice=True)
        self.clock = NOW
        self.holders: dict[UUID, Envelope] = {}
        self.receipts: dict[UUID, Receipt] = {}
        self.kept: set[tuple[UUID, str, str]] = set()
        self.waiting: list[Envelope] = []

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.ledger.close()
        shutil.rmtree(self.folder)

    def now(self) -> datetime:
        """Return the time, a second later than before."""
        self.clock += timedelta(seconds=1)
        return self.clock

    def note(self, arrived: Envelope) -> None:
        """Remember that a body came."""
        self.kept.add((arrived.report_id, arrived.sha256, arrived.author.id))

    def opened(self, arrived: Envelope) -> bool:
        """Remember who holds the id once this body is opened; tell whether it is this one."""
        return self.holders.setdefault(arrived.report_id, arrived) == arrived

    @rule(report_id=ids, author=authors, note=notes)
    def deliver(self, report_id: UUID, author: Author, note: str) -> None:
        """A phone sends a body: new, again, or another one under a used id."""
        arrived = sent(report_id, author, note=note)
        is_new = report_id not in self.holders
        self.note(arrived)
        self.waiting = [each for each in self.waiting if each != arrived or not self.opened(arrived)]

        answer = accept(arrived, self.ledger, self.key, self.now())

        if not self.opened(arrived):
            self.waiting = [each for each in self.waiting if each != arrived]
            assert answer == Conflict()
            return
        assert isinstance(answer, Accepted)
        assert answer.is_new == is_new
        assert self.receipts.setdefault(report_id, answer.receipt) == answer.receipt

    @rule(report_id=ids, note=notes)
    def deliver_anothers(self, report_id: UUID, note: str) -> None:
        """Somebody sends a body that another person made."""
        arrived = Envelope(report_id, sent(report_id, INSPECTOR, note=note).body, COLLEAGUE)
        self.note(arrived)

        assert isinstance(accept(arrived, self.ledger, self.key, self.now()), Refused)

    @rule(report_id=ids, author=authors, note=notes)
    def end_before_opening(self, report_id: UUID, author: Author, note: str) -> None:
        """A process keeps a body and ends there."""
        arrived = sent(report_id, author, note=note)
        if (report_id, arrived.sha256, author.id) not in self.kept:
            self.waiting.append(arrived)
        self.note(arrived)

        self.ledger.keep(arrived, self.now())

    @rule()
    def work(self) -> None:
        """The worker settles what is left."""
        self.clock += timedelta(hours=1)

        assert open_waiting(self.ledger, self.key, lambda: self.clock) == Round(len(self.waiting))

        for arrived in self.waiting:
            if self.opened(arrived) and arrived.report_id not in self.receipts:
                receipt = self.ledger.receipt(arrived.report_id, arrived.author.id)
                assert receipt is not None
                self.receipts[arrived.report_id] = receipt
        self.waiting = []

    @invariant()
    def the_ledger_holds_what_the_dictionary_holds(self) -> None:
        """One report per id, with its receipt; every body kept; what waits is known."""
        held = {row["report_id"]: row for row in rows(self.ledger, report)}
        assert {one: (row["sha256"], row["author"], row["signature"]) for one, row in held.items()} == {
            one: (holder.sha256, holder.author.id, self.receipts[one].signature)
            for one, holder in self.holders.items()
        }
        bodies = rows(self.ledger, envelope)
        assert {(row["report_id"], row["sha256"], row["author"]) for row in bodies} == self.kept
        assert sum(row["state"] == "STORED" for row in bodies) == len(self.waiting)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=40,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
