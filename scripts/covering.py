"""Which tests of signing/ run which of its lines: measured once, on the unchanged modules."""

from __future__ import annotations

import ast
import sys
import time
from collections import defaultdict
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from coverage import Coverage

# Seconds of the processor that a test takes, by its pytest id.
Seconds = dict[str, float]
# The tests to run, file by file.
Choice = dict[str, frozenset[str]]
AT_IMPORT = ""


class Watch:
    """A pytest plugin that notes which test is running, and how much it works."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage, self.seconds, self._now = coverage, Seconds(), AT_IMPORT

    def _is_now(self, context: str) -> None:
        self._now = context
        self.coverage.switch_context(context)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Ascribe what runs to the test, also what an earlier one left in a cache."""
        _forget()
        self._is_now(item.nodeid)
        started = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - started

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, request: pytest.FixtureRequest) -> Generator[None, object, object]:
        """Ascribe what a shared fixture runs to all tests of its file, not to the first that asks for it."""
        before = self._now
        if request.scope != "function":
            self._is_now(request.node.nodeid)
        try:
            return (yield)
        finally:
            self._is_now(before)

    def reached(self) -> Reached:
        """Return what was seen."""
        data = self.coverage.get_data()
        return Reached(self.seconds, {path: data.contexts_by_lineno(path) for path in data.measured_files()})


def _forget() -> None:
    """Empty the caches of functions in signing/ and in what tests share."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("signing", "tests")]:
        for value in list(vars(sys.modules[name]).values()):
            if callable(clear := getattr(value, "cache_clear", None)):
                clear()


@dataclass(frozen=True)
class Reached:
    """The lines of modules, and who runs them: path -> line -> tests, files of tests, AT_IMPORT."""

    seconds: Seconds
    lines: dict[str, dict[int, list[str]]]

    def runs_at_import(self, path: Path, line: int) -> bool:
        """Tell whether a line of a module runs before any test does."""
        function = Place.of(path, line).function
        return not function or AT_IMPORT in self._contexts(path, Place.of(path, line).statement)

    def choice(self, path: Path, line: int) -> Choice:
        """Return the tests that could notice a change in a line of a module, the likeliest file first.

        What runs at import concerns every test in each file that runs any line of the module.
        """
        place = Place.of(path, line)
        contexts = self._contexts(path, place.statement) or self._contexts(path, place.function)
        if self.runs_at_import(path, line):
            tests = self._contexts(path, range(1, 1_000_000)) - {AT_IMPORT} or set(self.seconds)
            contexts = {test.partition("::")[0] for test in tests}
        files = defaultdict(set)
        for test in self.seconds:
            if test in contexts or test.partition("::")[0] in contexts:
                files[test.partition("::")[0]].add(test)
        seconds = {file: sum(self.seconds[test] for test in tests) for file, tests in files.items()}
        likeliest = sorted(files, key=lambda file: (*_is_elsewhere(path, file), seconds[file]))
        return {file: frozenset(files[file]) for file in likeliest}

    def _contexts(self, path: Path, wanted: range) -> set[str]:
        lines = self.lines.get(str(path), {})
        return {context for line, contexts in lines.items() if line in wanted for context in contexts}


@cache
def _is_elsewhere(path: Path, file: str) -> tuple[bool, bool]:
    """Whether a file of tests is not named for a module, and does not import from it."""
    speaks = f"signing.{path.stem} import" in Path(file).read_text(encoding="utf-8")
    return not file.endswith(f"test_{path.stem}.py"), not speaks


@dataclass(frozen=True)
class Place:
    """The lines of the statement that a line is in, and of the outermost function around it (or none)."""

    statement: range
    function: range

    @classmethod
    @cache
    def of(cls, path: Path, line: int) -> Place:
        """Find a line's place in a module."""
        inner, function = range(line, line + 1), range(0)
        for node, around in _statements(ast.parse(path.read_text(encoding="utf-8")), range(0)):
            if line in _lines(node):
                inner, function = _head(node), around
        return cls(range(min(inner.start, line), max(inner.stop, line + 1)), function)


def _statements(parent: ast.AST, function: range) -> Iterator[tuple[ast.stmt, range]]:
    """Yield every statement, outer ones first, with the lines of the function around it."""
    inside = function or (_lines(parent) if isinstance(parent, ast.FunctionDef) else function)
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, ast.stmt):
            yield node, inside
        yield from _statements(node, inside)


def _lines(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _head(node: ast.stmt) -> range:
    """Return a statement's own lines, without those of the statements in it."""
    below = [inner.lineno for inner in ast.walk(node) if isinstance(inner, ast.stmt) and inner is not node]
    return range(node.lineno, max(node.lineno + 1, min(below, default=_lines(node).stop)))
