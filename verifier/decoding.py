"""How many frames are decoded at once: it is pure computing, so more than there are cores makes all late."""

from __future__ import annotations

import os
import threading

from verifier.figures import FRAMES
from verifier.frames import MAX_BYTES, Seen, read_frame

WAIT_SECONDS = 2.0
slots = threading.BoundedSemaphore(os.cpu_count() or 1)


class DecodersBusy(Exception):
    """No decoder became free in time: the frame was not looked at."""


def read_in_turn(image: bytes, *, attempt: int = 0, max_bytes: int = MAX_BYTES) -> Seen:
    """The codes in a picture of at most `max_bytes`, as soon as a decoder is free.

    `attempt` is the frame's number in its burst.

    Raises FrameRefused or DecodersBusy.
    """
    if not slots.acquire(timeout=WAIT_SECONDS):
        raise DecodersBusy
    try:
        with FRAMES.time():
            return read_frame(image, attempt=attempt, max_bytes=max_bytes)
    finally:
        slots.release()
