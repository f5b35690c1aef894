"""Where the set-up reads from and writes to, all of it inside the checkout."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The checkout's folders; everything the set-up makes is git-ignored."""

    checkout: Path

    @property
    def venv(self) -> Path:
        """The Python environment."""
        return self.checkout / ".venv"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.venv / "bin" / "python"

    @property
    def tools(self) -> Path:
        """Everything that is neither a Python nor a Node package."""
        return self.checkout / ".tools"

    @property
    def debian_root(self) -> Path:
        """Where Debian packages are unpacked when we may not install them."""
        return self.tools / "root"

    @property
    def chromium(self) -> Path:
        """The folder of the browser that the tests drive."""
        return self.tools / "chromium"

    @property
    def node_modules(self) -> Path:
        """The browser packages, as npm lays them out."""
        return self.checkout / "node_modules"

    @property
    def vendor(self) -> Path:
        """The third-party files that the product serves."""
        return self.checkout / "verifier" / "static" / "vendor"

    def file(self, name: str) -> Path:
        """Return the path of a file of the checkout."""
        return self.checkout / name


def cache_environment(places: Places, environment: Mapping[str, str]) -> dict[str, str]:
    """Return settings that move the package caches into the checkout when there is no home to write to."""
    home = environment.get("HOME", "")
    if home and os.access(home, os.W_OK):
        return {}
    caches = places.tools / "cache"
    moved = {
        "XDG_CACHE_HOME": str(caches),
        "PIP_CACHE_DIR": str(caches / "pip"),
        "UV_CACHE_DIR": str(caches / "uv"),
        "npm_config_cache": str(caches / "npm"),
    }
    return {name: folder for name, folder in moved.items() if not environment.get(name)}
