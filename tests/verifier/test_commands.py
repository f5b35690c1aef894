"""`flask --app verifier.wsgi refresh-registers`: the worker's command with the settings of the web node."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.registers.ports import Found
from sync.registers.sources import Source
from tests.support import sources
from tests.support.apps import TestApp, app, make_app, settings
from tests.support.register_desk import GOOD
from verifier.practice import make_world

__all__ = ["app", "make_app"]


def written(folder: Path, source: Source) -> str:
    """Write a source's good file, and return the words that name it."""
    path = folder / str(source)
    path.write_bytes(GOOD[source])
    return f"{source}={path}"


@pytest.fixture(autouse=True)
def _mask() -> Iterator[None]:
    """Give this process its mask back, which a command sets for good."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


def test_it_fills_the_register_file_of_the_settings(app: TestApp, tmp_path: Path) -> None:
    companies = written(tmp_path, Source.COMPANIES)

    result = app.app.test_cli_runner().invoke(args=["refresh-registers", companies, "--accept-shrunk"])

    assert result.exit_code == 0, result.output
    answer = app.house.mirror.company("314102274")
    assert isinstance(answer, Found)
    assert answer.value.name == "Øvingsbygg AS"


def test_it_says_what_it_takes_and_ends_as_the_other_command_does(app: TestApp) -> None:
    runner = app.app.test_cli_runner()

    asked = runner.invoke(args=["refresh-registers", "--help"])
    wrong = runner.invoke(args=["refresh-registers", "weather"])
    failed = runner.invoke(args=["refresh-registers", "companies=/no/such/file"])

    assert asked.exit_code == 0
    assert "--changes" in asked.output
    assert wrong.exit_code == 2
    assert "no source 'weather'" in wrong.output
    assert failed.exit_code == 1


def test_flask_finds_it_by_the_name_of_the_web_application(tmp_path: Path) -> None:
    config = settings(tmp_path / "instance")
    make_world(config.keyset_path.parent, config.base_url, datetime.now(UTC))
    config.register_path.unlink()
    environment = {"KORTSJEKK_INSTANCE": str(config.instance), "PATH": os.environ["PATH"]}
    words = [sys.executable, "-m", "flask", "--app", "verifier.wsgi", "refresh-registers"]

    done = subprocess.run(
        [*words, written(tmp_path, Source.COMPANIES)],
        cwd=sources.CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "companies: 2 taken" in done.stdout
    assert config.register_path.stat().st_mode & 0o77 == 0
