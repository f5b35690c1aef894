"""accept(report): id first, then the bytes on disk, then a look inside. Nothing that came is ever dropped."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.receipts import ReceiptKey
from sync.report import Envelope, Receipt, Refused, open_body
from sync.store import Answer, Ledger, LedgerUnavailable

GIVE_UP_ON_OPENER = timedelta(minutes=1)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The report is in the ledger; `is_new` is false when it was there before and its receipt is repeated."""

    receipt: Receipt
    is_new: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another body holds this id; both are kept, the first one counts.

    Says nothing of the first one: it may be another person's.
    """


def accept(
    arrived: Envelope, ledger: Ledger, key: ReceiptKey, now: datetime
) -> Accepted | Conflict | Refused:
    """Take in one report; raises LedgerUnavailable when that could not be done: send it again later.

    The outcomes, whichever step this process may die after:

    1. nothing written: the phone sends again;
    2. envelope written, not opened: the phone sends again, or `open_waiting` does it;
    3. report and receipt written, answer lost: the phone sends again and gets the same receipt.
    """
    before = ledger.repeat(arrived, now)
    if before is not None:
        return Accepted(before, is_new=False)
    ledger.keep(arrived, now)
    return _open(arrived, ledger, key, now)


def _open(arrived: Envelope, ledger: Ledger, key: ReceiptKey, now: datetime) -> Accepted | Conflict | Refused:
    body = open_body(arrived, now)
    if isinstance(body, Refused):
        ledger.refuse(arrived, body, now)
        return body
    answer, receipt = ledger.accept(arrived, body, now, key.sign)
    if answer is Answer.CONFLICT:
        return Conflict()
    return Accepted(receipt, is_new=answer is Answer.STORED)


@dataclass(frozen=True, slots=True)
class Round:
    """What became of the envelopes that waited: `left` could not be settled and wait on."""

    settled: int = 0
    left: int = 0


def open_waiting(ledger: Ledger, key: ReceiptKey, clock: Callable[[], datetime]) -> Round:
    """Open what was stored by a process that ended before it could.

    An envelope that raises is left as it is, and the next one taken: one bad row must not hold up the rest.
    Raises LedgerUnavailable when the ledger itself is away.
    """
    settled = left = 0
    before = clock() - GIVE_UP_ON_OPENER
    while waiting := ledger.unopened(before, skip=left):
        for arrived in waiting:
            done = _is_settled(arrived, ledger, key, clock())
            settled, left = settled + done, left + (not done)
    return Round(settled, left)


def _is_settled(arrived: Envelope, ledger: Ledger, key: ReceiptKey, now: datetime) -> bool:
    try:
        _open(arrived, ledger, key, now)
    except LedgerUnavailable:
        raise
    except Exception as error:
        # Whatever it is, it is of this envelope: the id and the kind are enough to look for it.
        _log.error("envelope %s waits on: %s", arrived.report_id, type(error).__name__)
        return False
    return True
