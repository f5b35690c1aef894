"""A page as SVG: lettering as outlines, so that it looks the same where the font is not installed."""

from __future__ import annotations

import base64
from html import escape

from signing.printing.card import HEIGHT, WIDTH
from signing.printing.drawing import Box, Shape, Symbol, Words
from signing.printing.page import Page, Placed


def write(page: Page, title: str) -> str:
    """The page as an SVG document in millimetres; `title` is for those who cannot see it."""
    parts = [_card(placed, page.bleed, number) for number, placed in enumerate(page.cards)]
    size = f'width="{_short(page.width)}mm" height="{_short(page.height)}mm"'
    view = f'viewBox="0 0 {_short(page.width)} {_short(page.height)}"'
    marks = "".join(_shape(mark, 0, 0) for mark in page.crop_marks())
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img"><title>{escape(title)}</title>'
    return head + "".join(parts) + marks + "</svg>\n"


def _card(placed: Placed, bleed: float, number: int) -> str:
    place = _place(placed.x - bleed, placed.y - bleed, WIDTH + 2 * bleed, HEIGHT + 2 * bleed)
    shapes = "".join(_shape(shape, placed.x, placed.y) for shape in placed.side)
    clip = f'<clipPath id="card{number}"><rect {place}/></clipPath>'
    return f'{clip}<g clip-path="url(#card{number})">{shapes}</g>'


def _shape(shape: Shape, x: float, y: float) -> str:
    match shape:
        case Box():
            place = _place(x + shape.x, y + shape.y, shape.width, shape.height)
            return f'<rect {place} fill="{shape.fill}"/>'
        case Words():
            lines = shape.face.outlines(shape.text, x + shape.x, y + shape.baseline, shape.size)
            return f'<path d="{lines}" fill="{shape.colour}"><title>{escape(shape.text)}</title></path>'
        case Symbol():
            return f'<path d="{_runs(shape, x, y)}" fill="#000000" shape-rendering="crispEdges"/>'
        case _:
            place = _place(x + shape.x, y + shape.y, shape.width, shape.height)
            return f'<image {place} href="data:image/jpeg;base64,{base64.b64encode(shape.data).decode()}"/>'


def _runs(shape: Symbol, x: float, y: float) -> str:
    high = _short(shape.module)
    return "".join(
        f"M{_short(x + left)} {_short(y + top)}h{_short(width)}v{high}h-{_short(width)}z"
        for left, top, width in shape.runs()
    )


def _place(x: float, y: float, width: float, height: float) -> str:
    return f'x="{_short(x)}" y="{_short(y)}" width="{_short(width)}" height="{_short(height)}"'


def _short(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
