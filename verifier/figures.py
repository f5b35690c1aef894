"""Counters for operators (Prometheus): checks by outcome, numbers by purpose, times. Never who or what."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

CHECKS = Counter("kortsjekk_checks", "Checks by outcome and reason", ["outcome", "reason"])
NOT_KEPT = Counter("kortsjekk_checks_not_kept", "Checks of a card that the ledger could not take")
PURPOSES = ("code-unreadable", "card-not-present", "follow-up")
NUMBERS = Counter("kortsjekk_number_lookups", "Look-ups by card number, by purpose", ["purpose"])
PUBLIC_CHECKS = Counter(
    "kortsjekk_public_checks", "Look-ups without sign-in, by door and answer", ["door", "answer"]
)
FRAMES = Histogram(
    "kortsjekk_frame_seconds",
    "Time to look for codes in a frame",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0),
)
FRAMES_TURNED_AWAY = Counter("kortsjekk_frames_turned_away", "Frames that no decoder became free for")
REGISTERS = Counter(
    "kortsjekk_register_answers",
    "Answers of live registers, by register and outcome",
    ["register", "outcome"],
)
DECODERS_LOST = Counter("kortsjekk_decoders_lost", "Decoders that a frame has cost, by how", ["how"])


def count_purpose(purpose: str) -> None:
    """Count a look-up by number; what people wrote in their own words is counted as "other" and not kept."""
    NUMBERS.labels(purpose if purpose in PURPOSES else "other").inc()


def count_register(register: str, outcome: str) -> None:
    """Count an answer of a live register; both words come from closed lists (sync/registers/live)."""
    REGISTERS.labels(register, outcome).inc()


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure read for one answer: its meaning and its value."""

    text: str
    value: float


class _Readings(Collector):
    """Figures of what the workers share: a gauge of each worker would give them once for every worker."""

    def __init__(self, readings: Mapping[str, Reading]) -> None:
        self._readings = readings

    def collect(self) -> Iterator[Metric]:
        for name, reading in self._readings.items():
            yield GaugeMetricFamily(f"kortsjekk_{name}", reading.text, value=reading.value)


def as_text(readings: Mapping[str, Reading]) -> bytes:
    """The workers' own figures, of all of them where they share a folder for it, then the readings."""
    shared = CollectorRegistry()
    shared.register(_Readings(readings))
    return _of_workers() + generate_latest(shared)


def _of_workers() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return generate_latest(registry)
