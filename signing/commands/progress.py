"""How far a long run has come: a bar on a terminal, a line for each tenth elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterable
from typing import TypeVar

T = TypeVar("T")
WIDTH = 30
REDRAW_S = 0.1


def followed(items: Iterable[T], what: str, total: int | None = None) -> Generator[T, None, None]:
    """Yield the items, and say on standard error how many are done.

    Items that cannot be counted beforehand come with their `total`, or are taken in first.
    """
    if total is None:
        items = list(items)
        total = len(items)
    bar = _bar if sys.stderr.isatty() else _line
    yield from bar(items, what, total)


def _bar(items: Iterable[T], what: str, total: int) -> Generator[T, None, None]:
    drawn, done = 0.0, 0
    try:
        for item in items:
            now = time.monotonic()
            if now - drawn >= REDRAW_S:
                drawn = now
                _draw(done, total, what)
            yield item
            done += 1
    finally:
        # Also when the run stops halfway: what is said next begins on a line of its own.
        _draw(done, total, what)
        print(file=sys.stderr)


def _draw(done: int, total: int, what: str) -> None:
    full = WIDTH if total == 0 else WIDTH * done // total
    bar = "#" * full + "." * (WIDTH - full)
    print(f"\r{what} [{bar}] {done} of {total}", end="", file=sys.stderr, flush=True)


def _line(items: Iterable[T], what: str, total: int) -> Generator[T, None, None]:
    for done, item in enumerate(items, 1):
        yield item
        if done * 10 // total > (done - 1) * 10 // total:
            print(f"{what}: {done} of {total}", file=sys.stderr, flush=True)
