"""What a practice portrait shows: plain values, no drawing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Skin(StrEnum):
    """Six skin tones, light to dark."""

    PORCELAIN = "porcelain"
    ROSE = "rose"
    SAND = "sand"
    OLIVE = "olive"
    BROWN = "brown"
    EBONY = "ebony"


class Hair(StrEnum):
    """How the hair is worn; HIDDEN lies wholly under the headwear."""

    CROP = "crop"
    PARTED = "parted"
    CURLS = "curls"
    LONG = "long"
    BOB = "bob"
    BUN = "bun"
    BRAID = "braid"
    RECEDING = "receding"
    HIDDEN = "hidden"


class Headwear(StrEnum):
    """What is worn on the head."""

    NONE = "none"
    HELMET = "helmet"
    CAP = "cap"
    BEANIE = "beanie"
    SCARF = "scarf"


class Beard(StrEnum):
    """Facial hair."""

    NONE = "none"
    STUBBLE = "stubble"
    MOUSTACHE = "moustache"
    FULL = "full"


class Outfit(StrEnum):
    """Work clothes by trade."""

    VEST = "vest"
    TUNIC = "tunic"
    OVERALLS = "overalls"
    JACKET = "jacket"
    JUMPER = "jumper"


@dataclass(frozen=True, slots=True)
class Look:
    """One invented face; colours are `#rrggbb`, `breadth` is half the face's width in 1/240 of the picture.

    `brows` are of the hair's colour when None; `smile` is how far the mouth bends, 5 (hardly) to 10.
    """

    skin: Skin
    hair: Hair
    hair_colour: str
    outfit: Outfit
    outfit_colour: str
    backdrop: str
    eyes: str = "#4a3526"
    brows: str | None = None
    headwear: Headwear = Headwear.NONE
    headwear_colour: str = "#f2b632"
    beard: Beard = Beard.NONE
    glasses: bool = False
    freckles: bool = False
    lines: bool = False
    breadth: int = 47
    smile: int = 7
