"""Cards: issued and read, and the log of those that were issued."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

from signing.commands import Commands, files, issuing, signers
from signing.commands.journal import read_log
from signing.commands.look import add_fonts
from signing.commands.rows import COLUMNS
from signing.errors import CardError
from signing.issuance import DAILY_LIMIT
from signing.read import read_card

PRACTICE_PAGE = "https://hse.example.no"
ISSUE = f"""
cards   one card in a .json file with {COLUMNS}
        and kind if wanted; or many: a .jsonl file with such a card on each line, or a .csv file with those
        columns; industries are codes (numbers), several of them in one column with blanks between them.
        Where a card stands on the status lists comes from --places. For practice without it, a row
        names its place itself: status_list and status_index, or in JSON status_ref.

Many cards go to --out. After an interruption, run the same command again: what is logged and written is not
signed again, and what is missing follows. Rows that cannot be issued are listed in --rejects.

Exit code: 0 all issued, 1 some rows rejected, 2 nothing done, 3 stopped at the daily limit.

example, one card to try out:
  python -m signing issue --key card-key.pem --practice trust.json card.json
example, many:
  python -m signing issue --key card-key.pem --trust trust.json --register register.csv --places places.csv \\
      --log issued.log --operator kari --base-url https://kort.example --out texts.txt cards.csv
"""
READ = """
example:
  python -m signing read --trust trust.json "https://hse.example.no/c#17..."
"""
VERIFY = """
The head that is printed stands for the whole log. Note it elsewhere: --holds tells later whether the log
still goes on from there.

example:
  python -m signing verify-log issued.log
"""


def add(commands: Commands) -> None:
    """Add the commands about cards."""
    _add_issue(commands)

    read = _command(commands, "read", "read a QR text; exit code 0 only when it is genuine", READ)
    read.add_argument("--trust", type=Path, required=True, help="the trust list")
    read.add_argument("text", help="the QR text, or - for standard input")
    read.set_defaults(run=_read)

    verify = _command(commands, "verify-log", "check that nothing was changed in an issuance log", VERIFY)
    verify.add_argument("--holds", metavar="HEAD", help="a head that was printed earlier")
    verify.add_argument("log", type=Path, help="the log")
    verify.set_defaults(run=_verify_log)


def _command(commands: Commands, name: str, what: str, more: str) -> argparse.ArgumentParser:
    form = argparse.RawDescriptionHelpFormatter
    return commands.add_parser(name, help=what, description=what, epilog=more, formatter_class=form)


def _add_issue(commands: Commands) -> None:
    issue = _command(commands, "issue", "sign one card, or many", ISSUE)
    signers.add_signer(issue, "--key", "the private key")
    issue.add_argument("--issuer", default="NO-HSE", help="short id of the issuer (default NO-HSE)")
    issue.add_argument(
        "--base-url", help=f"scheme and host of the public page ({PRACTICE_PAGE} when it is for practice)"
    )
    issue.add_argument(
        "--register",
        type=Path,
        help="the register that must hold each card: .csv or .jsonl with card_number, org_number, birth_date "
        "and status (IN_ORDER or not), and valid_to if wanted, or a Kortsjekk mirror (.sqlite)",
    )
    issue.add_argument(
        "--all-in-order",
        action="store_true",
        help="the register has no status and holds cards in order alone",
    )
    issue.add_argument(
        "--places",
        type=Path,
        help="the places on the status lists, as draw-status wrote them: a card gets the one drawn for it",
    )
    issue.add_argument("--log", type=Path, help="the issuance log, made if it is not there, only added to")
    issue.add_argument("--operator", default="", help="who issues")
    issue.add_argument(
        "--daily-limit", type=int, default=DAILY_LIMIT, help=f"cards a day and operator ({DAILY_LIMIT})"
    )
    known = issue.add_mutually_exclusive_group()
    known.add_argument(
        "--trust", type=Path, help="the trust list of the readers: it must name the key as one for such cards"
    )
    known.add_argument(
        "--practice",
        type=Path,
        metavar="TRUST",
        help="issue without a register; TRUST is the trust list that names the key as one for practice",
    )
    issue.add_argument(
        "--again", action="store_true", help="sign again what was signed before, for lost texts"
    )
    add_fonts(issue)
    issue.add_argument(
        "--printed-elsewhere",
        action="store_true",
        help="sign also what `print` could not set in its lettering (or that of --font)",
    )
    issue.add_argument("--out", type=Path, help="many cards: the file that gets their texts, one a line")
    issue.add_argument("--rejects", type=Path, help="many cards: the list of bad rows (OUT.rejects.csv)")
    issue.add_argument(
        "--faces", type=Path, help="folder with CARDNUMBER.jpg or .png: each face in a code of its own"
    )
    issue.add_argument("--svg", type=Path, help="one card: also write the symbol as an SVG file")
    issue.add_argument("cards", type=Path, help="the card, or the cards")
    issue.set_defaults(run=_issue)


def _issue(arguments: argparse.Namespace) -> int:
    if arguments.base_url is None and arguments.practice is None:
        # Cards are printed once: none may point at a page that nobody chose.
        raise CardError("needed too: --base-url (--help tells why)")
    arguments.base_url = arguments.base_url or PRACTICE_PAGE
    return issuing.run(arguments)


def _read(arguments: argparse.Namespace) -> int:
    trust = files.trust_list(arguments.trust)
    text = sys.stdin.read().strip() if arguments.text == "-" else arguments.text
    reading = read_card(text, trust, datetime.now(UTC))
    answer = {
        "genuine": reading.refusal is None,
        "refusal": asdict(reading.refusal) if reading.refusal else None,
        "period": reading.period,
        "kid": reading.kid.hex() if reading.kid else None,
        "card_number": reading.card_number,
        "card": asdict(reading.card) if reading.card else None,
    }
    print(json.dumps(answer, ensure_ascii=False, indent=2, default=_plain))
    return 0 if reading.refusal is None else 1


def _plain(value: date | bytes) -> str:
    return value.hex() if isinstance(value, bytes) else value.isoformat()


def _verify_log(arguments: argparse.Namespace) -> int:
    log = read_log(arguments.log)
    if arguments.holds and not log.has_been_at(arguments.holds):
        raise CardError(
            f"{arguments.log} does not hold {arguments.holds}: lines were cut off, or it is another"
        )
    by_act = {act: sum(entry.act == act for entry in log.entries) for act in ("issue", "face", "again")}
    words = f"{by_act['issue']} cards, {by_act['face']} faces, {by_act['again']} signed again"
    print(f"{len(log.entries)} lines, unbroken: {words}; head {log.head}")
    return 0
