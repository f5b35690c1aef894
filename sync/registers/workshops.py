"""Workshops approved by Statens vegvesen: such an approval suffices in car care, wheel change and storage.

The public list is a CSV that nobody described: semicolons, the name first, the organisation number sixth.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeGuard

from signing import org_number_is_valid
from sync.registers.lists import text_lines
from sync.registers.ports import Absent, Answer, Approval, ApprovalState, Found, Unavailable
from sync.registers.rows import Row, Skipped, SourceError, Taken
from sync.registers.sources import CAR_CARE
from sync.registers.units import NO_NUMBER

COLUMN = 5
# Only digits are read, and they are the same in every coding that such a list may be in.
_CODING = "iso-8859-1"


def entries(pieces: Iterable[bytes]) -> Iterator[Row]:
    """The approvals in the list, one a line, for car care; raises SourceError where it is no such CSV.

    A line of headings, or one without a valid number, is counted as skipped.
    """
    reader = csv.reader(text_lines(pieces, _CODING), delimiter=";")
    try:
        for cells in reader:
            if cells:
                yield _row(cells)
    except csv.Error as error:
        raise SourceError(f"line {reader.line_num + 1}: {error}") from error


def _row(cells: list[str]) -> Row:
    if len(cells) <= COLUMN:
        return Skipped(f"fewer than {COLUMN + 1} columns")
    number = cells[COLUMN].strip()
    if not org_number_is_valid(number):
        return Skipped(NO_NUMBER)
    return Taken(Approval(number, CAR_CARE, ApprovalState.APPROVED))


def approved_by_either(register: Answer[Approval], workshop: Answer[Approval]) -> Answer[Approval]:
    """What both say together, registers or units: one approval is enough, and "not approved" needs both.

    Of two approvals a live one counts, then the newer one. A "not approved" is as old as the older of the
    two, and rests on a copy where one of them does.
    """
    approvals = [each for each in (register, workshop) if _approves(each)]
    if approvals:
        return max(approvals, key=_weight)
    match register, workshop:
        case (Unavailable(), _) | (Found(value=Approval(state=ApprovalState.PENDING)), _):
            return register
        case (_, Unavailable()) | (_, Found(value=Approval(state=ApprovalState.PENDING))):
            return workshop
        case (Found() | Absent()) as said, (Found() | Absent()) as other:
            return _with(said, other.as_of, other.instead)


def _approves(answer: Answer[Approval]) -> TypeGuard[Found[Approval]]:
    return isinstance(answer, Found) and answer.value.state is ApprovalState.APPROVED


def _weight(approval: Found[Approval]) -> tuple[bool, datetime]:
    return approval.instead is None, approval.as_of


def _with(
    said: Found[Approval] | Absent, as_of: datetime, instead: Unavailable | None
) -> Found[Approval] | Absent:
    return replace(said, as_of=min(said.as_of, as_of), instead=said.instead or instead)
