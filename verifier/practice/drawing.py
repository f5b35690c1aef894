"""A small drawing in millimetres that can be written as SVG for people and paper, or as PNG for a camera."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont

from verifier.practice.svg import FONTS, box, document, number, tag

PIXELS_PER_MM = 20
CARD_WIDTH, CARD_HEIGHT, CARD_CORNER = 85.6, 54.0, 3.18
_DESK = "#d8d4cc"


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle with rounded corners; all lengths in mm."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text from `x` on the base line `y`; `size` of the font and greatest width `room` in mm."""

    x: float
    y: float
    size: float
    text: str
    fill: str
    bold: bool = False
    room: float | None = None


@dataclass(frozen=True, slots=True)
class Symbol:
    """A matrix of dark (true) and light modules of `module` mm, without quiet zone."""

    x: float
    y: float
    module: float
    rows: tuple[tuple[bool, ...], ...]


Shape: TypeAlias = Box | Words | Symbol


def card_svg(title: str, *content: str) -> str:
    """An SVG document of exactly ID-1 size (ISO/IEC 7810) around `content`, whose unit is the millimetre."""
    outline = box(0, 0, CARD_WIDTH, CARD_HEIGHT, "#ffffff", CARD_CORNER)
    return document(
        title,
        tag("clipPath", outline, id="card"),
        tag("g", *content, clip_path="url(#card)"),
        width=f"{number(CARD_WIDTH)}mm",
        height=f"{number(CARD_HEIGHT)}mm",
        viewBox=f"0 0 {number(CARD_WIDTH)} {number(CARD_HEIGHT)}",
    )


def to_svg(shapes: tuple[Shape, ...]) -> str:
    """The shapes as SVG elements, in order."""
    return "".join(_element(shape) for shape in shapes)


def words_svg(words: Words, anchor: str | None = None) -> str:
    """A `text` element, set smaller when a wide system font would run past its room."""
    widest = _widest(words)
    fits = 1.0 if words.room is None else min(1.0, words.room / widest)
    return tag(
        "text",
        escape(words.text),
        x=words.x,
        y=words.y,
        font_family=FONTS,
        font_size=words.size * fits,
        font_weight="700" if words.bold else None,
        fill=words.fill,
        text_anchor=anchor,
    )


def _widest(words: Words) -> float:
    """The width in mm in the widest of the usual system fonts, as far as it can be known without one."""
    capitals = sum(character.isupper() or character.isdigit() for character in words.text)
    share = 0.58 * (len(words.text) - capitals) + 0.72 * capitals
    return share * words.size * (1.1 if words.bold else 1.0)


def _element(shape: Shape) -> str:
    match shape:
        case Box():
            return box(shape.x, shape.y, shape.width, shape.height, shape.fill, shape.radius)
        case Words():
            return words_svg(shape)
        case Symbol():
            place = f"translate({number(shape.x)} {number(shape.y)}) scale({number(shape.module)})"
            return tag("path", transform=place, d=runs(shape.rows), fill="#000000")


def runs(rows: tuple[tuple[bool, ...], ...]) -> str:
    """Path data with one closed stroke for each run of dark modules; the unit is one module."""
    path = []
    for y, row in enumerate(rows):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                path.append(f"M{start} {y}h{end - start}v1h-{end - start}z")
            start = end + 1
    return "".join(path)


def to_png(shapes: tuple[Shape, ...]) -> bytes:
    """The shapes as a PNG of 1712 x 1080 pixels: a card on a plain desk, 20 pixels to the millimetre."""
    size = (round(CARD_WIDTH * PIXELS_PER_MM), round(CARD_HEIGHT * PIXELS_PER_MM))
    card = Image.new("RGB", size, "#ffffff")
    pen = ImageDraw.Draw(card)
    for shape in shapes:
        _paint(pen, shape)
    outline = Image.new("L", size, 0)
    corner = round(CARD_CORNER * PIXELS_PER_MM)
    ImageDraw.Draw(outline).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), corner, fill=255)
    picture = Image.new("RGB", size, _DESK)
    picture.paste(card, mask=outline)
    buffer = BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _pixels(millimetres: float) -> int:
    return round(millimetres * PIXELS_PER_MM)


def _paint(pen: ImageDraw.ImageDraw, shape: Shape) -> None:
    match shape:
        case Box():
            left, top = _pixels(shape.x), _pixels(shape.y)
            right, bottom = _pixels(shape.x + shape.width) - 1, _pixels(shape.y + shape.height) - 1
            pen.rounded_rectangle((left, top, right, bottom), _pixels(shape.radius), fill=shape.fill)
        case Words():
            _write(pen, shape)
        case Symbol():
            left, top, step = _pixels(shape.x), _pixels(shape.y), _pixels(shape.module)
            for y, row in enumerate(shape.rows):
                for x, dark in enumerate(row):
                    if dark:
                        corner = (left + x * step, top + y * step)
                        pen.rectangle((*corner, corner[0] + step - 1, corner[1] + step - 1), fill="#000000")


def _write(pen: ImageDraw.ImageDraw, words: Words) -> None:
    """Pillow's own font knows ASCII alone, so the one other letter of the back is struck by hand."""
    size = _pixels(words.size)
    font = ImageFont.load_default(size)
    text = words.text.replace("Ø", "O")
    if words.room is not None and font.getlength(text) > _pixels(words.room):
        font = ImageFont.load_default(int(size * _pixels(words.room) / font.getlength(text)))
    x, y, weight = _pixels(words.x), _pixels(words.y), max(1, size // 28) if words.bold else 0
    pen.text((x, y), text, font=font, fill=words.fill, anchor="ls", stroke_width=weight)
    for position, letter in enumerate(words.text):
        if letter == "Ø":
            left = x + round(font.getlength(text[:position]))
            right, top = left + round(font.getlength("O")), y - round(size * 0.76)
            pen.line((left, y + size // 20, right, top), fill=words.fill, width=max(2, size // 8))
