"""refresh-registers: fill the mirror from the registers, and say how old each source is now."""

from __future__ import annotations

import argparse
import re
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from signing.commands import Commands
from signing.commands.progress import followed
from sync.registers.blocks import BLOCK, MAX_INFLATED
from sync.registers.changes import FEEDS, can_follow, follow
from sync.registers.fetch import Fetcher, Limits
from sync.registers.filling import noted
from sync.registers.refresh import Manner, Order, Outcome, refresh
from sync.registers.rows import SourceError
from sync.registers.sources import BRREG, PUBLISHED, Source

_NUMBER = re.compile(r"[1-9][0-9]{0,6}")


def add(commands: Commands) -> None:
    """Add the command to those of `python -m sync`."""
    command = commands.add_parser("refresh-registers", help="fill the register file from the registers")
    command.add_argument(
        "sources",
        nargs="+",
        type=order,
        metavar="SOURCE[=ADDRESS]",
        help=f"{', '.join(Source)}; the address is https://… or a file; none is needed where it is public",
    )
    command.add_argument("--register", type=Path, required=True, help="the register file")
    often = command.add_mutually_exclusive_group()
    often.add_argument("--once", action="store_true", help="refresh each source once and end (so it is)")
    often.add_argument(
        "--every", type=_number, metavar="MINUTES", help="go on, and begin again after so long"
    )
    command.add_argument("--ca", type=Path, metavar="PEM", help="trust these authorities, not the system's")
    command.add_argument("--proxy", metavar="ADDRESS", help="go through this HTTP proxy")
    command.add_argument(
        "--limit-minutes", type=_number, default=30, metavar="N", help="for one file, attempts included (30)"
    )
    command.add_argument(
        "--most-mib", type=_number, default=4096, metavar="N", help="the largest answer in MiB (4096)"
    )
    command.add_argument(
        "--most-inflated-mib",
        type=_number,
        default=MAX_INFLATED // BLOCK,
        metavar="N",
        help=f"the largest file in MiB when unpacked ({MAX_INFLATED // BLOCK})",
    )
    command.add_argument(
        "--accept-shrunk", action="store_true", help="take a file with less than half of what the copy holds"
    )
    command.add_argument(
        "--changes",
        action="store_true",
        help="bring companies and sub-units up to date by their list of changes, after one whole file",
    )
    command.add_argument(
        "--changes-base", default=BRREG, metavar="ADDRESS", help=f"where that list is ({BRREG})"
    )
    command.set_defaults(run=run, needs_ledger=False)


def order(text: str) -> Order:
    """SOURCE[=ADDRESS] as an order; raises ArgumentTypeError where there is no such source or no address."""
    name, _, address = text.partition("=")
    if name not in tuple(Source):
        raise argparse.ArgumentTypeError(f"no source {name[:40]!r}: there are {', '.join(Source)}")
    source = Source(name)
    if not address and source not in PUBLISHED:
        raise argparse.ArgumentTypeError(f"{source} has no public address: give one ({source}=…)")
    return Order(source, address or PUBLISHED[source].address)


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise argparse.ArgumentTypeError(f"not a number from 1 to 9999999: {text[:20]!r}")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Refresh once, or until it is interrupted; 1 where a source failed and the others are new."""
    limits = Limits(total_s=arguments.limit_minutes * 60, most_bytes=arguments.most_mib * BLOCK)
    try:
        fetcher = Fetcher(limits, authorities=arguments.ca, proxy=arguments.proxy)
    except (OSError, ValueError) as error:
        print(f"--ca or --proxy cannot be used: {error}", file=sys.stderr)
        return 2
    manner = Manner(fetcher, _now, followed, arguments.accept_shrunk, arguments.most_inflated_mib * BLOCK)
    base, pause = arguments.changes_base if arguments.changes else None, threading.Event()
    with closing(fetcher):
        try:
            while True:
                done = _each(arguments.register, arguments.sources, manner, base)
                if arguments.every is None:
                    return 0 if done else 1
                pause.wait(arguments.every * 60)
        except KeyboardInterrupt:
            return 0


def _now() -> datetime:
    return datetime.now(UTC)


def _each(register: Path, orders: Sequence[Order], manner: Manner, base: str | None) -> bool:
    """Refresh each source, whatever becomes of the others; whether all went well."""
    failed = 0
    for each in orders:
        try:
            if base is None or not can_follow(register, each.source):
                print(f"{each.source}: {_said(refresh(register, each, manner))}", flush=True)
            if base is not None and each.source in FEEDS:
                changed = follow(register, each.source, manner, base.rstrip("/"))
                print(f"{each.source}, changes: {_said(changed)}", flush=True)
        except (SourceError, OSError) as error:
            failed += 1
            print(f"{each.source}: not refreshed: {error}", file=sys.stderr, flush=True)
    _say_ages(register, manner.clock())
    return not failed


def _said(outcome: Outcome) -> str:
    as_of = f"as of {outcome.fetched_at:%Y-%m-%d %H:%M} UTC"
    return f"{'nothing changed' if outcome.tally is None else outcome.tally.text()}, {as_of}"


def _say_ages(register: Path, now: datetime) -> None:
    for source in Source:
        try:
            known = noted(register, source)
        except SourceError as error:
            print(f"{source}: {error}", file=sys.stderr, flush=True)
            continue
        age = "never loaded" if known is None else f"{_age(now - known.fetched_at)} old, {known.rows} rows"
        print(f"  {source:<10} {age}", flush=True)


def _age(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    return f"{minutes // 60} h {minutes % 60} min"
