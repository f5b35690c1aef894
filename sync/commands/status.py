"""Status lists: places for cards, what the register says of them, and whether signed cards have theirs."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from signing.commands import Commands, files, signers
from signing.commands.journal import read_log
from signing.commands.readers_key import ReadersKey
from sync.registers.mirror import Mirror, MirrorMissing
from sync.statuslists import MAX_AGE, CannotPublish, publish
from sync.store import Ledger, LedgerUnavailable

HOURS = re.compile(r"[1-9][0-9]{0,3}")
CARD_NUMBER = re.compile(r"[0-9]{7,10}")


def add(commands: Commands) -> None:
    """Add the commands about status lists."""
    draw = commands.add_parser("draw-status", help="give cards their place on a status list, as CSV")
    draw.add_argument("numbers", help="file of card numbers, one a line, or - for standard input")
    draw.set_defaults(run=_draw)
    publishing = commands.add_parser("publish-status", help="sign and store the status lists of this moment")
    signers.add_signer(publishing, "--status-key", "the key for status lists")
    publishing.add_argument("--issuer", default="NO-HSE", help="short id of the issuer (default NO-HSE)")
    publishing.add_argument("--trust", type=Path, required=True, help="the trust list of the readers")
    publishing.add_argument("--register", type=Path, required=True, help="the register file")
    publishing.add_argument("--base-url", required=True, help="scheme and host that the lists are served at")
    publishing.add_argument(
        "--moved", action="store_true", help="the lists are served at another address than before"
    )
    publishing.add_argument(
        "--max-age-hours",
        dest="max_age",
        type=_hours,
        default=MAX_AGE,
        metavar="HOURS",
        help="publish nothing from a copy of the register that is older (default 24)",
    )
    publishing.set_defaults(run=_publish)
    check = commands.add_parser("check-places", help="whether the cards in an issuance log have their places")
    check.add_argument("log", type=Path, help="the issuance log")
    check.set_defaults(run=_check)


def _hours(text: str) -> timedelta:
    """A time given in whole hours, at least one."""
    if not HOURS.fullmatch(text):
        raise argparse.ArgumentTypeError(f"not a number of hours from 1 to 9999: {text[:20]!r}")
    return timedelta(hours=int(text))


def _draw(arguments: argparse.Namespace) -> int:
    given = sys.stdin.read() if arguments.numbers == "-" else files.read_text(Path(arguments.numbers))
    numbers = given.split()
    wrong = next((number for number in numbers if not CARD_NUMBER.fullmatch(number)), None)
    if wrong is not None:
        print(f"not a card number: {wrong[:20]!r}", file=sys.stderr)
        return 2
    ledger = Ledger(arguments.database_url)
    try:
        places = ledger.status_lists.draw(numbers, datetime.now(UTC))
    except LedgerUnavailable as error:
        print(f"the ledger is not available: {error}", file=sys.stderr)
        return 1
    finally:
        ledger.close()
    print("card_number,status_list,status_index")
    for number, place in places.items():
        print(f"{number},{place.list_number},{place.list_index}")
    return 0


def _publish(arguments: argparse.Namespace) -> int:
    ledger, register = Ledger(arguments.database_url), Mirror(arguments.register)
    now = datetime.now(UTC)
    try:
        with signers.signer(arguments.status_key, arguments, arguments.issuer) as key:
            readers = ReadersKey(key, arguments.trust, now, "status")
            readers.require_date(now)
            published = publish(
                ledger,
                register,
                key,
                arguments.base_url,
                now,
                arguments.max_age,
                moved=arguments.moved,
                require=lambda token: readers.require_list(token, now),
            )
    except (CannotPublish, LedgerUnavailable, MirrorMissing, OSError, ValueError) as error:
        print(f"nothing more is published: {error}", file=sys.stderr)
        return 1
    finally:
        register.close()
        ledger.close()
    for each in published:
        size = f"{each.token_bytes} bytes, {len(each.delta_bytes)} deltas"
        print(f"list {each.number}: {each.marked} marked, {size}")
    if not published:
        print("there is no list yet: draw-status opens the first one")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    """Compare the log with the ledger: a card with a place that is not its own could never be marked."""
    signed = {entry.card_number: entry.status for entry in read_log(arguments.log).entries}
    ledger = Ledger(arguments.database_url)
    try:
        drawn = ledger.status_lists.places(list(signed))
    except LedgerUnavailable as error:
        print(f"the ledger is not available: {error}", file=sys.stderr)
        return 1
    finally:
        ledger.close()
    wrong = {number: place for number, place in signed.items() if drawn.get(number) != place}
    for number, place in wrong.items():
        own = drawn.get(number)
        has = "none" if own is None else f"{own.list_number}, {own.list_index}"
        print(
            f"card {number} was signed with {place[0]}, {place[1]}; drawn was {has}",
            file=sys.stderr,
        )
    print(f"{len(signed) - len(wrong)} of {len(signed)} cards have the place that was drawn for them")
    return 1 if wrong else 0
