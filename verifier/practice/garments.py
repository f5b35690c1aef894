"""Work clothes and headwear of the practice portraits."""

from __future__ import annotations

from verifier.practice.looks import Headwear, Look, Outfit
from verifier.practice.svg import box, disc, path, stroke, tag

_WHITE, _BLACK = "#ffffff", "#000000"
_REFLECTIVE, _VISIBLE = "#dfe5ea", "#f6e04a"
_STAR = "l4 7l8 0l-6 6l3 8l-9 -4l-9 4l3 -8l-6 -6l8 0Z"


def outfit(look: Look, skin: str, shade: str) -> str:
    """Neck, shoulders and what is worn on them."""
    neck = path("M97 160V212C97 221 90 226 82 231L120 256L158 231C150 226 143 221 143 212V160Z", skin)
    shadow = path("M97 178Q120 212 143 178V196Q122 222 97 196Z", shade, 0.6)
    torso = path(
        "M6 300C10 258 44 238 92 226C104 246 136 246 148 226C196 238 230 258 234 300Z", look.outfit_colour
    )
    return neck + shadow + torso + _details(look.outfit)


def _details(worn: Outfit) -> str:
    match worn:
        case Outfit.VEST:
            return _vest()
        case Outfit.TUNIC:
            collar = "M92 226L120 268L148 226L158 229L122 288L118 288L82 229Z"
            return path(collar, _WHITE, 0.75) + box(158, 268, 34, 4, _WHITE, 2, 0.75)
        case Outfit.OVERALLS:
            bib = path("M72 232L86 228L92 266H148L154 228L168 232L162 300H78Z", "#2f4b6e")
            buttons = disc(86, 268, 4.5, "#e8c35a") + disc(154, 268, 4.5, "#e8c35a")
            return bib + buttons + path("M104 280H136V300H104Z", "#263e5b")
        case Outfit.JACKET:
            return _jacket()
        case Outfit.JUMPER:
            ribs = path("M88 224Q120 262 152 224L158 230Q120 276 82 230Z", _WHITE, 0.55)
            return ribs + path("".join(f"M{x} 266{_STAR}" for x in (56, 92, 120, 148, 184)), _WHITE, 0.8)


def _vest() -> str:
    """High visibility, with reflective bands."""
    left = "M50 239L92 226C96 234 101 239 107 241L112 300H34Z"
    right = "M190 239L148 226C144 234 139 239 133 241L128 300H206Z"
    sides = left + right
    braces = "M66 234L78 230L86 300H74ZM174 234L162 230L154 300H166Z"
    belt = "M37 276H110L111 288H36ZM130 276H203L205 288H129Z"
    return path(sides, _VISIBLE) + path(braces + belt, _REFLECTIVE)


def _jacket() -> str:
    """A driver's jacket: stand-up collar, zip, bands on the sleeves."""
    collar = "M88 222Q104 250 118 252L117 268Q88 258 78 230ZM152 222Q136 250 122 252L123 268Q152 258 162 230Z"
    zipper = tag("path", d="M120 252V300", stroke="#e8edf2", stroke_width=3, stroke_dasharray="3 2")
    bands = path("M8 286L42 280L42 290L7 296ZM232 286L198 280L198 290L233 296Z", "#e8edf2", 0.8)
    return path(collar, _BLACK, 0.28) + zipper + bands


def headwear(look: Look) -> str:
    """Helmet, cap, beanie or headscarf over the hair; empty when the head is bare."""
    left, right, colour = 120 - look.breadth, 120 + look.breadth, look.headwear_colour
    match look.headwear:
        case Headwear.NONE:
            return ""
        case Headwear.HELMET:
            return _helmet(left, right, colour)
        case Headwear.CAP:
            return _cap(left, right, colour)
        case Headwear.BEANIE:
            return _beanie(left, right, colour)
        case Headwear.SCARF:
            return _scarf(left, right, colour)


def _helmet(left: int, right: int, colour: str) -> str:
    strap = f"M{left + 1} 100L{left + 5} 160Q120 214 {right - 5} 160L{right - 1} 100"
    shell = f"M{left - 8} 100C{left - 8} 54 86 32 120 32C154 32 {right + 8} 54 {right + 8} 100Z"
    shadow = f"M120 32C150 32 {right + 8} 54 {right + 8} 100H{right - 14}C{right - 14} 62 144 40 120 32Z"
    brim = (
        f"M{left - 16} 98Q120 84 {right + 16} 98Q{right + 18} 108 {right + 8} 109"
        f"Q120 96 {left - 8} 109Q{left - 18} 108 {left - 16} 98Z"
    )
    return (
        stroke(strap, "#3a3f4a", 3.5, 0.8)
        + path(shell, colour)
        + path(shadow, _BLACK, 0.1)
        + path("M110 33Q120 28 130 33L133 98H107Z", _WHITE, 0.3)
        + path(brim, colour)
        + stroke(f"M{left - 8} 109Q120 96 {right + 8} 109", _BLACK, 2.5, 0.22)
    )


def _cap(left: int, right: int, colour: str) -> str:
    crown = (
        f"M{left - 6} 100C{left - 6} 58 88 44 120 44C152 44 {right + 6} 58 {right + 6} 100"
        f"Q120 84 {left - 6} 100Z"
    )
    peak = (
        f"M{left - 8} 102C{left + 8} 86 {right - 8} 86 {right + 8} 102"
        f"Q{right - 6} 116 120 104Q{left + 6} 116 {left - 8} 102Z"
    )
    return (
        path(crown, colour) + path(peak, colour) + path(peak, _BLACK, 0.25) + disc(120, 45, 4, _BLACK, 0.25)
    )


def _beanie(left: int, right: int, colour: str) -> str:
    crown = f"M{left - 6} 96C{left - 8} 50 92 34 120 34C148 34 {right + 8} 50 {right + 6} 96Z"
    cuff = "".join(
        box(left - 9, 86, right - left + 18, 25, fill, 10, opacity)
        for fill, opacity in ((colour, 1), (_WHITE, 0.16))
    )
    ribs = stroke("".join(f"M{x} 90v18" for x in range(left + 2, right, 12)), _BLACK, 3, 0.16)
    return path(crown, colour) + cuff + ribs


def _scarf(left: int, right: int, colour: str) -> str:
    cloth = (
        f"M{left - 14} 140C{left - 16} 66 84 38 120 38C156 38 {right + 16} 66 {right + 14} 140"
        f"C{right + 14} 186 196 214 190 262Q120 292 50 262C44 214 {left - 14} 186 {left - 14} 140Z"
        f"M120 82C{left + 16} 82 {left + 3} 104 {left + 3} 130C{left + 3} 162 94 193 120 195"
        f"C146 193 {right - 3} 162 {right - 3} 130C{right - 3} 104 {right - 16} 82 120 82Z"
    )
    folds = f"M{right + 2} 168C170 214 120 226 84 268M{left} 176C82 206 96 220 120 228"
    return (
        tag("path", d=cloth, fill=colour, fill_rule="evenodd")
        + stroke(folds, _BLACK, 4, 0.16)
        + stroke(f"M120 60C{left + 14} 62 {left - 2} 90 {left - 4} 130", _WHITE, 4, 0.28)
    )
