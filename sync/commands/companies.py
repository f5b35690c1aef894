"""Keys by which companies ask for the status of cards: make one, list them, withdraw one."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime

from signing import org_number_is_valid
from signing.commands import Commands
from sync.ledger.company_keys import CompanyKey, Scope
from sync.store import Ledger, LedgerUnavailable

_COUNT = re.compile(r"[1-9][0-9]{0,6}")
_KEY_ID = re.compile(r"[0-9a-f]{16}")


def add(commands: Commands) -> None:
    """Add the commands to those of `python -m sync`."""
    making = commands.add_parser("make-company-key", help="make a company's key and print it, once")
    making.add_argument("--org-number", type=_org_number, required=True, help="whose key it is: nine digits")
    making.add_argument(
        "--scope",
        type=_scope,
        required=True,
        metavar="SCOPE",
        help=f"{Scope.OWN_CARDS} for the company's own employees, {Scope.ANY_CARD} for any card number",
    )
    making.add_argument("--limit", type=_count, default=60, metavar="N", help="look-ups in a minute (60)")
    making.add_argument(
        "--limit-a-day", type=_count, default=5_000, metavar="N", help="look-ups in a day (5000)"
    )
    making.set_defaults(run=_make)
    listing = commands.add_parser("list-company-keys", help="every key, without its secret, and its uses")
    listing.set_defaults(run=_list)
    withdrawing = commands.add_parser("withdraw-company-key", help="end a key, from the next look-up on")
    withdrawing.add_argument("id", type=_key_id, help="the key's id, as list-company-keys shows it")
    withdrawing.set_defaults(run=_withdraw)


def _org_number(text: str) -> str:
    if not org_number_is_valid(text):
        raise argparse.ArgumentTypeError("not an organisation number: nine digits with a check digit")
    return text


def _scope(text: str) -> Scope:
    if text not in tuple(Scope):
        raise argparse.ArgumentTypeError(f"no scope {text[:40]!r}: there are {', '.join(Scope)}")
    return Scope(text)


def _count(text: str) -> int:
    if not _COUNT.fullmatch(text):
        raise argparse.ArgumentTypeError(f"not a number from 1 to 9999999: {text[:20]!r}")
    return int(text)


def _key_id(text: str) -> str:
    # Who pastes the whole key is not told so with the key in the sentence.
    if not _KEY_ID.fullmatch(text):
        raise argparse.ArgumentTypeError("not the id of a key: 16 digits and letters from a to f")
    return text


def _make(arguments: argparse.Namespace) -> int:
    ledger = Ledger(arguments.database_url)
    try:
        made = ledger.company_keys.make(
            arguments.org_number, arguments.scope, arguments.limit, arguments.limit_a_day, datetime.now(UTC)
        )
    except LedgerUnavailable as error:
        return _not_available(error)
    finally:
        ledger.close()
    print(made)
    print("this is the only time that it is shown", file=sys.stderr)
    return 0


def _list(arguments: argparse.Namespace) -> int:
    ledger = Ledger(arguments.database_url)
    try:
        lines = [_line(each, ledger.company_keys.uses(each.id)) for each in ledger.company_keys.all()]
    except LedgerUnavailable as error:
        return _not_available(error)
    finally:
        ledger.close()
    for line in lines:
        print(line)
    if not lines:
        print("there is no key yet: make-company-key makes one")
    return 0


def _line(key: CompanyKey, uses: dict[str, int]) -> str:
    state = "in use" if key.withdrawn_at is None else f"withdrawn {key.withdrawn_at:%Y-%m-%d %H:%M} UTC"
    used = ", ".join(f"{count} {answer}" for answer, count in sorted(uses.items())) or "no uses kept"
    limits = f"{key.most_a_minute} a minute, {key.most_a_day} a day"
    return f"{key.id}  {key.org_number}  {key.scope}  {limits}  made {key.made_at:%Y-%m-%d}, {state}; {used}"


def _withdraw(arguments: argparse.Namespace) -> int:
    ledger = Ledger(arguments.database_url)
    try:
        done = ledger.company_keys.withdraw(arguments.id, datetime.now(UTC))
    except LedgerUnavailable as error:
        return _not_available(error)
    finally:
        ledger.close()
    if not done:
        print("there is no such key, or it was withdrawn before", file=sys.stderr)
        return 2
    print("withdrawn: the next look-up with it is refused")
    return 0


def _not_available(error: LedgerUnavailable) -> int:
    print(f"the ledger is not available: {error}", file=sys.stderr)
    return 1
