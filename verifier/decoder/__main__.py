"""The decoder's program. Its web process starts it by path, isolated (`-I`), with a socket as its input.

The order matters: load everything, let go of everything, only then read the first stranger's picture.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

NICENESS = 5


def main() -> None:
    """Become a decoder; returns when the web process is gone."""
    # Pages and checks come before pictures, from the first import on.
    os.nice(NICENESS)
    _find_our_modules(Path(__file__).resolve().parents[2])
    from verifier.decoder import confinement, work

    source, sink = os.fdopen(0, "rb", closefd=False), os.fdopen(0, "wb", closefd=False)
    work.prove()
    # What went wrong so far is the operator's business. Later the words would be a stranger's.
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stderr.fileno())
    held_by = confinement.confine()
    work.prove()
    sink.write(work.greeting(held_by))
    sink.flush()
    work.work(source, sink)


def _find_our_modules(checkout: Path) -> None:
    """Make the package a bare folder: its own first lines would load the whole web application."""
    sys.path.insert(0, str(checkout))
    package = ModuleType("verifier")
    package.__path__ = [str(checkout / "verifier")]
    sys.modules["verifier"] = package


if __name__ == "__main__":
    main()
