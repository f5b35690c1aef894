"""Pictures whose texts are known: photographs from a folder, and practice cards filmed by a shaking hand."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2

from tests.support import film
from verifier.practice import cardback
from verifier.practice.world import make_world, read_world

CHECKOUT = Path(__file__).resolve().parent.parent
SETTING = "KORTSJEKK_TESTDATA"
INDEX = "INDEX.csv"
DIGEST = "sha256:"
# From an easy hand to one that few decoders follow; lengths in pixels of a 720p frame.
SHOTS = {
    "steady": film.Shot(frames=2, shake=2, tilt=1, blur=0.5, noise=3),
    "in a hand": film.Shot(frames=2),
    "tilted, small": film.Shot(frames=2, card_width=560, tilt=25),
    "blurred": film.Shot(frames=2, card_width=760, blur=2.4),
    "noisy": film.Shot(frames=2, card_width=620, blur=1.2, noise=45),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture, its set, the texts in it (or their digests) as far as known, and its name."""

    of: str
    image: bytes
    expected: tuple[str, ...]
    name: str = field(default="", compare=False)


def folder() -> Path | None:
    """Return the folder of photographs that KORTSJEKK_TESTDATA names, else the one beside the checkout."""
    named = os.environ.get(SETTING)
    place = Path(named) if named else CHECKOUT.parent / "shared" / "testdata"
    return place if place.is_dir() else None


def photographs(place: Path) -> list[Picture]:
    """Return every picture that an INDEX.csv below `place` lists, in the order of folders and rows."""
    return [picture for index in sorted(place.rglob(INDEX)) for picture in _listed(index)]


def _listed(index: Path) -> Iterator[Picture]:
    texts: dict[str, list[str]] = {}
    with index.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            texts.setdefault(row["file"], []).append(row["expected_text_or_sha256"])
    for name, expected in texts.items():
        image = (index.parent / name).read_bytes()
        yield Picture(index.parent.name, image, tuple(filter(None, expected)), name)


def filmed() -> list[Picture]:
    """Return frames of every practice card, filmed in each of the ways of SHOTS, as JPEG."""
    with TemporaryDirectory(prefix="kortsjekk-bench-") as place:
        make_world(Path(place), "https://kort.example", datetime.now(UTC))
        cards = read_world(Path(place)).cards
    return [
        Picture(way, _jpeg(frame), (card.text,), card.card.id)
        for way, shot in SHOTS.items()
        for number, card in enumerate(cards)
        for frame in film.render(cardback.back_png(card), replace(shot, seed=number))
    ]


def _jpeg(frame: film.Picture) -> bytes:
    done, jpeg = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 80])
    if not done:
        raise ValueError("a frame could not be written as JPEG")
    return jpeg.tobytes()


def matched(found: list[str], expected: tuple[str, ...]) -> tuple[int, int]:
    """Return how many expected texts were found, and how many others; white space is folded."""
    left = [text if text.startswith(DIGEST) else folded(text) for text in expected]
    unexpected = 0
    for text in map(folded, found):
        names = [name for name in (text, digest(text)) if name in left]
        if names:
            left.remove(names[0])
        else:
            unexpected += 1
    return len(expected) - len(left), unexpected


def folded(text: str) -> str:
    """Return a text with each run of white space as one space: tools differ in that, and in nothing else."""
    return " ".join(text.replace("\ufeff", "").split())


def digest(text: str) -> str:
    """Return the name of a text that is itself not published."""
    return DIGEST + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
