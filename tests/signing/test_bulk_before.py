"""What is found before the first signature: folders, files that are in the way, and lists without a card."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.issuing import IssuerDesk, cards


@pytest.fixture
def desk(tmp_path: Path) -> IssuerDesk:
    """Return the desk of an issuer."""
    return IssuerDesk(tmp_path)


@pytest.mark.parametrize("option", ["--rejects", "--out", "--log", "--svg"])
def test_a_folder_that_is_not_there_is_found_before_anything_is_signed(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    desk.fill(*cards(2))

    code = desk.issue(option, desk.folder / "nowhere" / "file", desk.list)

    assert code == 2
    assert "no such folder" in capsys.readouterr().err
    assert not desk.log.exists()


def test_a_folder_of_pictures_that_is_not_there_is_named(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.fill(*cards(1))

    assert desk.issue("--faces", desk.folder / "nowhere", desk.list) == 2
    assert "is no folder of pictures" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--rejects", "--svg"])
def test_neither_a_key_nor_the_log_is_written_over_or_taken_away(desk: IssuerDesk, option: str) -> None:
    desk.fill(*cards(2))
    desk.issue()
    victims = {path: path.read_bytes() for path in (desk.log, desk.key, desk.trust)}
    copy = desk.folder / "copy.pem"
    copy.write_bytes(desk.key.read_bytes())

    codes = [desk.issue("--again", option, path, desk.list) for path in (*victims, copy)]

    assert codes == [2, 2, 2, 2]
    assert {path: path.read_bytes() for path in victims} == victims
    assert copy.read_bytes() == desk.key.read_bytes()


def test_a_list_without_a_card_is_said_to_have_none(
    desk: IssuerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.fill(*cards(1))
    desk.list = desk.folder / "cards.csv"
    desk.list.write_text("card_number,name\n", "utf-8")

    assert desk.issue(desk.list) == 2
    assert "cards.csv holds no card" in capsys.readouterr().err
