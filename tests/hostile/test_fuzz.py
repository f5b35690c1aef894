"""A fuzzer that sees which code it reaches finds nothing that a reader believes, or that makes it fail."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.readers import OF_BYTES, READERS
from tests.support import sources

pytest.importorskip("atheris", reason="atheris has no wheel for this system: its tests are skipped")

TARGETS = [(reader.name, "raw") for reader in READERS] + [(reader.name, "signed") for reader in OF_BYTES]


def fuzzed(folder: Path, name: str, way: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the fuzzer on one reader, in a process of its own, with an empty corpus in the folder."""
    corpus = folder / "corpus"
    corpus.mkdir()
    words = ["-m", "tests.hostile.fuzz", name, way, f"-artifact_prefix={folder}/", "-rss_limit_mb=2048"]
    return subprocess.run(
        [sys.executable, *words, *options, str(corpus)],
        cwd=sources.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("name", "way"), TARGETS)
def test_a_short_search_finds_nothing(tmp_path: Path, name: str, way: str) -> None:
    done = fuzzed(tmp_path, name, way, "-runs=4000", "-seed=1", "-max_len=4096")

    assert done.returncode == 0, done.stderr[-3000:]
    assert re.search(r"Done 4000 runs", done.stderr)


def test_a_reader_that_fails_would_be_found(tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text(
        "from dataclasses import replace\n"
        "import sys\n"
        "from tests.hostile import fuzz\n"
        "fuzz.READERS = (replace(fuzz.READERS[0], believes=lambda data: data[3:4] == b'\\x07'),)\n"
        "fuzz.main(sys.argv[1:])\n",
        "utf-8",
    )
    words = ["card", "raw", "-runs=200000", "-seed=1", f"-artifact_prefix={tmp_path}/"]

    done = subprocess.run(
        [sys.executable, str(script), *words],
        cwd=sources.CHECKOUT,
        env={"PYTHONPATH": str(sources.CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert "Believed" in done.stdout + done.stderr
    assert list(tmp_path.glob("crash-*"))


@pytest.mark.soak
@pytest.mark.parametrize(("name", "way"), TARGETS)
def test_a_long_search_finds_nothing(tmp_path: Path, name: str, way: str) -> None:
    done = fuzzed(tmp_path, name, way, "-max_total_time=120", "-max_len=65536")

    assert done.returncode == 0, done.stderr[-3000:]
