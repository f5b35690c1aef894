"""python -m sync draw-status and publish-status: places for cards, and the list that tells of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

import sync.__main__ as command_line
from signing import TrustList
from signing.statuslist import Status, StatusList
from sync.ledger.statuslists import Place
from sync.registers.mirror import Mirror
from sync.registers.ports import CardStatus
from sync.schema import status_publication
from sync.store import Ledger
from tests.support.registers import register
from tests.support.reports import NOW
from tests.support.statuslists import STATUS_KEY, trusted

BASE_URL = "https://hse.example.no"
CARDS = {str(10_000_000 + n): status for n, status in enumerate(CardStatus)}


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    """A register that holds a card of every status."""
    return register(tmp_path / "register.sqlite", CARDS, datetime.now(UTC))


@pytest.fixture
def places(ledger: Ledger) -> dict[str, Place]:
    """The places of the register's cards."""
    return ledger.status_lists.draw(list(CARDS), NOW)


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Callable[..., int]:
    """Run a command of `python -m sync` on the test's ledger."""
    (tmp_path / "status-key.pem").write_bytes(STATUS_KEY.to_pem())
    (tmp_path / "trust.json").write_text(TrustList.of(trusted(STATUS_KEY)).to_json(), "utf-8")
    return lambda *words: command_line.main(["--database-url", database_url, *words])


def publish_words(tmp_path: Path, **changes: str) -> list[str]:
    """Return the words of a publication."""
    given = {
        "status-key": str(tmp_path / "status-key.pem"),
        "trust": str(tmp_path / "trust.json"),
        "register": str(tmp_path / "register.sqlite"),
        "base-url": BASE_URL,
        **changes,
    }
    return ["publish-status", *(word for name, value in given.items() for word in (f"--{name}", value))]


def test_places_are_drawn_and_the_list_is_published_by_command(
    ledger: Ledger,
    mirror: Mirror,
    command: Callable[..., int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "numbers.txt").write_text("\n".join(CARDS) + "\n")

    assert command(*publish_words(tmp_path)) == 0
    assert capsys.readouterr().out == "there is no list yet: draw-status opens the first one\n"
    assert command("draw-status", str(tmp_path / "numbers.txt")) == 0
    rows = [line.split(",") for line in capsys.readouterr().out.splitlines()]
    assert command(*publish_words(tmp_path)) == 0

    assert rows[0] == ["card_number", "status_list", "status_index"]
    assert [row[:2] for row in rows[1:]] == [[number, "1"] for number in CARDS]
    assert capsys.readouterr().out.startswith("list 1: ")
    token = ledger.status_lists.token(1)
    assert token is not None
    said = StatusList.from_token(token, TrustList.of(trusted(STATUS_KEY)), datetime.now(UTC))
    assert isinstance(said, StatusList)
    lost = next(number for number, status in CARDS.items() if status is CardStatus.LOST)
    assert said.status(int(dict((row[0], row[2]) for row in rows)[lost])) is Status.INVALID


@pytest.mark.parametrize("number", ["123", "12345678901", "1234567x", "1234567\u0665"])
def test_only_card_numbers_get_a_place(
    ledger: Ledger,
    command: Callable[..., int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    number: str,
) -> None:
    (tmp_path / "numbers.txt").write_text(f"10000000\n{number}\n")

    assert command("draw-status", str(tmp_path / "numbers.txt")) == 2

    assert capsys.readouterr().err.startswith("not a card number: ")
    assert ledger.status_lists.numbers() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"status-key": "none.pem"},
        {"trust": "none.json"},
        {"issuer": "XX-TEST"},
        {"register": "none.sqlite"},
        {"base-url": "hse.example.no"},
    ],
)
def test_what_keeps_a_list_from_being_published_is_said(
    ledger: Ledger,
    mirror: Mirror,
    places: dict[str, Place],
    command: Callable[..., int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, str],
) -> None:
    assert command(*publish_words(tmp_path, **changes)) == 1

    assert capsys.readouterr().err.startswith("nothing more is published: ")


@pytest.mark.parametrize(
    ("hours", "allowed", "code"), [(25, {}, 1), (23, {}, 0), (3, {"max-age-hours": "2"}, 1)]
)
def test_no_fresh_list_is_signed_from_an_old_copy_of_the_register(
    ledger: Ledger,
    places: dict[str, Place],
    command: Callable[..., int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    hours: int,
    allowed: dict[str, str],
    code: int,
) -> None:
    register(tmp_path / "register.sqlite", CARDS, datetime.now(UTC) - timedelta(hours=hours))

    assert command(*publish_words(tmp_path, **allowed)) == code

    assert (f"the register's copy is {hours}.0 hours old" in capsys.readouterr().err) is bool(code)
    assert (ledger.status_lists.token(1) is None) is bool(code)


def test_the_register_itself_is_never_too_old(
    ledger: Ledger, places: dict[str, Place], command: Callable[..., int], tmp_path: Path
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=400)
    register(tmp_path / "register.sqlite", CARDS, long_ago)
    with closing(sqlite3.connect(tmp_path / "register.sqlite")) as database, database:
        database.execute("update source set authoritative = 1")

    assert command(*publish_words(tmp_path)) == 0

    assert ledger.status_lists.token(1) is not None


def test_an_older_copy_put_in_place_of_a_newer_one_takes_no_mark_back(
    ledger: Ledger,
    places: dict[str, Place],
    command: Callable[..., int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = datetime.now(UTC)
    path = tmp_path / "register.sqlite"
    lost = {number: CardStatus.LOST for number in CARDS}
    register(path, lost, now - timedelta(hours=1))
    first = command(*publish_words(tmp_path))
    signed = ledger.status_lists.token(1)
    register(path, CARDS, now - timedelta(hours=3))

    code = command(*publish_words(tmp_path))

    assert (first, code) == (0, 1)
    assert "is older than the one that the last list was made from" in capsys.readouterr().err
    assert ledger.status_lists.token(1) == signed
    register(path, lost, now - timedelta(hours=1))
    assert command(*publish_words(tmp_path)) == 0


def test_a_list_of_an_earlier_version_does_not_say_what_it_was_made_from(
    ledger: Ledger, mirror: Mirror, places: dict[str, Place], command: Callable[..., int], tmp_path: Path
) -> None:
    command(*publish_words(tmp_path))
    with ledger.engine.begin() as connection:
        connection.execute(sa.update(status_publication).values(copied_at=None))

    assert command(*publish_words(tmp_path)) == 0


@pytest.mark.parametrize("hours", ["0", "-1", "1.5", "nan", "10000", "x"])
def test_the_greatest_age_is_given_in_whole_hours(
    command: Callable[..., int], tmp_path: Path, hours: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        command(*publish_words(tmp_path), f"--max-age-hours={hours}")


def test_without_its_tables_no_command_fails_with_a_stack_trace(
    mirror: Mirror, command: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "numbers.txt").write_text("10000000")

    assert command("draw-status", str(tmp_path / "numbers.txt")) == 1
    assert command(*publish_words(tmp_path)) == 1
    assert len(capsys.readouterr().err.splitlines()) >= 2
