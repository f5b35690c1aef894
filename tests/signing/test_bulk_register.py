"""Nothing is signed that the register does not hold, whatever form the register comes in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from signing import Card, org_number_is_valid
from signing.commands import registers
from sync.registers.filling import build_mirror
from sync.registers.ports import CardRecord, CardStatus, Company
from tests.support.cards import USUAL
from tests.support.issuing import IssuerDesk, cards, document

MAIN_UNIT = USUAL.org_number
OTHER_UNIT = next(
    str(number)
    for number in range(int(MAIN_UNIT) + 1, int(MAIN_UNIT) + 100)
    if org_number_is_valid(str(number))
)


@pytest.fixture
def desk(tmp_path: Path) -> IssuerDesk:
    """Return the desk of an issuer."""
    return IssuerDesk(tmp_path)


def as_csv(
    desk: IssuerDesk, held: list[Card], status: str = "IN_ORDER", valid_to: date | None = None
) -> None:
    """Make the desk's register a CSV."""
    desk.register = desk.folder / "register.csv"
    rows = [
        f"{card.birth_date};{card.card_number};{card.org_number};x;{status};{valid_to or ''}" for card in held
    ]
    columns = "birth_date;card_number;org_number;more;status;valid_to"
    desk.register.write_text("\n".join([columns, *rows]), "utf-8")


def as_json_lines(
    desk: IssuerDesk, held: list[Card], status: str = "IN_ORDER", valid_to: date | None = None
) -> None:
    """Make the desk's register JSON Lines."""
    desk.put_in_register(*held, status=status, valid_to=str(valid_to or ""))


def as_mirror(
    desk: IssuerDesk,
    held: list[Card],
    status: str = "IN_ORDER",
    valid_to: date | None = None,
    *,
    unit: str = MAIN_UNIT,
    parent: str | None = None,
) -> None:
    """Make the desk's register a mirror as the product keeps it, the cards' holders employed in `unit`."""
    desk.register = desk.folder / "registers.sqlite"
    build_mirror(
        desk.register,
        cards=[
            CardRecord(
                card_number=card.card_number,
                status=CardStatus(status),
                name=card.name,
                birth_date=card.birth_date,
                org_number=unit,
                employer=card.employer,
                valid_from=card.issued,
                valid_to=valid_to or card.expires,
            )
            for card in held
        ],
        companies=[Company(unit, "Øvingsbygg", parent=parent)],
        approvals=[],
        site_list=[],
        fetched_at=datetime.now(UTC),
    )


FORMS = [as_csv, as_json_lines, as_mirror]


@pytest.mark.parametrize("form", FORMS)
def test_only_what_the_register_holds_is_signed(desk: IssuerDesk, form: Callable[..., None]) -> None:
    held, unknown, other_birth, other_employer = cards(4)
    form(desk, [held, other_birth, other_employer])
    desk.put_on_list(
        held,
        unknown,
        replace(other_birth, birth_date=date(1999, 1, 1)),
        replace(other_employer, org_number=OTHER_UNIT),
    )

    code = desk.issue()

    assert code == 1
    assert [entry.card_number for entry in desk.journal.entries] == [held.card_number]
    assert desk.rejected() == [
        ("2", "the register does not hold this card number"),
        ("3", "the register holds another birth date"),
        ("4", "the register holds another employer"),
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("status", [each for each in CardStatus if each != CardStatus.IN_ORDER])
def test_a_card_that_is_not_in_order_is_not_signed(
    desk: IssuerDesk, form: Callable[..., None], status: str
) -> None:
    form(desk, cards(1), status)
    desk.put_on_list(*cards(1))

    assert desk.issue() == 1
    assert desk.rejected() == [("1", f"the register says that the card is not in order: {status}")]
    assert desk.journal.entries == []


@pytest.mark.parametrize("form", FORMS)
def test_a_card_is_not_signed_for_longer_than_the_register_holds_it_valid(
    desk: IssuerDesk, form: Callable[..., None]
) -> None:
    until, longer = date(2028, 11, 2), date(2028, 11, 3)
    first, second = cards(2)
    form(desk, [first, second], valid_to=until)
    desk.put_on_list(replace(first, expires=until), replace(second, expires=longer))

    assert desk.issue() == 1
    assert desk.issued() == [replace(first, expires=until)]
    assert desk.rejected() == [("2", "it expires 2028-11-03, and the register holds it valid to 2028-11-02")]


def test_what_was_reported_lost_is_not_signed_again(desk: IssuerDesk) -> None:
    desk.fill(*cards(1))
    desk.issue()
    desk.out.unlink()
    desk.put_in_register(*cards(1), status="LOST")

    assert desk.issue("--again", desk.list) == 1
    assert desk.texts == []


@pytest.mark.parametrize("more", [{"status": ""}, {"status": None}, {"valid_to": "soon"}])
def test_a_register_with_a_status_or_last_day_that_says_nothing_is_not_used_at_all(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str], more: dict[str, str | None]
) -> None:
    desk.put_on_list(*cards(1))
    desk.put_in_register(*cards(1), **more)

    assert desk.issue() == 2
    assert "line 1: no entry of a register" in capsys.readouterr().err


