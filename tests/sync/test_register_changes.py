"""Following the list of changes: what changed is asked anew, what was removed leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

import sync.__main__ as command_line
from sync.registers import changes
from sync.registers.changes import can_follow, follow
from sync.registers.filling import noted
from sync.registers.ports import Absent, Company, Found, Unavailable
from sync.registers.rows import SourceError
from sync.registers.sources import Source
from tests.support import register_files as files
from tests.support import register_server as server
from tests.support.register_desk import GOOD, NOW, Desk, desk
from tests.support.register_files import FOUR, INVALID, MANY, ONE, THREE, TWO, branch, unit
from tests.support.unit_register import BASE, UnitRegister, asked, followed, held, register

__all__ = ["desk", "register"]


def test_without_changes_the_copy_becomes_fresh(desk: Desk, register: UnitRegister) -> None:
    assert followed(desk, register).fetched_at == desk.now

    assert desk.local.ages()[Source.COMPANIES] == 0
    assert desk.local.ages()[Source.SUB_UNITS] == 3600
    assert asked(desk, "/oppdateringer/enheter")[0]["dato"] == ["2026-02-28T09:00:00.000Z"]
    assert asked(desk, "/enheter") == []


@pytest.mark.parametrize("change", ["Ny", "Endring", "Ukjent", "Noe nytt"])
def test_a_unit_that_changed_is_asked_for_anew(desk: Desk, register: UnitRegister, change: str) -> None:
    register.units |= {ONE: unit(ONE, konkurs=True), FOUR: unit(FOUR)}
    register.note(ONE, change)
    register.note(FOUR, change)

    outcome = followed(desk, register)

    assert held(desk, ONE).bankrupt
    assert held(desk, FOUR) == Company(FOUR, "Øvingsbygg AS", registered_on=date(2024, 1, 4))
    assert not held(desk, THREE).bankrupt
    assert outcome.tally is not None
    assert outcome.tally.taken == 2
    assert asked(desk, "/enheter")[0]["organisasjonsnummer"] == [f"{ONE},{FOUR}"]


@pytest.mark.parametrize("meant_too", [True, False])
def test_the_next_run_goes_on_where_this_one_stopped(
    desk: Desk, register: UnitRegister, meant_too: bool
) -> None:
    register.meant_too = meant_too
    register.note(ONE, "Endring")
    followed(desk, register)
    register.units[THREE] = unit(THREE, konkurs=True)
    register.note(THREE, "Endring")

    followed(desk, register)
    followed(desk, register)

    assert held(desk, THREE).bankrupt
    assert [query.get("oppdateringsid") for query in asked(desk, "/oppdateringer/enheter")] == [
        None,
        ["100"],
        ["110"],
    ]
    assert [query["organisasjonsnummer"] for query in asked(desk, "/enheter")] == [[ONE], [THREE]]


@pytest.mark.parametrize("meant_too", [True, False])
def test_many_changes_come_in_pages_and_batches(
    desk: Desk, register: UnitRegister, meant_too: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "BATCH", 2)
    register.meant_too, register.page_size = meant_too, 3
    for number in (ONE, THREE, FOUR, MANY, ONE, THREE, FOUR):
        register.units[number] = unit(number, navn="Endret AS")
        register.note(number, "Endring")

    followed(desk, register)

    assert {held(desk, number).name for number in (ONE, THREE, FOUR, MANY)} == {"Endret AS"}
    assert all(len(query["organisasjonsnummer"][0].split(",")) <= 2 for query in asked(desk, "/enheter"))
    known = noted(desk.mirror, Source.COMPANIES)
    assert known is not None
    assert (known.cursor, known.rows) == ("id 160", 4)


def test_the_last_of_several_changes_counts(desk: Desk, register: UnitRegister) -> None:
    register.note(ONE, "Fjernet")
    register.note(ONE, "Ny")
    register.note(THREE, "Endring")
    register.note(THREE, "Fjernet")

    followed(desk, register)

    assert isinstance(desk.local.company(ONE), Found)
    assert desk.local.company(THREE) == Absent(NOW, "company_register")


def test_a_removed_unit_leaves_however_it_is_told(desk: Desk, register: UnitRegister) -> None:
    register.units.clear()
    register.gone.add(THREE)
    register.note(ONE, "Fjernet")
    register.note(THREE, "Endring")

    followed(desk, register)

    assert isinstance(desk.local.company(ONE), Absent)
    assert isinstance(desk.local.company(THREE), Absent)
    known = noted(desk.mirror, Source.COMPANIES)
    assert known is not None
    assert known.rows == 0


def deleted(number: str) -> dict[str, object]:
    """A deleted unit as a look-up alone gives it."""
    return {
        "respons_klasse": "SlettetEnhet",
        "organisasjonsnummer": number,
        "navn": "Slettet AS",
        "slettedato": "2026-02-27",
    }


def in_the_search_still(register: UnitRegister) -> date:
    """The search has it, and it looks as before."""
    return date(2026, 3, 1)


def by_itself(register: UnitRegister) -> date:
    """The search has it no more, and its own page tells the day."""
    register.units.pop(ONE)
    register.unlisted[ONE] = deleted(ONE)
    return date(2026, 2, 27)


def nowhere(register: UnitRegister) -> date:
    """Neither has it."""
    register.units.pop(ONE)
    return date(2026, 3, 1)


@pytest.mark.parametrize("told", [in_the_search_still, by_itself, nowhere])
def test_a_deleted_unit_is_marked_as_deleted(
    desk: Desk, register: UnitRegister, told: Callable[[UnitRegister], date]
) -> None:
    day = told(register)
    register.note(ONE, "Sletting")

    followed(desk, register)

    assert held(desk, ONE).deleted_on == day


def test_a_unit_that_changed_and_is_nowhere_is_no_answer(desk: Desk, register: UnitRegister) -> None:
    register.units.pop(ONE)
    register.note(ONE, "Endring")

    outcome = followed(desk, register)

    assert isinstance(desk.local.company(ONE), Unavailable)
    assert outcome.tally is not None
    assert "1 listed as changed and not to be found" in outcome.tally.text()


def test_a_line_about_nobody_is_passed_over(desk: Desk, register: UnitRegister) -> None:
    register.note(INVALID, "Endring")
    register.note("../enheter", "Endring")

    followed(desk, register)

    assert asked(desk, "/enheter") == []


def test_sub_units_have_a_list_of_their_own(desk: Desk, register: UnitRegister) -> None:
    branches = UnitRegister(desk.served, "underenheter", {TWO: branch(TWO, THREE)})
    branches.note(TWO, "Endring")

    followed(desk, branches, Source.SUB_UNITS)

    assert held(desk, TWO).parent == THREE
    assert desk.local.ages()[Source.COMPANIES] == 3600


def test_what_was_done_before_a_cut_is_not_done_again(desk: Desk, register: UnitRegister) -> None:
    register.page_size = 2
    for number in (ONE, THREE, FOUR):
        register.units[number] = unit(number, konkurs=True)
        register.note(number, "Endring")
    working = desk.served.acts[f"{BASE}/enheter"]
    desk.served.acts[f"{BASE}/enheter"] = server.then(working, server.refused(404))
    with pytest.raises(SourceError, match="answered 404"):
        followed(desk, register)
    assert held(desk, ONE).bankrupt
    assert desk.local.ages()[Source.COMPANIES] == 3600

    desk.served.acts[f"{BASE}/enheter"] = working
    desk.served.asked.clear()
    followed(desk, register)

    assert held(desk, FOUR).bankrupt
    assert desk.local.ages()[Source.COMPANIES] == 0
    assert [query["organisasjonsnummer"] for query in asked(desk, "/enheter")] == [[FOUR]]


def test_without_a_whole_file_there_is_nothing_to_go_on_from(desk: Desk) -> None:
    assert not can_follow(desk.mirror, Source.COMPANIES)
    with pytest.raises(SourceError, match="load the whole file first"):
        follow(desk.mirror, Source.COMPANIES, desk.manner, desk.served.address(BASE))


def test_the_command_takes_the_whole_file_once_and_then_its_changes(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    register = UnitRegister(desk.served, units={ONE: unit(ONE)})
    desk.served.acts["/file"] = server.gives(files.as_gzip(unit(ONE)))
    words = ["refresh-registers", "--register", str(desk.mirror), f"companies={desk.served.address()}"]
    words += ["--changes", "--changes-base", register.base]

    assert command_line.main(words) == 0
    register.units[ONE] = unit(ONE, konkurs=True)
    register.note(ONE, "Endring")
    assert command_line.main(words) == 0

    assert [path for path, _ in desk.served.asked].count("/file") == 1
    desk.from_web(Source.SUB_UNITS, GOOD[Source.SUB_UNITS])
    assert held(desk, ONE).bankrupt
    assert "companies, changes: 1 taken, as of" in capsys.readouterr().out


def test_a_copy_never_becomes_older_by_following(desk: Desk, register: UnitRegister) -> None:
    desk.now = NOW - timedelta(hours=5)

    followed(desk, register)

    known = noted(desk.mirror, Source.COMPANIES)
    assert known is not None
    assert known.fetched_at == NOW
