"""Cards on plastic and paper, order proofs for the phone."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pymupdf_fonts

from signing.card import Card
from signing.commands import Commands
from signing.commands.pictures import picture_of
from signing.commands.progress import followed
from signing.errors import CardError
from signing.keys import TrustList
from signing.printing import page, pdf, proof, svg
from signing.printing.card import Print
from signing.printing.lettering import Typeface
from signing.printing.style import Style
from signing.read import Period, Reading, read_card
from signing.symbol import LEVELS

T = TypeVar("T")
FORMATS = ("pdf", "svg", "sheets")
FORMS = """
texts   the file that `issue` wrote: a QR text on each line, that of a face after that of its card.

Cards become CARDNUMBER.pdf (front and back), CARDNUMBER-front.svg and -back.svg, or sheets.pdf: A4, ten cards
a page, fronts and backs in turn, to be turned over the long edge. Print all of them at 100 %. Order proofs
become CARDNUMBER.png. Nothing is printed unless every text is genuine.

The lettering (FiraGO) has Latin with all of Vietnamese, Greek, Cyrillic and Georgian; --font brings another.
Scripts that need shaping, such as Arabic or Devanagari, are refused.

example:
  python -m signing print --trust trust.json --issuer-name "Kortutstederen AS" --out prints texts.txt
example, on A4 with pictures:
  python -m signing print --trust trust.json --issuer-name "Kortutstederen AS" --out prints \\
      --format sheets --pictures pictures texts.txt
"""


def add(commands: Commands) -> None:
    """Add the commands of this group."""
    form = argparse.RawDescriptionHelpFormatter
    words = "print cards (PDF, SVG, A4 sheets) and order proofs (PNG)"
    command = commands.add_parser("print", help=words, description=words, epilog=FORMS, formatter_class=form)
    command.add_argument("--trust", type=Path, required=True, help="the trust list")
    command.add_argument("--out", type=Path, required=True, help="folder for what is printed")
    command.add_argument("--issuer-name", required=True, help="the name that stands on the cards")
    command.add_argument("--format", choices=FORMATS, default="pdf", help="what cards become (default pdf)")
    command.add_argument("--pictures", type=Path, help="folder with CARDNUMBER.jpg or .png for the fronts")
    command.add_argument("--colour", default="#1f3a5f", help="colour of the band, #rrggbb")
    command.add_argument("--dpi", type=int, default=300, help="dots to the inch of the printer (default 300)")
    command.add_argument("--level", choices=LEVELS, default="Q", help="error level of the code (default Q)")
    command.add_argument("--bleed", type=float, default=0.0, help="mm of colour beyond the edge (0 to 3)")
    command.add_argument("--marks", action="store_true", help="crop marks; sheets always have them")
    command.add_argument("--font", type=Path, help="another TrueType font")
    command.add_argument("--bold-font", type=Path, help="its bold (default: the same font)")
    command.add_argument("texts", type=Path, help="the texts")
    command.set_defaults(run=_print)


def _print(arguments: argparse.Namespace) -> int:
    style = _style(arguments)
    jobs = _jobs(arguments)
    arguments.out.mkdir(parents=True, exist_ok=True)
    cards = [job for job in jobs if job.card.kind == "card"]
    proofs = [job for job in jobs if job.card.kind == "order_proof"]
    for job in followed(proofs, "proofs"):
        _write(
            arguments.out, f"{job.card.card_number}.png", _named(job, lambda each: proof.write(each, style))
        )
    if arguments.format == "sheets" and cards:
        _write(arguments.out, "sheets.pdf", pdf.write(page.sheets(cards, style), "Cards"))
    elif arguments.format != "sheets":
        for job in followed(cards, "cards"):
            _print_card(job, style, arguments)
    print(f"{len(cards)} cards and {len(proofs)} order proofs in {arguments.out}")
    return 0


def _style(arguments: argparse.Namespace) -> Style:
    if arguments.font is None:
        regular, bold = (Typeface(pymupdf_fonts.myfont(code)) for code in ("figo", "figbo"))
    else:
        regular = Typeface(arguments.font.read_bytes())
        bold = Typeface(arguments.bold_font.read_bytes()) if arguments.bold_font else regular
    return Style(
        issuer_name=arguments.issuer_name,
        regular=regular,
        bold=bold,
        colour=arguments.colour,
        dpi=arguments.dpi,
        level=arguments.level,
    )


def _print_card(job: Print, style: Style, arguments: argparse.Namespace) -> None:
    number = job.card.card_number
    pages = _named(job, lambda each: page.single(each, style, arguments.bleed, arguments.marks))
    if arguments.format == "pdf":
        _write(arguments.out, f"{number}.pdf", pdf.write(pages, f"Card {number}"))
        return
    for name, side in zip(("front", "back"), pages, strict=True):
        drawn = svg.write(side, f"Card {number}, {name}")
        _write(arguments.out, f"{number}-{name}.svg", drawn.encode())


def _named(job: Print, draw: Callable[[Print], T]) -> T:
    """What `draw` makes of a card; what is wrong is said with the card's number."""
    try:
        return draw(job)
    except CardError as error:
        raise CardError(f"card {job.card.card_number}: {error}") from error


def _write(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)


def _jobs(arguments: argparse.Namespace) -> list[Print]:
    """The cards to print, each with its face's text; raises CardError when a text is not to be printed."""
    trust = TrustList.from_json(arguments.trust.read_text("utf-8"))
    now = datetime.now(UTC)
    jobs: dict[str, Print] = {}
    for line, text in _lines(arguments.texts):
        reading = read_card(text, trust, now)
        card = _card(reading, line)
        job = jobs.get(card.card_number)
        if card.face is not None:
            if job is None or replace(card, face=None) != job.card:
                raise CardError(f"line {line}: a face without the card it belongs to before it")
            jobs[card.card_number] = replace(job, face_text=text)
            continue
        if job is not None:
            raise CardError(f"line {line}: card number {card.card_number} stands twice")
        jobs[card.card_number] = _job(card, text, _is_practice(reading, trust), arguments.pictures)
    return list(jobs.values())


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for line, text in enumerate(path.read_text("utf-8").splitlines(), 1):
        if text.strip():
            yield line, text.strip()


def _card(reading: Reading, line: int) -> Card:
    if reading.card is None:
        raise CardError(f"line {line}: not genuine ({reading.refusal.code if reading.refusal else ''})")
    if reading.period is Period.OVER:
        raise CardError(f"line {line}: the card's period is over")
    return reading.card


def _is_practice(reading: Reading, trust: TrustList) -> bool:
    keys = trust.with_kid(reading.kid or b"", "card")
    return any(key.environment == "practice" for key in keys)


def _job(card: Card, text: str, practice: bool, pictures: Path | None) -> Print:
    picture = picture_of(card.card_number, pictures) if pictures and card.kind == "card" else None
    return Print(card, text, picture=picture, practice=practice)
