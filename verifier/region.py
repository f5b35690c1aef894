"""Where a symbol may be: the busiest place, found without reading it, so that hard work stays small."""

from __future__ import annotations

import cv2
import numpy as np

from verifier.picture import Grey, resized

LOOKED_AT = 320
SMALLEST = 12
MARGIN = 0.08


def busiest(picture: Grey) -> Grey:
    """The part with most edges in both directions, and a margin; the whole picture where there is none.

    Edges of cards and shadows run in one direction, print has few; a symbol's modules are dense in both, also
    when they are blurred or dark beyond reading.
    """
    scale = min(1.0, LOOKED_AT / max(picture.shape))
    left, top, width, height = _busy_box(resized(picture, scale) if scale < 1 else picture)
    margin = MARGIN * max(width, height)
    rows = slice(max(0, int((top - margin) / scale)), int((top + height + margin) / scale))
    columns = slice(max(0, int((left - margin) / scale)), int((left + width + margin) / scale))
    return np.ascontiguousarray(picture[rows, columns])


def _busy_box(small: Grey) -> tuple[int, int, int, int]:
    """Left, top, width and height of the busiest connected place."""
    reach = max(9, int(max(small.shape) * 0.04) | 1)
    across, down = (
        cv2.blur(np.abs(cv2.Sobel(small, cv2.CV_32F, *way)), (reach, reach)) for way in ((1, 0), (0, 1))
    )
    edges = np.minimum(across, down)
    levels = (edges * (255 / max(float(edges.max()), 1e-6))).astype(np.uint8)
    _, busy = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    count, places, boxes, _ = cv2.connectedComponentsWithStats(busy)
    weights = np.bincount(places.ravel(), edges.ravel().astype(np.float64), count)
    weights[0] = 0
    weights[np.minimum(boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT]) < SMALLEST] = 0
    best = int(weights.argmax())
    if not weights[best]:
        return 0, 0, small.shape[1], small.shape[0]
    left, top, width, height = (int(each) for each in boxes[best][:4])
    return left, top, width, height
