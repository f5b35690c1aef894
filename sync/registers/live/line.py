"""The line to one register: asked when it is fit, with its credentials, and remembered how it answered."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from sync.registers.live.breaker import Breaker, Turn
from sync.registers.live.client import Client, Crowded, OutOfTime, Question, Reply
from sync.registers.live.credentials import Credentials, NoToken
from sync.registers.ports import Absent, Answer, Found, Unavailable
from sync.registers.web import FetchFailed, Passing

T = TypeVar("T")
_log = logging.getLogger(__name__)
OUTCOMES = ("found", "absent", "no-record", "failed", "resting", "out-of-time")

Count = Callable[[str, str], None]
Read = Callable[[Reply, datetime], Answer[T]]


@dataclass(frozen=True, slots=True)
class Line:
    """One register: `name` is what it is called in figures, `source` in answers.

    `count` is told name and outcome; who gave it less than `fair_s` seconds did not learn whether it answers.
    """

    name: str
    source: str
    client: Client
    credentials: Credentials
    breaker: Breaker
    clock: Callable[[], datetime]
    count: Count
    fair_s: float

    async def ask(self, question: Question, deadline: float, read: Read[T]) -> Answer[T]:
        """What `read` makes of the reply by `deadline` (of time.monotonic), or Unavailable; never raises.

        `read` raises FetchFailed where the reply is none of this register's.
        """
        turn = self.breaker.turn()
        if turn is None:
            return self._said("resting", "it rests after failures")
        begun = time.monotonic()
        try:
            reply = await self._reply(question, deadline)
            answer = read(reply, self.clock())
        except OutOfTime as failure:
            if time.monotonic() - begun < self.fair_s:
                self.breaker.undecided(turn)
                return self._said("out-of-time", "the check had no time left for it")
            return self._failed(turn, failure)
        except (NoToken, Crowded) as failure:
            # Nobody learnt how this register is; the token endpoint rests by itself.
            self.breaker.undecided(turn)
            return self._said("failed", str(failure))
        except FetchFailed as failure:
            return self._failed(turn, failure)
        except asyncio.CancelledError:
            self.breaker.undecided(turn)
            raise
        if turn.is_probe:
            _log.warning("%s answers again", self.name)
        self.breaker.good(turn)
        self.count(self.name, _outcome(answer))
        return answer

    async def _reply(self, question: Question, deadline: float) -> Reply:
        access = await self.credentials.headers(deadline)
        reply = await self.client.ask(_with(question, access), deadline)
        if reply.status == 401 and self.credentials.refused(access):
            access = await self.credentials.headers(deadline)
            reply = await self.client.ask(_with(question, access), deadline)
        return reply

    def _failed(self, turn: Turn, failure: FetchFailed) -> Unavailable:
        after_s = failure.after_s if isinstance(failure, Passing) else None
        wish = None if after_s is None else timedelta(seconds=after_s)
        if self.breaker.bad(turn, str(failure), wish):
            _log.warning("%s is not asked for a while: %s", self.name, failure)
        return self._said("failed", str(failure))

    def _said(self, outcome: str, why: str) -> Unavailable:
        self.count(self.name, outcome)
        return Unavailable(f"{self.name}: {why}", self.source)


def _with(question: Question, access: Mapping[str, str]) -> Question:
    return replace(question, headers={**question.headers, **access})


def _outcome(answer: Answer[T]) -> str:
    match answer:
        case Found():
            return "found"
        case Absent():
            return "absent"
        case Unavailable():
            return "no-record"
