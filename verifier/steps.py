"""The steps of the cascade: each makes a picture in which one decoder may see what it did not see before.

Most work on the close-up alone, the busiest part of the frame, which makes them several times cheaper than on
the whole. What each one gains and costs stands in bench/README.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from zxingcpp import Binarizer

from verifier import deblur, region
from verifier.picture import Grey, resized
from verifier.symbols import Symbol, zbar, zxing

LARGEST_CLOSE_UP = 1_200
LARGEST_FOR_ZBAR = 900
LARGEST_UNBLURRED = 700
MEGAPIXEL = 1_000_000
# Milliseconds that any step takes on the smallest picture.
LEAST = 0.3
_CROSS = np.ones((3, 3), np.uint8)


class View:
    """One frame as the steps see it: the whole picture and its busiest part, which is found once."""

    def __init__(self, picture: Grey) -> None:
        self.picture = picture

    @cached_property
    def close_up(self) -> Grey:
        """The busiest part, at the size it was taken in."""
        return region.busiest(self.picture)

    @cached_property
    def calm(self) -> Grey:
        """The close-up with its noise smoothed away, and a little of its sharpness."""
        return _smooth(self.close_up, 0.8)

    @cached_property
    def crisp(self) -> Grey:
        """The calm close-up enlarged and its edges raised: what reads most of the frames not easy."""
        return sharpened(enlarged(self.calm, 2.5), 3, 2)

    @cached_property
    def crisper(self) -> Grey:
        """The same at three times its size."""
        return sharpened(enlarged(self.calm, 3), 3.6, 2)


@dataclass(frozen=True, slots=True)
class Step:
    """One way of reading: `cost` in milliseconds per megapixel of the picture that the decoder gets.

    That is the close-up `scale` times as large, but no side longer than `largest`; without `scale` the whole.
    """

    name: str
    read: Callable[[View], list[Symbol]]
    cost: float
    scale: float | None = None
    largest: int = LARGEST_CLOSE_UP

    def milliseconds(self, view: View) -> float:
        """What the step is known to take on this frame, at the pace of the machine it was measured on."""
        if self.scale is None:
            return LEAST + self.cost * float(view.picture.size) / MEGAPIXEL
        times: float = min(self.scale, self.largest / max(view.close_up.shape))
        return LEAST + self.cost * float(view.close_up.size) * times * times / MEGAPIXEL


def enlarged(close_up: Grey, scale: float, largest: int = LARGEST_CLOSE_UP) -> Grey:
    """A close-up `scale` times as large, or as much as keeps its longer side within `largest` pixels."""
    return resized(close_up, min(scale, largest / max(close_up.shape)))


def sharpened(picture: Grey, reach: float, strength: float) -> Grey:
    """Unsharp masking: edges `reach` pixels wide stand out by `strength`."""
    blurred = cv2.GaussianBlur(picture, (0, 0), reach)
    return np.asarray(cv2.addWeighted(picture, 1 + strength, blurred, -strength, 0), np.uint8)


def opened(picture: Grey) -> Grey:
    """White specks and bridges thinner than three pixels are closed to black."""
    return np.asarray(cv2.morphologyEx(picture, cv2.MORPH_OPEN, _CROSS), np.uint8)


def local(picture: Grey, side: int) -> Grey:
    """Black what is darker than the mean of the `side` x `side` pixels around it."""
    kind, how = cv2.THRESH_BINARY, cv2.ADAPTIVE_THRESH_MEAN_C
    return np.asarray(cv2.adaptiveThreshold(picture, 255, how, kind, side, 4), np.uint8)


def turned(picture: Grey, degrees: float) -> Grey:
    """The picture turned about its middle; what comes into the corners is its own edge."""
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = int(height * sine + width * cosine), int(height * cosine + width * sine)
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return np.asarray(cv2.warpAffine(picture, turn, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _smooth(picture: Grey, sigma: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def _for_zbar(view: View) -> Grey:
    """The close-up twice as large, for a decoder that is slow on large pictures."""
    return enlarged(view.close_up, 2, LARGEST_FOR_ZBAR)


def _unblurred(kernel: deblur.Kernel, noise: float) -> Callable[[View], list[Symbol]]:
    """A step that takes back one kind of blur."""

    def read(view: View) -> list[Symbol]:
        close_up = enlarged(view.close_up, 1, LARGEST_UNBLURRED)
        return _dark(enlarged(deblur.unblurred(close_up, kernel, noise), 2.5))

    return read


def _dark(picture: Grey) -> list[Symbol]:
    """zxing-cpp for dark on light alone, which is how cards are printed."""
    return zxing(picture, inverted=False)


def _by_histogram(picture: Grey) -> list[Symbol]:
    return zxing(picture, Binarizer.GlobalHistogram)


# Taken on every frame that needs them, in this order.
EASY = (
    Step("as it is", lambda view: zxing(view.picture, inverted=False, smaller=False), 3),
    Step("as it is, thoroughly", lambda view: zxing(view.picture), 6),
    Step("close-up x2, smoothed", lambda view: _dark(enlarged(view.calm, 2)), 6, 2),
    Step("close-up x2, local threshold", lambda view: _dark(local(enlarged(view.close_up, 2), 21)), 8, 2),
    Step("close-up x2.5, sharpened", lambda view: _dark(view.crisp), 12, 2.5),
    Step("close-up x3, sharpened, one threshold", lambda view: _by_histogram(view.crisper), 9, 3),
    Step("whole, one threshold", lambda view: _by_histogram(view.picture), 2),
    Step("whole, opened", lambda view: zxing(opened(view.picture)), 6),
)
# Begun with at another place on each frame of a burst.
HARD = (
    Step("blur of 1.6 taken back, little noise", _unblurred(deblur.soft(1.6), 0.04), 20, 2.5),
    Step("blur of 2.0 taken back", _unblurred(deblur.soft(2.0), 0.1), 20, 2.5),
    Step("movement taken back", _unblurred(deblur.streaked(deblur.soft(0.9), 1.5, 90), 0.04), 20, 2.5),
    Step("whole, sharpened", lambda view: zxing(sharpened(view.picture, 3, 1.5)), 12),
    Step("close-up x2, zbar", lambda view: zbar(_for_zbar(view)), 60, 2, LARGEST_FOR_ZBAR),
    Step("blur of 1.6 taken back", _unblurred(deblur.soft(1.6), 0.1), 20, 2.5),
    Step("close-up x3, sharpened, local threshold", lambda view: _dark(local(view.crisper, 31)), 12, 3),
    Step("close-up x3, sharpened, turned", lambda view: _dark(turned(view.crisper, 30)), 30, 3),
)
