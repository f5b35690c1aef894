"""Command line: python -m sync migrate | work | …-status | …-company-key | refresh-registers and more."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from signing.commands import Parser
from sync.commands import companies, refresh, status
from sync.commands.days import days
from sync.intake import open_waiting
from sync.ledger.checks import forget_old
from sync.private_file import OWNER_ALONE
from sync.receipts import ReceiptKey
from sync.schema import migrate
from sync.store import Ledger, LedgerUnavailable

PAUSE_SECONDS = 30.0
# A judgement: long enough to look back on an inspection, and no source gives a time.
KEEP_CHECKS = timedelta(days=30)


def main(words: list[str] | None = None) -> int:
    """Run one command; settings come as options, so nothing here reads the environment.

    0 done, 1 not done and to be tried again, 2 wrong input and a sentence on standard error.
    """
    parser: argparse.ArgumentParser = Parser(prog="python -m sync", description="Keep the ledger in shape.")
    parser.add_argument("--database-url", help="sqlite:///… or postgresql://…; refresh-registers needs none")
    commands = parser.add_subparsers(dest="command", required=True)
    migrating = commands.add_parser("migrate", help="bring the ledger's tables to this version")
    migrating.set_defaults(run=_migrate)
    work = commands.add_parser("work", help="settle what a web worker stored and could not open")
    work.add_argument(
        "--receipt-key", type=Path, required=True, help="JWK file of the key that signs receipts"
    )
    work.add_argument(
        "--keep-checks-days",
        type=days,
        default=KEEP_CHECKS,
        metavar="DAYS",
        help=f"delete kept checks of cards after so many days (default {KEEP_CHECKS.days})",
    )
    work.add_argument("--once", action="store_true", help="do what is there and end")
    work.add_argument(
        "--keep-look-ups",
        type=days,
        default=timedelta(days=90),
        metavar="DAYS",
        help="how long the uses of companies' keys are kept (90)",
    )
    work.set_defaults(run=_work)
    companies.add(commands)
    status.add(commands)
    refresh.add(commands)
    arguments = parser.parse_args(words)
    if arguments.database_url is None and getattr(arguments, "needs_ledger", True):
        parser.error("the following arguments are required: --database-url")
    try:
        code: int = arguments.run(arguments)
    except (SQLAlchemyError, ImportError) as error:
        # The address may hold a password, so neither it nor what the driver says of it is repeated.
        print(f"the ledger cannot be used ({type(error).__name__}): see --database-url", file=sys.stderr)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
    else:
        return code
    return 2


def _migrate(arguments: argparse.Namespace) -> int:
    migrate(arguments.database_url)
    print("the ledger is at this version")
    return 0


def _work(arguments: argparse.Namespace) -> int:
    key = ReceiptKey.load_or_make(arguments.receipt_key, practice=False)
    ledger = Ledger(arguments.database_url)
    pause = threading.Event()
    try:
        while True:
            # All three, whatever comes of the first.
            done = all(
                [
                    _settle(ledger, key),
                    _forget_look_ups(ledger, arguments.keep_look_ups),
                    _forget_checks(ledger, arguments.keep_checks_days),
                ]
            )
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


def _forget_look_ups(ledger: Ledger, kept: timedelta) -> bool:
    """Whether what was kept long enough is deleted: uses of companies' keys, counts that are over."""
    now = datetime.now(UTC)
    try:
        gone = ledger.company_keys.forget(now - kept)
        ledger.tallies.forget(now)
    except LedgerUnavailable as error:
        print(f"the ledger is not available: {error}", file=sys.stderr, flush=True)
        return False
    if gone:
        print(f"deleted {gone} look-ups of companies that were kept long enough", flush=True)
    return True


def _forget_checks(ledger: Ledger, kept: timedelta) -> bool:
    """Whether the kept checks that are too old are gone."""
    try:
        forgotten = forget_old(ledger.checks, kept.days, datetime.now(UTC))
    except LedgerUnavailable as error:
        print(f"old checks could not be deleted: {error}", file=sys.stderr, flush=True)
        return False
    if forgotten:
        print(f"deleted {forgotten} checks older than {kept.days} days", flush=True)
    return True


if __name__ == "__main__":
    os.umask(OWNER_ALONE)
    sys.exit(main())
