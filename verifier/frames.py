"""read_codes: the bytes of one camera frame to the QR texts in it.

The frame is looked at before it is decoded (format, bytes, pixels), then a cascade runs: zxing-cpp first,
which reads an easy frame in a few milliseconds, and then one step after the other until something is read or
the time is up. No step invents a text: each ends in a decoder that checks the symbol's own error correction.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp
from PIL import Image, UnidentifiedImageError

from verifier import zbar

Grey = npt.NDArray[np.uint8]

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 2_000_000
# A photograph that somebody chose, straight from a phone's camera.
MAX_UPLOAD = 12_000_000
MAX_PIXELS = 24_000_000
MAX_SIDE = 10_000
# A progressive JPEG is decoded once per scan: a small file with thousands of them would take minutes.
MAX_SCANS = 64
MAX_PIXELS_WITH_ALPHA = 8_000_000
SMALLEST_SYMBOL = 21
WORKING_SIDE = 2_200
BUDGET_SECONDS = 0.25

# Both full-size kinds of QR; Micro QR and its like are too small to hold a card.
_QR_CODES = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.QRCodeModel1, zxingcpp.BarcodeFormat.QRCodeModel2]
)

# A damaged picture is an everyday thing and not the operator's business: its warnings stay out of the log.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
# One request, one core: a frame that takes every core makes all others wait.
cv2.setNumThreads(1)
# Pillow's own limit warns or raises by a figure of its own; ours stands above and is checked on every frame.
Image.MAX_IMAGE_PIXELS = None


class FrameFault(StrEnum):
    """Why a frame is not looked at; stable codes of the API."""

    TOO_LARGE = "too-large"
    NOT_AN_IMAGE = "not-an-image"
    UNREADABLE = "unreadable-image"


class FrameRefused(ValueError):
    """The bytes are not a frame this server takes; `fault` is the stable code."""

    def __init__(self, fault: FrameFault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail


def read_codes(image: bytes, budget: float = BUDGET_SECONDS, max_bytes: int = MAX_BYTES) -> list[str]:
    """The QR texts in a JPEG, PNG or WebP, in the order found; raises FrameRefused.

    `budget` is in seconds: no further step of the cascade begins after it. `max_bytes` bounds the file; the
    bounds on pixels and scans are the same for everybody.
    """
    if len(image) > max_bytes:
        raise FrameRefused(FrameFault.TOO_LARGE, f"more than {max_bytes} bytes")
    grey = _decode(image)
    if min(grey.shape) < SMALLEST_SYMBOL:
        return []
    end = time.monotonic() + budget
    for step in _steps(grey):
        texts = step()
        if texts:
            return list(dict.fromkeys(texts))
        if time.monotonic() > end:
            break
    return []


@dataclass(frozen=True, slots=True)
class Seen:
    """What is in a frame: the texts of its QR codes, and those of other codes."""

    texts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def read_frame(
    image: bytes, *, attempt: int = 0, budget: float = BUDGET_SECONDS, max_bytes: int = MAX_BYTES
) -> Seen:
    """What is in the `attempt`-th frame of one scan; raises FrameRefused."""
    return Seen(tuple(read_codes(image, budget, max_bytes)))


def _decode(image: bytes) -> Grey:
    """The frame in grey; only the header is read before the size is known to be bearable."""
    header = _header(image)
    if max(header.width, header.height) > MAX_SIDE or header.pixels > MAX_PIXELS:
        raise FrameRefused(FrameFault.TOO_LARGE, f"more than {MAX_PIXELS} pixels or {MAX_SIDE} on a side")
    if header.scans > MAX_SCANS:
        raise FrameRefused(FrameFault.TOO_LARGE, f"more than {MAX_SCANS} scans")
    with_alpha = header.has_alpha and header.pixels <= MAX_PIXELS_WITH_ALPHA
    try:
        # Which way up does not matter to the decoders, and turning a photograph costs time.
        grey = cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION
        how = cv2.IMREAD_UNCHANGED if with_alpha else grey
        picture = cv2.imdecode(np.frombuffer(image, np.uint8), how)
    except cv2.error as error:
        raise FrameRefused(FrameFault.UNREADABLE, "the picture is damaged") from error
    if picture is None:
        raise FrameRefused(FrameFault.UNREADABLE, "the picture is damaged")
    return _fit(_on_white(np.asarray(picture)))


def _on_white(picture: npt.NDArray[np.uint8 | np.uint16]) -> Grey:
    """A picture in grey; what shines through is white paper, as on the screen that it was taken from."""
    deep = picture.dtype == np.uint16
    shallow = np.asarray(picture >> 8 if deep else picture, np.uint8)
    if shallow.ndim == 2:
        return shallow
    if shallow.shape[2] == 3:
        return np.asarray(cv2.cvtColor(shallow, cv2.COLOR_BGR2GRAY), np.uint8)
    alpha = shallow[:, :, 3].astype(np.uint16)
    grey = cv2.cvtColor(shallow, cv2.COLOR_BGRA2GRAY)
    return np.asarray((grey * alpha + 255 * (255 - alpha)) // 255, np.uint8)


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
            scans = image.count(b"\xff\xda") if header.format == "JPEG" else 1
            return _Header(*header.size, has_alpha, scans)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise FrameRefused(FrameFault.NOT_AN_IMAGE, "not a JPEG, PNG or WebP picture") from error


def _fit(grey: Grey) -> Grey:
    """Very large pictures are shrunk: a card in a 24-megapixel photograph still has its modules."""
    scale = WORKING_SIDE / max(grey.shape)
    return grey if scale >= 1 else _resized(grey, scale, cv2.INTER_AREA)


def _steps(grey: Grey) -> Iterator[Callable[[], list[str]]]:
    """The cascade, by what each step gains for the time it takes (bench/README.md)."""
    yield lambda: _zxing(grey)
    yield lambda: _zxing(grey, zxingcpp.Binarizer.GlobalHistogram)
    yield lambda: _zxing(_sharpened(grey))
    yield lambda: _zxing(_closed(grey))
    if max(grey.shape) <= 1_400:
        yield lambda: _zxing(_resized(grey, 2, cv2.INTER_CUBIC))
    yield lambda: _zbar(_resized(grey, 0.5, cv2.INTER_AREA) if max(grey.shape) > 800 else grey)
    yield lambda: _zxing(_levelled(grey))
    yield lambda: _opencv(grey)


def _zxing(grey: Grey, binarizer: zxingcpp.Binarizer = zxingcpp.Binarizer.LocalAverage) -> list[str]:
    found = zxingcpp.read_barcodes(grey, formats=_QR_CODES, binarizer=binarizer)
    return [code.text for code in found if code.valid]


def _zbar(grey: Grey) -> list[str]:
    """zbar, where its library is installed, as a second opinion on the same frame."""
    library = zbar.load()
    if library is None:
        return []
    try:
        found = library.decode(grey, symbols=[library.ZBarSymbol.QRCODE])
    except ValueError:
        # pyzbar 0.1.9 raises on an orientation that it does not know.
        return []
    return [code.data.decode("utf-8", "replace") for code in found]


def _opencv(grey: Grey) -> list[str]:
    try:
        text = cv2.QRCodeDetector().detectAndDecode(grey)[0]
    except (cv2.error, UnicodeDecodeError):
        # Degenerate finder patterns trip an assertion inside the detector; bytes need not be text.
        return []
    return [text] if text else []


def _resized(grey: Grey, scale: float, how: int) -> Grey:
    height, width = (max(1, round(side * scale)) for side in grey.shape)
    return np.asarray(cv2.resize(grey, (width, height), interpolation=how), np.uint8)


def _sharpened(grey: Grey) -> Grey:
    blurred = cv2.GaussianBlur(grey, (0, 0), 3)
    return np.asarray(cv2.addWeighted(grey, 2.5, blurred, -1.5, 0), np.uint8)


def _closed(grey: Grey) -> Grey:
    return np.asarray(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)


def _levelled(grey: Grey) -> Grey:
    return np.asarray(cv2.createCLAHE(clipLimit=4, tileGridSize=(8, 8)).apply(grey), np.uint8)
