"""A notice on paper: each letter on pages of its own, to the character as it was filed, under its receipt."""

from __future__ import annotations

import io
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

import pymupdf_fonts
from reportlab.pdfgen.canvas import Canvas

from signing.printing.lettering import Typeface
from signing.printing.pdf import registered

# A4 in points, and what stands on it.
WIDTH, HEIGHT = 595.0, 842.0
MARGIN, TOP, BOTTOM = 64.0, 72.0, 84.0
SIZE, LEADING, SMALL = 11.0, 15.5, 8.0
# Stands for a character that the font lacks or that needs shaping; the whole text is in the ledger.
BLANK = "\u25a1"

# reportlab keeps its fonts for the whole program, and counts in them what each document uses.
_one_at_a_time = threading.Lock()


@cache
def _face() -> Typeface:
    return Typeface(pymupdf_fonts.myfont("figo"))


def printed(letters: Sequence[str], title: str, foot: Sequence[str], unprintable: str) -> bytes:
    """The letters as one PDF, the same bytes for the same letters.

    `foot` stands at the foot of every page, and `unprintable` below a letter in which something could not be
    printed.
    """
    file = io.BytesIO()
    with _one_at_a_time:
        canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1)
        canvas.setTitle(_settable(title)[0])
        for letter in letters:
            _print_letter(canvas, letter, tuple(foot), unprintable)
        canvas.save()
    return file.getvalue()


def _print_letter(canvas: Canvas, letter: str, foot: tuple[str, ...], unprintable: str) -> None:
    text, is_whole = _settable(letter)
    lines = [line for paragraph in text.split("\n") for line in wrapped(paragraph, WIDTH - 2 * MARGIN)]
    if not is_whole:
        lines += ["", *wrapped(_settable(unprintable)[0], WIDTH - 2 * MARGIN)]
    on_a_page = int((HEIGHT - TOP - BOTTOM) // LEADING)
    for start in range(0, len(lines), on_a_page):
        _foot(canvas, foot)
        canvas.setFont(registered(_face()), SIZE)
        for place, line in enumerate(lines[start : start + on_a_page]):
            canvas.drawString(MARGIN, HEIGHT - TOP - place * LEADING, line)
        canvas.showPage()


def _foot(canvas: Canvas, foot: tuple[str, ...]) -> None:
    canvas.setFont(registered(_face()), SMALL)
    for place, line in enumerate(foot):
        canvas.drawString(MARGIN, BOTTOM - LEADING - place * (SMALL + 2), _settable(line)[0])


def _settable(text: str) -> tuple[str, bool]:
    """A text with what cannot be printed replaced, and whether nothing had to be."""
    regular = _face()
    composed = unicodedata.normalize("NFC", text)
    kept = [letter if letter == "\n" or regular.sets(letter) else BLANK for letter in composed]
    blank = BLANK if regular.sets(BLANK) else "?"
    return "".join(kept).replace(BLANK, blank), BLANK not in kept


def wrapped(paragraph: str, room: float) -> Iterator[str]:
    """A paragraph in lines that fit in `room` points: broken at a blank, a longer word where it is full."""
    regular = _face()
    line, used = "", 0.0
    for letter in paragraph:
        width = regular.width(letter, SIZE)
        if used + width > room and line:
            whole, _, rest = line.rpartition(" ") if letter != " " else (line, "", "")
            yield whole or line
            line = rest if whole else ""
            used = regular.width(line, SIZE)
            if letter == " ":
                continue
        line, used = line + letter, used + width
    yield line
