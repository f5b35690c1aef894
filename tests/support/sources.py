"""The project's own files, for tests about the code base."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = ("signing", "sync", "verifier")
# Made by set-up, by running, or by tools: nobody reads or reviews these.
NOT_OURS = {
    ".git",
    ".venv",
    ".tools",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "__pycache__",
    "htmlcov",
    "instance",
    "node_modules",
    "out",
    "vendor",
}


def files(*suffixes: str, below: str = "") -> list[Path]:
    """Return our files with one of these suffixes (all files when none is given), sorted."""
    found = []
    for folder, folders, names in os.walk(CHECKOUT / below):
        folders[:] = [name for name in folders if name not in NOT_OURS]
        found += [Path(folder) / name for name in names if not name.startswith(".coverage")]
    return sorted(path for path in found if not suffixes or path.suffix in suffixes)


def short(path: Path) -> str:
    """Return the path as people write it, from the checkout on."""
    return path.relative_to(CHECKOUT).as_posix()


def modules() -> dict[str, Path]:
    """Return the dotted name and file of every module of the product."""
    return {module_name(path): path for package in PACKAGES for path in files(".py", below=package)}


def module_name(path: Path) -> str:
    """Return the dotted name that a file of the product is imported by."""
    parts = path.relative_to(CHECKOUT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def table_rows(text: str) -> list[list[str]]:
    """Return the cells of every row of the tables in a text of Markdown, headings included."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines]