def test_a_register_that_says_two_things_of_a_card_is_not_used_at_all(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.put_on_list(*cards(1))
    desk.put_in_register(*cards(1), status="LOST")
    lost = desk.register.read_text("utf-8")
    desk.put_in_register(*cards(1))
    desk.register.write_text(lost + desk.register.read_text("utf-8"), "utf-8")

    assert desk.issue() == 2
    assert (
        "line 2: no entry of a register: an earlier line says otherwise of this card"
        in capsys.readouterr().err
    )


def test_a_sub_units_main_unit_is_the_employer_too(desk: IssuerDesk) -> None:
    [card] = cards(1)
    as_mirror(desk, [card], unit=OTHER_UNIT, parent=MAIN_UNIT)
    desk.put_on_list(card)

    assert desk.issue() == 0


def test_one_card_is_checked_as_well(desk: IssuerDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.put_in_register()
    desk.put_in_places(*cards(1))
    one = desk.folder / "card.json"
    one.write_text(json.dumps(document(cards(1)[0])), "utf-8")

    assert desk.issue(one) == 2
    assert "the register does not hold this card number" in capsys.readouterr().err


def test_what_the_register_no_longer_holds_is_not_signed_again(desk: IssuerDesk) -> None:
    desk.fill(*cards(1))
    desk.issue()
    desk.out.unlink()
    desk.put_in_register()

    assert desk.issue("--again", desk.list) == 1
    assert desk.texts == []


@pytest.mark.parametrize(
    "row",
    [
        "{",
        "{}",
        '{"card_number": "40000000", "org_number": "314102274", "birth_date": "19 April"}',
        '{"card_number": "40000000", "org_number": ["314102274"], "birth_date": "1987-04-19"}',
        '{"card_number": "40000000", "org_number": "314102274", "birth_date": null}',
    ],
)
def test_a_register_with_a_bad_row_is_not_used_at_all(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str], row: str
) -> None:
    desk.fill(*cards(1))
    desk.register.write_text(f"\n{row}\n", "utf-8")

    assert desk.issue() == 2
    assert f"{desk.register}, line 2: no entry of a register" in capsys.readouterr().err
    assert not desk.out.exists()


def test_a_register_of_another_kind_is_refused(desk: IssuerDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.fill(*cards(1))
    desk.register = desk.folder / "register.xlsx"

    assert desk.issue() == 2
    assert "neither .csv nor .jsonl" in capsys.readouterr().err


def test_a_mirror_that_is_missing_stops_the_run(desk: IssuerDesk) -> None:
    desk.fill(*cards(1))
    desk.register = desk.folder / "registers.sqlite"

    assert desk.issue() == 2
    assert not desk.register.exists()


@pytest.mark.parametrize(
    "change",
    ["drop table sub_unit", "update card set birth_date = 'soon'", "update card set valid_to = 'soon'"],
)
def test_a_mirror_that_cannot_be_read_lets_nothing_be_signed(desk: IssuerDesk, change: str) -> None:
    desk.put_on_list(*cards(1))
    as_mirror(desk, cards(1))
    with closing(sqlite3.connect(desk.register)) as connection, connection:
        connection.execute(change)

    assert desk.issue() == 1
    assert "the register cannot be read" in desk.rejected()[0][1]
    assert desk.journal.entries == []


@pytest.mark.parametrize("ending", [".sqlite", ".sqlite3", ".db"])
def test_a_mirror_is_known_by_the_ending_of_its_name_and_never_written_to(
    desk: IssuerDesk, ending: str
) -> None:
    [card] = cards(1)
    desk.put_on_list(card)
    as_mirror(desk, [card])
    desk.register = desk.register.rename(desk.register.with_suffix(ending))
    before = desk.register.read_bytes()

    assert desk.issue() == 0
    assert desk.issued() == [card]
    assert desk.register.read_bytes() == before
    with registers.opened(desk.register, datetime.now(UTC)) as mirror:
        assert isinstance(mirror, registers.MirroredRegister)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            mirror._connection.execute("delete from card")


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ("update source set fetched_at = '2016-01-01T00:00:00+00:00', authoritative = 0", 2, "fetch it anew"),
        ("update source set fetched_at = '2016-01-01T00:00:00+00:00', authoritative = 1", 0, ""),
        ("update source set fetched_at = '2999-01-01T00:00:00+00:00', authoritative = 0", 2, "fetch it anew"),
        ("update source set fetched_at = 'soon'", 2, "cannot be read as a register"),
        ("delete from source", 2, "holds no cards"),
        ("drop table source", 2, "cannot be read as a register"),
    ],
)
def test_an_old_copy_of_the_register_lets_nothing_be_signed(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str], change: str, code: int, said: str
) -> None:
    [card] = cards(1)
    desk.put_on_list(card)
    as_mirror(desk, [card])
    with closing(sqlite3.connect(desk.register)) as database, database:
        database.execute(change)

    assert desk.issue() == code
    assert said in capsys.readouterr().err
