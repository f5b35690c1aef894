"""Hair of the practice portraits, in two layers: behind the shoulders and in front of the face."""

from __future__ import annotations

from verifier.practice.looks import Hair, Headwear, Look
from verifier.practice.svg import box, disc, oval, path, stroke

# share of the face's breadth, y, radius
_CURLS = (
    *((-1.12, 132, 15), (-1.18, 108, 18), (-1.02, 82, 20), (-0.68, 62, 21), (-0.24, 50, 22)),
    *((0.24, 50, 22), (0.68, 62, 21), (1.02, 82, 20), (1.18, 108, 18), (1.12, 132, 15)),
)
# step aside, y, radius
_BRAID = ((0, 158, 9), (2, 173, 10), (0, 188, 10), (-2, 203, 9.5), (-4, 218, 8.5), (-5, 232, 7))


def behind(look: Look) -> str:
    """What of the hair falls behind neck and shoulders."""
    left, right = 120 - look.breadth, 120 + look.breadth
    bare = look.headwear is Headwear.NONE
    if look.hair is Hair.LONG:
        return path(
            f"M{left - 8} 118C{left - 12} 60 96 42 120 42C146 42 {right + 12} 60 {right + 8} 118"
            f"C{right + 8} 160 {right + 20} 200 {right + 14} 246H{left - 14}"
            f"C{left - 20} 200 {left - 8} 160 {left - 8} 118Z",
            look.hair_colour,
        )
    if look.hair is Hair.BOB:
        return path(
            f"M{left - 9} 118C{left - 12} 60 96 42 120 42C146 42 {right + 12} 60 {right + 9} 118"
            f"C{right + 12} 150 {right + 13} 176 {right + 6} 190Q120 210 {left - 6} 190"
            f"C{left - 13} 176 {left - 12} 150 {left - 9} 118Z",
            look.hair_colour,
        )
    if look.hair is Hair.BUN and bare:
        return disc(120, 38, 24, look.hair_colour)
    if look.hair is Hair.CURLS and bare:
        return "".join(
            disc(round(120 + share * look.breadth), y, r, look.hair_colour) for share, y, r in _CURLS
        )
    return ""


def front(look: Look) -> str:
    """What of the hair lies over forehead and temples; headwear is drawn over it afterwards."""
    if look.hair is Hair.HIDDEN or look.headwear is Headwear.SCARF:
        return ""
    braid = _braid(look) if look.hair is Hair.BRAID else ""
    if look.headwear is not Headwear.NONE:
        return _temples(look) + braid
    shine = "" if look.hair is Hair.RECEDING else stroke("M90 66q14 -12 34 -11", "#ffffff", 5, 0.22)
    return path(_over_forehead(look), look.hair_colour) + shine + braid


def _over_forehead(look: Look) -> str:  # noqa: C901 -- one branch for each hairstyle, exhaustive
    left, right = 120 - look.breadth, 120 + look.breadth
    match look.hair:
        case Hair.CROP:
            return (
                f"M{left - 3} 122C{left - 8} 66 96 48 122 48C152 48 {right + 8} 68 {right + 3} 122"
                f"C{right - 2} 108 {right - 6} 98 {right - 10} 92"
                f"C{right - 24} 84 {left + 26} 82 {left + 10} 92"
                f"C{left + 5} 100 {left + 2} 108 {left - 3} 122Z"
            )
        case Hair.PARTED:
            return (
                f"M{left - 4} 126C{left - 10} 70 92 44 128 46C158 46 {right + 9} 70 {right + 4} 126"
                f"C{right} 112 {right - 4} 100 {right - 9} 94C{right - 30} 96 112 92 100 74"
                f"C94 88 {left + 6} 96 {left + 2} 108C{left} 114 {left - 2} 120 {left - 4} 126Z"
            )
        case Hair.LONG:
            return (
                f"M{left - 6} 138C{left - 12} 64 94 44 120 44C146 44 {right + 12} 64 {right + 6} 138"
                f"C{right + 2} 112 {right - 8} 92 120 76C{left + 8} 92 {left - 2} 112 {left - 6} 138Z"
            )
        case Hair.BOB:
            return (
                f"M{left - 7} 150C{left - 13} 64 94 44 120 44C146 44 {right + 13} 64 {right + 7} 150"
                f"C{right} 124 {right - 2} 112 {right - 6} 104"
                f"C{right - 24} 108 {left + 24} 108 {left + 6} 104"
                f"C{left + 2} 112 {left} 124 {left - 7} 150Z"
            )
        case Hair.BUN | Hair.BRAID:
            return (
                f"M{left - 3} 124C{left - 8} 68 94 50 120 50C146 50 {right + 8} 68 {right + 3} 124"
                f"C{right - 2} 100 {right - 18} 82 120 80C{left + 18} 82 {left + 2} 100 {left - 3} 124Z"
            )
        case Hair.CURLS:
            return (
                f"M{left - 4} 124C{left - 6} 74 96 58 120 58C144 58 {right + 6} 74 {right + 4} 124"
                "q-4 -14 -8 -20q-10 4 -17 -8q-11 8 -20 -2q-10 8 -20 0q-8 10 -20 6q-4 8 -6 24Z"
            )
        case Hair.RECEDING:
            return (
                f"M{left - 4} 130C{left - 8} 98 {left - 2} 76 {left + 14} 66"
                f"C{left + 8} 84 {left + 6} 104 {left - 4} 130Z"
                f"M{right + 4} 130C{right + 8} 98 {right + 2} 76 {right - 14} 66"
                f"C{right - 8} 84 {right - 6} 104 {right + 4} 130Z"
            )
        case Hair.HIDDEN:
            return ""


def _temples(look: Look) -> str:
    left, right = 120 - look.breadth, 120 + look.breadth
    return path(
        f"M{left - 4} 96h9q-1 20 -6 34q-5 -14 -3 -34ZM{right + 4} 96h-9q1 20 6 34q5 -14 3 -34Z",
        look.hair_colour,
    )


def _braid(look: Look) -> str:
    x = 120 + look.breadth + 1
    knots = "".join(oval(x + step, y, radius, 10, look.hair_colour) for step, y, radius in _BRAID)
    return knots + box(x - 11, 238, 12, 6, "#e2574c", 3)
