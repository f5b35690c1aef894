"""The set-up's Python environment: made once, made anew where it is of no use, filled from pinned files."""

from __future__ import annotations

from pathlib import Path

import pytest

from setup_steps import python_env
from setup_steps.console import Console, SetupError
from setup_steps.places import Places
from setup_steps.stamps import Stamp, fingerprint
from tests.support.programs import fake_program

PINS = """\
alpha==1.0 \\
    --hash=sha256:aa
beta==2.0 ; sys_platform == 'linux' \\
    --hash=sha256:bb \\
    --hash=sha256:cc
"""


# Stamps: what was finished is not done again


def test_a_step_is_done_once_for_the_same_content_and_again_for_another(tmp_path: Path) -> None:
    source, stamp = tmp_path / "requirements.txt", Stamp(tmp_path / "stamps" / "requirements")
    source.write_text("flask==3.1.3\n")
    assert not stamp.holds(fingerprint(source))

    stamp.write(fingerprint(source))
    assert stamp.holds(fingerprint(source))

    source.write_text("flask==3.1.4\n")
    assert not stamp.holds(fingerprint(source))


def test_a_cleared_stamp_is_as_if_never_written(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamp")
    stamp.write("done")

    stamp.clear()
    stamp.clear()

    assert stamp.read() is None


def test_a_fingerprint_knows_where_one_part_ends() -> None:
    assert fingerprint("ab", "c") != fingerprint("a", "bc")


# The Python environment


@pytest.mark.parametrize("version", [(2, 7), (3, 10)])
def test_an_old_python_is_refused_with_the_words_to_type(version: tuple[int, int]) -> None:
    with pytest.raises(SetupError, match=f"Python {version[0]}.{version[1]} is too old") as refusal:
        python_env.check_python(version)
    assert "make PYTHON=" in refusal.value.advice


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_a_python_that_is_new_enough_is_taken(version: tuple[int, int]) -> None:
    python_env.check_python(version)


def test_an_environment_is_made_once(console: Console, places: Places) -> None:
    python_env.make_environment(console, places)
    python_env.make_environment(console, places)

    assert python_env.environment_works(places)
    assert console.steps_done == 1


def test_an_environment_is_made_anew_where_the_checkout_was_moved(console: Console, places: Places) -> None:
    python_env.make_environment(console, places)

    moved = Places(places.checkout.rename(places.checkout.with_name("moved")))

    assert not python_env.environment_works(moved)


def test_an_environment_is_made_anew_where_its_python_was_upgraded(console: Console, places: Places) -> None:
    python_env.make_environment(console, places)
    (places.python).unlink()

    fake_program(places.venv / "bin", "python", "echo 3.99")

    assert not python_env.environment_works(places)


def test_an_environment_whose_python_is_gone_does_not_work(places: Places) -> None:
    assert not python_env.environment_works(places)


@pytest.mark.parametrize("answer", ["echo nonsense", "exit 1", "echo 3.9"])
def test_an_environment_whose_python_is_broken_or_old_does_not_work(places: Places, answer: str) -> None:
    fake_program(places.venv / "bin", "python", answer)

    assert not python_env.environment_works(places)


def test_the_pip_of_unpacked_packages_is_found(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_env, "find_spec", lambda _name: None)
    wheels = places.debian_root / "usr" / "share" / "python-wheels"
    wheels.mkdir(parents=True)
    (wheels / "pip-23.0.1-py3-none-any.whl").touch()

    found = python_env.pip_wheel(places)

    assert found is not None
    assert found.name.startswith("pip-")


def test_pins_are_taken_with_their_hashes_and_in_the_order_asked(tmp_path: Path) -> None:
    locked = tmp_path / "tools.txt"
    locked.write_text(PINS)

    assert python_env.pins(locked, ["beta"]) == PINS[PINS.index("beta") :]
    assert python_env.pins(locked, ["beta", "alpha"]).splitlines()[-1] == "    --hash=sha256:aa"


def test_a_pin_that_is_missing_is_named(tmp_path: Path) -> None:
    locked = tmp_path / "tools.txt"
    locked.write_text(PINS)

    with pytest.raises(SetupError, match="tools.txt pins no gamma"):
        python_env.pins(locked, ["alpha", "gamma"])


def recording_uv(places: Places) -> Path:
    """Put a uv into .venv that notes what it was called with; return the notes."""
    calls = places.checkout / "calls"
    fake_program(places.venv / "bin", "uv", f'echo "$@" >>"{calls}"; exit 0')
    return calls


def test_an_installation_that_was_cut_off_is_laid_down_again(console: Console, places: Places) -> None:
    python_env.make_environment(console, places)
    places.file("requirements.txt").write_text(PINS)
    calls = recording_uv(places)
    begun = Stamp(places.venv / "stamps" / "requirements.begun")
    begun.write("cut off here")

    for _ in range(2):
        python_env.install_requirements(console, places, ["requirements.txt"], "packages")

    only = calls.read_text().splitlines()
    assert len(only) == 1
    assert "--reinstall" in only[0]
    assert begun.read() is None


def test_a_first_installation_lays_nothing_down_twice(console: Console, places: Places) -> None:
    python_env.make_environment(console, places)
    places.file("requirements.txt").write_text(PINS)
    calls = recording_uv(places)

    python_env.install_requirements(console, places, ["requirements.txt"], "packages")

    assert "--reinstall" not in calls.read_text()
