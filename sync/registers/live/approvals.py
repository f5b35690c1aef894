"""The approval registers of Arbeidstilsynet asked about one unit: car care and staffing.

Cleaning publishes files alone and stays with the mirror. What 404 means here is described nowhere: it is no
answer, and the mirror, which holds the whole list, says who stands on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sync.registers import approvals
from sync.registers.live.client import Question, Reply
from sync.registers.live.documents import Unusable, document
from sync.registers.live.line import Line
from sync.registers.ports import Answer, Approval, Found, Unavailable
from sync.registers.rows import NoAnswer, Taken
from sync.registers.web import FetchFailed


@dataclass(frozen=True, slots=True)
class LiveApprovals:
    """One approval register; `headers` are those that it wants beside the usual ones."""

    address: str
    register: approvals.Register
    line: Line
    headers: tuple[tuple[str, str], ...] = ()

    async def approval(self, org_number: str, deadline: float) -> Answer[Approval]:
        """The approval of a main unit, by `deadline` of time.monotonic."""

        def read(reply: Reply, now: datetime) -> Answer[Approval]:
            if reply.status == 404:
                return self._no_record("does not find the unit, which may mean anything")
            if reply.status != 200:
                raise FetchFailed(f"answered {reply.status}", reply.status)
            return self._read(document(reply), org_number, now)

        question = Question(f"{self.address}/{org_number}", "application/json", dict(self.headers))
        return await self.line.ask(question, deadline, read)

    def _read(self, given: dict[str, object], org_number: str, now: datetime) -> Answer[Approval]:
        entry, name = given.get("data"), given.get("registernavn")
        if name not in (None, self.register.name):
            raise Unusable("answered from another register", 200)
        if not isinstance(entry, dict) or entry.get("organisasjonsnummer") != org_number:
            raise Unusable("answered about another unit", 200)
        if name is None and not isinstance(entry.get(approvals.SAID_IN_WORDS), str):
            # One register's code is another thing in the other, so either name or words must say which.
            return self._no_record("gives a code without a word of what it means")
        own = next(approvals.entry(entry, self.register))
        if isinstance(own, Taken) and isinstance(own.record, Approval):
            return Found(own.record, now, self.line.source)
        return self._no_record(own.why if isinstance(own, NoAnswer) else "gives no status")

    def _no_record(self, why: str) -> Unavailable:
        return Unavailable(f"{self.line.name}: {why}", self.line.source)
