"""Car care: an approval as a workshop suffices, and nobody is "not approved" before both lists say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from sync.registers.ports import Absent, Answer, Approval, ApprovalState, Found, Unavailable
from sync.registers.rows import Row, Skipped, SourceError, Taken
from sync.registers.sources import CAR_CARE, Source
from sync.registers.units import NO_NUMBER
from sync.registers.workshops import approved_by_either, entries
from tests.support import register_files as files
from tests.support.register_desk import GOOD, HOUR, NOW, Desk, desk
from tests.support.register_files import FOUR, INVALID, ONE, THREE, TWO, approved

__all__ = ["desk"]

APPROVED, PENDING, NOT_APPROVED = ApprovalState
AWAY = Unavailable("no route to host", "approval_register")
NEVER_LOADED = Unavailable("never loaded", "workshop_register")
EARLIER = NOW - HOUR


def said(state: ApprovalState) -> Found[Approval]:
    """Return the approval register's answer of now."""
    return Found(Approval(ONE, CAR_CARE, state), NOW, "approval_register")


WORKSHOP = Found(Approval(ONE, CAR_CARE, APPROVED), EARLIER, "workshop_register")
NO_WORKSHOP = Absent(EARLIER, "workshop_register")
UNKNOWN = Absent(NOW, "approval_register")


def read(data: bytes) -> list[Row]:
    """Return what a list comes to, read in small pieces."""
    return list(entries(data[start : start + 7] for start in range(0, len(data), 7)))


def test_each_line_with_a_number_is_an_approval_and_headings_are_counted() -> None:
    assert read(files.workshops(ONE, TWO)) == [
        Skipped(NO_NUMBER),
        Taken(Approval(ONE, CAR_CARE, APPROVED)),
        Taken(Approval(TWO, CAR_CARE, APPROVED)),
    ]


def test_lines_without_a_valid_number_are_skipped_and_said_why() -> None:
    found = read(f"Verksted;1;2;3;4;{INVALID}\nVerksted;1;2\n\n".encode())

    assert found == [Skipped(NO_NUMBER), Skipped("fewer than 6 columns")]


def test_a_line_that_never_ends_is_refused() -> None:
    with pytest.raises(SourceError, match="a line is too long"):
        read(b"x" * 20_000)


def test_a_quote_that_never_ends_is_refused() -> None:
    with pytest.raises(SourceError, match=r"line \d+: "):
        read(b'"' + b"Verksted;1\n" * 20_000)


@pytest.mark.parametrize(
    ("register", "workshop", "together"),
    [
        (said(APPROVED), NEVER_LOADED, said(APPROVED)),
        (said(APPROVED), WORKSHOP, said(APPROVED)),
        (replace(said(APPROVED), instead=AWAY), WORKSHOP, WORKSHOP),
        (replace(said(APPROVED), as_of=EARLIER - HOUR), WORKSHOP, WORKSHOP),
        (said(NOT_APPROVED), WORKSHOP, WORKSHOP),
        (said(PENDING), WORKSHOP, WORKSHOP),
        (UNKNOWN, WORKSHOP, WORKSHOP),
        (AWAY, WORKSHOP, WORKSHOP),
        (AWAY, NO_WORKSHOP, AWAY),
        (AWAY, NEVER_LOADED, AWAY),
        (said(PENDING), NEVER_LOADED, said(PENDING)),
        (said(NOT_APPROVED), NEVER_LOADED, NEVER_LOADED),
        (UNKNOWN, NEVER_LOADED, NEVER_LOADED),
        (said(NOT_APPROVED), NO_WORKSHOP, Found(said(NOT_APPROVED).value, EARLIER, "approval_register")),
        (UNKNOWN, NO_WORKSHOP, Absent(EARLIER, "approval_register")),
        (UNKNOWN, Absent(EARLIER, "x", AWAY), Absent(EARLIER, "approval_register", AWAY)),
    ],
)
def test_what_both_say_together(
    register: Answer[Approval], workshop: Answer[Approval], together: Answer[Approval]
) -> None:
    assert approved_by_either(register, workshop) == together


def test_nobody_is_not_approved_before_both_were_asked() -> None:
    answers: list[Answer[Approval]] = [*map(said, ApprovalState), UNKNOWN, AWAY]

    workshops: list[Answer[Approval]] = [WORKSHOP, NO_WORKSHOP, NEVER_LOADED]

    for register, workshop in product(answers, workshops):
        together = approved_by_either(register, workshop)
        against = isinstance(together, Absent) or (
            isinstance(together, Found) and together.value.state is NOT_APPROVED
        )
        assert not against or workshop is NO_WORKSHOP


def test_until_the_workshops_are_loaded_an_employer_is_not_said_to_be_unapproved(desk: Desk) -> None:
    desk.from_web(Source.CAR_CARE, files.approvals(approved(ONE, 4), approved(TWO, 5), approved(FOUR, 5)))
    assert isinstance(desk.local.approval(ONE, CAR_CARE), Found)
    assert desk.local.approval(TWO, CAR_CARE) == desk.local.workshop(TWO)
    assert isinstance(desk.local.approval(THREE, CAR_CARE), Unavailable)

    desk.now = NOW + HOUR
    outcome = desk.from_web(Source.WORKSHOPS, GOOD[Source.WORKSHOPS])

    assert outcome.tally is not None
    assert outcome.tally.text() == f"2 taken, 1 skipped (1 {NO_NUMBER})"
    refused, workshop = desk.local.approval(TWO, CAR_CARE), desk.local.approval(FOUR, CAR_CARE)
    assert isinstance(refused, Found)
    assert (refused.value.state, refused.as_of) == (NOT_APPROVED, NOW)
    assert isinstance(workshop, Found)
    assert (workshop.value.state, workshop.as_of) == (APPROVED, NOW + timedelta(hours=1))
    assert workshop.source == "workshop_register"
