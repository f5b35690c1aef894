"""The local copy of the registers: swapped whole, and silent rather than wrong when it is damaged."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlite_utils import Database

from sync.registers.filling import build_mirror
from sync.registers.local import LocalRegisters
from sync.registers.mirror import Mirror
from sync.registers.ports import (
    Absent,
    Answer,
    Approval,
    ApprovalState,
    CardRecord,
    CardStatus,
    Company,
    Found,
    SiteListEntry,
    Unavailable,
)
from sync.registers.sources import Source

FETCHED = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

CARD = CardRecord(
    card_number="0123456",
    status=CardStatus.IN_ORDER,
    name="Øvd Prøvesen",
    birth_date=date(1990, 2, 28),
    org_number="999999999",
    employer="Øvelse Bygg AS",
    valid_from=date(2025, 1, 1),
    valid_to=date(2027, 1, 1),
)
COMPANY = Company(
    "999999999", "Øvelse Bygg AS", parent="888888888", deleted_on=date(2026, 1, 31), bankrupt=True
)
MAIN_UNIT = Company("888888888", "Øvelse AS", vat_registered=False)
APPROVAL = Approval("888888888", 81, ApprovalState.APPROVED)
CLOSED = Company("777777778", "Øvelse avd. Nord", deleted_on=date(2026, 1, 31), orphan=True)
ENTRY = SiteListEntry("0123456", "999999999", "Gate 2")


def fill(
    path: Path,
    cards: Iterable[CardRecord] = (CARD,),
    approvals: Iterable[Approval] = (APPROVAL,),
    fetched_at: datetime = FETCHED,
    authoritative: bool = False,
) -> None:
    """Build a mirror with one record or two in each register."""
    build_mirror(
        path,
        cards=cards,
        companies=[COMPANY, MAIN_UNIT, CLOSED],
        approvals=approvals,
        site_list=[ENTRY],
        fetched_at=fetched_at,
        authoritative=authoritative,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a mirror lies that was filled at FETCHED."""
    fill(tmp_path / "register.sqlite")
    return tmp_path / "register.sqlite"


def registers(path: Path) -> LocalRegisters:
    """Return the registers over the mirror at a path, asked at NOW."""
    return LocalRegisters(Mirror(path), lambda: NOW)


def test_every_register_gives_back_what_was_put_in(path: Path) -> None:
    local = registers(path)

    assert local.card("0123456") == Found(CARD, FETCHED, "card_register")
    assert local.company("999999999") == Found(COMPANY, FETCHED, "company_register")
    assert local.company("888888888") == Found(MAIN_UNIT, FETCHED, "company_register")
    assert local.company("777777778") == Found(CLOSED, FETCHED, "company_register")
    assert local.approval("888888888", 81) == Found(APPROVAL, FETCHED, "approval_register")
    assert local.entry("0123456") == Found(ENTRY, FETCHED, "site_list")


@pytest.mark.parametrize("number", ["123456", "00123456", "0123456 ", "%", "' or 1=1 --", ""])
def test_only_the_very_same_card_number_is_found(path: Path, number: str) -> None:
    assert registers(path).card(number) == Absent(FETCHED, "card_register")


def test_what_no_register_holds_is_absent_as_of_the_copys_time(path: Path) -> None:
    local = registers(path)

    assert local.company("777777777") == Absent(FETCHED, "company_register")
    assert local.approval("888888888", 45) == Absent(FETCHED, "approval_register")
    assert local.entry("7654321") == Absent(FETCHED, "site_list")


def test_a_mirror_that_is_the_register_itself_answers_as_of_now(tmp_path: Path) -> None:
    fill(tmp_path / "register.sqlite", authoritative=True)

    answer = registers(tmp_path / "register.sqlite").card("0123456")

    assert answer == Found(CARD, NOW, "card_register")


def missing(path: Path) -> None:
    """Take the mirror away."""
    path.unlink()


def folder(path: Path) -> None:
    """Put a folder in its place."""
    path.unlink()
    path.mkdir()


def empty(path: Path) -> None:
    """Put an empty file in its place."""
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    """Put something else in its place."""
    path.write_bytes(b"<html>Sign in to the network</html>" * 200)


def cut(path: Path) -> None:
    """Keep the first half of the file."""
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def scribbled(path: Path) -> None:
    """Overwrite every page but the first."""
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))


def changed(statement: str) -> Callable[[Path], None]:
    """Return the act of changing a mirror by SQL."""

    def act(path: Path) -> None:
        with closing(Database(path)) as database:
            database.execute(statement)
            database.conn.commit()

    return act


