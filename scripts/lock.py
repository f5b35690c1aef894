"""`make lock`: pin the newest versions that requirements*.in and package.json allow, by hash."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from setup_steps import python_env
from setup_steps.console import CommandFailed, Console, SetupError
from setup_steps.places import Places

# Each source and its lock; the later ones are held to what the first one pinned.
PYTHON_LOCKS = (
    ("requirements.in", "requirements.txt"),
    ("requirements-hsm.in", "requirements-hsm.txt"),
    ("requirements-dev.in", "requirements-dev.txt"),
    ("scripts/tools.in", "scripts/tools.txt"),
    ("scripts/oracles.in", "scripts/oracles.txt"),
)
NPM_LOCK = "package-lock.json"
# One file for every system and every Python from 3.11 on.
COMPILE = (
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-header",
    "--upgrade",
    "--quiet",
)
NAMES_A_HOST = re.compile(r"^.*(?:://|--(?:extra-)?index-url|--find-links|\"resolved\":).*$", re.MULTILINE)


def hosts_named(text: str) -> list[str]:
    """Return the lines of a lock file that tie it to one host: such a lock fails everywhere else."""
    return [line.strip() for line in NAMES_A_HOST.findall(text)]


def without_funding(text: str) -> str:
    """Return npm's lock without the addresses at which its packages ask for money: they lock nothing."""
    whole = json.loads(text)
    for package in whole["packages"].values():
        package.pop("funding", None)
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def lock(console: Console, places: Places) -> None:
    """Write every lock file anew."""
    uv = python_env.find_uv(places)
    if uv is None:
        raise SetupError("There is no uv to lock with.", "Run: make clean setup-test")
    for source, target in PYTHON_LOCKS:
        with console.step(target):
            command = ["pip", "compile", *COMPILE, source, "-o", target]
            console.run([uv, *command], cwd=places.checkout, env=python_env.uv_environment(places))
    with console.step(NPM_LOCK):
        npm = places.venv / "bin" / "npm"
        path = {"PATH": f"{npm.parent}:/usr/bin:/bin"}
        console.run([npm, "update", "--package-lock-only", "--ignore-scripts"], cwd=places.checkout, env=path)
        written = places.file(NPM_LOCK)
        written.write_text(without_funding(written.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> int:
    """Lock; return 1 when a lock could not be made or names a host."""
    places = Places(Path(__file__).resolve().parent.parent)
    console = Console(places.tools / "lock.log")
    try:
        lock(console, places)
    except CommandFailed as failure:
        console.say(f"{' '.join(failure.command)} failed:\n{failure.tail}")
        return 1
    except SetupError as error:
        console.say(f"{error.what} {error.advice}")
        return 1
    for name in (*(target for _, target in PYTHON_LOCKS), NPM_LOCK):
        named = hosts_named(places.file(name).read_text(encoding="utf-8"))
        if named:
            console.say(f"{name} names a host: {named[0]}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
