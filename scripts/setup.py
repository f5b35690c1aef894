"""Install what Kortsjekk needs: `python3 scripts/setup.py run` or `test`. Safe to repeat; needs no root.

Everything goes into the checkout (.venv, .tools, node_modules, static/vendor). Only where this user is
root, or may use sudo without a password, Debian's own packages are installed on the machine.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from setup_steps import chromium, debian, libzbar, node, oracles, python_env, registries, softhsm
from setup_steps.console import CommandFailed, Console, SetupError
from setup_steps.places import Places, cache_environment

STAGES = ("run", "test")
DISK_ADVICE = (
    "Look at the room on the disk, and at who owns the checkout: what another user (or sudo) made here,"
    " that user has to remove (make clean)."
)


def set_up(console: Console, places: Places, stage: str) -> None:
    """Bring the checkout to where the product runs, or where its tests run too."""
    python_env.check_python(sys.version_info[:2])
    if python_env.lacks_installer(places):
        with console.step("Debian packages python3-venv and libzbar0"):
            debian.add_packages(console, ["python3-venv", libzbar.PACKAGE], places.debian_root)
    python_env.make_environment(console, places)
    python_env.install_requirements(console, places, ["requirements.txt"], "Python packages")
    libzbar.add(console, places)
    if stage == "test":
        files = ["requirements.txt", "requirements-dev.txt"]
        python_env.install_requirements(console, places, files, "Python packages for the tests")
        softhsm.add(console, places)
        oracles.add(console, places)
    node.add_packages(console, places, for_tests=stage == "test")
    if stage == "test":
        chromium.add(console, places)


@contextmanager
def one_at_a_time(console: Console, places: Places) -> Iterator[None]:
    """Let a second set-up of the same checkout wait for the first."""
    places.tools.mkdir(parents=True, exist_ok=True)
    with (places.tools / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.say("Another set-up of this checkout is running: waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(arguments: Sequence[str]) -> int:
    """Run one stage; return 0, 1 when set-up could not finish, or 2 on a wrong call."""
    if len(arguments) != 1 or arguments[0] not in STAGES:
        print(f"usage: python3 scripts/setup.py {'|'.join(STAGES)}", file=sys.stderr)
        return 2
    places = Places(Path(__file__).resolve().parent.parent)
    console = Console(places.tools / "setup.log")
    os.environ.update(cache_environment(places, os.environ))
    os.environ.update(registries.shared_certificates(os.environ))
    # Whoever ends the set-up ends what it runs as well: nothing goes on writing behind a free lock.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    started = time.monotonic()
    try:
        with one_at_a_time(console, places):
            set_up(console, places, arguments[0])
    except (SetupError, CommandFailed) as error:
        return explain(console, error)
    except OSError as error:
        return explain(console, SetupError(f"The set-up could not read or write: {error}", DISK_ADVICE))
    except KeyboardInterrupt:
        console.say("Stopped. Run the same command again to go on.")
        return 1
    if console.steps_done:
        console.say(f"Everything is there, after {time.monotonic() - started:.0f} s.")
    return 0


def explain(console: Console, error: SetupError | CommandFailed) -> int:
    """Say what went wrong and what to do; return the exit code."""
    if isinstance(error, SetupError):
        console.say(f"\n{error.what}\n\nWhat to do: {error.advice}")
    else:
        console.say(f"\n`{' '.join(error.command)}` failed:\n{error.tail}")
    console.say(f"All that the commands printed: {console.log}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
