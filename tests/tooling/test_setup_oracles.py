"""Other people's programs: installed once, into an environment of their own, where they can be had."""

from __future__ import annotations

from pathlib import Path

import pytest

from setup_steps import oracles, python_env
from setup_steps.console import Console, SetupError
from setup_steps.oracles import OraclePlaces
from setup_steps.places import Places
from tests.support.programs import fake_program


@pytest.fixture
def unreachable(places: Places, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A checkout that pins the oracles, on a machine from which no registry can be reached."""
    pins = places.file(oracles.PINS)
    pins.parent.mkdir(parents=True)
    pins.write_text("cwt==3.3.0\n", encoding="utf-8")

    def no_registry(*_: object) -> None:
        raise SetupError("no registry", "Check the network.")

    monkeypatch.setattr(python_env, "install_requirements", no_registry)
    return places


def test_they_have_an_environment_of_their_own(places: Places) -> None:
    own = OraclePlaces(places.checkout)

    assert own.python.is_relative_to(places.tools)
    assert not own.python.is_relative_to(places.venv)
    assert (own.tools, own.debian_root) == (places.tools, places.debian_root)


def test_where_they_cannot_be_had_the_set_up_says_so_and_goes_on(
    console: Console, unreachable: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    oracles.add(console, unreachable)

    assert "The tests that ask other people's programs are skipped." in capsys.readouterr().out
    assert oracles.interpreter(unreachable) is None


@pytest.fixture
def uv_calls(places: Places) -> Path:
    """Let the checkout pin the oracles and have a uv, and return where that notes its calls."""
    pins = places.file(oracles.PINS)
    pins.parent.mkdir(parents=True)
    pins.write_text("cwt==3.3.0\n", encoding="utf-8")
    calls = places.checkout / "calls"
    fake_program(places.venv / "bin", "uv", f'echo "$@" >>"{calls}"; exit 0')
    return calls


def test_they_are_installed_once_by_the_uv_of_the_checkout(
    console: Console, places: Places, uv_calls: Path
) -> None:
    for _ in range(2):
        oracles.add(console, places)

    (only,) = uv_calls.read_text().splitlines()
    own = OraclePlaces(places.checkout)
    assert f"--python {own.python} --require-hashes -r {places.file(oracles.PINS)}" in only
    assert oracles.interpreter(places) == own.python


def test_they_are_not_there_until_the_pinned_versions_are(
    console: Console, places: Places, uv_calls: Path
) -> None:
    oracles.add(console, places)

    places.file(oracles.PINS).write_text("cwt==3.4.0\n", encoding="utf-8")

    assert uv_calls.exists()
    assert oracles.interpreter(places) is None
