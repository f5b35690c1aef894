"""Frames as inspectors get them, made by fixed seeds: a card, and all that stands between it and the lens.

Every frame's name tells how it was made, so that a frame that was not read can be made again and looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from bench import scene
from bench.corpus import Picture
from bench.scene import Grey, Scene
from verifier.practice import cardback
from verifier.practice.card import PrintedCard
from verifier.practice.cards import CARDS

VECTORS = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "cards.json"
LONGEST_TEXT = 700
DIFFICULTIES = ("easy", "hard", "very hard")
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Trouble:
    """How bad it gets: each value is drawn evenly between two bounds, or stands for a share of the frames.

    `width` of the card in pixels of a 1280 wide frame, angles in degrees, `motion` and `defocus` in pixels,
    `light` as a share of full light, `noise` as one sigma in grey levels at full light.
    """

    width: Range
    tilt: Range
    roll: float
    motion: Range
    defocus: Range
    light: Range
    noise: Range
    quality: Range
    glare: float
    dirt: float
    bend: float
    hand: float


TROUBLES = {
    "easy": Trouble(
        *((560, 1000), (0, 15), 20, (0, 2), (0, 0.8), (0.7, 1), (1, 4), (75, 90)),
        *(0.1, 0.1, 0.1, 0.05),
    ),
    "hard": Trouble(
        *((400, 760), (5, 32), 180, (0, 5), (0.3, 1.7), (0.3, 0.9), (2, 8), (55, 85)),
        *(0.3, 0.3, 0.3, 0.2),
    ),
    "very hard": Trouble(
        *((320, 680), (10, 42), 180, (0, 6.5), (0.4, 2.1), (0.2, 0.8), (3, 10), (40, 75)),
        *(0.45, 0.45, 0.45, 0.3),
    ),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One made frame: its difficulty, its name with all its figures, the card's text, the grey picture."""

    of: str
    name: str
    text: str
    grey: Grey
    quality: int

    def picture(self) -> Picture:
        """The frame as a phone would send it."""
        return Picture(self.of, scene.jpeg(self.grey, self.quality), (self.text,), self.name)


def frames(each: int, first: int = 0) -> Iterator[Frame]:
    """Yield `each` frames of every difficulty, the same ones in every run, from the seed `first` on."""
    for of in DIFFICULTIES:
        for seed in range(first, first + each):
            yield made(of, seed)


def made(of: str, seed: int) -> Frame:
    """Return the frame of this difficulty and seed."""
    chance = np.random.default_rng([DIFFICULTIES.index(of), seed])
    seen = _drawn(TROUBLES[of], chance)
    printed = _cards()[int(chance.integers(len(_cards())))]
    name = f"{of.replace(' ', '-')}-{seed:03d} {seen.figures()}"
    return Frame(of, name, printed.text, scene.shot(_back(printed), seen, chance), seen.quality)


def empty(seed: int) -> Grey:
    """Return a frame without any card: a desk in whatever light."""
    chance = np.random.default_rng([9, seed])
    return scene.shot(None, _drawn(TROUBLES["hard"], chance), chance)


def _drawn(trouble: Trouble, chance: np.random.Generator) -> Scene:
    def strength(share: float) -> float:
        return round(float(chance.uniform(0.2, 1)), 2) if chance.random() < share else 0.0

    def within(bounds: Range) -> float:
        return round(float(chance.uniform(*bounds)), 2)

    light = within(trouble.light)
    return Scene(
        width=round(within(trouble.width)),
        yaw=within(trouble.tilt) * chance.choice((-1, 1)),
        pitch=within((0, trouble.tilt[1])) * chance.choice((-1, 1)),
        roll=round(float(chance.uniform(-trouble.roll, trouble.roll)), 1),
        motion=within(trouble.motion),
        direction=round(float(chance.uniform(0, 180))),
        defocus=within(trouble.defocus),
        light=light,
        # Less light, more gain: the noise of the same sensor stands out more.
        noise=round(within(trouble.noise) / light**0.5, 1),
        glare=strength(trouble.glare),
        dirt=strength(trouble.dirt),
        bend=strength(trouble.bend),
        hand=strength(trouble.hand),
        quality=round(within(trouble.quality)),
    )


@cache
def _cards() -> tuple[PrintedCard, ...]:
    """The practice cards' faces with the texts of the vectors, which are the same in every run."""
    cases = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]
    texts = [case["text"] for case in cases if case["expect"]["genuine"]]
    usable = [text for text in dict.fromkeys(texts) if len(text) < LONGEST_TEXT]
    day = date(2027, 1, 15)
    return tuple(
        PrintedCard(CARDS[number % len(CARDS)], text, day, day, (1, number))
        for number, text in enumerate(usable)
    )


@cache
def _back(printed: PrintedCard) -> Grey:
    return scene.decoded(cardback.back_png(printed))
