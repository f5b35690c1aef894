"""Pages as PDF: lettering as text in embedded fonts, symbols as vectors on the printer's grid."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from signing.errors import CardError
from signing.printing.card import HEIGHT, WIDTH
from signing.printing.drawing import INCH, Box, Shape, Symbol, Words
from signing.printing.lettering import Typeface
from signing.printing.page import Page, Placed

POINT = 72 / INCH


def write(pages: Sequence[Page], title: str) -> bytes:
    """The pages as one PDF, the same bytes for the same pages; a page of one card says where it is cut."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    canvas.setTitle(title)
    for page in pages:
        canvas.setPageSize((page.width * POINT, page.height * POINT))
        _draw_page(_Pen(canvas, page.height), page)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


class _Pen:
    """Draws in millimetres from the top left corner, where PDF counts points from the bottom left one."""

    def __init__(self, canvas: Canvas, height: float) -> None:
        self.canvas = canvas
        self._height = height

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A place in points."""
        return x * POINT, (self._height - y) * POINT

    def rectangle(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        """A rectangle by its lower left corner, in points."""
        return *self.point(x, y + height), width * POINT, height * POINT

    def draw(self, shape: Shape, x: float, y: float) -> None:
        """One shape of a card whose corner lies at (x, y)."""
        match shape:
            case Box():
                self.canvas.setFillColor(shape.fill)
                place = self.rectangle(x + shape.x, y + shape.y, shape.width, shape.height)
                self.canvas.rect(*place, stroke=0, fill=1)
            case Words():
                self.canvas.setFillColor(shape.colour)
                self.canvas.setFont(registered(shape.face), shape.size * POINT)
                self.canvas.drawString(*self.point(x + shape.x, y + shape.baseline), shape.text)
            case Symbol():
                self._symbol(shape, x, y)
            case _:
                place = self.rectangle(x + shape.x, y + shape.y, shape.width, shape.height)
                self.canvas.drawImage(ImageReader(io.BytesIO(shape.data)), *place)

    def _symbol(self, shape: Symbol, x: float, y: float) -> None:
        path = self.canvas.beginPath()
        for left, top, width in shape.runs():
            path.rect(*self.rectangle(x + left, y + top, width, shape.module))
        self.canvas.setFillColor("#000000")
        self.canvas.drawPath(path, stroke=0, fill=1)

    def clip(self, placed: Placed, bleed: float) -> None:
        """Let nothing be drawn beyond a card's bleed."""
        path = self.canvas.beginPath()
        path.rect(*self.rectangle(placed.x - bleed, placed.y - bleed, WIDTH + 2 * bleed, HEIGHT + 2 * bleed))
        self.canvas.clipPath(path, stroke=0, fill=0)


def _draw_page(pen: _Pen, page: Page) -> None:
    for placed in page.cards:
        pen.canvas.saveState()
        pen.clip(placed, page.bleed)
        for shape in placed.side:
            pen.draw(shape, placed.x, placed.y)
        pen.canvas.restoreState()
    for mark in page.crop_marks():
        pen.draw(mark, 0, 0)
    if len(page.cards) == 1:
        _say_where_it_is_cut(pen, page.cards[0], page.bleed)


def _say_where_it_is_cut(pen: _Pen, placed: Placed, bleed: float) -> None:
    for box, beyond in (("trim", 0.0), ("bleed", bleed)):
        x, y, width, height = pen.rectangle(
            placed.x - beyond, placed.y - beyond, WIDTH + 2 * beyond, HEIGHT + 2 * beyond
        )
        pen.canvas.setCropBox((x, y, x + width, y + height), box)


def registered(face: Typeface) -> str:
    """The name that reportlab knows this font by, which it keeps for the whole program."""
    if face.name not in pdfmetrics.getRegisteredFontNames():
        try:
            font = TTFont(face.name, io.BytesIO(face.data))
        # Which table it misses decides in what way it fails.
        except (TTFError, KeyError, ValueError, struct.error) as error:
            raise CardError(f"the font cannot be used: {error}") from error
        pdfmetrics.registerFont(font)
    return face.name
