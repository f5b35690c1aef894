"""One frame from card to sensor: the desk, the card in space, what lies on it, light, lens, and noise."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import cos, radians, sin
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Light = NDArray[np.floating[Any]]
WIDTH, HEIGHT = 1280, 720
# How far the lens is from the card, in widths of the card: what is near is drawn larger.
DISTANCE = 2.2
# How far the middle of the most bent card stands out, as a share of its width: 8 mm.
ARCH = 0.095
RIM = 6
EIGHTH = np.array([(8, 0, 0), (0, 8, 0)], np.float32)


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is drawn at random; lengths in pixels of the frame, angles in degrees, strengths 0 to 1."""

    width: int
    yaw: float
    pitch: float
    roll: float
    motion: float
    direction: int
    defocus: float
    light: float
    noise: float
    glare: float
    dirt: float
    bend: float
    hand: float
    quality: int

    def figures(self) -> str:
        """All values, as they stand in a frame's name."""
        return " ".join(f"{name}={value:g}" for name, value in asdict(self).items() if value)


def decoded(png: bytes) -> Grey:
    """Return a picture in grey; raises ValueError when it is none."""
    grey = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError("not a picture")
    return np.asarray(grey, np.uint8)


def jpeg(grey: Grey, quality: int) -> bytes:
    """Return a grey picture as JPEG, quality 0 to 100."""
    return encoded(grey, ".jpg", [cv2.IMWRITE_JPEG_QUALITY, quality])


def encoded(grey: Grey, suffix: str, options: list[int]) -> bytes:
    """Return a grey picture as a file of this kind."""
    done, file = cv2.imencode(suffix, grey, options)
    if not done:
        raise ValueError(f"a frame could not be written as {suffix}")
    return file.tobytes()


def shot(card: Grey | None, seen: Scene, chance: np.random.Generator) -> Grey:
    """Return what the sensor sees of a card, or of the desk alone: grey of shape (720, 1280)."""
    picture = _desk(chance)
    if card is not None:
        _lay(picture, _soiled(card, seen.dirt, chance), seen, chance)
    picture *= _lamp(seen.light, chance)
    if seen.glare:
        picture += _glare(seen.glare, chance)
    picture = _through_the_lens(np.minimum(picture, 255), seen)
    picture += seen.noise * chance.standard_normal(picture.shape, np.float32)
    return np.clip(picture, 0, 255).astype(np.uint8)


def _desk(chance: np.random.Generator) -> Light:
    """A table with grain, and some sheets and things on it that have edges of their own."""
    coarse = chance.normal(chance.uniform(60, 190), 14, (9, 16)).astype(np.float32)
    desk: Light = np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.float32)
    for _ in range(int(chance.integers(0, 6))):
        box = (
            (*chance.uniform((0, 0), (WIDTH, HEIGHT)),),
            (*chance.uniform(20, 400, 2),),
            chance.uniform(0, 90),
        )
        corners = cv2.boxPoints(box).astype(np.int32)
        cv2.fillPoly(desk, [corners], float(chance.uniform(20, 235)))
    return desk


def _soiled(card: Grey, dirt: float, chance: np.random.Generator) -> Grey:
    """The print with smears, specks and scratches."""
    soiled = card.copy()
    height, width = card.shape
    for _ in range(int(dirt * 25)):
        place = tuple(int(each) for each in chance.uniform((0, 0), (width, height)))
        radius = int(chance.uniform(3, 26))
        cv2.circle(soiled, place, radius, float(chance.uniform(30, 200)), -1, cv2.LINE_AA)
    for _ in range(int(dirt * 12)):
        ends = chance.uniform((0, 0), (width, height), (2, 2)).astype(int)
        shade, thick = float(chance.choice((20, 235))), int(chance.integers(2, 7))
        cv2.line(soiled, tuple(ends[0].tolist()), tuple(ends[1].tolist()), shade, thick, cv2.LINE_AA)
    return soiled


