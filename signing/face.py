"""The holder's face small enough for a QR of its own: a WebP of a few hundred bytes."""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageStat

from signing.errors import CardError
from signing.picture import upright

MAX_BYTES = 400
WIDTHS = (36, 42, 48, 54, 60, 72, 84, 96)
SHOWN = (240, 320)


def shrink(image: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """The WebP of at most `max_bytes` that looks most like `image` (a JPEG or PNG) when it is shown enlarged.

    Raises CardError when `image` cannot be read, or cannot be made that small.
    """
    shown = upright(image, SHOWN[0])
    best: tuple[float, bytes] | None = None
    for width in WIDTHS:
        data = _largest_that_fits(shown, width, max_bytes)
        if data is not None:
            distance = _distance(shown, data)
            best = min(best, (distance, data)) if best else (distance, data)
    if best is None:
        raise CardError(f"the picture cannot be made as small as {max_bytes} bytes")
    return best[1]


def _largest_that_fits(shown: Image.Image, width: int, max_bytes: int) -> bytes | None:
    """The best quality of one size that fits, found by halving; None when not even the worst does."""
    small = shown.resize((width, width * SHOWN[1] // SHOWN[0]), Image.Resampling.LANCZOS)
    found, lowest, highest = None, 0, 100
    while lowest <= highest:
        quality = (lowest + highest) // 2
        data = _webp(small, quality)
        if len(data) <= max_bytes:
            found, lowest = data, quality + 1
        else:
            highest = quality - 1
    return found


def _webp(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "WEBP", quality=quality, method=6)
    return file.getvalue()


def _distance(shown: Image.Image, data: bytes) -> float:
    """How far the enlarged face is from the picture: the sum of squares over all pixels."""
    face = Image.open(io.BytesIO(data)).convert("RGB").resize(SHOWN, Image.Resampling.BICUBIC)
    return float(sum(ImageStat.Stat(ImageChops.difference(shown, face)).sum2))
