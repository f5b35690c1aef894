"""`make mutation`: a fault is tried with the tests that run its line, and few are called equivalent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from covering import AT_IMPORT, Place, Reached
from mutant_processes import MODULES
from mutants import mutants
from mutate import equivalent

SOURCE = '''"""A module."""

LIMIT = 3


class Gate:
    def opens(
        self,
        number: int = LIMIT,
    ) -> bool:
        if (
            number
            > LIMIT
        ):
            return True
        return False
'''
IN, AT = "tests/a.py::test_in", "tests/a.py::test_at"
OTHER = "tests/b.py::test_other"


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """Return a small module."""
    path = tmp_path / "gate.py"
    path.write_text(SOURCE, "utf-8")
    return path


def reached(module: Path) -> Reached:
    """Return that two tests of one file run the module's function, and one of them all of it."""
    lines = {3: [AT_IMPORT], 7: [AT_IMPORT], 11: [IN, AT], 12: [IN, AT], 15: [IN], 16: [AT]}
    return Reached({IN: 1, AT: 2, "tests/a.py::test_not": 1, OTHER: 1}, {str(module): lines})


@pytest.fixture(autouse=True)
def _files_of_tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests").mkdir()
    for name in ("a", "b"):
        (tmp_path / "tests" / f"{name}.py").touch()


@pytest.mark.parametrize("line", [11, 12, 13])
def test_a_statement_over_several_lines_is_one(module: Path, line: int) -> None:
    assert line in Place.of(module, line).statement
    assert reached(module).choice(module, line) == {"tests/a.py": frozenset({IN, AT})}


def test_a_line_is_tried_with_the_tests_that_run_it(module: Path) -> None:
    assert reached(module).choice(module, 15) == {"tests/a.py": frozenset({IN})}
    assert reached(module).choice(module, 16) == {"tests/a.py": frozenset({AT})}


@pytest.mark.parametrize("line", [3, 9])
def test_what_runs_at_import_is_tried_with_every_test_in_a_file_that_runs_the_module(
    module: Path, line: int
) -> None:
    assert reached(module).runs_at_import(module, line)
    assert reached(module).choice(module, line) == {"tests/a.py": frozenset({IN, AT, "tests/a.py::test_not"})}


def test_each_mutant_that_is_called_equivalent_is_one_and_they_are_few() -> None:
    known = equivalent()
    made = Counter(
        (module, mutant.where, mutant.what)
        for module in sorted({module for module, _, _ in known})
        for mutant in mutants(MODULES / f"{module}.py")
    )

    assert [each for each in known if each not in made] == []
    assert sum(made[each] for each in known) <= 0.02 * 3_600
    assert all(why.strip() for why in known.values())
