"""Frames are decoded in processes of their own, so that a picture made to harm costs its own request alone.

Each web process has its decoders: they start with it, or with its first frame, and end with it.
"""

from __future__ import annotations

import atexit
import os
import threading

from verifier.decoder.messages import Frame
from verifier.decoder.pool import Pool, State
from verifier.decoder.process import DecoderLost
from verifier.decoder.turns import DecodersBusy
from verifier.figures import DECODERS_LOST, FRAMES_TURNED_AWAY
from verifier.seen import BUDGET_SECONDS, MAX_BYTES, FrameFault, FrameRefused, Seen

__all__ = ["DecoderFailed", "DecodersBusy", "decoders", "read_in_turn", "state", "stop"]

_lock = threading.Lock()
_pool: Pool | None = None


class DecoderFailed(Exception):
    """The decoder did not survive this frame, or said nothing of use; `fault` is the stable code."""

    fault = "decoder-failed"
    detail = "the picture could not be read; another one may be"


def read_in_turn(image: bytes, *, person: str, attempt: int = 0, max_bytes: int = MAX_BYTES) -> Seen:
    """What is in a picture of at most `max_bytes`, as soon as it is `person`'s turn.

    `attempt` tells which frame of one scan it is. Raises FrameRefused, DecodersBusy or DecoderFailed.
    """
    if len(image) > max_bytes:
        raise FrameRefused(FrameFault.TOO_LARGE, f"more than {max_bytes} bytes")
    try:
        answer = decoders().read(Frame(image, attempt, max_bytes, BUDGET_SECONDS), person)
    except DecodersBusy:
        FRAMES_TURNED_AWAY.inc()
        raise
    except DecoderLost as lost:
        DECODERS_LOST.labels(lost.how).inc()
        raise DecoderFailed from lost
    if answer.fault is not None:
        raise FrameRefused(answer.fault, answer.detail)
    return Seen(answer.texts, answer.others)


def decoders(web_processes: int = 1) -> Pool:
    """The decoders of this process: its share, where so many web processes divide the cores.

    Whoever asks first starts them, and waits until one is ready.
    """
    global _pool
    with _lock:
        if _pool is None:
            _pool = Pool(max(1, _cores() // web_processes))
            _pool.await_first()
        return _pool


def state() -> State:
    """How the decoders of this process are; none are started for the answer."""
    pool = _pool
    return pool.state() if pool else State()


def stop() -> None:
    """End the decoders of this process; a later frame starts new ones."""
    global _pool
    with _lock:
        pool, _pool = _pool, None
    if pool:
        pool.close()


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _forget() -> None:
    """A process that was forked has no decoders: those it knows of are its parent's."""
    global _lock, _pool
    _lock, _pool = threading.Lock(), None


os.register_at_fork(after_in_child=_forget)
atexit.register(stop)
