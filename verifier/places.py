"""How many look-ups by others run at once in this process, so that inspectors find threads and lines free."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

# For everybody, and again for companies: of the 16 threads of a worker inspectors always find ten, and of the
# 16 connections to a register four, as a look-up by others holds two at the most.
MOST_AT_ONCE = 3


class Crowded(Exception):
    """All places are taken: come back in a moment."""


class Places:
    """Places for those who do not wait: whoever finds none is turned away, whatever was asked for."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._free = BoundedSemaphore(most)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a place for as long as the body runs. Raises Crowded."""
        if not self._free.acquire(blocking=False):
            raise Crowded
        try:
            yield
        finally:
            self._free.release()
