"""Prints as a person would look at them: rendered to pixels at a printer's resolution, and measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pymupdf_fonts
import pypdfium2
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from signing import Card, issue_card
from signing.printing import page, pdf
from signing.printing.card import Print
from signing.printing.drawing import INCH, Symbol
from signing.printing.lettering import Typeface
from signing.printing.style import Style
from tests.support.cards import NORMAL

REGULAR, BOLD = (Typeface(pymupdf_fonts.myfont(code)) for code in ("figo", "figbo"))
ISSUER_NAME = "Øvingsutstederen AS"

QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def style(dpi: int = 300, level: str = "Q", colour: str = "#1f3a5f", issuer_name: str = ISSUER_NAME) -> Style:
    """Return the look of an invented issuer's cards."""
    return Style(issuer_name, REGULAR, BOLD, colour=colour, dpi=dpi, level=level)


def job(card: Card, face: bytes | None = None, picture: bytes | None = None, practice: bool = False) -> Print:
    """Return a card to print, signed."""
    face_text = issue_card(replace(card, face=face), NORMAL) if face else None
    return Print(card, issue_card(card, NORMAL), face_text, picture, practice)


def rendered(pdf: bytes, dpi: int = 300) -> list[Image.Image]:
    """Return the pages of a PDF as a printer of this resolution sees them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return the sizes of a PDF's pages in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            (width * INCH / 72, height * INCH / 72)
            for width, height in map(document.get_page_size, range(len(document)))
        ]
    finally:
        document.close()


def trim_boxes(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Return where the pages of a PDF are cut, in millimetres: left, bottom, right, top."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        boxes = [page.get_trimbox() for page in document]
    finally:
        document.close()
    return [(a * INCH / 72, b * INCH / 72, c * INCH / 72, d * INCH / 72) for a, b, c, d in boxes]


def words_of(pdf: bytes) -> list[str]:
    """Return the text of each page, as somebody who copies it gets it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def texts_in(picture: Image.Image) -> list[str]:
    """Return what the codes in a picture say, from left to right."""
    # Noise may look like a bar code of another kind.
    found = zxingcpp.read_barcodes(picture, formats=QR_CODES)
    return [each.text for each in sorted(found, key=lambda each: each.position.top_left.x)]


def dark_box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Return the smallest box around what is dark: left, top, right, bottom in pixels."""
    dark: NDArray[np.bool_] = np.asarray(picture) < 128
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def printed(what: Print, dpi: int = 300, level: str = "Q", bleed: float = 0, marks: bool = False) -> bytes:
    """Return a card as PDF."""
    return pdf.write(page.single(what, style(dpi, level), bleed, marks), "Card")


def symbols(side: tuple[object, ...]) -> list[Symbol]:
    """Return the codes on a side."""
    return [shape for shape in side if isinstance(shape, Symbol)]
