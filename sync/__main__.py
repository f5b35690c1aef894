"""Command line of the ledger: python -m sync migrate | work."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from sync.intake import open_waiting
from sync.private_file import OWNER_ALONE
from sync.receipts import ReceiptKey
from sync.schema import migrate
from sync.store import Ledger, LedgerUnavailable

PAUSE_SECONDS = 30.0


def main(words: list[str] | None = None) -> int:
    """Run one command; settings come as options, so nothing here reads the environment."""
    parser = argparse.ArgumentParser(prog="python -m sync", description="Keep the ledger in shape.")
    parser.add_argument("--database-url", required=True, help="sqlite:///… or postgresql://…")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring the ledger's tables to this version")
    work = commands.add_parser("work", help="settle what a web worker stored and could not open")
    work.add_argument(
        "--receipt-key", type=Path, required=True, help="JWK file of the key that signs receipts"
    )
    work.add_argument("--once", action="store_true", help="do what is there and end")
    arguments = parser.parse_args(words)
    if arguments.command == "migrate":
        migrate(arguments.database_url)
        print("the ledger is at this version")
        return 0
    return _work(arguments)


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
