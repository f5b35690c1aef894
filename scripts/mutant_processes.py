"""Processes that mutants are tried in: forked, quiet, modest, and given so much time."""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

from mutants import Mutant

CHECKOUT = Path(__file__).resolve().parent.parent
MODULES, TESTS = CHECKOUT / "signing", CHECKOUT / "tests" / "signing"
# Of the seconds that a test took on what is unchanged. Those of the processor, so that no mutant seems
# endless because the machine has other work; by the clock only what waits without working.
PATIENCE, SECONDS_MORE, BY_THE_CLOCK = 4, 10, 20
ENDLESS = {signal.SIGPROF, signal.SIGALRM}
# How a process ends whose function could not be given other code, and one that failed itself.
NO_SUCH_CODE, NOT_TRIED = 99, 98


@dataclass(frozen=True)
class Task:
    """One mutant of a module to be tried."""

    path: Path
    mutant: Mutant


# A task's number, and how its process ended: 0 if no test noticed the mutant, less than 0 by a signal.
Ended = tuple[int, int]
Tell = Callable[[Task, int], None]


@dataclass
class Noticed:
    """Which tests noticed a module's last mutants: they are the likeliest to notice the next one too."""

    scratch: Path
    tests: dict[Path, list[str]] = field(default_factory=dict)

    def write(self, test: str) -> None:
        """Say, in a mutant's process, which test noticed it."""
        (self.scratch / f"{os.getpid()}.by").write_text(test, encoding="utf-8")

    def read(self, pid: int, task: Task) -> None:
        """Take in what a process wrote."""
        path = self.scratch / f"{pid}.by"
        if path.exists():
            test, known = path.read_text(encoding="utf-8"), self.tests.setdefault(task.path, [])
            self.tests[task.path] = [test, *(each for each in known if each != test)][:20]
            path.unlink()

    def rank(self, task: Task) -> dict[str, int]:
        """Return the place of each of these tests, and of their files."""
        found: dict[str, int] = {}
        for place, test in enumerate(self.tests.get(task.path, ())):
            found[test] = place
            found.setdefault(test.partition("::")[0], place)
        return found


class Changed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports some modules from code in memory, and leaves all others alone."""

    def __init__(self, codes: Mapping[Path, CodeType]) -> None:
        self.codes = {dotted(path): (path, code) for path, code in codes.items()}

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Answer for the changed modules only."""
        if name not in self.codes:
            return None
        return importlib.util.spec_from_file_location(name, self.codes[name][0], loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed code."""
        exec(self.codes[module.__name__][1], module.__dict__)  # noqa: S102 -- our own module, one node changed

    def get_source(self, fullname: str) -> str:
        """Return the text on the disk, which tracebacks show."""
        return self.codes[fullname][0].read_text(encoding="utf-8")


def dotted(path: Path) -> str:
    """Return the name that a module is imported by."""
    return ".".join(path.relative_to(CHECKOUT).with_suffix("").parts)


def in_a_process(work: Callable[[], int]) -> int:
    """Do work in a forked process, quiet and modest, and return its id."""
    pid = os.fork()
    if pid:
        return pid
    status = NOT_TRIED
    try:
        for each in ENDLESS:
            signal.signal(each, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        status = work()
    finally:
        os._exit(status)


def be_patient(seconds: float) -> None:
    """Give this process so much longer, from now on, as a test needs that took so many seconds."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS_MORE + PATIENCE * seconds)
    signal.setitimer(signal.ITIMER_REAL, BY_THE_CLOCK * (SECONDS_MORE + PATIENCE * seconds))


def several(
    begun: Iterable[tuple[int, Task, int | None]], at_once: int, noticed: Noticed, tell: Tell
) -> Iterator[Ended]:
    """Yield how each process ended, running some at a time; one that needs none has no process."""
    running: dict[int, tuple[int, Task]] = {}

    def one() -> Ended:
        pid, status = os.waitpid(-1, 0)
        shutil.rmtree(noticed.scratch / str(pid), ignore_errors=True)
        number, task = running.pop(pid)
        noticed.read(pid, task)
        tell(task, os.waitstatus_to_exitcode(status))
        return number, os.waitstatus_to_exitcode(status)

    for number, task, pid in begun:
        if pid is None:
            tell(task, 0)
            yield number, 0
            continue
        running[pid] = number, task
        if len(running) == at_once:
            yield one()
    while running:
        yield one()
