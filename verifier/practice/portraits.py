"""Draws the invented holders of the practice cards: the same look always gives the same bytes.

The pictures are shown as `img` under `img-src 'self'` without any exception, and a corner says that they are
practice.
"""

from __future__ import annotations

from functools import lru_cache

from verifier.practice import garments, hairstyles
from verifier.practice.looks import Beard, Look, Skin
from verifier.practice.svg import FONTS, box, disc, document, oval, path, stroke, tag

WIDTH, HEIGHT = 240, 300
MIDDLE = 120
_FRAME, _MARK, _MARK_TEXT = "#2d2a32", "#1d2433", "#ffd867"

# base, shade, lips, blush
_SKIN_TONES: dict[Skin, tuple[str, str, str, str]] = {
    Skin.PORCELAIN: ("#f7dcc8", "#e2b699", "#bf6b66", "#ec9a8b"),
    Skin.ROSE: ("#f0c9ac", "#d6a07e", "#b25f58", "#e08a74"),
    Skin.SAND: ("#e3b48d", "#c48f66", "#a1584d", "#d07c5d"),
    Skin.OLIVE: ("#cf9d70", "#ab7849", "#8f4b40", "#b96a48"),
    Skin.BROWN: ("#9d6a45", "#7b4d2f", "#73352f", "#8d4a30"),
    Skin.EBONY: ("#6b4430", "#4d2f20", "#4f211f", "#6f3526"),
}


@lru_cache(maxsize=64)
def portrait(look: Look) -> str:
    """A portrait of 240 x 300 units as one SVG document."""
    return document(
        "Practice portrait", figure(look), viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH, height=HEIGHT
    )


def figure(look: Look) -> str:
    """The same portrait without its outer element, to be placed in another drawing."""
    base, shade, lips, blush = _SKIN_TONES[look.skin]
    return "".join(
        (
            _backdrop(look.backdrop),
            hairstyles.behind(look),
            garments.outfit(look, base, shade),
            _head(look.breadth, base, shade, blush),
            _eyes(look),
            stroke("M122 130c3 9 7 17 6 22c-1 5 -11 6 -16 2", shade, 2.8),
            _beard(look),
            _mouth(look.smile, lips),
            _marks(look, shade),
            hairstyles.front(look),
            garments.headwear(look),
            _glasses(look),
            _corner(),
        )
    )


def _backdrop(colour: str) -> str:
    return (
        box(0, 0, WIDTH, HEIGHT, colour)
        + disc(MIDDLE, 120, 112, "#ffffff", 0.34)
        + disc(MIDDLE, 120, 84, "#ffffff", 0.28)
    )


def _head(breadth: int, base: str, shade: str, blush: str) -> str:
    left, right = MIDDLE - breadth, MIDDLE + breadth
    temple, jaw = round(breadth * 0.78), round(breadth * 0.62)
    outline = (
        f"M120 66C{120 + temple} 66 {right} 92 {right} 124C{right} 160 {120 + jaw} 192 120 192"
        f"C{120 - jaw} 192 {left} 160 {left} 124C{left} 92 {120 - temple} 66 120 66Z"
    )
    side = (
        f"M120 192C{120 + jaw} 192 {right} 160 {right} 124C{right} 104 {right - 5} 88 {right - 14} 78"
        f"C{right - 4} 120 {right - 12} 168 120 192Z"
    )
    ears = "".join(
        oval(x, 132, 9, 14, base) + stroke(f"M{x - 3} 126q5 5 2 12", shade, 2) for x in (left - 2, right + 2)
    )
    cheeks = "".join(oval(x, 153, 11, 7, blush, 0.34) for x in (90, 150))
    return ears + path(outline, base) + path(side, shade, 0.38) + cheeks


def _eyes(look: Look) -> str:
    parts = []
    for x, turn in ((100, 1), (140, -1)):
        parts += [
            oval(x, 131, 9, 5.6, "#fffdf9"),
            disc(x, 131, 4.9, look.eyes),
            disc(x, 131, 2.4, "#17120f"),
            disc(x + 1.8, 129.2, 1.3, "#ffffff"),
            stroke(f"M{x - 10} 131q10 -10 20 0", "#2b1d16", 2.3),
            stroke(f"M{x - 12 * turn} 117q{8 * turn} -7 {23 * turn} -2", look.brows or look.hair_colour, 4.2),
        ]
    return "".join(parts)


def _mouth(smile: int, lips: str) -> str:
    return path(f"M104 169q8 -2 16 0q8 -2 16 0q-16 {smile * 2} -32 0Z", lips) + stroke(
        f"M102 168.5q18 {smile} 36 0", lips, 2.6
    )


def _beard(look: Look) -> str:
    left, right, jaw = MIDDLE - look.breadth, MIDDLE + look.breadth, round(look.breadth * 0.66)
    moustache = "M98 166q10 -10 22 -6q12 -4 22 6q-10 -1 -22 -1q-12 0 -22 1Z"
    cheeks = (
        f"M{left} 128C{left} 164 {120 - jaw} 197 120 197C{120 + jaw} 197 {right} 164 {right} 128"
        f"C{right - 5} 152 {right - 14} 158 138 160Q120 154 102 160"
        f"C{left + 14} 158 {left + 5} 152 {left} 128Z"
    )
    match look.beard:
        case Beard.NONE:
            return ""
        case Beard.STUBBLE:
            return path(cheeks, look.hair_colour, 0.3)
        case Beard.MOUSTACHE:
            return path(moustache, look.hair_colour)
        case Beard.FULL:
            return path(cheeks, look.hair_colour) + path(moustache, look.hair_colour)


def _marks(look: Look, shade: str) -> str:
    """Freckles, and the lines that years leave."""
    spots = ((88, 146), (94, 150), (84, 152), (101, 147), (139, 147), (146, 151), (152, 146), (156, 152))
    lines = ("M84 135q-5 3 -7 1", "M156 135q5 3 7 1", "M96 158q-5 5 -4 11", "M144 158q5 5 4 11", "M104 97h32")
    freckles = [disc(x, y, 1.3, shade) for x, y in spots] if look.freckles else []
    return "".join(freckles + ([stroke(line, shade, 1.8) for line in lines] if look.lines else []))


def _glasses(look: Look) -> str:
    if not look.glasses:
        return ""
    left, right = MIDDLE - look.breadth, MIDDLE + look.breadth
    lenses = "".join(box(x, 119, 32, 25, "#ffffff", 10, 0.16) for x in (84, 124))
    rims = "".join(
        stroke(f"M{x + 10} 119h12q10 0 10 10v5q0 10 -10 10h-12q-10 0 -10 -10v-5q0 -10 10 -10Z", _FRAME, 2.8)
        for x in (84, 124)
    )
    return lenses + rims + stroke(f"M116 129q4 -4 8 0M84 128L{left} 124M156 128L{right} 124", _FRAME, 2.8)


def _corner() -> str:
    words = "".join(
        tag(
            "text",
            word,
            x=0,
            y=y,
            font_family=FONTS,
            font_size=14.5,
            font_weight="700",
            letter_spacing=1.2,
            fill=_MARK_TEXT,
            text_anchor="middle",
        )
        for word, y in (("PRACTICE", -58), ("ØVING", -39))
    )
    field = path("M0 -117V0H-117Z", _MARK, 0.92) + stroke("M0 -126L-126 0", _MARK_TEXT, 3)
    return tag(
        "g", field, tag("g", words, transform="rotate(-45)"), transform="translate(240 300) scale(.88)"
    )
