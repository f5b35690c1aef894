"""How many pictures are read, and how fast: read_codes beside each of its decoders alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench import corpus, inspector_frames, pace
from bench.corpus import Picture
from bench.decoders import Decoder, all_decoders
from bench.plot import bars
from bench.report import OUT, Table
from bench.timing import followed, percentile, timed

COLUMNS = ("set", "decoder", "read", "of", "unexpected", "p50 ms", "p95 ms", "x zxing-cpp")
OURS, YARDSTICK = "read_codes", "zxing-cpp alone"
TOTAL = "total"
EACH = 120
# No frame from this seed on was looked at when the steps were chosen.
FRESH = 1_000


@dataclass
class Score:
    """What one decoder did on one set; `read` counts pictures with at least one expected text."""

    read: int = 0
    known: int = 0
    unexpected: int = 0
    milliseconds: list[float] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def note(self, found: list[str], picture: Picture, seconds: float) -> None:
        """Count one picture."""
        self.milliseconds.append(seconds * 1000)
        if picture.expected:
            hits, unexpected = corpus.matched(found, picture.expected)
            self.known += 1
            self.read += hits > 0
            self.unexpected += unexpected
            if not hits:
                self.unread.append(picture.name)


def measure() -> list[Table]:
    """Measure on made frames, on filmed practice cards, and on photographs where they are to be had."""
    decoders = all_decoders()
    made = [frame.picture() for frame in inspector_frames.frames(EACH, FRESH)]
    title = "Made inspector frames"
    scores = score(made, decoders, title)
    _write_plot_and_names(scores, list(decoders))
    filmed = corpus.filmed()
    tables = [
        _table(title, scores, decoders),
        _table("Practice cards, filmed", score(filmed, decoders, "filmed cards"), decoders),
        *pace.tables(made),
    ]
    place = corpus.folder()
    if place is None:
        tables[0].notes.append(f"Photographs: skipped, no folder. Name one with {corpus.SETTING}.")
    else:
        photographs = score(corpus.photographs(place), decoders, "photographs")
        tables.insert(0, _table("Photographs", photographs, decoders))
    return tables


def _table(title: str, scores: dict[tuple[str, str], Score], decoders: dict[str, Decoder]) -> Table:
    table = Table(title, COLUMNS)
    for (of, name), result in scores.items():
        p50, p95 = (percentile(result.milliseconds, share) for share in (0.5, 0.95))
        yardstick = percentile(scores[of, YARDSTICK].milliseconds, 0.5)
        table.add(of, name, result.read, result.known, result.unexpected, p50, p95, p50 / yardstick)
    table.notes.append("Of: pictures with a known text. Times include the decoding of the picture itself.")
    if "pyzbar alone" not in decoders:
        table.notes.append("zbar is not installed here: read_codes does without it.")
    return table


def _write_plot_and_names(scores: dict[tuple[str, str], Score], decoders: Sequence[str]) -> None:
    """Draw recall by difficulty, and list the frames not read: a name is enough to make one again."""
    OUT.mkdir(parents=True, exist_ok=True)
    groups = [of for of in inspector_frames.DIFFICULTIES if (of, OURS) in scores]
    shares = {
        name: [scores[of, name].read / max(1, scores[of, name].known) for of in groups] for name in decoders
    }
    svg = bars("Made inspector frames: share read", groups, shares)
    (OUT / "decode.svg").write_text(svg, encoding="utf-8")
    unread = "\n".join(scores[TOTAL, OURS].unread)
    (OUT / "decode-unread.txt").write_text(unread + "\n", encoding="utf-8")


def score(
    pictures: Sequence[Picture], decoders: dict[str, Decoder], what: str
) -> dict[tuple[str, str], Score]:
    """Let every decoder read every picture, in turn on the same one; return scores by set and in total."""
    sets = list(dict.fromkeys(picture.of for picture in pictures))
    scores = {(of, name): Score() for of in [*sets, TOTAL] for name in decoders}
    for picture in pictures[:1]:
        for decoder in decoders.values():
            decoder(picture.image)
    for number, picture in enumerate(followed(pictures, what)):
        # Each decoder goes first as often as last: the first one pays for cold caches.
        order = list(decoders) if number % 2 else list(reversed(decoders))
        for name in order:
            found, seconds = timed(decoders[name], picture.image)
            for of in (picture.of, TOTAL):
                scores[of, name].note(found, picture, seconds)
    return scores
