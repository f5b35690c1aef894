"""What each step of the cascade earns: every step alone on every frame that zxing-cpp does not read as it is.

No budget here: a step's gain is the frames it reads and no step before it does; its loss the frames that
nobody reads when it is left out. The steps were chosen with some of the made frames in view; fresh
ones stand in columns of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from bench import corpus, inspector_frames
from bench.corpus import Picture
from bench.report import Table
from bench.timing import followed, percentile, timed
from verifier import picture as pictures
from verifier.steps import EASY, HARD, View

EACH = 100
# The steps were chosen on frames of the seeds below, and none from here on was looked at.
FRESH = 200
STEPS = (*EASY, *HARD)
FIRST = STEPS[0].name


@dataclass
class Tried:
    """One frame: which steps read it, and what each took in milliseconds and per megapixel planned."""

    readers: set[str] = field(default_factory=set)
    took: dict[str, float] = field(default_factory=dict)
    planned: dict[str, float] = field(default_factory=dict)


def measure() -> list[Table]:
    """Measure on made frames seen and fresh, on filmed cards, and on photographs, if there are any."""
    seen = [frame.picture() for frame in inspector_frames.frames(EACH)]
    fresh = [frame.picture() for frame in inspector_frames.frames(EACH, FRESH)]
    place = corpus.folder()
    photographs = [each for each in corpus.photographs(place) if each.expected] if place else []
    sets = {
        "chosen on": tried(seen, "made frames"),
        "kept apart": tried(fresh, "fresh frames"),
        "photographs": tried(photographs, "photographs"),
        "filmed": tried(corpus.filmed(), "filmed cards"),
    }
    return [_steps({name: frames for name, frames in sets.items() if frames}), _totals(sets)]


def tried(frames: Sequence[Picture], what: str) -> list[Tried]:
    """Let every step read every frame that the first step does not read."""
    return [_tried(frame) for frame in followed(frames, what)]


def _tried(frame: Picture) -> Tried:
    view, done = View(pictures.grey(frame.image)), Tried()
    for step in STEPS:
        found, seconds = timed(step.read, view)
        done.took[step.name], done.planned[step.name] = seconds * 1000, step.milliseconds(view)
        if corpus.matched([symbol.text for symbol in found], frame.expected)[0]:
            done.readers.add(step.name)
        if FIRST in done.readers:
            break
    return done


def first_read_by(frames: Sequence[Tried], number: int) -> int:
    """How many frames the step with this number reads and no step before it."""
    before = {step.name for step in STEPS[:number]}
    return sum(STEPS[number].name in frame.readers and not frame.readers & before for frame in frames)


def lost_without(frames: Sequence[Tried], number: int) -> int:
    """How many frames no step reads when this one is left out."""
    return sum(frame.readers == {STEPS[number].name} for frame in frames)


def _steps(sets: dict[str, list[Tried]]) -> Table:
    columns = [f"{name}: {what}" for name in sets for what in ("first", "lost")]
    table = Table("Steps of the cascade, in order", ("step", *columns, "p50 ms", "p95 ms", "x planned"))
    everything = [frame for frames in sets.values() for frame in frames]
    for number, step in enumerate(STEPS):
        counts = [
            count(frames, number) for frames in sets.values() for count in (first_read_by, lost_without)
        ]
        taken = [frame.took[step.name] for frame in everything if step.name in frame.took]
        planned = [frame.planned[step.name] for frame in everything if step.name in frame.planned]
        pace = median(took / plan for took, plan in zip(taken, planned, strict=True))
        table.add(step.name, *counts, median(taken), percentile(taken, 0.95), pace)
    table.notes.append("First: frames that no step before it reads. Lost: frames that no other step reads.")
    table.notes.append(
        "Without a budget; times of the frames that the first step does not read (its own: all)."
    )
    return table


def _totals(sets: dict[str, list[Tried]]) -> Table:
    table = Table("All steps together", ("set", "of", "zxing-cpp alone", "all steps", "x"))
    for name, frames in sets.items():
        plain, read = (sum(condition(frame) for frame in frames) for condition in (_plain, _read))
        table.add(name, len(frames), plain, read, read / max(plain, 1))
    return table


def _plain(frame: Tried) -> bool:
    """Whether zxing-cpp reads it by its defaults, which are the second step; the first is less."""
    return bool(frame.readers & {FIRST, STEPS[1].name})


def _read(frame: Tried) -> bool:
    return bool(frame.readers)
