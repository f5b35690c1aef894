"""Bringing a source up to date: whole and usable, or the mirror stays as it was."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sync.registers.filling import build_mirror, noted
from sync.registers.ports import Absent, Approval, ApprovalState, Company, Found, Unavailable
from sync.registers.refresh import Order, Outcome, refresh
from sync.registers.rows import SourceError
from sync.registers.sources import CAR_CARE, CLEANING, PUBLISHED, STAFFING, Source
from tests.support import register_files as files
from tests.support import register_server as server
from tests.support.register_desk import GOOD, HOUR, NOW, Desk, desk
from tests.support.register_files import FOUR, INVALID, MANY, ONE, THREE, TWO, approved, unit

__all__ = ["desk"]


def test_every_source_is_read_and_asked(desk: Desk) -> None:
    desk.fill()

    local = desk.local
    assert isinstance(local.card("0123456"), Found)
    assert isinstance(local.entry("0123456"), Found)
    one, three = local.company(ONE), local.company(THREE)
    assert isinstance(one, Found)
    assert one.value == Company(ONE, "Øvingsbygg AS", registered_on=one.value.registered_on)
    assert isinstance(three, Found)
    assert three.value.bankrupt
    two = local.company(TWO)
    assert isinstance(two, Found)
    assert two.value.parent == ONE
    assert local.company(FOUR) == Absent(NOW, "company_register")
    good, bad = ApprovalState.APPROVED, ApprovalState.NOT_APPROVED
    for number, state in ((ONE, good), (TWO, good), (THREE, bad)):
        said = Approval(number, CLEANING, state)
        assert local.approval(number, CLEANING) == Found(said, NOW, "approval_register")
    for industry in (CAR_CARE, STAFFING):
        said = Approval(ONE, industry, good)
        assert local.approval(ONE, industry) == Found(said, NOW, "approval_register")
        assert local.approval(THREE, industry) == Absent(NOW, "approval_register")


def test_it_asks_for_what_is_published_as_it_is_published(desk: Desk) -> None:
    desk.fill()

    asked = {path: headers for path, headers in desk.served.asked}
    assert asked["/companies"]["accept"].startswith("application/vnd.brreg.enhetsregisteret.enhet.v2+json")
    assert asked["/sub-units"]["accept"].startswith("application/vnd.brreg.enhetsregisteret.underenhet.v2")
    assert asked["/car-care"]["content-version"] == "1.2"
    assert all(published.address.startswith("https://") for published in PUBLISHED.values())


def test_each_source_is_as_old_as_its_own_last_fetch(desk: Desk) -> None:
    desk.fill()

    desk.now = NOW + 3 * HOUR
    desk.from_web(Source.CLEANING, GOOD[Source.CLEANING])

    ages = desk.local.ages()
    assert ages == {source: 0 if source is Source.CLEANING else 3 * 3600 for source in Source}
    assert desk.local.approval(ONE, CLEANING).as_of == desk.now  # type: ignore[union-attr]
    assert desk.local.approval(ONE, CAR_CARE).as_of == NOW  # type: ignore[union-attr]
    assert desk.local.company(ONE).as_of == NOW  # type: ignore[union-attr]


def test_a_unit_on_neither_list_is_as_old_as_the_older_list(desk: Desk) -> None:
    desk.fill()
    desk.now = NOW + HOUR
    desk.from_web(Source.SUB_UNITS, GOOD[Source.SUB_UNITS])

    assert desk.local.company(FOUR) == Absent(NOW, "company_register")


@pytest.mark.parametrize("missing", [Source.COMPANIES, Source.SUB_UNITS])
def test_a_unit_is_not_absent_while_one_list_was_never_loaded(desk: Desk, missing: Source) -> None:
    for source in {Source.COMPANIES, Source.SUB_UNITS} - {missing}:
        desk.from_web(source, GOOD[source])

    assert isinstance(desk.local.company(FOUR), Unavailable)
    assert isinstance(desk.local.company(TWO if missing is Source.COMPANIES else ONE), Found)


def test_what_was_never_loaded_could_not_be_asked(desk: Desk) -> None:
    desk.from_web(Source.CLEANING, GOOD[Source.CLEANING])

    assert isinstance(desk.local.card("0123456"), Unavailable)
    assert isinstance(desk.local.approval(ONE, CAR_CARE), Unavailable)
    assert isinstance(desk.local.approval(ONE, STAFFING), Unavailable)
    assert isinstance(desk.local.approval(ONE, 41), Unavailable)
    assert desk.local.ages() == {source: 0 if source is Source.CLEANING else None for source in Source}


def test_a_source_is_replaced_whole_and_the_others_stay(desk: Desk) -> None:
    desk.fill()

    desk.from_web(Source.CAR_CARE, files.approvals(approved(THREE, 3)))
    desk.from_web(Source.COMPANIES, files.as_gzip(unit(ONE), unit(FOUR)))

    assert isinstance(desk.local.approval(ONE, CAR_CARE), Absent)
    assert isinstance(desk.local.approval(THREE, CAR_CARE), Found)
    assert isinstance(desk.local.approval(ONE, CLEANING), Found)
    assert isinstance(desk.local.company(THREE), Absent)
    assert isinstance(desk.local.company(TWO), Found)


def test_a_strange_row_is_no_answer_and_is_counted(desk: Desk) -> None:
    rows = [unit(ONE), unit(THREE, konkurs="nei"), unit(INVALID), 7, unit(FOUR), unit(MANY)]

    outcome = desk.from_web(Source.COMPANIES, files.as_gzip(*rows))

    assert outcome.tally is not None
    assert outcome.tally.text() == (
        "3 taken, 1 left without an answer (1 konkurs is neither yes nor no), "
        "2 skipped (1 without a valid organisation number; 1 not a unit)"
    )
    desk.from_web(Source.SUB_UNITS, GOOD[Source.SUB_UNITS])
    assert isinstance(desk.local.company(THREE), Unavailable)


@pytest.mark.parametrize(
    ("second", "is_answer"),
    [(unit(ONE), True), (unit(ONE, konkurs=True), False), (unit(ONE, navn=""), False)],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_unit_listed_twice_is_an_answer_only_where_both_agree(
    desk: Desk, second: dict[str, object], is_answer: bool, turned: bool
) -> None:
    rows = [unit(ONE), second, unit(FOUR)]

    outcome = desk.from_web(Source.COMPANIES, files.as_gzip(*(reversed(rows) if turned else rows)))

    assert isinstance(desk.local.company(ONE), Found if is_answer else Unavailable)
    assert outcome.tally is not None
    assert outcome.tally.twice == 1


def test_an_approval_listed_twice_with_two_statuses_is_no_answer(desk: Desk) -> None:
    desk.from_web(Source.CAR_CARE, files.approvals(approved(ONE, 4), approved(ONE, 5), approved(TWO, 4)))

    assert isinstance(desk.local.approval(ONE, CAR_CARE), Unavailable)


def test_a_card_listed_twice_in_two_ways_refuses_the_list(desk: Desk) -> None:
    line = GOOD[Source.CARDS].splitlines(keepends=True)[1]
    assert desk.from_web(Source.CARDS, GOOD[Source.CARDS] + line).tally is not None

    with pytest.raises(SourceError, match="a card stands in it twice, in two ways"):
        desk.from_web(Source.CARDS, GOOD[Source.CARDS] + line.replace(b"IN_ORDER", b"LOST"))

    assert isinstance(desk.local.card("0123456"), Found)


# Files


def test_a_file_on_this_machine_is_as_old_as_it_says(desk: Desk) -> None:
    outcome = desk.from_file(Source.COMPANIES, gzip.decompress(GOOD[Source.COMPANIES]), age=20 * HOUR)

    assert outcome.fetched_at == NOW - 20 * HOUR
    assert desk.local.ages()[Source.COMPANIES] == 20 * 3600


def test_a_file_may_be_named_as_an_address(desk: Desk) -> None:
    path = desk.files / "på norsk.csv"
    path.write_bytes(GOOD[Source.CARDS])

    refresh(desk.mirror, Order(Source.CARDS, path.as_uri()), desk.manner)

    assert isinstance(desk.local.card("0123456"), Found)


def test_a_file_from_the_future_is_from_now(desk: Desk) -> None:
    assert desk.from_file(Source.CARDS, GOOD[Source.CARDS], age=-HOUR).fetched_at == NOW


def test_an_older_file_takes_nothing_back(desk: Desk) -> None:
    desk.from_file(Source.CARDS, GOOD[Source.CARDS], age=HOUR)
    before = desk.mirror.read_bytes()

    with pytest.raises(SourceError, match="older than the copy of 2026-03-02 08:00 UTC"):
        desk.from_file(Source.CARDS, GOOD[Source.CARDS], age=2 * HOUR, name="older")

    assert desk.mirror.read_bytes() == before


def test_the_same_file_is_not_read_twice(desk: Desk) -> None:
    desk.from_file(Source.CARDS, GOOD[Source.CARDS])

    assert desk.from_file(Source.CARDS, GOOD[Source.CARDS]).tally is None


def test_a_file_that_is_not_there_is_said(desk: Desk) -> None:
    with pytest.raises(SourceError, match="No such file or directory"):
        refresh(desk.mirror, Order(Source.CARDS, str(desk.files / "none")), desk.manner)

    assert not desk.mirror.exists()


# The web


def test_an_unchanged_source_becomes_fresh_without_being_sent(desk: Desk) -> None:
    act = server.validated(GOOD[Source.COMPANIES], '"a"')
    desk.by(Source.COMPANIES, act)
    desk.now = NOW + 5 * HOUR

    outcome = desk.by(Source.COMPANIES, act)

    assert outcome == Outcome(Source.COMPANIES, desk.now, None)
    assert desk.local.ages()[Source.COMPANIES] == 0
    assert isinstance(desk.local.company(ONE), Found)


def test_validators_of_another_address_are_not_used(desk: Desk) -> None:
    desk.by(Source.COMPANIES, server.validated(GOOD[Source.COMPANIES], '"a"'))
    desk.served.acts["/other"] = server.validated(GOOD[Source.COMPANIES], '"a"')

    outcome = refresh(desk.mirror, Order(Source.COMPANIES, desk.served.address("/other")), desk.manner)

    assert outcome.tally is not None


# The mirror


def changed(statement: str) -> Callable[[Path], None]:
    """The act of changing a mirror by SQL."""

    def act(path: Path) -> None:
        with closing(sqlite3.connect(path)) as database, database:
            database.execute(statement)

    return act


def test_what_a_killed_writer_left_is_cleared_away(desk: Desk) -> None:
    left = desk.mirror.with_name(f".{desk.mirror.name}.x1y2z3.aside")
    others = [desk.mirror.with_name(name) for name in (f"{desk.mirror.name}.bak", ".other.sqlite.a.aside")]
    for path in (left, *others):
        path.touch()

    desk.from_web(Source.CLEANING, GOOD[Source.CLEANING])

    assert not left.exists()
    assert all(path.exists() for path in others)


BEGUN_ANEW = {
    "another version": changed("pragma user_version = 1"),
    "no database": lambda path: path.write_bytes(b"<html>" * 1000),
    "an empty file": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("act", BEGUN_ANEW.values(), ids=BEGUN_ANEW.keys())
def test_what_is_no_mirror_of_this_version_is_begun_anew(desk: Desk, act: Callable[[Path], None]) -> None:
    desk.fill()
    act(desk.mirror)

    desk.from_web(Source.CLEANING, GOOD[Source.CLEANING])

    assert isinstance(desk.local.approval(ONE, CLEANING), Found)
    assert isinstance(desk.local.card("0123456"), Unavailable)


def test_a_mirror_that_is_the_register_itself_keeps_its_other_sources(desk: Desk) -> None:
    build_mirror(
        desk.mirror,
        cards=[],
        companies=[Company(ONE, "Øvelse AS")],
        approvals=[],
        site_list=[],
        fetched_at=NOW - 9 * HOUR,
        authoritative=True,
    )

    desk.from_web(Source.CLEANING, GOOD[Source.CLEANING])

    assert desk.local.company(ONE) == Found(Company(ONE, "Øvelse AS"), NOW, "company_register")
    assert desk.local.ages()[Source.COMPANIES] == 0


def test_what_is_noted_tells_the_next_fetch_where_to_go_on(desk: Desk) -> None:
    desk.by(Source.COMPANIES, server.validated(GOOD[Source.COMPANIES], '"a"'))

    known = noted(desk.mirror, Source.COMPANIES)

    assert known is not None
    assert (known.rows, known.not_taken, known.etag) == (2, 0, '"a"')
    assert known.cursor == "time 2026-02-28T09:00:00+00:00"
    assert noted(desk.mirror, Source.CARDS) is None
