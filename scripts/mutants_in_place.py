"""Mutants of what a function does: modules and tests stand imported, and the function is given other code."""

from __future__ import annotations

import gc
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import CodeType, FunctionType

import pytest
from coverage import Coverage

from covering import Place, Reached, Watch
from mutant_processes import (
    NO_SUCH_CODE,
    Changed,
    Ended,
    Noticed,
    Task,
    Tell,
    be_patient,
    dotted,
    in_a_process,
    several,
)


@dataclass
class Imported:
    """A pytest plugin: where all is imported and collected, it sees what tests reach and tries mutants."""

    tasks: list[Task]
    at_once: int
    noticed: Noticed
    tell: Tell
    coverage: Coverage
    reached: Reached | None = None
    ended: list[Ended] = field(default_factory=list)
    functions: dict[tuple[str, str, int], list[FunctionType]] = field(default_factory=dict)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        self.coverage.stop()
        self.reached = self._watched(session)
        if self.reached is None:
            return True
        for each in gc.get_objects():
            if isinstance(each, FunctionType):
                self.functions.setdefault(_place(each.__code__), []).append(each)
        gc.freeze()
        self.ended = list(several(self._begun(session, self.reached), self.at_once, self.noticed, self._told))
        return True

    def _watched(self, session: pytest.Session) -> Reached | None:
        """Run every test on what is unchanged."""
        answer = self.noticed.scratch / "reached"

        def work() -> int:
            watch = Watch(self.coverage)
            session.config.pluginmanager.register(watch)
            self.coverage.start()
            status = self._run(session, session.items)
            self.coverage.stop()
            answer.write_bytes(pickle.dumps(watch.reached()))
            return status

        if os.waitpid(in_a_process(work), 0)[1]:
            return None
        found: Reached = pickle.loads(answer.read_bytes())  # noqa: S301 -- written above
        return found

    def _begun(self, session: pytest.Session, reached: Reached) -> Iterator[tuple[int, Task, int | None]]:
        items = {item.nodeid: item for item in session.items}
        for number, task in enumerate(self.tasks):
            line = task.mutant.line
            choice = reached.choice(task.path, line)
            if not choice:
                yield number, task, None
            elif Place.of(task.path, line).function:
                rank, last = self.noticed.rank(task), len(items)
                tests = [
                    test
                    for tests in choice.values()
                    for test in sorted(tests, key=reached.seconds.__getitem__)
                ]
                tests.sort(key=lambda test: rank.get(test, last))  # noqa: B023 -- sorts at once
                work = self._work(session, task, [items[test] for test in tests])
                yield number, task, in_a_process(work)

    def _told(self, task: Task, ended: int) -> None:
        if ended or not self.reached or not self.reached.runs_at_import(task.path, task.mutant.line):
            self.tell(task, ended)

    def _work(self, session: pytest.Session, task: Task, chosen: list[pytest.Item]) -> Callable[[], int]:
        def work() -> int:
            sys.meta_path.insert(0, Changed({task.path: task.mutant.code}))
            if dotted(task.path) in sys.modules and not self._put(task.mutant.code):
                return NO_SUCH_CODE
            return self._run(session, chosen)

        return work

    def _put(self, code: CodeType) -> bool:
        """Give functions the code that they have in a mutant, and tell whether that could be done."""
        changed = False
        for new in _outermost(code):
            for function in self.functions.get(_place(new), ()):
                if function.__code__ != new:
                    if function.__code__.co_freevars != new.co_freevars:
                        return False
                    function.__code__ = new
                    changed = True
        return changed

    def _run(self, session: pytest.Session, items: list[pytest.Item]) -> int:
        """Run some tests until one fails."""
        vars(session.config)["_tmp_path_factory"]._basetemp = self.noticed.scratch / str(os.getpid())
        (self.noticed.scratch / str(os.getpid())).mkdir()
        for item, following in zip(items, [*items[1:], None], strict=True):
            if self.reached is not None:
                be_patient(self.reached.seconds[item.nodeid])
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                self.noticed.write(item.nodeid)
                return 1
        return 0


def _place(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _outermost(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of each function and class of a module, and of a class's methods."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            if not inner.co_flags & 2:  # not of a function: of a class, whose variables have names
                yield from _outermost(inner)
