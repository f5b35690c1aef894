"""Times as they are reported: medians and 95th percentiles, and a line now and then while it runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
SAY_EVERY_S = 5.0


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` (0 to 1) of the values are at or below; 0 for no values at all."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed(work: Callable[P, T], *words: P.args, **named: P.kwargs) -> tuple[T, float]:
    """Return what `work` returned for these arguments, and how many seconds it took."""
    started = time.perf_counter()
    result = work(*words, **named)
    return result, time.perf_counter() - started


def microseconds(work: Callable[[], object], seconds: float) -> list[float]:
    """Call `work` again and again for some seconds; return how many microseconds each call took."""
    for _ in range(20):
        work()
    end, taken = time.perf_counter() + seconds, []
    while time.perf_counter() < end:
        taken.append(timed(work)[1] * 1e6)
    return taken


def followed(items: Sequence[T], what: str) -> Iterator[T]:
    """Yield the items, and say on standard error how far it has come."""
    terminal = sys.stderr.isatty()
    said = time.monotonic()
    for number, item in enumerate(items, 1):
        now = time.monotonic()
        if now - said > (0.2 if terminal else SAY_EVERY_S):
            said = now
            end = "" if terminal else "\n"
            print(f"\r  {what}: {number} of {len(items)}", end=end, file=sys.stderr, flush=True)
        yield item
    if terminal:
        print("\r\033[K", end="", file=sys.stderr, flush=True)
