"""The work of `issue`: one card to standard output, or many to a file, with a list of what was rejected."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from signing import symbol
from signing.card import Card
from signing.commands import files, registers, signers
from signing.commands.desk import STANDARD_OUTPUT, Desk, Texts, texts_in
from signing.commands.journal import Journal, growing
from signing.commands.lists import require_list, write_list
from signing.commands.look import typefaces
from signing.commands.pictures import picture_of
from signing.commands.places import Places
from signing.commands.progress import followed
from signing.commands.readers_key import ReadersKey
from signing.commands.rows import card_of, is_bulk, one_record, records
from signing.errors import CardError
from signing.face import shrink
from signing.issuance import LimitReached
from signing.printing.style import Style

REJECTED = ("line", "reason")
DONE, SOME_REJECTED, LIMIT_REACHED = 0, 1, 3


def run(arguments: argparse.Namespace) -> int:
    """Issue what was asked for; return the exit code."""
    many = is_bulk(arguments.cards)
    _require_what_is_needed(arguments, many)
    with _desk(arguments) as desk:
        try:
            return _many(arguments, desk) if many else _one(arguments, desk)
        except LimitReached as limit:
            print(limit, file=sys.stderr)
            return LIMIT_REACHED


def _require_what_is_needed(arguments: argparse.Namespace, many: bool) -> None:
    needed = set() if arguments.practice else {"register", "places", "trust", "log", "operator"}
    if many:
        needed |= {"log", "operator", "out"}
    elif arguments.log:
        needed |= {"operator"}
    missing = sorted(name for name in needed if not getattr(arguments, name))
    if missing:
        raise CardError(f"needed too: {', '.join(f'--{name}' for name in missing)} (--help tells why)")
    _require_places(arguments, many)


def _require_places(arguments: argparse.Namespace, many: bool) -> None:
    """Whatever cannot be written is found before the first signature."""
    for path in (arguments.log, arguments.out, arguments.svg, arguments.rejects):
        if path is not None:
            files.require_folder(path)
    if arguments.faces is not None and not arguments.faces.is_dir():
        raise CardError(f"{arguments.faces} is no folder of pictures")
    if arguments.svg is not None:
        files.require_no_key(arguments.svg)
    if many:
        require_list(_rejects(arguments), REJECTED)


def _rejects(arguments: argparse.Namespace) -> Path:
    given: Path | None = arguments.rejects
    out: Path = arguments.out
    return given or out.with_name(f"{out.name}.rejects.csv")


@contextmanager
def _desk(arguments: argparse.Namespace) -> Iterator[Desk]:
    with ExitStack() as opened:
        key = opened.enter_context(signers.signer(arguments.key, arguments, arguments.issuer))
        now = datetime.now(UTC)
        trusted = ReadersKey(key, arguments.trust or arguments.practice, now)
        trusted.require_environment(practice=arguments.practice is not None)
        register = arguments.register and opened.enter_context(
            registers.opened(arguments.register, now, all_in_order=arguments.all_in_order)
        )
        journal = arguments.log and Journal(opened.enter_context(growing(arguments.log)))
        yield Desk(
            key=key,
            readers=trusted,
            clock=lambda: datetime.now(UTC),
            base_url=arguments.base_url,
            register=register,
            journal=journal,
            operator=arguments.operator,
            daily_limit=arguments.daily_limit,
            again=arguments.again,
            style=None if arguments.printed_elsewhere else Style("", *typefaces(arguments)),
        )


def _one(arguments: argparse.Namespace, desk: Desk) -> int:
    try:
        card = card_of(one_record(arguments.cards), _places(arguments))
    except CardError as error:
        raise CardError(f"{arguments.cards} is not a card: {error}") from error
    face = shrink(picture_of(card.card_number, arguments.faces)) if arguments.faces else None
    for number, text in enumerate(desk.issue(card, face, STANDARD_OUTPUT, set())):
        signed = text.signed()
        if arguments.svg and number == 0:
            symbol.qr(signed).save(str(arguments.svg), kind="svg", border=4, unit="mm", scale=0.4)
        print(signed)
    return DONE


def _places(arguments: argparse.Namespace) -> Places | None:
    return Places(arguments.places) if arguments.places else None


@dataclass
class _Tally:
    """What became of the rows."""

    issued: int = 0
    before: int = 0
    rejects: list[tuple[int, str]] = field(default_factory=list)
    limit: str = ""


def _many(arguments: argparse.Namespace, desk: Desk) -> int:
    rows = list(records(arguments.cards))
    if not rows:
        raise CardError(f"{arguments.cards} holds no card")
    tally, places = _Tally(), _places(arguments)
    with texts_in(arguments.out) as texts:
        for line, record in followed(rows, "issue"):
            try:
                _row(card_of(record, places), desk, texts, arguments.faces, tally)
            except LimitReached as limit:
                tally.limit = str(limit)
                break
            except CardError as error:
                tally.rejects.append((line, str(error)))
    path = _rejects(arguments)
    write_list(path, REJECTED, tally.rejects)
    _say(tally, path, len(rows))
    if tally.limit:
        return LIMIT_REACHED
    return SOME_REJECTED if tally.rejects else DONE


def _row(card: Card, desk: Desk, texts: Texts, faces: Path | None, tally: _Tally) -> None:
    face = shrink(picture_of(card.card_number, faces)) if faces else None
    missing = desk.issue(card, face, texts.name, texts.present)
    for text in missing:
        texts.add(text)
    if missing:
        tally.issued += 1
    else:
        tally.before += 1


def _say(tally: _Tally, path: Path, rows: int) -> None:
    left = rows - tally.issued - tally.before - len(tally.rejects)
    print(f"issued {tally.issued}, issued before {tally.before}, rejected {len(tally.rejects)}, left {left}")
    if tally.rejects:
        print(f"rejected rows: {path}", file=sys.stderr)
    if tally.limit:
        print(tally.limit, file=sys.stderr)
