"""What no status list is made from or signed with, and whether signed cards have their own places."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import sync.__main__ as command_line
from signing import TrustedKey, TrustList
from signing.issuance import Entry, Log
from sync.ledger.statuslists import Place
from sync.registers.ports import CardStatus
from sync.store import Ledger
from tests.support.cards import NORMAL
from tests.support.registers import register
from tests.support.statuslists import STATUS_KEY, trusted

BASE_URL = "https://hse.example.no"
CARDS = {"10000000": CardStatus.IN_ORDER, "10000001": CardStatus.LOST}
OVER = datetime(2026, 1, 1, tzinfo=UTC)


class Publisher:
    """A folder with all that publish-status needs, and a ledger with the cards' places."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder, self.database_url = folder, database_url
        self.key, self.trust = folder / "status-key.pem", folder / "trust.json"
        self.register = folder / "register.sqlite"
        self.key.write_bytes(STATUS_KEY.to_pem())
        self.know(trusted(STATUS_KEY))
        self.copy(datetime.now(UTC))

    def know(self, *keys: TrustedKey) -> None:
        """Make these the keys that readers know."""
        self.trust.write_text(TrustList(keys).to_json(), "utf-8")

    def copy(self, fetched_at: datetime) -> None:
        """Put a copy of the register in place that was fetched at this time."""
        register(self.register, CARDS, fetched_at)

    def run(self, *words: str | Path) -> int:
        """Run a command of `python -m sync` on the ledger."""
        return command_line.main(["--database-url", self.database_url, *map(str, words)])

    def publish(self, *more: str, base_url: str = BASE_URL) -> int:
        """Publish the lists."""
        files = ("--status-key", self.key, "--trust", self.trust, "--register", self.register)
        return self.run("publish-status", *files, "--base-url", base_url, *more)


@pytest.fixture
def places(ledger: Ledger) -> dict[str, Place]:
    """The places of the cards."""
    return ledger.status_lists.draw(list(CARDS), datetime.now(UTC))


@pytest.fixture
def publisher(database_url: str, places: dict[str, Place], tmp_path: Path) -> Publisher:
    """All that publishing needs."""
    return Publisher(tmp_path, database_url)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (TrustedKey(STATUS_KEY.public_key, STATUS_KEY.issuer, purpose="card"), "not for status lists"),
        (TrustedKey(NORMAL.public_key, NORMAL.issuer), "does not name this key"),
        (replace(trusted(STATUS_KEY), compromised_after=OVER), "as withdrawn"),
        (replace(trusted(STATUS_KEY), not_after=OVER), "S-WIN"),
    ],
)
def test_a_list_that_no_reader_would_believe_is_not_published(
    publisher: Publisher, ledger: Ledger, capsys: pytest.CaptureFixture[str], known: TrustedKey, said: str
) -> None:
    publisher.know(known)

    assert publisher.publish() == 1
    assert said in capsys.readouterr().err
    assert ledger.status_lists.token(1) is None


def test_a_list_stays_at_its_address_unless_it_is_said_to_have_moved(
    publisher: Publisher, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    publisher.publish()
    before = ledger.status_lists.token(1)

    elsewhere = publisher.publish(base_url="https://other.example")

    assert elsewhere == 1
    assert f"was published as {BASE_URL}/s/1 before: see --moved" in capsys.readouterr().err
    assert ledger.status_lists.token(1) == before
    assert publisher.publish("--moved", base_url="https://other.example") == 0
    assert ledger.status_lists.subjects() == ["https://other.example/s/1"]


def test_a_copy_dated_in_the_future_is_not_fresh_and_in_nobodys_way_afterwards(
    publisher: Publisher, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    publisher.copy(datetime.now(UTC) + timedelta(days=3650))

    assert publisher.publish() == 1
    assert "look at the clocks" in capsys.readouterr().err
    assert ledger.status_lists.token(1) is None
    publisher.copy(datetime.now(UTC) + timedelta(minutes=2))
    assert publisher.publish() == 0


def logged(path: Path, places: dict[str, Place]) -> Path:
    """Write the issuance log of cards that were signed with these places; return it."""
    log = Log()
    for number, place in places.items():
        entry = Entry(datetime.now(UTC), "issue", "kari", number, "aabbccdd", place, "0" * 64, "texts.txt")
        line = log.line(entry)
        log.take(line)
        with path.open("ab") as file:
            file.write(line)
    return path


def test_cards_with_the_places_that_were_drawn_for_them_are_in_order(
    publisher: Publisher, places: dict[str, Place], capsys: pytest.CaptureFixture[str]
) -> None:
    assert publisher.run("check-places", logged(publisher.folder / "issued.log", places)) == 0
    assert capsys.readouterr().out == "2 of 2 cards have the place that was drawn for them\n"


def test_a_card_with_a_place_that_nobody_drew_for_it_is_found(
    publisher: Publisher, places: dict[str, Place], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = CARDS
    swapped = {first: places[second], second: places[first], "10000002": Place(1, 77)}

    assert publisher.run("check-places", logged(publisher.folder / "issued.log", swapped)) == 1
    printed = capsys.readouterr()
    given, drawn = places[second].list_index, places[first].list_index
    assert printed.out == "0 of 3 cards have the place that was drawn for them\n"
    assert f"card {first} was signed with 1, {given}; drawn was 1, {drawn}" in printed.err
    assert "card 10000002 was signed with 1, 77; drawn was none" in printed.err


def test_numbers_come_from_a_file_with_a_byte_order_mark_or_from_standard_input(
    publisher: Publisher, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = publisher.folder / "numbers.txt"
    numbers.write_bytes("\ufeff10000000\r\n10000001\r\n".encode())

    assert publisher.run("draw-status", numbers) == 0
    rows = capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.StringIO("10000000 10000001"))
    assert publisher.run("draw-status", "-") == 0
    assert capsys.readouterr().out == rows


def test_binary_numbers_are_named(publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    binary = publisher.folder / "numbers.bin"
    binary.write_bytes(b"\xff\xfe")

    assert publisher.run("draw-status", binary) == 2
    assert f"{binary} is not UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    "address", ["nonsense", "mysql://user:secret-word@localhost/x", "sqlite:///numbers/ledger.db"]
)
@pytest.mark.parametrize("words", [("migrate",), ("draw-status", "numbers"), ("check-places", "issued.log")])
def test_a_database_that_is_none_gets_a_sentence_without_its_password(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "numbers").write_text("10000000", "utf-8")
    (tmp_path / "issued.log").write_bytes(b"")

    code = command_line.main(["--database-url", address, *words])

    said = capsys.readouterr().err
    assert code in (1, 2)
    assert len(said.splitlines()) == 1
    assert "secret-word" not in said
