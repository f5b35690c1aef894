"""Enhetsregisteret asked about one unit: among the main units first, then among the sub-units."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sync.registers import units
from sync.registers.live.client import Question, Reply
from sync.registers.live.documents import Unusable, about
from sync.registers.live.line import Line
from sync.registers.ports import Absent, Answer, Company, Found, Unavailable
from sync.registers.rows import NoAnswer, Row, Skipped, Taken
from sync.registers.sources import SUB_UNITS_JSON, UNITS_JSON
from sync.registers.web import FetchFailed


@dataclass(frozen=True, slots=True)
class LiveCompanies:
    """Units by organisation number; `address` is that of the register's interface, up to /api."""

    address: str
    line: Line

    async def company(self, org_number: str, deadline: float) -> Answer[Company]:
        """The main unit or sub-unit with this number, by `deadline`; absent only where neither list has it.

        A unit that was removed from open data (410) is absent, as in the mirror once that has heard of it.
        """
        unit = await self._listed("enheter", UNITS_JSON, org_number, deadline)
        if isinstance(unit, Absent):
            return await self._listed("underenheter", SUB_UNITS_JSON, org_number, deadline)
        return unit

    async def company_evenly(self, org_number: str, deadline: float) -> Answer[Company]:
        """The same by as many requests and in as many steps whatever the answer is: both lists at once."""
        unit, branch = await asyncio.gather(
            self._listed("enheter", UNITS_JSON, org_number, deadline),
            self._listed("underenheter", SUB_UNITS_JSON, org_number, deadline),
        )
        return branch if isinstance(unit, Absent) else unit

    async def _listed(self, path: str, accept: str, org_number: str, deadline: float) -> Answer[Company]:
        def read(reply: Reply, now: datetime) -> Answer[Company]:
            if reply.status == 404:
                if reply.body:
                    # The register's own has no body; a page is somebody else's.
                    raise Unusable("answered 404, and not by itself", 404)
                return Absent(now, self.line.source)
            if reply.status not in (200, 410):
                raise FetchFailed(f"answered {reply.status}", reply.status)
            unit = about(reply, "organisasjonsnummer", org_number)
            if reply.status == 410:
                return Absent(now, self.line.source)
            row = units.main_unit(unit) if path == "enheter" else units.sub_unit(unit)
            return self._said(row, now)

        return await self.line.ask(Question(f"{self.address}/{path}/{org_number}", accept), deadline, read)

    def _said(self, row: Row, now: datetime) -> Answer[Company]:
        """A unit in a form that nobody described is no answer, though the register is well."""
        match row:
            case Taken(record=record) if isinstance(record, Company):
                return Found(record, now, self.line.source)
            case NoAnswer(why=why) | Skipped(why=why):
                return Unavailable(
                    f"{self.line.name}: a unit in a form that is not known: {why}", self.line.source
                )
            case Taken():
                raise Unusable("answered with what is no unit")
