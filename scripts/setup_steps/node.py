"""Node, the browser packages, and the copy of them that the product serves."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from setup_steps import python_env
from setup_steps.console import CommandFailed, Console, SetupError
from setup_steps.places import Places
from setup_steps.stamps import Stamp, fingerprint

OLDEST_NODE = 20
COPY_SCRIPT = "scripts/copy_vendor.mjs"


@dataclass(frozen=True)
class Node:
    """The folder that node and npm are called from."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Settings that make npm's own scripts find this Node first."""
        return {"PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', '')}"}


def node_of_machine() -> Node | None:
    """Return this machine's Node when it is new enough and npm stands beside it, else None."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or Path(node).parent != Path(npm).parent:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True)
    return Node(Path(node).parent) if major(answer.stdout) >= OLDEST_NODE else None


def major(version: str) -> int:
    """Return the first number of a version such as `v24.19.0`, or 0 when there is none."""
    first = version.strip().removeprefix("v").partition(".")[0]
    return int(first) if first.isdecimal() else 0


def add_packages(console: Console, places: Places, *, for_tests: bool) -> None:
    """Fetch the locked browser packages and copy what the product serves into static/vendor."""
    if for_tests:
        # Tests run on the pinned Node, also where the packages below were fetched with another one.
        python_env.install_node(console, places)
    lock, copier = places.file("package-lock.json"), places.file(COPY_SCRIPT)
    vendored = Stamp(places.vendor / ".stamp")
    copied = vendored.holds(fingerprint(lock, copier))
    if copied and (not for_tests or _installed(places).holds(_state(places, "test"))):
        return
    node = _choose(console, places, for_tests=for_tests)
    _install(console, places, node, for_tests=for_tests)
    if not copied:
        with console.step("Browser files into static/vendor"):
            console.run([node.folder / "node", copier], cwd=places.checkout)
            vendored.write(fingerprint(lock, copier))


def _choose(console: Console, places: Places, *, for_tests: bool) -> Node:
    """Take the Node in .venv where it is whole; to run the product this machine's own will do."""
    found = None if for_tests or python_env.has_node(places) else node_of_machine()
    if found is not None:
        return found
    python_env.install_node(console, places)
    return Node(places.venv / "bin")


def _install(console: Console, places: Places, node: Node, *, for_tests: bool) -> None:
    installed = _installed(places)
    accepted = [_state(places, "test")] + ([] if for_tests else [_state(places, "run")])
    if installed.read() in accepted:
        return
    with console.step("Browser packages for the tests" if for_tests else "Browser packages"):
        wanted = [] if for_tests else ["--omit=dev"]
        try:
            # npm starts with removing node_modules, and the stamp with it.
            console.run(
                [node.folder / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", *wanted],
                cwd=places.checkout,
                env=node.environment,
            )
        except CommandFailed as failure:
            raise SetupError(
                f"The browser packages could not be fetched:\n{failure.tail}",
                "Check the network and npm's registry setting (npm config get registry), then try again.",
            ) from failure
        installed.write(_state(places, "test" if for_tests else "run"))


def _installed(places: Places) -> Stamp:
    return Stamp(places.node_modules / ".stamp")


def _state(places: Places, stage: str) -> str:
    return fingerprint(places.file("package-lock.json"), stage)
