"""Command line: python -m sync migrate | work | draw-status | publish-status | refresh-registers."""

from __future__ import annotations

import argparse
import os
import re
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from signing.commands import Commands, Parser, signers
from sync.commands import refresh
from sync.intake import open_waiting
from sync.private_file import OWNER_ALONE
from sync.receipts import ReceiptKey
from sync.registers.mirror import Mirror, MirrorMissing
from sync.schema import migrate
from sync.statuslists import MAX_AGE, CannotPublish, publish
from sync.store import Ledger, LedgerUnavailable

PAUSE_SECONDS = 30.0
HOURS = re.compile(r"[1-9][0-9]{0,3}")
CARD_NUMBER = re.compile(r"[0-9]{7,10}")


def main(words: list[str] | None = None) -> int:
    """Run one command; settings come as options, so nothing here reads the environment."""
    parser: argparse.ArgumentParser = Parser(prog="python -m sync", description="Keep the ledger in shape.")
    parser.add_argument("--database-url", help="sqlite:///… or postgresql://…; refresh-registers needs none")
    commands = parser.add_subparsers(dest="command", required=True)
    migrating = commands.add_parser("migrate", help="bring the ledger's tables to this version")
    migrating.set_defaults(run=_migrate)
    work = commands.add_parser("work", help="settle what a web worker stored and could not open")
    work.add_argument(
        "--receipt-key", type=Path, required=True, help="JWK file of the key that signs receipts"
    )
    work.add_argument("--once", action="store_true", help="do what is there and end")
    work.set_defaults(run=_work)
    _add_status(commands)
    refresh.add(commands)
    arguments = parser.parse_args(words)
    if arguments.database_url is None and getattr(arguments, "needs_ledger", True):
        parser.error("the following arguments are required: --database-url")
    code: int = arguments.run(arguments)
    return code


def _add_status(commands: Commands) -> None:
    draw = commands.add_parser("draw-status", help="give cards their place on a status list, as CSV")
    draw.add_argument("numbers", type=argparse.FileType("r"), help="file of card numbers, one a line, or -")
    draw.set_defaults(run=_draw)
    publishing = commands.add_parser("publish-status", help="sign and store the status lists of this moment")
    signers.add_signer(publishing, "--status-key", "the key for status lists")
    publishing.add_argument("--issuer", default="NO-HSE", help="short id of the issuer (default NO-HSE)")
    publishing.add_argument("--register", type=Path, required=True, help="the register file")
    publishing.add_argument("--base-url", required=True, help="scheme and host that the lists are served at")
    publishing.add_argument(
        "--max-age-hours",
        type=_hours,
        default=MAX_AGE,
        metavar="HOURS",
        help="publish nothing from a copy of the register that is older (default 24)",
    )
    publishing.set_defaults(run=_publish)


def _hours(text: str) -> timedelta:
    """A time given in whole hours, at least one."""
    if not HOURS.fullmatch(text):
        raise argparse.ArgumentTypeError(f"not a number of hours from 1 to 9999: {text[:20]!r}")
    return timedelta(hours=int(text))


def _migrate(arguments: argparse.Namespace) -> int:
    migrate(arguments.database_url)
    print("the ledger is at this version")
    return 0


def _draw(arguments: argparse.Namespace) -> int:
    with arguments.numbers as file:
        numbers = file.read().split()
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
    try:
        with signers.signer(arguments.status_key, arguments, arguments.issuer) as key:
            now, oldest = datetime.now(UTC), arguments.max_age_hours
            published = publish(ledger, register, key, arguments.base_url, now, oldest)
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


def _work(arguments: argparse.Namespace) -> int:
    key = ReceiptKey.load_or_make(arguments.receipt_key, practice=False)
    ledger = Ledger(arguments.database_url)
    pause = threading.Event()
    try:
        while True:
            done = _settle(ledger, key)
            if arguments.once:
                return 0 if done else 1
            pause.wait(PAUSE_SECONDS)
    except KeyboardInterrupt:
        return 0
    finally:
        ledger.close()


def _settle(ledger: Ledger, key: ReceiptKey) -> bool:
    """Whether all that waited is settled; what is not is tried again after the pause."""
    try:
        done = open_waiting(ledger, key, lambda: datetime.now(UTC))
    except LedgerUnavailable as error:
        print(f"the ledger is not available: {error}", file=sys.stderr, flush=True)
        return False
    if done.settled:
        print(f"settled {done.settled} waiting envelopes", flush=True)
    if done.left:
        print(f"left {done.left} envelopes that cannot be settled", file=sys.stderr, flush=True)
    return not done.left


if __name__ == "__main__":
    os.umask(OWNER_ALONE)
    sys.exit(main())
