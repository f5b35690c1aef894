"""The set-up's caches, the commands it runs, and the locks it leaves."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

import lock
from setup_steps.console import CommandFailed, Console, last_lines
from setup_steps.places import Places, cache_environment


@pytest.mark.parametrize("environment", [{}, {"HOME": ""}, {"HOME": "/nowhere"}])
def test_without_a_home_the_caches_lie_in_the_checkout(places: Places, environment: dict[str, str]) -> None:
    moved = cache_environment(places, environment)

    assert "UV_CACHE_DIR" in moved
    assert all(Path(folder).is_relative_to(places.tools) for folder in moved.values())


def test_a_cache_that_was_named_stays_where_it_is(places: Places) -> None:
    assert "UV_CACHE_DIR" not in cache_environment(places, {"UV_CACHE_DIR": "/srv/uv"})


def test_with_a_home_the_caches_stay_there(places: Places, tmp_path: Path) -> None:
    assert cache_environment(places, {"HOME": str(tmp_path)}) == {}


def test_a_command_that_fails_shows_its_last_lines_and_is_logged(console: Console) -> None:
    script = "for i in 1 2 3; do echo line $i; done; exit 7"

    with pytest.raises(CommandFailed) as failure:
        console.run([shutil.which("sh") or "/bin/sh", "-c", script])

    assert (failure.value.code, failure.value.tail) == (7, "line 1\nline 2\nline 3")
    assert "line 3" in console.log.read_text()


def test_a_command_that_is_not_there_fails_like_any_other(console: Console) -> None:
    with pytest.raises(CommandFailed) as failure:
        console.run(["/nowhere/program"])
    assert failure.value.code == 127


def test_a_step_that_fails_is_said_to_have_failed(
    console: Console, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandFailed), console.step("the hard part"):
        console.run([sys.executable, "-c", "raise SystemExit(1)"])

    assert "failed  the hard part" in capsys.readouterr().out
    assert console.steps_done == 0


def test_the_last_lines_are_those_that_hold_something() -> None:
    assert last_lines("a\n\nb\n  \nc\n", 2) == "b\nc"


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "--find-links /srv/wheels",
        '      "resolved": "https://packages.example/x.tgz",',
        "x @ https://packages.example/x.whl",
    ],
)
def test_a_lock_that_names_a_host_is_found_out(line: str) -> None:
    assert lock.hosts_named(f"alpha==1.0\n{line}\n") == [line.strip()]


def test_a_lock_of_names_and_hashes_names_no_host() -> None:
    assert lock.hosts_named("alpha==1.0 \\\n    --hash=sha256:aa\n") == []


def test_a_lock_keeps_all_of_a_package_but_where_it_asks_for_money() -> None:
    package = {"version": "1.0.0", "integrity": "sha512-aa", "license": "MIT"}
    asking = {**package, "funding": {"url": "https://money.example"}}

    clean = lock.without_funding(json.dumps({"packages": {"node_modules/a": asking}}))

    assert json.loads(clean) == {"packages": {"node_modules/a": package}}
    assert lock.hosts_named(clean) == []
