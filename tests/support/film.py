"""What a phone's camera sees when a hand holds it over a card: 720p frames that Chromium plays in a loop."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

WIDTH, HEIGHT = 1280, 720
DESK = (96, 104, 112)


@dataclass(frozen=True)
class Shot:
    """How the card is filmed: lengths in pixels, angle in degrees, noise as grey levels (one sigma).

    `light` is 1 for a well-lit room and goes down to 0 for darkness.
    """

    frames: int = 12
    card_width: int = 1060
    shake: float = 6.0
    tilt: float = 3.0
    blur: float = 0.7
    noise: float = 6.0
    light: float = 1.0
    seed: int = 1


def render(card_png: bytes, shot: Shot) -> list[Picture]:
    """Return the frames, BGR of shape (720, 1280, 3): the card on a desk, shaken, blurred and noisy."""
    card = _scaled(decoded(card_png), shot.card_width)
    chance = np.random.default_rng(shot.seed)
    grain = chance.normal(0, shot.noise, (HEIGHT, WIDTH, 3))
    return [_frame(card, shot, chance, grain) for _ in range(shot.frames)]


def save(path: Path, frames: list[Picture], quality: int = 85) -> None:
    """Write the frames as .mjpeg (JPEGs one after another); a camera that is on keeps to the old file."""
    jpegs = []
    for frame in frames:
        done, jpeg = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if not done:
            raise ValueError("a frame could not be written as JPEG")
        jpegs.append(jpeg.tobytes())
    new = path.with_suffix(".new")
    new.write_bytes(b"".join(jpegs))
    os.replace(new, path)


def side_by_side(left: list[Picture], right: list[Picture]) -> list[Picture]:
    """Return the middle of each two frames beside each other: two cards on one desk."""
    part = slice(WIDTH // 4, WIDTH * 3 // 4)
    return [np.hstack([one[:, part], two[:, part]]) for one, two in zip(left, right, strict=True)]


def empty_desk() -> list[Picture]:
    """Return what the camera sees when there is no card."""
    return [np.full((HEIGHT, WIDTH, 3), DESK, np.uint8)]


def decoded(png: bytes) -> Picture:
    """Return a PNG or JPEG as BGR; raises ValueError when it is none."""
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("not a picture")
    return picture.astype(np.uint8)


def _scaled(card: Picture, width: int) -> Picture:
    """Return the card so that it is `width` wide, or as high as the frame allows."""
    scale = min(width / card.shape[1], (HEIGHT - 60) / card.shape[0])
    size = (round(card.shape[1] * scale), round(card.shape[0] * scale))
    return cv2.resize(card, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _frame(card: Picture, shot: Shot, chance: np.random.Generator, grain: NDArray[np.float64]) -> Picture:
    height, width = card.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), chance.uniform(-shot.tilt, shot.tilt), 1.0)
    turn[:, 2] += ((WIDTH - width) / 2, (HEIGHT - height) / 2) + chance.normal(0, shot.shake, 2)
    seen = cv2.warpAffine(card, turn, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderValue=DESK)
    seen = cv2.GaussianBlur(seen, (0, 0), shot.blur)
    moved = np.roll(grain, tuple(chance.integers(0, 200, 2)), axis=(0, 1))
    return np.clip(seen * shot.light + moved, 0, 255).astype(np.uint8)
