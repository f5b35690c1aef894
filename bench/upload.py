"""What a phone does best to send: bytes against frames read, by kind of file, width and quality."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from bench import inspector_frames, scene
from bench.decoders import all_decoders
from bench.inspector_frames import Frame
from bench.report import Table
from bench.scene import Grey
from bench.timing import followed, percentile, timed

EACH = 40
WIDTHS = (1280, 960, 640)
KINDS = {
    "JPEG": (".jpg", cv2.IMWRITE_JPEG_QUALITY, (30, 50, 60, 70, 80, 90)),
    "WebP": (".webp", cv2.IMWRITE_WEBP_QUALITY, (30, 50, 80)),
}


@dataclass
class Way:
    """One way of sending: how often it was read, the bytes of each frame, the milliseconds of writing it."""

    alone: int = 0
    ours: int = 0
    sizes: list[float] = field(default_factory=list)
    writing: list[float] = field(default_factory=list)


def measure() -> list[Table]:
    """Send the same made frames in every way, and read each with zxing-cpp alone and with read_codes."""
    frames = list(inspector_frames.frames(EACH))
    ways: dict[tuple[str, int, int], Way] = {}
    for frame in followed(frames, "upload"):
        for width in WIDTHS:
            _send(frame, _wide(frame.grey, width), width, ways)
    columns = (
        "kind",
        "width",
        "quality",
        "zxing-cpp",
        "read_codes",
        "of",
        "kB p50",
        "kB p95",
        "writing ms p50",
    )
    table = Table("Ways to send a frame", columns)
    for (kind, width, quality), way in ways.items():
        sizes = [percentile(way.sizes, share) for share in (0.5, 0.95)]
        written = percentile(way.writing, 0.5)
        table.add(kind, width, quality, way.alone, way.ours, len(frames), *sizes, written)
    table.notes.append(
        "Grey, from what a 1280 x 720 camera sees; a third each of easy, hard and very hard frames."
    )
    table.notes.append("Written by libjpeg-turbo and libwebp; Safari's canvas writes no WebP.")
    return [table]


def _send(frame: Frame, grey: Grey, width: int, ways: dict[tuple[str, int, int], Way]) -> None:
    decoders = all_decoders()
    for kind, (suffix, option, qualities) in KINDS.items():
        for quality in qualities:
            way = ways.setdefault((kind, width, quality), Way())
            image, seconds = timed(scene.encoded, grey, suffix, [option, quality])
            way.sizes.append(len(image) / 1000)
            way.writing.append(seconds * 1000)
            way.alone += frame.text in decoders["zxing-cpp alone"](image)
            way.ours += frame.text in decoders["read_codes"](image)


def _wide(grey: Grey, width: int) -> Grey:
    """The frame at this width, as a canvas draws it smaller."""
    height = round(grey.shape[0] * width / grey.shape[1])
    return np.asarray(cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
