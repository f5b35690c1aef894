"""`make mutation`: would the tests of signing/ notice a fault?

Each mutant is tried with the tests that run its line, in a forked process of its own: no file changes.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, settings

from mutant_processes import CHECKOUT, ENDLESS, MODULES, NOT_TRIED, Task
from mutant_runs import run
from mutants import mutants

GOAL = 0.95
# What cannot be told from the original: module :: line of code :: change :: reason
EQUIVALENT = CHECKOUT / "scripts" / "equivalent_mutants.txt"
# Imported before the first fork, for each mutant would import them again.
HEAVY = (
    "cbor2",
    "cv2",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "cryptography.hazmat.primitives.serialization",
    "fontTools.ttLib",
    "numpy",
    "PIL.Image",
    "reportlab.pdfgen.canvas",
    "segno",
    "zxingcpp",
)
# They only list or start what stands elsewhere.
NOT_MEASURED = {"__init__", "__main__", "commands/__init__", "printing/__init__"}
HEAD = "| module | made | equivalent | killed | | of these endless |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Figures:
    """What became of a module's mutants. The endless ones were ended by a clock, and count as killed."""

    made: int = 0
    listed: int = 0
    killed: int = 0
    endless: int = 0

    @property
    def asked(self) -> int:
        """The mutants that can be told from the original."""
        return self.made - self.listed

    def __add__(self, other: Figures) -> Figures:
        made, listed = self.made + other.made, self.listed + other.listed
        return Figures(made, listed, self.killed + other.killed, self.endless + other.endless)

    def row(self, name: str) -> str:
        """Return the figures as a row of a table."""
        share = self.killed / self.asked if self.asked else 1
        killed = f"{self.killed} of {self.asked} | {share:.1%}"
        return f"| {name} | {self.made} | {self.listed} | {killed} | {self.endless} |"


def equivalent() -> dict[tuple[str, str, str], str]:
    """Return the mutants that nobody can tell from the original."""
    known = {}
    for line in EQUIVALENT.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            module, where, what, why = line.split(" :: ")
            known[(module, where, what)] = why
    return known


def tell(task: Task, ended: int) -> None:
    """Print a mutant that no test noticed, or that did not end."""
    if ended == 0 or -ended in ENDLESS:
        place = task.path.relative_to(CHECKOUT)
        os.write(SCREEN, f"{'endless' if ended else 'alive'}: {place}:{task.mutant}\n".encode())


SCREEN = os.dup(1)


def measured(modules: list[str], at_once: int, scratch: Path) -> dict[str, Figures]:
    """Try the mutants of some modules, and return the figures of each."""
    known, tasks, made = equivalent(), [], {}
    for module in modules:
        every = list(mutants(MODULES / f"{module}.py"))
        asked = [mutant for mutant in every if (module, mutant.where, mutant.what) not in known]
        tasks += [Task(MODULES / f"{module}.py", mutant) for mutant in asked]
        made[module] = Figures(len(every), len(every) - len(asked))
    for number, ended in run(tasks, at_once, scratch, tell).items():
        if ended == NOT_TRIED:
            raise SystemExit(f"could not be tried: {tasks[number].path}:{tasks[number].mutant}")
        module = tasks[number].path.relative_to(MODULES).with_suffix("").as_posix()
        made[module] += Figures(killed=int(ended != 0), endless=int(-ended in ENDLESS))
    return made


def prepare() -> None:
    """Import what every mutant needs, and make hypothesis draw the same each time."""
    os.chdir(CHECKOUT)
    sys.path.insert(0, str(CHECKOUT))
    for name in HEAVY:
        with suppress(ImportError):
            importlib.import_module(name)
    settings.register_profile(
        "mutation", derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )


def main() -> int:
    """Measure some modules, or all; return 1 when too many mutants survive."""
    names = (path.relative_to(MODULES).with_suffix("").as_posix() for path in MODULES.rglob("*.py"))
    every = sorted(name for name in names if name not in NOT_MEASURED)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=every, help="names in signing/ (default: all)")
    parser.add_argument("--at-once", type=int, default=2, help="how many mutants run at a time")
    arguments = parser.parse_args()
    prepare()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        figures = measured(arguments.modules, arguments.at_once, Path(scratch))
    total = sum(figures.values(), Figures())
    print(
        "",
        HEAD,
        *(found.row(module) for module, found in figures.items()),
        total.row("**signing**"),
        sep="\n",
    )
    print(f"\nin {(time.monotonic() - started) / 60:.0f} minutes")
    return 0 if total.killed >= GOAL * total.asked else 1


if __name__ == "__main__":
    sys.exit(main())
