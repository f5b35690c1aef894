"""Command line of the issuer: python -m signing make-key | issue | read."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from signing import Card, CardError, SigningKey, TrustedKey, TrustList, issue_card, read_card, symbol
from signing.keys import Environment

FIELDS = "card_number, name, birth_date, org_number, employer, industries, issued, expires, status_ref, kind"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m signing", description="Issue and read signed HSE cards.")
    commands = parser.add_subparsers(dest="command", required=True)

    make_key = commands.add_parser(
        "make-key", help="make a signing key and put its public half on a trust list"
    )
    make_key.add_argument("--key", type=Path, required=True, help="file for the private key (must not exist)")
    make_key.add_argument("--trust", type=Path, required=True, help="trust list to make or to add to")
    make_key.add_argument("--issuer", default="NO-HSE", help="short id of the issuer (default NO-HSE)")
    make_key.add_argument("--practice", action="store_true", help="a key that production refuses")

    issue = commands.add_parser("issue", help="print the QR text of a card given as JSON")
    issue.add_argument("--key", type=Path, required=True, help="the private key")
    issue.add_argument("--issuer", default="NO-HSE", help="short id of the issuer (default NO-HSE)")
    issue.add_argument(
        "--base-url", default="https://hse.example.no", help="scheme and host of the public page"
    )
    issue.add_argument("--svg", type=Path, help="also write the symbol as an SVG file")
    issue.add_argument("card", type=Path, help=f"JSON file with {FIELDS}")

    read = commands.add_parser("read", help="read a QR text; exit code 0 only when it is genuine")
    read.add_argument("--trust", type=Path, required=True, help="the trust list")
    read.add_argument("text", help="the QR text, or - for standard input")
    return parser


def _make_key(arguments: argparse.Namespace) -> int:
    key = SigningKey.generate(arguments.issuer)
    if arguments.key.resolve() == arguments.trust.resolve():
        raise CardError("the key and the trust list need a file each")
    known = TrustList.from_json(arguments.trust.read_text("utf-8")).keys if arguments.trust.exists() else ()
    environment: Environment = "practice" if arguments.practice else "production"
    trust = TrustList((*known, TrustedKey(key.public_key, key.issuer, environment=environment)))
    # Made with the narrow mode from the start, and never over a key that signs cards somewhere.
    with os.fdopen(os.open(arguments.key, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(key.to_pem())
    _replace(arguments.trust, trust.to_json() + "\n")
    print(
        f"key {key.kid.hex()} of {key.issuer} ({environment}): {arguments.key}, trusted by {arguments.trust}"
    )
    return 0


def _replace(path: Path, text: str) -> None:
    """Whole or not at all: half a trust list would trust nobody."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


def _card(document: dict[str, Any]) -> Card:
    days = {name: date.fromisoformat(document[name]) for name in ("birth_date", "issued", "expires")}
    lists = {name: tuple(document[name]) for name in ("industries", "status_ref")}
    return Card(**{**document, **days, **lists})


def _issue(arguments: argparse.Namespace) -> int:
    key = SigningKey.from_pem(arguments.key.read_bytes(), arguments.issuer)
    try:
        card = _card(json.loads(arguments.card.read_text("utf-8")))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise CardError(f"{arguments.card} is not a card: {error}") from error
    text = issue_card(card, key, arguments.base_url)
    if arguments.svg:
        symbol.qr(text).save(str(arguments.svg), kind="svg", border=4, unit="mm", scale=0.4)
    print(text)
    return 0


def _read(arguments: argparse.Namespace) -> int:
    trust = TrustList.from_json(arguments.trust.read_text("utf-8"))
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


def main(words: list[str] | None = None) -> int:
    """Run one command; 0 done, 1 read but not genuine, 2 wrong input with a sentence on standard error."""
    arguments = _parser().parse_args(words)
    command = {"make-key": _make_key, "issue": _issue, "read": _read}[arguments.command]
    try:
        return command(arguments)
    except FileExistsError:
        print(f"{arguments.key} exists: a key is never overwritten", file=sys.stderr)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
