"""The house rules that a machine can check: size, tidiness, and settings that are written down."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from statistics import median

import pytest

from tests.support import sources

CODE = (".py", ".js", ".mjs", ".css", ".html", ".sh", ".toml", ".pyi", ".ts")
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
MEDIAN_FUNCTION = 12
# Put together, so that this file does not hold what it looks for.
UNFINISHED = re.compile(
    r"\b(?:" + "|".join(a + b for a, b in (("TO", "DO"), ("FIX", "ME"), ("HA", "CK"), ("XX", "X"))) + r")\b"
)
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}
# These talk to a person at a terminal; everywhere else a print was forgotten.
MAY_PRINT = {"verifier.serve", "verifier.start_screen"}
READ_SETTINGS = (
    "verifier/config.py",
    "verifier/live_settings.py",
    "verifier/serve.py",
    "gunicorn.conf.py",
    ".env.example",
)
SETTING = re.compile(r"""["']([A-Z]+(?:_[A-Z]+)*)["']|^(?:# )?([A-Z]+(?:_[A-Z]+)*)=""", re.MULTILINE)


def lines_of(path: Path) -> int:
    """Return how many lines a text file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_too_long_to_read() -> None:
    long = {
        sources.short(path): lines_of(path) for path in sources.files(*CODE) if lines_of(path) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_too_long_to_read() -> None:
    long = {
        f"{sources.short(path)}:{function.name}": length
        for path in sources.files(".py")
        for function in sources.functions(sources.parsed(path))
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def test_most_functions_are_small() -> None:
    lengths = [
        (function.end_lineno or 0) - function.lineno + 1
        for path in sources.modules().values()
        for function in sources.functions(sources.parsed(path))
    ]
    assert median(lengths) <= MEDIAN_FUNCTION


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{sources.short(path)}: {match.group()}"
        for path in sources.files(*CODE, ".md", ".json", ".in", "")
        for match in UNFINISHED.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [sources.short(path) for path in sources.files(*CODE) if path.stem in VAGUE_NAMES] == []


def test_no_print_or_breakpoint_is_left_in_the_product() -> None:
    left = [
        f"{name}:{node.lineno}"
        for name, path in sources.modules().items()
        if name not in MAY_PRINT and not name.endswith("__main__") and ".commands." not in name
        for node in ast.walk(sources.parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("print", "breakpoint")
    ]
    assert left == []


def test_no_debugging_is_left_in_the_scripts() -> None:
    left = [
        f"{sources.short(path)}: {word}"
        for path in sources.files(".js", below="verifier/static")
        for word in ("console.log", "console.debug", "debugger;", "alert(")
        if word in path.read_text(encoding="utf-8")
    ]
    assert left == []


@pytest.mark.parametrize("name", sorted(name for name in sources.modules() if ".versions." not in name))
def test_what_is_public_says_what_it_is(name: str) -> None:
    tree = sources.parsed(sources.modules()[name])
    silent = [] if ast.get_docstring(tree) else ["the module"]
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            silent += [] if ast.get_docstring(node) else [node.name]
    assert silent == []


def settings(*names: str) -> set[str]:
    """Return the settings that these files name: a word in capitals between quotes, or before an = sign."""
    found: set[str] = set()
    for name in names:
        for quoted, assigned in SETTING.findall((sources.CHECKOUT / name).read_text(encoding="utf-8")):
            found.add(quoted or assigned)
    return found


def test_every_setting_is_documented() -> None:
    page = (sources.CHECKOUT / "docs" / "operations.md").read_text(encoding="utf-8")
    read = settings(*READ_SETTINGS)

    assert {"PORT", "HOST", "DATABASE_URL", "KORTSJEKK_MODE", "KORTSJEKK_TRUSTED_PROXIES"} <= read
    assert sorted(name for name in read if f"`{name}`" not in page) == []


def test_the_example_of_settings_is_complete_and_up_to_date() -> None:
    assert settings(".env.example") == settings(*READ_SETTINGS[:-1])
