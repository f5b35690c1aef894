"""Other people's readers of cards and status lists, in an environment of their own: the tests ask them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from setup_steps import python_env
from setup_steps.console import Console, SetupError
from setup_steps.places import Places
from setup_steps.stamps import Stamp, fingerprint

PINS = "scripts/oracles.txt"


@dataclass(frozen=True)
class OraclePlaces(Places):
    """The same checkout with another Python environment: one of the programs needs an older cbor2."""

    @property
    def venv(self) -> Path:
        """The oracles' environment."""
        return self.tools / "oracles"


def interpreter(places: Places) -> Path | None:
    """Return the Python that the oracles run on, or None while they are not installed."""
    own = OraclePlaces(places.checkout)
    finished = Stamp(own.venv / "stamps" / Path(PINS).stem)
    return own.python if finished.holds(fingerprint(own.file(PINS))) else None


def add(console: Console, places: Places) -> None:
    """Install the oracles; where one of them can't be had, say so and go on: their tests are skipped."""
    own = OraclePlaces(places.checkout)
    python_env.make_environment(console, own)
    uv, linked = python_env.find_uv(places), own.venv / "bin" / "uv"
    if uv is not None and not linked.exists():
        linked.unlink(missing_ok=True)
        linked.symlink_to(uv)
    try:
        python_env.install_requirements(console, own, [PINS], "Other people's programs that read our cards")
    except SetupError as error:
        console.say(f"       {error.what}\n       The tests that ask other people's programs are skipped.")
