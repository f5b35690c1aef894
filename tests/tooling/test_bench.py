"""The measurements: how they count, and what they print. The figures themselves are nobody's promise here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.dom import minidom

import cv2
import numpy as np
import pytest
import segno

from bench import ablation, corpus, decode, inspector_frames, report, scene, upload
from bench.corpus import Picture, matched
from bench.decoders import all_decoders
from bench.plot import bars
from bench.report import Table
from bench.timing import followed, percentile, timed
from tests.support import sources


def qr(text: str, path: Path) -> bytes:
    """Return a PNG with `text` as a QR symbol."""
    segno.make_qr(text, error="m").save(str(path), scale=6, kind="png")
    return path.read_bytes()


# Counting


@pytest.mark.parametrize(
    ("found", "expected", "hits", "unexpected"),
    [
        (["a b"], ("a b",), 1, 0),
        (["a\r\n b "], ("a b",), 1, 0),
        (["a"], ("b",), 0, 1),
        (["a", "a"], ("a",), 1, 1),
        (["a", "b"], ("b", "a"), 2, 0),
        ([], ("a",), 0, 0),
        (["A"], ("a",), 0, 1),
    ],
)
def test_a_text_counts_when_it_is_the_expected_one_up_to_white_space(
    found: list[str], expected: tuple[str, ...], hits: int, unexpected: int
) -> None:
    assert matched(found, expected) == (hits, unexpected)


def test_a_text_that_is_not_published_is_known_by_its_digest() -> None:
    secret = corpus.digest("not published")

    assert matched(["not published"], (secret,)) == (1, 0)
    assert matched(["something else"], (secret,)) == (0, 1)


def test_pictures_are_scored_by_set_and_in_total(tmp_path: Path) -> None:
    readable = qr("48217730", tmp_path / "a.png")
    pictures = [
        Picture("easy", readable, ("48217730",)),
        Picture("wrong text", readable, ("1",)),
        Picture("text unknown", readable, ()),
    ]

    scores = decode.score(pictures, all_decoders(), "pictures")

    easy, wrong, unknown, total = (
        scores[of, "read_codes"] for of in ("easy", "wrong text", "text unknown", "total")
    )
    assert (easy.read, easy.known, easy.unexpected) == (1, 1, 0)
    assert (wrong.read, wrong.known, wrong.unexpected) == (0, 1, 1)
    assert (unknown.read, unknown.known, unknown.unexpected) == (0, 0, 0)
    assert (total.read, total.known, len(total.milliseconds)) == (1, 2, 3)


def test_photographs_are_listed_by_every_index_below_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "photographs" / "old phones"
    place.mkdir(parents=True)
    (place / "a.png").write_bytes(b"a")
    (place / "INDEX.csv").write_text(
        'file,expected_text_or_sha256,category\na.png,"one\nline",x\na.png,two,x\n', encoding="utf-8"
    )
    monkeypatch.setenv(corpus.SETTING, str(tmp_path / "photographs"))

    found = corpus.folder()

    assert found is not None
    assert corpus.photographs(found) == [Picture("old phones", b"a", ("one\nline", "two"))]


def test_without_photographs_there_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(corpus.SETTING, str(tmp_path / "nowhere"))

    assert corpus.folder() is None


# Made frames


def test_a_made_frame_is_the_same_in_every_run_and_tells_how_it_was_made() -> None:
    first, again = (inspector_frames.made("hard", 3) for _ in range(2))

    assert np.array_equal(first.grey, again.grey)
    assert first.picture() == again.picture()
    assert first.name.startswith("hard-003 width=")
    assert {"yaw", "roll", "light", "noise", "quality"} <= {
        part.split("=")[0] for part in first.name.split()[1:]
    }


def test_frames_get_harder_by_their_difficulty() -> None:
    made = list(inspector_frames.frames(6))
    decoders = {"zxing-cpp alone": all_decoders()["zxing-cpp alone"]}

    scores = decode.score([frame.picture() for frame in made], decoders, "made")

    read = [scores[of, "zxing-cpp alone"].read for of in inspector_frames.DIFFICULTIES]
    assert read == sorted(read, reverse=True)
    assert read[0] > read[-1]
    assert len({frame.name for frame in made}) == len(made)


def test_an_empty_frame_has_no_card() -> None:
    assert all_decoders()["zxing-cpp alone"](scene.jpeg(inspector_frames.empty(1), 90)) == []


def test_a_frame_that_was_not_read_is_named(tmp_path: Path) -> None:
    picture = Picture("easy", qr("48217730", tmp_path / "a.png"), ("1",), "easy-000 width=600")

    scores = decode.score([picture], all_decoders(), "pictures")

    assert scores["total", "read_codes"].unread == ["easy-000 width=600"]


def test_shares_are_drawn_as_bars() -> None:
    drawn = bars("A < B", ["easy", "hard"], {"one": [1.0, 0.5], "two": [0.25, 0]})

    chart = minidom.parseString(drawn)  # noqa: S318 -- our own drawing
    words = {each.firstChild.nodeValue for each in chart.getElementsByTagName("text") if each.firstChild}
    assert {"A < B", "easy", "hard", "one", "two", "100%", "50%", "25%", "0%"} <= words


def test_each_way_of_sending_is_counted_on_the_same_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "EACH", 1)
    monkeypatch.setattr(upload, "WIDTHS", (960,))
    monkeypatch.setattr(upload, "KINDS", {"JPEG": (".jpg", cv2.IMWRITE_JPEG_QUALITY, (20, 80))})

    [table] = upload.measure()

    (_, _, _, alone, ours, of, small, _, _), (*_, large, _, _) = table.rows
    assert of == 3
    assert 1 <= int(alone) <= int(ours) <= 3
    assert float(small) < float(large)


# The ablation


def tried(*readers: str) -> ablation.Tried:
    """Return a frame that these steps read."""
    return ablation.Tried(set(readers))


def test_a_step_gains_what_no_step_before_it_reads_and_loses_what_no_other_reads() -> None:
    first, second, third = (step.name for step in ablation.STEPS[:3])
    frames = [tried(first), tried(first, second), tried(second, third), tried(third), tried()]

    assert [ablation.first_read_by(frames, number) for number in range(3)] == [2, 1, 1]
    assert [ablation.lost_without(frames, number) for number in range(3)] == [1, 0, 1]


def test_every_step_is_tried_on_a_frame_that_the_first_does_not_read(tmp_path: Path) -> None:
    easy = Picture("easy", qr("48217730", tmp_path / "a.png"), ("48217730",))
    other = Picture("other", easy.image, ("1",))

    [at_once, never] = ablation.tried([easy, other], "pictures")

    assert (at_once.readers, len(at_once.took)) == ({ablation.FIRST}, 1)
    assert (never.readers, len(never.took)) == (set(), len(ablation.STEPS))


# Times


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([], 0.5, 0), ([3], 0.95, 3), ([3, 1, 2], 0.5, 2), (list(range(100)), 0.95, 95), ([1, 2], 1.0, 2)],
)
def test_a_percentile_is_one_of_the_values(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_work_is_timed_and_its_result_kept() -> None:
    result, seconds = timed(pow, 2, 10)

    assert result == 1024
    assert seconds >= 0


def test_what_is_followed_comes_through_unchanged() -> None:
    assert list(followed(range(3), "numbers")) == [0, 1, 2]


# Tables


def test_words_stand_to_the_left_and_figures_to_the_right() -> None:
    table = Table("Speed", ("decoder", "ms"), notes=["Fast is good."])
    table.add("zbar", 7.64)
    table.add("zxing-cpp", 1234.5)

    assert table.text().splitlines() == [
        "Speed",
        "",
        "decoder      ms",
        "---------------",
        "zbar       7.64",
        "zxing-cpp  1234",
        "",
        "Fast is good.",
    ]


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table("Speed", ("decoder", "ms")).add("zbar")


def test_tables_are_written_with_the_machine_and_the_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "OUT", tmp_path / "out")
    table = Table("Speed", ("decoder", "ms"), [("zbar", 7.6)])

    document = json.loads(report.write("speed", [table]).read_text(encoding="utf-8"))

    assert document["tables"][0]["rows"] == [{"decoder": "zbar", "ms": 7.6}]
    assert {"date", "cores", "processor", "versions"} <= set(document["machine"])


def test_an_unknown_measurement_is_answered_with_the_known_ones() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bench", "everything"], cwd=sources.CHECKOUT, capture_output=True, text=True
    )

    assert ended.returncode == 2
    assert "choose from decode, check, ledger, browser" in ended.stderr