def _lay(picture: Light, card: Grey, seen: Scene, chance: np.random.Generator) -> None:
    """Draw the card into the picture, bent and turned in space, and perhaps a finger over a corner."""
    height = round(seen.width * card.shape[0] / card.shape[1])
    small = np.asarray(cv2.resize(card, (seen.width, height), interpolation=cv2.INTER_AREA), np.uint8)
    small = np.asarray(cv2.copyMakeBorder(small, *(RIM,) * 4, cv2.BORDER_CONSTANT, value=0), np.uint8)
    inside = np.zeros(small.shape, np.uint8)
    inside[RIM:-RIM, RIM:-RIM] = 255
    if seen.hand:
        _finger(small, inside, seen.hand, chance)
    across, down = _seen_from(small.shape, seen, chance)
    cut = cv2.remap(inside, across, down, cv2.INTER_LINEAR).astype(np.float32) / 255
    drawn = cv2.remap(small, across, down, cv2.INTER_LINEAR).astype(np.float32)
    picture *= 1 - cut
    picture += drawn * cut


def _finger(card: Grey, inside: Grey, hand: float, chance: np.random.Generator) -> None:
    """Lay a finger over one of the four corners: up to a seventh of the card's width."""
    height, width = inside.shape
    corner = (int(chance.choice((0.05, 0.95)) * width), int(chance.choice((0.08, 0.92)) * height))
    axes = (int(hand * 0.14 * width), int(hand * 0.09 * width))
    angle, shade = float(chance.uniform(0, 180)), float(chance.uniform(70, 190))
    cv2.ellipse(card, corner, axes, angle, 0, 360, shade, -1, cv2.LINE_AA)
    cv2.ellipse(inside, corner, axes, angle, 0, 360, 255, -1)


@dataclass(frozen=True, slots=True)
class _Pose:
    """Where a point of the card is seen; lengths in pixels from the card's middle."""

    seen: Scene
    half: float
    arch: float

    def project(self, x: Light, y: Light, arch: float) -> tuple[Light, Light]:
        """A point of a card that is bent along its length by `arch` pixels, through a lens."""
        u = x / self.half
        yaw, pitch, roll = (radians(angle) for angle in (self.seen.yaw, self.seen.pitch, self.seen.roll))
        # What goes into the arch is missing from the length.
        x = x * (1 - (2 * arch / self.half) ** 2 * u * u / 6)
        z = arch * (1 - u * u)
        x, z = x * cos(yaw) - z * sin(yaw), x * sin(yaw) + z * cos(yaw)
        y, z = y * cos(pitch) - z * sin(pitch), y * sin(pitch) + z * cos(pitch)
        near = DISTANCE * 2 * self.half / (DISTANCE * 2 * self.half + z)
        return (x * cos(roll) - y * sin(roll)) * near, (x * sin(roll) + y * cos(roll)) * near


def _seen_from(shape: tuple[int, ...], seen: Scene, chance: np.random.Generator) -> tuple[Light, Light]:
    """For each pixel of the frame, which pixel of the card is seen there."""
    height, width = shape
    pose = _Pose(seen, width / 2, seen.bend * ARCH * width * chance.choice((-1, 1)))
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float32) * (width / 2, height / 2)
    flat = np.stack(pose.project(corners[:, 0], corners[:, 1], 0.0), 1)
    room = np.maximum(np.array((WIDTH, HEIGHT)) - np.ptp(flat, axis=0), 0) / 2
    middle = np.array((WIDTH, HEIGHT)) / 2 + chance.uniform(-1, 1, 2) * room * 0.7
    shift = middle - (flat.max(0) + flat.min(0)) / 2
    back = cv2.getPerspectiveTransform((flat + shift).astype(np.float32), corners.astype(np.float32))
    grid = np.mgrid[0 : HEIGHT + 8 : 8, 0 : WIDTH + 8 : 8].astype(np.float32)
    x, y = _through(back, grid[1], grid[0])
    if pose.arch:
        # A few rounds find the point whose arched place is this pixel: the arch moves nothing far.
        for _ in range(6):
            moved, level = pose.project(x, y, pose.arch), pose.project(x, y, 0.0)
            x, y = _through(back, grid[1] - moved[0] + level[0], grid[0] - moved[1] + level[1])
    finer = [cv2.warpAffine(each, EIGHTH, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR) for each in (x, y)]
    return np.asarray(finer[0] + width / 2, np.float32), np.asarray(finer[1] + height / 2, np.float32)


