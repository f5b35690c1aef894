"""The commands that a Procfile host runs, started as it starts them: by a shell, with settings for words."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from setup_steps import libzbar
from sync.receipts import ReceiptKey
from tests.support import sources
from tests.support.product import free_port

PROCFILE = dict(
    line.split(": ", 1)
    for line in (sources.CHECKOUT / "Procfile").read_text(encoding="utf-8").splitlines()
    if line
)
OPERATIONS = (sources.CHECKOUT / "docs" / "operations.md").read_text(encoding="utf-8")
MAKES_RECEIPT_KEY = re.compile(r'^(python -c ".*joserfc.*") > receipt-key\.json$', re.MULTILINE)


def as_host(command: str, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command as a host does, with this Python first on the PATH; return how it ended."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "PYTHONWARNINGS": "error", **settings}
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=sources.CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def receipt_key(tmp_path: Path) -> Path:
    """A receipt key, made with the very words that docs/operations.md tells people to type."""
    command = MAKES_RECEIPT_KEY.search(OPERATIONS)
    assert command is not None
    made = as_host(command[1], {})
    assert made.returncode == 0, made.stderr
    path = tmp_path / "receipt-key.json"
    path.write_text(made.stdout, encoding="utf-8")
    return path


@pytest.fixture
def settings(tmp_path: Path, receipt_key: Path) -> dict[str, str]:
    """What `release` and `worker` need."""
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'a ledger.db'}",
        "KORTSJEKK_RECEIPT_KEY": str(receipt_key),
    }


def tables(settings: dict[str, str]) -> set[str]:
    """Return the names of the ledger's tables."""
    ledger = sqlite3.connect(settings["DATABASE_URL"].removeprefix("sqlite:///"))
    try:
        return {name for (name,) in ledger.execute("select name from sqlite_master where type = 'table'")}
    finally:
        ledger.close()


def test_the_three_processes_are_named() -> None:
    assert sorted(PROCFILE) == ["release", "web", "worker"]


def test_the_documented_receipt_key_is_one_that_production_takes(receipt_key: Path) -> None:
    assert not ReceiptKey.load_or_make(receipt_key, practice=False).is_practice


def test_release_migrates_and_may_be_repeated(settings: dict[str, str]) -> None:
    for _ in range(2):
        ended = as_host(PROCFILE["release"], settings)
        assert ended.returncode == 0, ended.stderr

    assert {"envelope", "report", "attempt"} <= tables(settings)


def test_a_worker_that_finds_nothing_to_do_ends_well(settings: dict[str, str]) -> None:
    as_host(PROCFILE["release"], settings)

    ended = as_host(f"{PROCFILE['worker']} --once", settings)

    assert (ended.returncode, ended.stderr) == (0, "")


def configured(settings: dict[str, str], folder: Path) -> dict[str, str]:
    """Return what gunicorn makes of the command of `web` and these settings; the app itself is not needed."""
    program, *options, _app = shlex.split(PROCFILE["web"])
    command = [program, "--print-config", *options, "wsgiref.simple_server:demo_app"]
    ended = as_host(shlex.join(command), {**settings, "TMPDIR": str(folder)})
    return dict(re.findall(r"^(\w+) += (.*)$", ended.stdout, re.MULTILINE))


def test_gunicorn_takes_the_command_and_its_settings(tmp_path: Path) -> None:
    printed = configured({"PORT": "5000", "KORTSJEKK_MODE": "production", "WEB_CONCURRENCY": "3"}, tmp_path)

    assert (printed["workers"], printed["worker_class"]) == ("3", "gthread")
    assert printed["accesslog"] == "None"


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "127.0.0.1:8000"),
        ({"HOST": "", "PORT": ""}, "127.0.0.1:8000"),
        ({"PORT": "5000"}, "0.0.0.0:5000"),
        ({"HOST": "127.0.0.1", "PORT": "5000"}, "127.0.0.1:5000"),
        ({"HOST": "10.0.0.7"}, "10.0.0.7:8000"),
        ({"HOST": "::1", "PORT": "5000"}, "[::1]:5000"),
    ],
    ids=[
        "nothing is set",
        "nothing is in them",
        "a host sets PORT",
        ".env.example",
        "HOST alone",
        "version 6",
    ],
)
def test_gunicorn_listens_where_the_settings_say(
    settings: dict[str, str], address: str, tmp_path: Path
) -> None:
    assert configured(settings, tmp_path)["bind"] == f"['{address}']"


def test_a_production_start_without_settings_names_the_first_that_is_missing() -> None:
    ended = as_host(PROCFILE["web"], {"PORT": str(free_port()), "KORTSJEKK_MODE": "production"})

    assert ended.returncode != 0
    assert "SECRET_KEY must be set in production" in ended.stderr


def test_debian_packages_for_the_host_are_those_the_set_up_adds() -> None:
    assert (sources.CHECKOUT / "Aptfile").read_text(encoding="utf-8").split() == [libzbar.PACKAGE]
