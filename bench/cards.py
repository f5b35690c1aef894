"""How large a card's code is, by names and address, and how many cards one core issues in a second."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import Table
from bench.timing import microseconds, percentile, timed
from signing import Card, issue_card, qr, symbol
from tests.support.cards import BASE_URL, LONGEST, NORMAL, SHORT, USUAL
from tests.support.issuing import IssuerDesk, cards

SECONDS = 2.0
MANY = 400
LARGEST = 600
ADDRESSES = (12, 18, 20, 22, 24, 28, 34, 40)
VERSIONS = (12, 13, 14, 16)
FULL = replace(
    LONGEST, name=("Øvingsdatter Prøve-" * 8)[:150], employer=("Totalentreprenør og " * 8)[:149] + "S"
)


def measure() -> list[Table]:
    """Measure the codes, what fits in them, and the speed of issuing."""
    return [_sizes(), _room(), _speed()]


def _sizes() -> Table:
    table = Table(
        f"Signed bytes and QR version behind {BASE_URL}",
        ("names", "name", "employer", "signed bytes", "version at M", "version at Q", "modules at Q"),
    )
    for names, card in (("short", SHORT), ("usual", USUAL), ("longest", LONGEST), ("150 characters", FULL)):
        text = issue_card(card, NORMAL, BASE_URL)
        lengths = (len(card.name), len(card.employer), _signed_bytes(text))
        table.add(names, *lengths, *(_version(text, level) for level in "MQ"), len(symbol.rows(text)))
    table.notes += ["name, employer: characters. A letter beyond ASCII takes two bytes or three."]
    return table


def _signed_bytes(text: str) -> int:
    code = qr.parse(text)
    if not isinstance(code, qr.SignedBytes):
        raise TypeError("what was issued is not read back")
    return len(code.data)


def _version(text: str, level: str) -> int:
    return int(symbol.qr(text, level).version)


def _room() -> Table:
    """How many signed bytes a symbol holds, by the length of the address in front of them."""
    columns = ("address", *(f"version {version}" for version in VERSIONS), "usual names", "longest names")
    table = Table("Most signed bytes at level Q, by the length of scheme and host", columns)
    for length in ADDRESSES:
        address = f"https://{'a' * (length - len('https://.no'))}.no"
        most = [_most(address, version) for version in VERSIONS]
        needed = [_version(issue_card(card, NORMAL, address), "Q") for card in (USUAL, LONGEST)]
        table.add(length, *most, *needed)
    table.notes += [
        "usual, longest names: the version that the card of the table above needs.",
        "Each character of the address takes the room of a signed byte.",
    ]
    return table


def _most(address: str, version: int) -> int:
    """Found by halving; the digits of a number of bytes are always as many."""
    lowest, highest = 1, LARGEST
    while lowest < highest:
        middle = (lowest + highest + 1) // 2
        if _version(qr.to_text(bytes(middle), address), "Q") <= version:
            lowest = middle
        else:
            highest = middle - 1
    return lowest


def _speed() -> Table:
    table = Table("Cards issued, one core", ("step", "cards", "p50 µs", "p95 µs", "per second"))
    for step, work in (
        ("sign", lambda: issue_card(USUAL, NORMAL)),
        ("sign and draw the symbol", lambda: symbol.qr(issue_card(USUAL, NORMAL))),
    ):
        taken = microseconds(work, SECONDS)
        middle = percentile(taken, 0.5)
        table.add(step, len(taken), middle, percentile(taken, 0.95), 1e6 / middle)
    listed = cards(MANY)
    seconds = _in_bulk(listed)
    each = seconds / MANY
    table.add("issue from a list, checked, logged, on the disk", MANY, each * 1e6, "-", 1 / each)
    table.notes += [
        "From a list: the whole command; log and text of each card are on the disk before the next one.",
    ]
    return table


def _in_bulk(listed: list[Card]) -> float:
    with TemporaryDirectory(prefix="kortsjekk-bench-") as place:
        desk = IssuerDesk(Path(place))
        desk.fill(*listed)
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            code, seconds = timed(desk.issue)
        if code != 0 or len(desk.texts) != len(listed):
            raise ValueError("not every card of the list was issued")
    return seconds
