"""What a checkout consists of beside its code: locks, commands, pages for people."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

import lock
from tests.support import sources

LARGEST_BINARY = 300_000
LOCKS = {source: target for source, target in lock.PYTHON_LOCKS}
REQUIREMENT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?")
PIN = re.compile(r"^([a-z0-9-]+)==\S+.*(?:\n +--hash=sha256:[0-9a-f]{64}(?: \\)?)+", re.MULTILINE)
TARGET = re.compile(r"^([a-z][a-z-]*):(?!=)[^#\n]*(#+)?", re.MULTILINE)
PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "docs/operations.md")


def text(name: str) -> str:
    """Return the text of a file of the checkout."""
    return (sources.CHECKOUT / name).read_text(encoding="utf-8")


def asked_for(source: str) -> set[str]:
    """Return the names in a requirements file, as registries write them."""
    lines = [line for line in text(source).splitlines() if line and line[0] not in "#-"]
    found = {match[1] for line in lines if (match := REQUIREMENT.match(line))}
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


# Locks


@pytest.mark.parametrize("source", LOCKS)
def test_every_python_package_is_pinned_by_hash(source: str) -> None:
    pinned = set(PIN.findall(text(LOCKS[source])))

    assert asked_for(source)
    assert asked_for(source) - pinned == set()


@pytest.mark.parametrize("target", LOCKS.values())
def test_no_pin_is_without_a_hash(target: str) -> None:
    content = text(target)

    assert len(PIN.findall(content)) == len(re.findall(r"^\S+==", content, re.MULTILINE))


@pytest.mark.parametrize("name", [*LOCKS.values(), lock.NPM_LOCK])
def test_no_lock_names_a_host(name: str) -> None:
    assert lock.hosts_named(text(name)) == []


def test_every_browser_package_is_locked_at_the_version_asked_for() -> None:
    asked = json.loads(text("package.json"))
    locked = json.loads(text(lock.NPM_LOCK))["packages"]

    for name, version in (asked["dependencies"] | asked["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")


def test_the_versions_of_python_and_of_the_product_agree() -> None:
    project = text("pyproject.toml")
    named = text(".python-version").strip()

    assert f'requires-python = ">={named}"' in project
    assert f'python_version = "{named}"' in project
    assert f'version = "{json.loads(text("package.json"))["version"]}"' in project


# Commands


def test_every_target_of_the_makefile_has_help_or_is_marked_as_internal() -> None:
    targets = dict(TARGET.findall(text("Makefile")))

    assert {"help", "run", "test", "bench"} <= set(targets)
    assert [name for name, mark in targets.items() if mark not in ("#", "##")] == []


def test_every_target_of_the_makefile_is_a_command_and_not_a_file() -> None:
    makefile = text("Makefile")
    phony = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)

    assert set(" ".join(phony).split()) == {name for name, _ in TARGET.findall(makefile)}


def test_make_alone_lists_the_targets_that_people_call() -> None:
    shown = subprocess.run(["make"], cwd=sources.CHECKOUT, capture_output=True, text=True, check=True)  # noqa: S607 -- PATH decides which make

    for name, mark in TARGET.findall(text("Makefile")):
        assert (f"make {name} " in shown.stdout) is (mark == "##")


def test_continuous_integration_runs_the_tests_that_people_run() -> None:
    path = sources.CHECKOUT / ".ci" / "run"

    assert text(".ci/run").rstrip().endswith("exec make test")
    assert path.stat().st_mode & 0o111


# Files


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_people_look_for_are_there(name: str) -> None:
    assert len(text(name).split()) > 50


def kept_files() -> list[Path]:
    """Return the files that git keeps or would keep; without git, all that are ours."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=sources.CHECKOUT, capture_output=True, text=True)
    except OSError:
        return sources.files()
    if listed.returncode != 0:
        return sources.files()
    paths = [sources.CHECKOUT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def is_binary(path: Path) -> bool:
    """Tell whether a file is not text: it holds a zero byte near its beginning."""
    return b"\0" in path.read_bytes()[:8000]


def test_no_large_binary_is_kept() -> None:
    large = [path for path in kept_files() if path.stat().st_size > LARGEST_BINARY]

    assert [sources.short(path) for path in large if is_binary(path)] == []


def test_nothing_that_set_up_makes_is_kept() -> None:
    made = {".venv", ".tools", "node_modules", "vendor", "instance", "__pycache__"}

    kept = [path.relative_to(sources.CHECKOUT) for path in kept_files()]

    assert kept
    assert [path.as_posix() for path in kept if made & set(path.parts)] == []


DESIGN_CLASS = re.compile(r"(?<![\w-])ds-[a-z-]+[a-z]")
DESIGN_PART = re.compile(r'\["ds\.\w+", "([a-z-]+)"\]')


def test_every_part_of_the_design_system_that_a_page_uses_is_served() -> None:
    """Only some of its sheets are copied: a class that none of them knows would go without a style."""
    served = DESIGN_PART.findall(text("scripts/copy_vendor.mjs"))
    sheets = sources.CHECKOUT / "node_modules" / "@digdir" / "designsystemet-css" / "dist" / "src"
    known = {name for part in served for name in DESIGN_CLASS.findall((sheets / f"{part}.css").read_text())}
    pages = sources.CHECKOUT / "verifier" / "templates"
    classes = re.compile(r'class="([^"]*)"')
    used = {
        name
        for page in pages.rglob("*.html")
        for each in classes.findall(page.read_text("utf-8"))
        for name in each.split()
        if name.startswith("ds-")
    }

    assert served
    assert used
    assert used - known == set()
