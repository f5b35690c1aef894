"""The bytes of a frame to a grey picture: what it says of itself is judged before a pixel is decoded."""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from verifier.seen import FrameFault, FrameRefused

Grey = npt.NDArray[np.uint8]

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 24_000_000
MAX_SIDE = 10_000
# A JPEG of many scans is decoded once per scan: a small file with thousands of them would take minutes.
MAX_SCANS = 64
MAX_PIXELS_WITH_ALPHA = 8_000_000
WORKING_SIDE = 2_200

_START_OF_SCAN = 0xDA
# Baseline and extended sequential: all pixels in one pass, when the first scan holds all colours.
_SEQUENTIAL = (0xC0, 0xC1)
# What may stand before the first scan. Anything else is not walked over: decoders differ in what they skip.
_SEGMENTS = (*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, *range(0xE0, 0xF0), 0xFE)
_WITHOUT_LENGTH = (0x01, 0xFF, *range(0xD0, 0xD9))

# A damaged picture is an everyday thing and not the operator's business: its warnings stay out of the log.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
# One request, one core: a frame that takes every core makes all others wait.
cv2.setNumThreads(1)
# Pillow's own limit warns or raises by a figure of its own; ours stands above and is checked on every frame.
Image.MAX_IMAGE_PIXELS = None


def grey(image: bytes) -> Grey:
    """The picture in grey, no side longer than WORKING_SIDE; raises FrameRefused.

    Only the header is read before the size is known to be bearable.
    """
    header = _header(image)
    if max(header.width, header.height) > MAX_SIDE or header.pixels > MAX_PIXELS:
        raise FrameRefused(FrameFault.TOO_LARGE, f"more than {MAX_PIXELS} pixels or {MAX_SIDE} on a side")
    if header.scans > MAX_SCANS:
        raise FrameRefused(FrameFault.TOO_LARGE, f"more than {MAX_SCANS} scans")
    try:
        picture = cv2.imdecode(np.frombuffer(image, np.uint8), _how(header))
    except cv2.error as error:
        raise FrameRefused(FrameFault.UNREADABLE, "the picture is damaged") from error
    if picture is None:
        raise FrameRefused(FrameFault.UNREADABLE, "the picture is damaged")
    return _fit(_on_white(np.asarray(picture)))


def _how(header: _Header) -> int:
    """How OpenCV is to decode: no more than is needed, of pixels and of colours."""
    if header.has_alpha and header.pixels <= MAX_PIXELS_WITH_ALPHA:
        return cv2.IMREAD_UNCHANGED
    # A photograph that would be shrunk to less than half is decoded at half its size, which is quicker.
    large = max(header.width, header.height) >= 2 * WORKING_SIDE and min(header.width, header.height) >= 2
    # Which way up does not matter to the decoders, and turning a photograph costs time.
    return (cv2.IMREAD_REDUCED_GRAYSCALE_2 if large else cv2.IMREAD_GRAYSCALE) | cv2.IMREAD_IGNORE_ORIENTATION


def resized(picture: Grey, scale: float) -> Grey:
    """The picture `scale` times as large; at least one pixel is left of each side."""
    height, width = (max(1, round(side * scale)) for side in picture.shape)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (width, height), interpolation=how), np.uint8)


def _on_white(picture: npt.NDArray[np.uint8 | np.uint16]) -> Grey:
    """A picture in grey; what shines through is white paper, as on the screen that it was taken from."""
    deep = picture.dtype == np.uint16
    shallow = np.asarray(picture >> 8 if deep else picture, np.uint8)
    if shallow.ndim == 2:
        return shallow
    if shallow.shape[2] == 3:
        return np.asarray(cv2.cvtColor(shallow, cv2.COLOR_BGR2GRAY), np.uint8)
    alpha = shallow[:, :, 3].astype(np.uint16)
    opaque = cv2.cvtColor(shallow, cv2.COLOR_BGRA2GRAY)
    return np.asarray((opaque * alpha + 255 * (255 - alpha)) // 255, np.uint8)


def _fit(picture: Grey) -> Grey:
    """Very large pictures are shrunk: a card in a 24-megapixel photograph still has its modules."""
    scale = WORKING_SIDE / max(picture.shape)
    return picture if scale >= 1 else resized(picture, scale)


@dataclass(frozen=True, slots=True)
class _Header:
    """What a picture says of itself before it is decoded: pixels, and how often it would be decoded over."""

    width: int
    height: int
    has_alpha: bool
    scans: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


def _header(image: bytes) -> _Header:
    try:
        with Image.open(io.BytesIO(image), formats=FORMATS) as header:
            has_alpha = header.mode in ("RGBA", "LA", "PA") or "transparency" in header.info
            # A JPEG may call itself something else, such as MPO: the others are named.
            scans = 1 if header.format in ("PNG", "WEBP") else _scans(image)
            return _Header(*header.size, has_alpha, scans)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise FrameRefused(FrameFault.NOT_AN_IMAGE, "not a JPEG, PNG or WebP picture") from error


def _scans(jpeg: bytes) -> int:
    """At most this often a JPEG's pixels are gone over; where one pass is sure, no pixel data is searched."""
    place, sequential, colours = 2, False, 0
    while place + 10 < len(jpeg) and jpeg[place] == 0xFF:
        kind = jpeg[place + 1]
        if kind in _WITHOUT_LENGTH:
            place += 1 if kind == 0xFF else 2
            continue
        if kind == _START_OF_SCAN:
            if sequential and jpeg[place + 4] == colours:
                return 1
            break
        if kind not in _SEGMENTS:
            break
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            sequential, colours = kind in _SEQUENTIAL, jpeg[place + 9]
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return jpeg.count(b"\xff\xda")
