"""Cards on plastic and paper, order proofs for the phone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from signing.card import Card, Kind
from signing.commands import Commands, files
from signing.commands.lists import write_list
from signing.commands.look import add_fonts, typefaces
from signing.commands.pictures import picture_of
from signing.commands.progress import followed
from signing.errors import CardError
from signing.keys import TrustList
from signing.printing import page, pdf, proof, svg
from signing.printing.card import BLEED, Print
from signing.printing.drawing import Side
from signing.printing.style import Style
from signing.read import Period, Reading, read_card
from signing.symbol import LEVELS

LEFT_OUT = "left-out.csv"
# Of those left out as many are named on the screen; the list has all.
SAID = 10
FORMATS = ("pdf", "svg", "sheets")
FORMS = """
texts   the file that `issue` wrote: a QR text on each line, that of a face after that of its card.

Cards become CARDNUMBER.pdf (front and back), CARDNUMBER-front.svg and -back.svg, or sheets.pdf: A4, ten cards
a page, fronts and backs in turn, to be turned over the long edge. Print all of them at 100 %. Order proofs
become CARDNUMBER.png. Nothing is printed unless every text is genuine. A card that cannot be printed, for a
letter that the font lacks or a picture that is missing, is left out and listed in left-out.csv.

Exit code: 0 all printed, 1 some left out, 2 nothing done.

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
    command = commands.add_parser(
        "print",
        help="print cards (PDF, SVG, A4 sheets) and order proofs (PNG)",
        description="Print what `issue` signed.",
        epilog=FORMS,
        formatter_class=form,
    )
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
    add_fonts(command)
    command.add_argument("texts", type=Path, help="the texts")
    command.set_defaults(run=_print)


def _print(arguments: argparse.Namespace) -> int:
    style = _style(arguments)
    _require_sense(arguments)
    jobs = _jobs(arguments)
    if not jobs:
        raise CardError(f"{arguments.texts} holds no text of a card")
    arguments.out.mkdir(parents=True, exist_ok=True)
    press = _Press(arguments, style)
    for job in followed(jobs, "print"):
        press.take(job)
    press.finish()
    return 1 if press.left_out else 0


def _require_sense(arguments: argparse.Namespace) -> None:
    """Options that would spoil every card are found before the first one."""
    if not 0 <= arguments.bleed <= BLEED:
        raise CardError(f"bleed is 0 to {BLEED:.0f} mm")
    if arguments.pictures is not None and not arguments.pictures.is_dir():
        raise CardError(f"{arguments.pictures} is no folder of pictures")
    if arguments.out.exists() and not arguments.out.is_dir():
        raise CardError(f"{arguments.out} is a file: prints go to a folder")


def _style(arguments: argparse.Namespace) -> Style:
    regular, bold = typefaces(arguments)
    return Style(
        issuer_name=arguments.issuer_name,
        regular=regular,
        bold=bold,
        colour=arguments.colour,
        dpi=arguments.dpi,
        level=arguments.level,
    )


class _Press:
    """Prints one card after another; what cannot be printed is left out and listed, and the rest go on."""

    def __init__(self, arguments: argparse.Namespace, style: Style) -> None:
        self._arguments, self._style = arguments, style
        self._out: Path = arguments.out
        self._for_sheets: list[tuple[Side, Side]] = []
        self._printed = dict.fromkeys(get_args(Kind), 0)
        self.left_out: list[tuple[str, str]] = []

    def take(self, job: Print) -> None:
        """Print a card or a proof, or note why it cannot be."""
        try:
            if job.card.kind == "order_proof":
                self._write(f"{job.card.card_number}.png", proof.write(job, self._style))
            else:
                self._card(self._with_picture(job))
        except CardError as error:
            self.left_out.append((job.card.card_number, str(error)))
        else:
            self._printed[job.card.kind] += 1

    def _with_picture(self, job: Print) -> Print:
        folder = self._arguments.pictures
        return replace(job, picture=picture_of(job.card.card_number, folder)) if folder else job

    def _card(self, job: Print) -> None:
        number = job.card.card_number
        if self._arguments.format == "sheets":
            self._for_sheets.append(page.both_sides(job, self._style))
            return
        pages = page.single(job, self._style, self._arguments.bleed, self._arguments.marks)
        if self._arguments.format == "pdf":
            self._write(f"{number}.pdf", pdf.write(pages, f"Card {number}"))
            return
        front, back = pages
        self._write(f"{number}-front.svg", svg.write(front, f"Card {number}, front").encode())
        self._write(f"{number}-back.svg", svg.write(back, f"Card {number}, back").encode())

    def finish(self) -> None:
        """Write the sheets and the list of what was left out, and say what was done."""
        if self._for_sheets:
            sheets = page.sheets(self._for_sheets, self._style.dpi)
            self._write("sheets.pdf", pdf.write(sheets, "Cards"))
        cards, proofs = self._printed["card"], self._printed["order_proof"]
        print(f"{cards} cards and {proofs} order proofs in {self._out}")
        path = self._out / LEFT_OUT
        write_list(path, ("card_number", "reason"), self.left_out)
        for number, reason in self.left_out[:SAID]:
            print(f"card {number}: {reason}", file=sys.stderr)
        if self.left_out:
            print(f"left out {len(self.left_out)}: {path}", file=sys.stderr)

    def _write(self, name: str, content: bytes) -> None:
        (self._out / name).write_bytes(content)


def _jobs(arguments: argparse.Namespace) -> list[Print]:
    """The cards to print, each with its face's text; raises CardError when a text is not to be printed."""
    trust = files.trust_list(arguments.trust)
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
        jobs[card.card_number] = Print(card, text, practice=_is_practice(reading, trust))
    return list(jobs.values())


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for line, text in enumerate(files.read_text(path).splitlines(), 1):
        if text.strip():
            yield line, text.strip()


def _card(reading: Reading, line: int) -> Card:
    if reading.card is None:
        raise CardError(f"line {line}: not genuine ({reading.refusal.code if reading.refusal else ''})")
    if reading.period is Period.OVER:
        raise CardError(f"line {line}: the card's period is over")
    return reading.card


def _is_practice(reading: Reading, trust: TrustList) -> bool:
    keys = trust.with_kid(reading.kid, "card") if reading.kid else ()
    return any(key.environment == "practice" for key in keys)
