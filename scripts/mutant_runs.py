"""Runs mutants of signing/, each in a forked process that has its tests at hand.

Most change what a function does: modules and tests stand imported, and the function is given other code. What
runs at import is imported anew, by a process that has imported nothing of ours.
"""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType

import pytest
from coverage import Coverage

from covering import Choice, Reached, Seconds
from mutant_processes import (
    CHECKOUT,
    MODULES,
    NO_SUCH_CODE,
    NOT_TRIED,
    TESTS,
    Changed,
    Noticed,
    Task,
    Tell,
    be_patient,
    dotted,
    in_a_process,
    several,
)
from mutants_in_place import Imported

OPTIONS = (
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    # These tests need no browser, server or database, and half of the time would go into importing them.
    "--noconftest",
    "--hypothesis-profile=mutation",
    # It was, on purpose: hypothesis stands ready in each forked process.
    "-Wignore::pytest.PytestAssertRewriteWarning",
)


class Only:
    """A pytest plugin that runs the chosen tests alone, likely and quick ones first."""

    def __init__(self, chosen: frozenset[str], seconds: Seconds, noticed: Noticed, task: Task) -> None:
        self.seconds, self.chosen, self.noticed, self.rank = seconds, chosen, noticed, noticed.rank(task)
        self.functions = {test.partition("[")[0] for test in chosen}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what cannot notice the change; a case that the change made new is run."""
        items[:] = sorted(filter(self._is_asked, items), key=self._place)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Give each test its time."""
        be_patient(self.seconds.get(nodeid, 0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Say which test noticed the change."""
        if report.failed:
            self.noticed.write(report.nodeid)

    def _place(self, item: pytest.Item) -> tuple[int, float]:
        return self.rank.get(item.nodeid, len(self.seconds)), self.seconds.get(item.nodeid, 0)

    def _is_asked(self, item: pytest.Item) -> bool:
        if item.nodeid in self.seconds:
            return item.nodeid in self.chosen
        return item.nodeid.partition("[")[0] in self.functions


def _from_the_start(task: Task, choice: Choice, seconds: Seconds, noticed: Noticed) -> Callable[[], int]:
    """Return the work of running chosen tests, file by file until one fails, on a module imported changed."""

    def work() -> int:
        if dotted(task.path) in sys.modules:
            return NOT_TRIED
        sys.meta_path.insert(0, Changed({task.path: task.mutant.code}))
        be_patient(0)
        rank = noticed.rank(task)
        for file in sorted(choice, key=lambda file: rank.get(file, len(choice))):
            options = [*OPTIONS, f"--basetemp={noticed.scratch / str(os.getpid())}", file]
            result = pytest.main(options, plugins=[Only(choice[file], seconds, noticed, task)])
            if result not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
                return int(result)
        return 0

    return work


def run(tasks: list[Task], at_once: int, scratch: Path, tell: Tell) -> dict[int, int]:
    """Try every mutant; return how its process ended, by its number."""
    reached, ended, imported = _imported(tasks, at_once, scratch, tell)
    noticed = Noticed(scratch)
    for name in imported:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.freeze()

    def begun() -> Iterator[tuple[int, Task, int | None]]:
        for number, task in enumerate(tasks):
            # What tests made of a function before they ran stands unchanged: that is not the last word.
            again = ended.get(number) == 0 and reached.runs_at_import(task.path, task.mutant.line)
            if again or ended.get(number, NO_SUCH_CODE) == NO_SUCH_CODE:
                choice = reached.choice(task.path, task.mutant.line)
                work = _from_the_start(task, choice, reached.seconds, noticed)
                yield number, task, in_a_process(work)

    return ended | dict(several(begun(), at_once, noticed, tell))


def _imported(
    tasks: list[Task], at_once: int, scratch: Path, tell: Tell
) -> tuple[Reached, dict[int, int], list[str]]:
    """In a process that imports all: see what tests reach, and try the mutants that need no other import.

    Return these with the names of others' modules that were imported.
    """
    answer, pid = scratch / "imported", os.fork()
    if not pid:
        plugin = Imported(tasks, at_once, Noticed(scratch), tell, _coverage())
        try:
            plugin.coverage.start()
            unchanged = {path: _code(path) for path in MODULES.rglob("*.py") if path.stem != "__init__"}
            sys.meta_path.insert(0, Changed(unchanged))
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            pytest.main([*OPTIONS, "-s", str(TESTS)], plugins=[plugin])
            names = [name for name in sys.modules if not _is_ours(name)]
            answer.write_bytes(pickle.dumps((plugin.reached, dict(plugin.ended), names)))
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    found = pickle.loads(answer.read_bytes())  # noqa: S301 -- written above
    if found[0] is None:
        raise SystemExit("the tests of signing/ fail without any change")
    return found  # type: ignore[no-any-return]


def _is_ours(name: str) -> bool:
    """Whether a module is one of this checkout, which may import the one that is to be changed."""
    return name == "__main__" or (CHECKOUT / name.partition(".")[0]).is_dir()


def _coverage() -> Coverage:
    return Coverage(data_file=None, config_file=False, include=[f"{MODULES}/*"])


def _code(path: Path) -> CodeType:
    return compile(path.read_text(encoding="utf-8"), str(path), "exec")
