"""A real Chromium: where it is, and how it is started with a film for a camera."""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright

CHECKOUT = Path(__file__).resolve().parents[2]
UNPACKED = CHECKOUT / ".tools" / "chromium"
NODE = CHECKOUT / ".venv" / "bin" / "node"
NAMES = ("chromium", "chromium-browser", "google-chrome")

# No calls home, no graphics card, no questions at the first start.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def prefer_own_node() -> None:
    """Let Playwright run on our Node: the one it brings needs a library that a bare Debian lacks."""
    if NODE.exists():
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))


def executable() -> Path | None:
    """Return the Chromium to drive; None leaves the choice to Playwright's own download."""
    named = os.environ.get("TEST_CHROMIUM")
    if named:
        return Path(named)
    if (UNPACKED / "chromium").exists():
        return UNPACKED / "chromium"
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def environment() -> dict[str, str | float | bool]:
    """Return the browser's environment: the libraries and fonts that were unpacked beside it."""
    settings: dict[str, str | float | bool] = dict(os.environ)
    if executable() == UNPACKED / "chromium" and platform.system() == "Linux":
        settings["LD_LIBRARY_PATH"] = str(UNPACKED / "al2023" / "lib")
        settings["FONTCONFIG_FILE"] = str(UNPACKED / "fonts.conf")
    return settings


@dataclass(frozen=True)
class Device:
    """The phone that Chromium plays: what the page can see of it, and where it keeps its data."""

    profile: Path
    camera: Path | None
    width: int = 390
    height: int = 844
    language: str = "nb-NO"
    colours: str = "light"
    javascript: bool = True


def launch(playwright: Playwright, device: Device) -> BrowserContext:
    """Start Chromium on the device's own profile, so that what is stored is really on the disk."""
    flags = [*QUIET]
    if device.camera is not None:
        flags += CAMERA
        flags.append(f"--use-file-for-fake-video-capture={device.camera}")
    return playwright.chromium.launch_persistent_context(
        device.profile,
        executable_path=executable(),
        headless=True,
        chromium_sandbox=False,
        args=flags,
        env=environment(),
        viewport={"width": device.width, "height": device.height},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale=device.language,
        timezone_id="Europe/Oslo",
        color_scheme="dark" if device.colours == "dark" else "light",
        java_script_enabled=device.javascript,
    )
