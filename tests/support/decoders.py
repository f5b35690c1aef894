"""Decoders for tests: programs that misbehave each in its way, and what the system says of a process."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from verifier.decoder.pool import Pool
from verifier.decoder.turns import DecodersBusy

CHECKOUT = Path(__file__).resolve().parents[2]
PROC = Path("/proc")
PROGRAM_NAME = str(Path("verifier", "decoder", "__main__.py"))

needs_proc = pytest.mark.skipif(not PROC.is_dir(), reason="this system has no /proc to look into")

Rogue = Callable[[str], tuple[str, ...]]
BEGINNING = f"""
import json, os, signal, socket, struct, sys, time
sys.path.insert(0, {str(CHECKOUT)!r})

def say(document, length=None):
    said = document if isinstance(document, bytes) else json.dumps(document).encode()
    os.write(0, struct.pack("!I", len(said) if length is None else length) + said)

def frame():
    size, *_ = struct.unpack("!IIId", os.read(0, 20))
    while size:
        size -= len(os.read(0, size))

def greet():
    say({{"held_by": ["limits", "landlock", "seccomp"], "libraries": []}})

"""


@pytest.fixture
def rogue(tmp_path: Path) -> Rogue:
    """Make a decoder's program of these lines; `greet`, `frame` and `say` are there for them."""
    numbers = count()

    def write(lines: str) -> tuple[str, ...]:
        path = tmp_path / f"rogue-{next(numbers)}.py"
        path.write_text(BEGINNING + lines)
        return (sys.executable, "-I", str(path))

    return write


MakePool = Callable[..., Pool]


@pytest.fixture
def make_pool() -> Iterator[MakePool]:
    """Make a pool for one test alone: `make_pool(places, program)`."""
    made: list[Pool] = []

    def make(places: int = 1, *program: tuple[str, ...]) -> Pool:
        made.append(Pool(places, *program))
        return made[-1]

    yield make
    for pool in made:
        pool.close()


@contextmanager
def all_at_work(pool: Pool) -> Iterator[None]:
    """Every place of a pool is taken by others for as long as this lasts."""
    with ExitStack() as held:
        with suppress(DecodersBusy):
            for number in count():
                held.enter_context(pool.turns.turn(f"somebody-{number}", 0))
        yield


def decoders_of(pid: int) -> set[int]:
    """The processes of decoders that this process has started and that are not over."""
    return {child for child in children_of(pid) if PROGRAM_NAME in _read(child, "cmdline")}


def is_there(pid: int) -> bool:
    """Whether a process runs; one that is over and only not yet taken off the list does not."""
    return _read(pid, "stat").rpartition(")")[2].split()[:1] not in ([], ["Z"])


def is_over(process: int, seconds: float = 30.0) -> bool:
    """Whether a process, by its descriptor (os.pidfd_open), is over in time; the descriptor is closed."""
    poll = select.poll()
    poll.register(process, select.POLLIN)
    try:
        return bool(poll.poll(seconds * 1000))
    finally:
        os.close(process)


def children_of(pid: int) -> set[int]:
    """The processes that this process has started and that are not over; none where there is no /proc."""
    if not PROC.is_dir():
        return set()
    numbers = (int(path.name) for path in PROC.iterdir() if path.name.isdecimal())
    return {each for each in numbers if is_there(each) and _parent(each) == pid}


def _parent(pid: int) -> int:
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return int(fields[1]) if fields else 0


def _read(pid: int, name: str) -> str:
    try:
        return (PROC / str(pid) / name).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
