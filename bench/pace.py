"""How long a frame takes, easy, hard and empty; how many a second; and how much memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import cv2
import numpy as np

from bench import corpus, inspector_frames, scene
from bench.corpus import Picture
from bench.decoders import Decoder, all_decoders
from bench.report import Table
from bench.timing import followed, percentile, timed

EMPTY = 40
SOME = 60
READ_ONE = corpus.CHECKOUT / "tests" / "support" / "read_one.py"


def tables(made: Sequence[Picture]) -> list[Table]:
    """Measure on made frames: times by kind, throughput by processes, memory by size."""
    return [_times(made), _throughput(made), _memory(made[0])]


def _times(made: Sequence[Picture]) -> Table:
    """Easy is what zxing-cpp reads alone, hard what nobody reads in the end, empty has no card."""
    decoders = all_decoders()
    ours, alone = decoders["read_codes"], decoders["zxing-cpp alone"]
    empty = [Picture("empty", scene.jpeg(inspector_frames.empty(seed), 80), ()) for seed in range(EMPTY)]
    taken: dict[str, list[tuple[float, float]]] = {"easy": [], "read in the end": [], "hard": [], "empty": []}
    for number, picture in enumerate(followed([*made, *empty], "times")):
        in_turn = (alone, ours) if number % 2 else (ours, alone)
        done = {each: _quickest(each, picture.image) for each in in_turn}
        read = "easy" if done[alone][0] else "read in the end" if done[ours][0] else "hard"
        kind = read if picture.expected else "empty"
        taken[kind].append((done[ours][1] * 1000, done[alone][1] * 1000))
    table = Table(
        "Time of a frame",
        ("frames", "of", "p50 ms", "p95 ms", "longest ms", "zxing-cpp p50 ms", "p95 ms alone", "x p50"),
    )
    for kind, pairs in taken.items():
        own, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        p50, beside = percentile(own, 0.5), percentile(other, 0.5)
        row = (p50, percentile(own, 0.95), max(own, default=0.0), beside, percentile(other, 0.95))
        table.add(kind, len(pairs), *row, p50 / beside if beside else 0.0)
    table.notes.append(
        "Easy: zxing-cpp alone reads it. Hard: nothing was read, all steps that fit were tried."
    )
    return table


def _quickest(decoder: Decoder, image: bytes) -> tuple[list[str], float]:
    """The texts, and the shorter of two times: what other programs do meanwhile is not counted."""
    (found, first), (_, second) = (timed(decoder, image) for _ in range(2))
    return found, min(first, second)


def _throughput(made: Sequence[Picture]) -> Table:
    table = Table("Frames a second", ("processes", "made frames", "frames per second", "x one"))
    images = [picture.image for picture in made[:: max(1, len(made) // SOME)]]
    one = 0.0
    for processes in (1, 2):
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            list(pool.map(read, images[: 2 * processes]))
            begun = time.perf_counter()
            list(pool.map(read, images))
            rate = len(images) / (time.perf_counter() - begun)
        one = one or rate
        table.add(processes, len(images), rate, rate / one)
    table.notes.append("A third each of easy, hard and very hard frames, in processes of their own.")
    return table


def read(image: bytes) -> int:
    """Read one frame in a process of the pool; return how many texts."""
    return len(all_decoders()["read_codes"](image))


def _memory(frame: Picture) -> Table:
    table = Table("Memory of a process", ("picture", "loaded MB", "peak MB", "more MB"))
    grain = np.random.default_rng(1).integers(0, 256, (4_000, 5_990), np.uint8)
    photograph = scene.jpeg(np.asarray(cv2.GaussianBlur(grain, (0, 0), 2), np.uint8), 80)
    for name, image in (("720p frame", frame.image), ("24 megapixels", photograph)):
        words = [sys.executable, "-P", str(READ_ONE)]
        done = subprocess.run(words, input=image, capture_output=True, check=True)  # noqa: S603 -- our own program
        before, after = (int(figure) / 1024 for figure in done.stdout.split())
        table.add(name, before, after, after - before)
    return table
