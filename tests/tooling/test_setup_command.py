"""`python3 scripts/setup.py`, called as a person calls it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import sources

SETUP = sources.CHECKOUT / "scripts" / "setup.py"


def run(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python with these words; return how it ended and what it said."""
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, cwd=cwd)


@pytest.mark.parametrize("words", [(), ("everything",), ("run", "test")])
def test_a_wrong_call_is_answered_with_the_right_one(words: tuple[str, ...]) -> None:
    ended = run(SETUP, *words)

    assert ended.returncode == 2
    assert ended.stderr == "usage: python3 scripts/setup.py run|test\n"


def copied(tmp_path: Path) -> Path:
    """Copy the set-up alone, so that nothing of this checkout is touched; return its script."""
    for path in sources.files(".py", below="scripts"):
        target = tmp_path / path.relative_to(sources.CHECKOUT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return tmp_path / "scripts" / "setup.py"


def test_an_old_python_is_told_what_to_do(tmp_path: Path) -> None:
    script = copied(tmp_path)
    pretend = (
        "import sys, runpy; sys.version_info = (3, 9, 2); sys.path.insert(0, sys.argv[2]);"
        "sys.argv = [sys.argv[1], 'run']; runpy.run_path(sys.argv[0], run_name='__main__')"
    )

    ended = run("-c", pretend, script, script.parent)

    assert ended.returncode == 1
    assert "Python 3.9 is too old" in ended.stdout
    assert "make PYTHON=python3.12 run" in ended.stdout
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    "path", sources.files(".py", below="scripts/setup_steps") + [SETUP], ids=lambda path: path.name
)
def test_an_old_python_can_read_the_set_up_far_enough_to_refuse(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize(
    "path", sources.files(".py", below="scripts/setup_steps") + [SETUP], ids=lambda path: path.name
)
def test_the_set_up_needs_nothing_but_python(path: Path) -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(sources.parsed(path))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported - {"setup_steps"} <= sys.stdlib_module_names


def test_a_checkout_that_may_not_be_written_to_is_explained(tmp_path: Path) -> None:
    script = copied(tmp_path)
    # A file where a folder has to be: nobody, root included, can make one there.
    (tmp_path / ".tools").write_text("in the way")

    ended = run(script, "run")

    assert ended.returncode == 1
    assert "could not read or write" in ended.stdout
    assert "What to do:" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr
