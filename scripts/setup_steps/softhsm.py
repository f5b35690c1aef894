"""SoftHSM, a security module made of software: with it the tests try keys behind PKCS #11."""

from __future__ import annotations

import platform
import shutil
from datetime import date
from pathlib import Path

from setup_steps import debian
from setup_steps.console import Console
from setup_steps.places import Places
from setup_steps.stamps import Stamp

PACKAGES = ("libsofthsm2", "softhsm2")
TOOL = "softhsm2-util"
# Debian, Fedora, Homebrew on either kind of Mac.
MODULES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib64/pkcs11/libsofthsm2.so"),
    Path("/opt/homebrew/lib/softhsm/libsofthsm2.so"),
    Path("/usr/local/lib/softhsm/libsofthsm2.so"),
)
ADVICE = {
    "Darwin": "brew install softhsm",
    "Linux": "apt install softhsm2, dnf install softhsm, or what your system calls it",
}


def module(places: Places) -> Path | None:
    """Return the module that programs load, of this machine or unpacked in the checkout, or None."""
    own = places.debian_root / "usr" / "lib" / "softhsm" / "libsofthsm2.so"
    return next((path for path in (*MODULES, own) if path.exists()), None)


def tool(places: Places) -> Path | None:
    """Return the program that makes tokens, or None."""
    found = shutil.which(TOOL)
    own = places.debian_root / "usr" / "bin" / TOOL
    return Path(found) if found else own if own.exists() else None


def is_here(places: Places) -> bool:
    """Tell whether SoftHSM can be used."""
    return module(places) is not None and tool(places) is not None


def add(console: Console, places: Places) -> None:
    """Add SoftHSM where this machine lets us; otherwise say how to, once a day, and go on."""
    if is_here(places):
        return
    tried = Stamp(places.tools / "stamps" / "softhsm-not-to-be-had")
    today = date.today().isoformat()
    if tried.holds(today):
        return
    with console.step("SoftHSM, to test keys in a security module"):
        added = debian.add_packages(console, PACKAGES, places.debian_root) and is_here(places)
    if not added:
        tried.write(today)
        console.say("       SoftHSM could not be had: the tests of keys in a module are skipped.")
        console.say(f"       To add it: {ADVICE.get(platform.system(), ADVICE['Linux'])}")
