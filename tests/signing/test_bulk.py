"""Issuing in bulk: each row of a list becomes a card, and bad rows are listed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.issuing import IssuerDesk, cards, document


@pytest.fixture
def desk(tmp_path: Path) -> IssuerDesk:
    """Return the desk of an issuer."""
    return IssuerDesk(tmp_path)


# The list


def test_every_card_of_a_list_is_issued_in_its_order(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = cards(12)
    desk.fill(*wanted)

    code = desk.issue()

    assert code == 0
    assert desk.issued() == wanted
    assert [entry.card_number for entry in desk.journal.entries] == [card.card_number for card in wanted]
    assert capsys.readouterr().out == "issued 12, issued before 0, rejected 0, left 0\n"
    assert not desk.rejects.exists()


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_csv_gives_the_same_cards(desk: IssuerDesk, separator: str) -> None:
    wanted = [
        replace(cards(1)[0], industries=(41, 43), name="Østby, Per; Anders"),
        replace(cards(2)[1], kind="order_proof"),
    ]

    code = desk.issue(desk.fill_csv(*wanted, separator=separator))

    assert code == 0
    assert desk.issued() == wanted


def test_a_csv_without_kinds_lists_cards(desk: IssuerDesk) -> None:
    [card] = cards(1)
    path = desk.fill_csv(card)
    head, row = (line.split(",") for line in path.read_text("utf-8-sig").splitlines())
    kind = head.index("kind")
    path.write_text("\n".join(",".join(each[:kind] + each[kind + 1 :]) for each in (head, row)), "utf-8")

    assert desk.issue(path) == 0
    assert desk.issued() == [card]


def test_blank_lines_are_passed_over(desk: IssuerDesk) -> None:
    path = desk.fill_csv(*cards(2)[1:])
    path.write_text(path.read_text("utf-8-sig").replace("\n", "\n\n"), "utf-8")
    desk.put_on_list(*cards(2))
    desk.list.write_text(desk.list.read_text("utf-8").replace("\n", "\n\n  \n"), "utf-8")
    desk.put_in_register(*cards(2))

    assert desk.issue(path) == 0
    assert desk.issue() == 0
    assert len(desk.texts) == 2


def test_only_the_operator_can_read_what_was_issued(desk: IssuerDesk) -> None:
    desk.fill(*cards(1))
    desk.issue()

    assert [path.stat().st_mode & 0o777 for path in (desk.out, desk.log)] == [0o600, 0o600]


# Bad rows


def test_bad_rows_are_listed_with_line_and_reason_and_the_good_ones_issued(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    good = cards(3)
    desk.fill(*good)
    first, second, third = desk.list.read_text("utf-8").splitlines()
    bad = [
        "{",
        "[]",
        json.dumps(document(good[0]) | {"card_number": "1"}),
        json.dumps(document(good[0]) | {"birth_date": "19 April"}),
        json.dumps(document(good[0]) | {"birth_date": None}),
        json.dumps({name: value for name, value in document(good[0]).items() if name != "employer"}),
        json.dumps({name: value for name, value in document(good[0]).items() if name != "issued"}),
        json.dumps(document(good[0]) | {"colour": "green"}),
        "[" * 100_000,
    ]
    desk.list.write_text("\n".join([first, *bad[:4], second, *bad[4:], third]), "utf-8")

    code = desk.issue()

    assert code == 1
    assert desk.issued() == good
    assert [line for line, _ in desk.rejected()] == ["2", "3", "4", "5", "7", "8", "9", "10", "11"]
    reasons = [reason for _, reason in desk.rejected()]
    assert reasons[0].startswith("not JSON")
    assert reasons[1:4] == [
        "not a JSON object",
        "card_number must be 7 to 10 digits",
        "birth_date is not a day written like 2027-01-31: '19 April'",
    ]
    assert reasons[4:8] == [
        "birth_date is not a day written like 2027-01-31: None",
        "no employer",
        "no issued",
        "not a column of a card: colour",
    ]
    printed = capsys.readouterr()
    assert printed.out == "issued 3, issued before 0, rejected 9, left 0\n"
    assert str(desk.rejects) in printed.err


def test_bad_rows_of_a_csv_are_known_by_the_line_they_begin_on(desk: IssuerDesk) -> None:
    path = desk.fill_csv(*cards(3))
    head, first, second, third = path.read_text("utf-8-sig").splitlines()
    name = cards(2)[1].name
    spread = second.replace(name, f'"{name[:4]}\n{name[4:]}"')
    path.write_text("\n".join([head, first, spread, "1,2,3", 'a"b"c,"d"e,', third, '"open']), "utf-8")

    code = desk.issue(path)

    assert code == 1
    assert desk.issued() == [cards(3)[0], cards(3)[2]]
    assert [line for line, _ in desk.rejected()] == ["3", "5", "6", "8"]
    assert desk.rejected()[1][1] == "3 values for 11 columns"
    assert desk.rejected()[2][1].startswith("not CSV")


def test_what_was_rejected_is_issued_once_it_is_right_and_its_list_goes(desk: IssuerDesk) -> None:
    wanted = cards(3)
    desk.fill(*wanted)
    right = desk.list.read_text("utf-8")
    desk.list.write_text(right.replace(wanted[1].card_number, "1", 1), "utf-8")

    first = desk.issue()
    desk.list.write_text(right, "utf-8")
    second = desk.issue()

    assert (first, second) == (1, 0)
    assert sorted(card.card_number for card in desk.issued()) == [card.card_number for card in wanted]
    assert not desk.rejects.exists()


def test_the_list_of_rejects_can_be_put_elsewhere(desk: IssuerDesk, tmp_path: Path) -> None:
    desk.fill()
    desk.list.write_text("{\n", "utf-8")
    desk.rejects = tmp_path / "bad.csv"

    code = desk.issue("--rejects", desk.rejects, desk.list)

    assert code == 1
    assert [line for line, _ in desk.rejected()] == ["1"]
