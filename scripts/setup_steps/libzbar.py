"""The zbar library: the second of the three decoders. The product works without it, only less well."""

from __future__ import annotations

import ctypes.util
import platform
from datetime import date
from pathlib import Path

from setup_steps import debian
from setup_steps.console import Console
from setup_steps.places import Places
from setup_steps.stamps import Stamp

PACKAGE = "libzbar0"
# Where Homebrew puts it, which the system's own search leaves out.
ELSEWHERE = (Path("/opt/homebrew/lib/libzbar.dylib"), Path("/usr/local/lib/libzbar.dylib"))
ADVICE = {
    "Darwin": "brew install zbar",
    "Linux": "apt install libzbar0, dnf install zbar, or what your system calls it",
}


def is_here(places: Places) -> bool:
    """Tell whether zbar is installed on this machine or unpacked in the checkout."""
    if ctypes.util.find_library("zbar") or any(path.exists() for path in ELSEWHERE):
        return True
    return any(places.debian_root.glob("usr/lib/*/libzbar.so.0"))


def add(console: Console, places: Places) -> None:
    """Add zbar where this machine lets us; otherwise say how to, once a day, and go on."""
    if is_here(places):
        return
    tried = Stamp(places.tools / "stamps" / "zbar-not-to-be-had")
    today = date.today().isoformat()
    if tried.holds(today):
        return
    with console.step("zbar, a decoder for hard pictures"):
        added = debian.add_packages(console, [PACKAGE], places.debian_root) and is_here(places)
    if not added:
        tried.write(today)
        console.say("       zbar could not be had: cards are read by zxing-cpp alone.")
        console.say(f"       To add it: {ADVICE.get(platform.system(), ADVICE['Linux'])}")
