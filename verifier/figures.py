"""Counters for operators (Prometheus): checks by outcome, numbers by purpose, times. Never who or what."""

from __future__ import annotations

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

CHECKS = Counter("kortsjekk_checks", "Checks by outcome and reason", ["outcome", "reason"])
PURPOSES = ("code-unreadable", "card-not-present", "follow-up")
NUMBERS = Counter("kortsjekk_number_lookups", "Look-ups by card number, by purpose", ["purpose"])
FRAMES = Histogram(
    "kortsjekk_frame_seconds",
    "Time to look for codes in a frame",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0),
)


def count_purpose(purpose: str) -> None:
    """Count a look-up by number; what people wrote in their own words is counted as "other" and not kept."""
    NUMBERS.labels(purpose if purpose in PURPOSES else "other").inc()


def as_text() -> bytes:
    """The figures of all workers where they share a folder for them, else of this process."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return generate_latest(registry)
