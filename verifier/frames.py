"""The bytes of one camera frame to the codes in it: the front of everything that reads pictures.

The frame is looked at before it is decoded (`verifier.picture`), then a cascade runs within a budget
(`verifier.cascade`): zxing-cpp first, which reads an easy frame in a few milliseconds. No step invents a
text: each ends in a decoder that checks the symbol's own error correction.
"""

from __future__ import annotations

import time

from verifier import cascade, picture
from verifier.cascade import Wanted
from verifier.seen import BUDGET_SECONDS, MAX_BYTES, FrameFault, FrameRefused, Seen, is_card

__all__ = ["FrameFault", "FrameRefused", "Seen", "read_codes", "read_frame"]

SMALLEST_SYMBOL = 21


def anything(text: str) -> bool:
    """Take whatever is read."""
    return True


def read_codes(image: bytes) -> list[str]:
    """The QR texts in a JPEG, PNG or WebP, in the order found; raises FrameRefused.

    Whatever is read first ends the search: for pictures of any codes. Cards are looked for by `read_frame`.
    """
    return list(read_frame(image, wanted=anything).texts)


def read_frame(
    image: bytes,
    *,
    attempt: int = 0,
    budget: float = BUDGET_SECONDS,
    max_bytes: int = MAX_BYTES,
    wanted: Wanted = is_card,
) -> Seen:
    """The codes in a JPEG, PNG or WebP; raises FrameRefused.

    `attempt` is the frame's number in the phone's burst: the hard steps begin at another place on each, so
    that one frame tries what the time of the one before did not allow. `budget` is in seconds, the decoding
    of the picture included: no step begins that is not known to end within it. `max_bytes` bounds the file;
    the bounds on pixels and scans are the same for everybody. `wanted` tells the texts that end the
    search; others are given too, after a short look for a wanted one beside them.
    """
    end = time.monotonic() + budget
    if len(image) > max_bytes:
        raise FrameRefused(FrameFault.TOO_LARGE, f"more than {max_bytes} bytes")
    grey = picture.grey(image)
    if min(grey.shape) < SMALLEST_SYMBOL:
        return Seen()
    return cascade.read(grey, end, attempt, wanted)