DAMAGES: dict[str, Callable[[Path], None]] = {
    "missing": missing,
    "a folder": folder,
    "empty": empty,
    "garbage": garbage,
    "cut": cut,
    "scribbled": scribbled,
    "no card table": changed("drop table card"),
    "no column": changed("alter table card drop column status"),
    "a column more": changed("alter table card add column mood text"),
    "no time": changed("delete from source"),
    "no time in it": changed("update source set fetched_at = null"),
    "a time that is none": changed("update source set fetched_at = 'yesterday'"),
    "a time without zone": changed("update source set fetched_at = '2026-03-02T05:00:00'"),
    "an unknown status": changed("update card set status = 'FINE'"),
    "no status": changed("update card set status = null"),
    "a date that is none": changed("update card set valid_to = '31.12.2099'"),
    "no date": changed("update card set valid_to = null"),
    "text that is none": changed("update card set name = cast(x'ff' as text)"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
@pytest.mark.parametrize("was_open", [False, True], ids=["before", "while in use"])
def test_a_damaged_mirror_is_unavailable_and_never_absent(
    path: Path, damage: Callable[[Path], None], was_open: bool
) -> None:
    local = registers(path)
    if was_open:
        assert isinstance(local.card("0123456"), Found)

    damage(path)

    answer = local.card("0123456")
    assert isinstance(answer, Unavailable)
    assert answer.source == "card_register"
    assert answer.why


@pytest.mark.parametrize("value", [None, "no", "", 1, "approved", b"APPROVED"])
def test_an_approval_in_a_state_that_nobody_knows_is_no_answer(path: Path, value: object) -> None:
    with closing(Database(path)) as database:
        database.table("approval").update(("888888888", 81), {"state": value})

    assert isinstance(registers(path).approval("888888888", 81), Unavailable)


def test_a_company_with_a_date_that_is_none_is_no_answer(path: Path) -> None:
    changed("update company set deleted_on = ''")(path)

    assert isinstance(registers(path).company("888888888"), Unavailable)


def test_a_register_that_gave_no_records_is_unavailable(tmp_path: Path) -> None:
    fill(tmp_path / "register.sqlite", approvals=[])
    local = registers(tmp_path / "register.sqlite")

    assert isinstance(local.approval("888888888", 81), Unavailable)
    assert isinstance(local.card("0123456"), Found)


def test_the_mirror_that_returns_is_used_again(path: Path) -> None:
    local = registers(path)
    missing(path)
    assert isinstance(local.card("0123456"), Unavailable)

    fill(path)

    assert isinstance(local.card("0123456"), Found)


def test_readers_see_the_old_or_the_new_mirror_and_nothing_between(path: Path) -> None:
    local, over = registers(path), Event()
    ages = {f"Generation {number}": FETCHED + timedelta(hours=number) for number in range(12)}

    def swap() -> None:
        for name, fetched_at in ages.items():
            fill(path, [replace(CARD, name=name)], fetched_at=fetched_at)
        over.set()

    def read(_: int) -> list[Answer[CardRecord]]:
        answers = [local.card("0123456")]
        while not over.is_set():
            answers.append(local.card("0123456"))
        return [*answers, local.card("0123456")]

    with ThreadPoolExecutor(5) as threads:
        swapping = threads.submit(swap)
        histories = list(threads.map(read, range(4)))
        swapping.result()

    for history in histories:
        found = [answer for answer in history if isinstance(answer, Found)]
        assert len(found) == len(history)
        assert all(answer.as_of == ages.get(answer.value.name, FETCHED) for answer in found)
        assert [answer.as_of for answer in found] == sorted(answer.as_of for answer in found)
        assert found[-1].value.name == "Generation 11"


def test_a_mirror_that_cannot_be_built_leaves_the_old_one_and_no_rubbish(path: Path) -> None:
    def breaks_off() -> Iterable[CardRecord]:
        yield CARD
        raise ConnectionResetError("the register went away")

    before = path.read_bytes()
    with pytest.raises(ConnectionResetError):
        fill(path, breaks_off())

    assert list(path.parent.iterdir()) == [path]
    assert path.read_bytes() == before


def test_a_thread_may_let_go_and_ask_again(path: Path) -> None:
    mirror = Mirror(path)
    query = "select name from card where card_number = ?"

    mirror.close()
    first = mirror.ask(Source.CARDS, query, "0123456")
    mirror.close()

    assert mirror.ask(Source.CARDS, query, "0123456") == first


def test_a_mirror_is_never_written_through(path: Path) -> None:
    local = Mirror(path)

    with pytest.raises(Exception, match="readonly"):
        local.ask(Source.CARDS, "update card set status = 'IN_ORDER' returning *")


def test_every_card_is_given_with_its_status(path: Path) -> None:
    other = replace(CARD, card_number="0123457", status=CardStatus.LOST)
    fill(path, [CARD, other])

    copy, cards = Mirror(path).statuses()

    assert copy.fetched_at == FETCHED
    assert list(cards) == [("0123456", "IN_ORDER"), ("0123457", "LOST")]
