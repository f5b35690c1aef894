"""Finds the zbar library and gives pyzbar, its Python binding, where the library can be had."""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib
from functools import cache
from pathlib import Path
from types import ModuleType

UNPACKED = Path(__file__).resolve().parent.parent / ".tools" / "root" / "usr" / "lib"
SONAME = "libzbar.so.0"
ELSEWHERE = (Path("/opt/homebrew/lib/libzbar.dylib"), Path("/usr/local/lib/libzbar.dylib"))
NOT_FOUND = "the zbar library is not on this machine (Debian's package is called libzbar0)"


def load() -> ModuleType | None:
    """Return the module pyzbar.pyzbar, or None where zbar can't be used; then `why_missing` tells why."""
    return _attempt()[0]


def why_missing() -> str | None:
    """Return the reason, one clause in English, why `load` gives None; None when it gives the module."""
    return _attempt()[1]


@cache
def _attempt() -> tuple[ModuleType | None, str | None]:
    library = find_library(UNPACKED)
    if library is None:
        return None, NOT_FOUND
    try:
        # pyzbar asks for the library by a search of its own, which sees only what ldconfig lists.
        finder = importlib.import_module("pyzbar.zbar_library")
        finder.find_library = lambda _name: library  # type: ignore[attr-defined]  # a module as plain ModuleType
        return importlib.import_module("pyzbar.pyzbar"), None
    except (ImportError, OSError) as error:
        return None, f"zbar was found at {library} but would not load: {error}"


def find_library(unpacked: Path) -> str | None:
    """Return what dlopen takes to load zbar: the system's, the library path's, or one below `unpacked`."""
    listed = ctypes.util.find_library("zbar")
    if listed is not None:
        return listed
    if _opens(SONAME):
        return SONAME
    installed = [str(path) for path in ELSEWHERE if path.exists()]
    if installed:
        return installed[0]
    own = next(iter(sorted(unpacked.glob(f"*/{SONAME}"))), None)
    if own is None:
        return None
    _preload(own.parent)
    return str(own)


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _preload(folder: Path) -> None:
    """Open every library of the folder, again and again as long as one more opens: they need each other."""
    waiting = sorted(folder.glob("*.so.*"))
    while waiting:
        failed = [path for path in waiting if not _opens_for_all(path)]
        if len(failed) == len(waiting):
            return
        waiting = failed


def _opens_for_all(path: Path) -> bool:
    try:
        ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True
