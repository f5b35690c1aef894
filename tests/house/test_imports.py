"""Imports run one way: verifier -> sync -> signing; in the browser main -> components -> device -> domain."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.support import sources

MAY_IMPORT = {
    "signing": {"signing"},
    "sync": {"signing", "sync"},
    "verifier": {"signing", "sync", "verifier"},
}
WEB_ONLY = {"flask", "flask_wtf", "werkzeug", "wtforms", "jinja2", "gunicorn"}
SCRIPTS = sources.CHECKOUT / "verifier" / "static" / "js"
FLOORS = ("domain", "device", "components", "main")
# Copied out of the locked packages at set-up; one script knows each of them.
VENDOR = "/static/vendor/"
ASKS_VENDOR = {"device/decode_worker.js"}
JS_COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
JS_IMPORT = re.compile(
    r"""^(?:import|export)\s[^"'();]*?\bfrom\s*["']([^"']+)|^import\s*["']([^"']+)|\bimport\(\s*["']([^"']+)""",
    re.MULTILINE,
)


def imported(path: Path, name: str) -> set[str]:
    """Return the dotted names that a module imports, relative ones resolved."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(sources.parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            climbed = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*climbed, *([node.module] if node.module else [])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def as_module(dotted: str, known: Mapping[str, Path]) -> str | None:
    """Return the module of ours that an imported name lives in, or None for a stranger."""
    if dotted in known:
        return dotted
    parent = dotted.rpartition(".")[0]
    return parent if parent in known else None


def graph() -> dict[str, set[str]]:
    """Return which module of ours imports which others."""
    known = sources.modules()
    return {
        name: {found for each in imported(path, name) if (found := as_module(each, known))} - {name}
        for name, path in known.items()
    }


def test_packages_are_imported_one_way_only() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, others in graph().items()
        for other in sorted(others)
        if other.split(".")[0] not in MAY_IMPORT[name.split(".")[0]]
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        pytest.fail(f"circle: {' -> '.join(error.args[1])}")


def makes_routes(path: Path) -> bool:
    """Tell whether a module is a view: one that makes a Blueprint."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Blueprint"
        for node in ast.walk(sources.parsed(path))
    )


def test_no_view_imports_another_view() -> None:
    views = {name for name, path in sources.modules().items() if makes_routes(path)}
    assert views
    assert [f"{name} imports {other}" for name in views for other in graph()[name] if other in views] == []


@pytest.mark.parametrize("package", ["signing", "sync"])
def test_only_the_verifier_knows_the_web(package: str) -> None:
    wrong = [
        f"{name} imports {each}"
        for name, path in sources.modules().items()
        if name.split(".")[0] == package
        for each in imported(path, name)
        if each.split(".")[0] in WEB_ONLY
    ]
    assert wrong == []


def named_imports() -> dict[Path, list[str]]:
    """Return what each of our scripts imports, as it is written there."""
    codes = {
        path: JS_COMMENT.sub("", path.read_text(encoding="utf-8")) for path in sorted(SCRIPTS.rglob("*.js"))
    }
    return {path: ["".join(match) for match in JS_IMPORT.findall(code)] for path, code in codes.items()}


def scripts_graph() -> dict[str, set[str]]:
    """Return which of our scripts imports which others of ours, as paths below static/js."""
    return {
        path.relative_to(SCRIPTS).as_posix(): {
            script_path(path, target) for target in targets if not target.startswith(VENDOR)
        }
        for path, targets in named_imports().items()
    }


def test_a_script_of_others_is_known_to_one_of_ours_alone() -> None:
    asking = {
        path.relative_to(SCRIPTS).as_posix()
        for path, targets in named_imports().items()
        if any(target.startswith(VENDOR) for target in targets)
    }
    assert asking == ASKS_VENDOR


def script_path(importer: Path, target: str) -> str:
    """Return the script that an import names, as a path below static/js; an address stays as it is."""
    if target.startswith("/static/js/"):
        return target.removeprefix("/static/js/")
    if not target.startswith("."):
        return target
    return (importer.parent / target).resolve().relative_to(SCRIPTS.resolve()).as_posix()


def floor(script: str) -> int:
    """Return how high a script stands: 0 for domain; what lies in no folder is the main floor."""
    folder = script.partition("/")[0] if "/" in script else "main"
    return FLOORS.index(folder) if folder in FLOORS else FLOORS.index("main")


def test_scripts_import_only_from_their_own_floor_and_below() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, others in scripts_graph().items()
        for other in sorted(others)
        if floor(other) > floor(name)
    ]
    assert wrong == []


def test_scripts_import_only_scripts_that_are_there() -> None:
    found = scripts_graph()
    wrong = [
        f"{name} imports {other}" for name, others in found.items() for other in others if other not in found
    ]
    assert wrong == []


def test_no_scripts_import_each_other_in_a_circle() -> None:
    try:
        TopologicalSorter(scripts_graph()).prepare()
    except CycleError as error:
        pytest.fail(f"circle: {' -> '.join(error.args[1])}")
