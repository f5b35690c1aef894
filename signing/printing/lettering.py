"""Lettering: what a font can print of a text, how wide it is, and its outlines.

Glyphs are set one after another, with no shaping. That is right for the scripts named here and wrong for all
others, so a text in another one is refused: a name on a card is right, or there is no card.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from functools import cached_property

from fontTools import unicodedata as scripts
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont, TTLibError

from signing.errors import CardError

# Letters of these scripts stand side by side as they are; Zyyy is what all scripts share, such as digits.
PLAIN_SCRIPTS = frozenset({"Latn", "Grek", "Cyrl", "Armn", "Geor", "Hani", "Hira", "Kana", "Hang", "Zyyy"})


class Typeface:
    """One TrueType font, from its bytes; raises CardError when they are not one that can be embedded."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            font = TTFont(io.BytesIO(data))
            if "glyf" not in font:
                raise CardError("only TrueType outlines can be embedded")
            self._glyph_of = font.getBestCmap() or {}
            self._glyphs = font.getGlyphSet()
            self._em = font["head"].unitsPerEm
        # A broken font file makes the reader fail in every way that reading a table can.
        except (TTLibError, KeyError, ValueError, AssertionError, OSError, EOFError) as error:
            raise CardError(f"the font cannot be used: {error}") from error

    @cached_property
    def name(self) -> str:
        """A name that no other font has."""
        return f"Kortsjekk-{hashlib.sha256(self.data).hexdigest()[:12]}"

    def printable(self, text: str) -> str:
        """`text` as it is set, composed (NFC); raises CardError on a letter that would come out wrong."""
        composed = unicodedata.normalize("NFC", text)
        for letter in composed:
            if scripts.script(letter) not in PLAIN_SCRIPTS or unicodedata.category(letter)[0] == "M":
                raise CardError(f"{_named(letter)} cannot be set without shaping, so it is not printed")
            if ord(letter) not in self._glyph_of:
                raise CardError(f"the font has no {_named(letter)}: name one that has it with --font")
        return composed

    def sets(self, letter: str) -> bool:
        """Whether one composed letter comes out right: the font has it, and it needs no shaping."""
        plain = scripts.script(letter) in PLAIN_SCRIPTS and unicodedata.category(letter)[0] != "M"
        return plain and ord(letter) in self._glyph_of

    def width(self, text: str, size: float) -> float:
        """How wide a printable text is at this size, in the unit of `size`."""
        return sum(self._glyphs[self._glyph_of[ord(letter)]].width for letter in text) * size / self._em

    def outlines(self, text: str, x: float, baseline: float, size: float) -> str:
        """A printable text as the data of an SVG path, y downwards."""
        pen = SVGPathPen(self._glyphs, ntos=_short)
        scale = size / self._em
        for letter in text:
            glyph = self._glyphs[self._glyph_of[ord(letter)]]
            glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, x, baseline)))
            x += glyph.width * scale
        return pen.getCommands()


def _named(letter: str) -> str:
    return f"{letter} (U+{ord(letter):04X}, {unicodedata.name(letter, 'without a name')})"


def _short(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
