"""A register as a list: its columns are those that count, and nothing else is taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.issuing import IssuerDesk, cards


@pytest.fixture
def desk(tmp_path: Path) -> IssuerDesk:
    """Return the desk of an issuer."""
    return IssuerDesk(tmp_path)


def test_the_list_of_cards_is_not_taken_for_the_register(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    path = desk.fill_csv(*cards(1))
    same = desk.folder / "same.csv"
    same.write_bytes(path.read_bytes())
    desk.register = path
    twice = desk.issue(path)
    said = capsys.readouterr().err

    desk.register = same
    copied = desk.issue(path)

    assert (twice, copied) == (2, 2)
    assert "is named twice, as cards and as register" in said
    assert "no status; a list of cards in order alone goes with --all-in-order" in capsys.readouterr().err
    assert not desk.out.exists()


@pytest.mark.parametrize("column", ["Status", "STATUS", "Valid_To", "ValidTo", "valid to", "card number"])
def test_a_column_that_is_called_almost_like_one_that_counts_is_not_passed_over(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str], column: str
) -> None:
    desk.fill(*cards(1))
    row = json.loads(desk.register.read_text("utf-8"))
    desk.register.write_text(json.dumps(row | {column: "x"}), "utf-8")

    assert desk.issue() == 2
    assert f"its column {column!r} has to be called " in capsys.readouterr().err


def test_a_register_without_status_is_taken_when_told_so(desk: IssuerDesk) -> None:
    [card] = cards(1)
    desk.fill(card)
    row = json.loads(desk.register.read_text("utf-8"))
    del row["status"]
    desk.register.write_text(json.dumps(row), "utf-8")

    assert desk.issue("--all-in-order", desk.list) == 0
    assert desk.issued() == [card]


def test_a_register_that_cannot_be_opened_is_named(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.fill(*cards(1))
    desk.register = desk.folder / "folder.sqlite"
    desk.register.mkdir()

    assert desk.issue() == 2
    assert "cannot be opened as a register" in capsys.readouterr().err


def test_a_register_that_lacks_what_a_card_is_held_against_is_not_used_at_all(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.put_on_list(*cards(1))
    desk.register.write_text(
        '{"card_number": "40000000", "status": "IN_ORDER", "birth_date": "1970-01-01"}\n'
    )

    assert desk.issue() == 2
    assert "line 1: no entry of a register: no org_number" in capsys.readouterr().err


def test_a_register_with_a_line_that_is_none_is_not_used_at_all(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.fill(*cards(1))
    desk.register.write_text(desk.register.read_text("utf-8") + "[]\n", "utf-8")

    assert desk.issue() == 2
    assert f"{desk.register}, line 2: no entry of a register: not a JSON object" in capsys.readouterr().err