def _through(transform: NDArray[np.generic], x: Light, y: Light) -> tuple[Light, Light]:
    """The points (x, y) through a transform of the plane."""
    points = np.stack([x, y], -1).astype(np.float32)
    moved = np.asarray(cv2.perspectiveTransform(points, transform.astype(np.float64)), np.float32)
    return moved[..., 0], moved[..., 1]


def _lamp(light: float, chance: np.random.Generator) -> Light:
    """Light that falls off to one side, and perhaps a shadow's edge."""
    corners = light * chance.uniform(0.65, 1, (2, 2)).astype(np.float32)
    lamp = np.asarray(cv2.resize(corners, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR), np.float32)
    if chance.random() < 0.3:
        shadow = np.ones((HEIGHT, WIDTH), np.float32)
        edge = chance.uniform((-300, -300), (WIDTH + 300, HEIGHT + 300), (3, 2)).astype(np.int32)
        cv2.fillPoly(shadow, [edge], float(chance.uniform(0.45, 0.8)))
        lamp *= cv2.GaussianBlur(shadow, (0, 0), float(chance.uniform(2, 12)))
    return lamp


def _glare(strength: float, chance: np.random.Generator) -> Light:
    """A lamp mirrored in the card's lacquer."""
    x, y = chance.uniform((0.25 * WIDTH, 0.2 * HEIGHT), (0.75 * WIDTH, 0.8 * HEIGHT))
    along, across = chance.uniform(30, 190), chance.uniform(15, 70)
    turn = chance.uniform(0, np.pi)
    columns = np.arange(WIDTH, dtype=np.float32)[None, :] - x
    rows = np.arange(HEIGHT, dtype=np.float32)[:, None] - y
    u = (columns * cos(turn) + rows * sin(turn)) / along
    v = (rows * cos(turn) - columns * sin(turn)) / across
    return np.asarray(260 * strength * np.exp(-(u * u + v * v)), np.float32)


def _through_the_lens(picture: Light, seen: Scene) -> Light:
    """Out of focus, moved while the shutter was open, and the lens's own softness."""
    if seen.defocus > 0.5:
        picture = np.asarray(cv2.filter2D(picture, -1, _disk(seen.defocus)), np.float32)
    if seen.motion > 1:
        picture = np.asarray(cv2.filter2D(picture, -1, _streak(seen.motion, seen.direction)), np.float32)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.6), np.float32)


def _disk(radius: float) -> Light:
    side = np.arange(-4, 5, dtype=np.float32)
    distance = np.hypot(side[None, :], side[:, None])
    disk = np.clip(radius + 0.5 - distance, 0, 1)
    return np.asarray(disk / disk.sum(), np.float32)


def _streak(length: float, angle: float) -> Light:
    fine = np.zeros((88, 88), np.float32)
    reach = np.array((cos(radians(angle)), sin(radians(angle)))) * length * 4
    ends = [tuple((44 + sign * reach).astype(int).tolist()) for sign in (-1, 1)]
    cv2.line(fine, ends[0], ends[1], 1.0, 5, cv2.LINE_AA)
    streak = cv2.resize(fine, (11, 11), interpolation=cv2.INTER_AREA)
    return np.asarray(streak / streak.sum(), np.float32)
