"""Debian packages, with root's rights where we have them and unpacked into a folder where we don't."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from setup_steps.console import CommandFailed, Console

# Debian 12 packages still name both /lib and /usr/lib: one of each pair has to be a link.
MERGED_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")


def can_install() -> bool:
    """Tell whether this machine has Debian's package tools at all."""
    return all(shutil.which(tool) for tool in ("apt-get", "dpkg-deb", "tar"))


def privileged_prefix() -> list[str] | None:
    """Return what to put before apt-get to run it as root: nothing, sudo, or None when we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def add_packages(console: Console, names: Sequence[str], root: Path) -> bool:
    """Install Debian packages, or without rights unpack them under `root`; False when neither works."""
    if not can_install():
        return False
    prefix = privileged_prefix()
    if prefix is not None and _install(console, names, prefix):
        return True
    return _unpack(console, names, root)


def _install(console: Console, names: Sequence[str], prefix: Sequence[str]) -> bool:
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    install = [*apt, "install", "--no-install-recommends", *names]
    try:
        console.run(install)
    except CommandFailed:
        # The package lists may be missing or old: fetch them, then try once more.
        try:
            console.run([*apt, "update"])
            console.run(install)
        except CommandFailed:
            return False
    return True


def _unpack(console: Console, names: Sequence[str], root: Path) -> bool:
    state = root.parent / "apt"
    (state / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (state / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    apt = ["apt-get", "-q", "-y", *rootless_options(state)]
    try:
        console.run([*apt, "update"])
        console.run([*apt, "--download-only", "--no-install-recommends", "install", *names])
        _make_merged_root(root)
        for package in sorted((state / "archives").glob("*.deb")):
            _unpack_one(package, root)
    except (CommandFailed, subprocess.CalledProcessError):
        return False
    finally:
        shutil.rmtree(state, ignore_errors=True)
    return True


def rootless_options(state: Path) -> list[str]:
    """Return the apt-get options that keep all it writes below `state`."""
    return [
        f"-oDir::State={state}",
        f"-oDir::State::lists={state}/lists",
        "-oDir::State::status=/var/lib/dpkg/status",
        f"-oDir::Cache={state}",
        f"-oDir::Cache::archives={state}/archives",
        "-oDebug::NoLocking=1",
        "-oAcquire::Languages=none",
    ]


def _make_merged_root(root: Path) -> None:
    for name in MERGED_FOLDERS:
        (root / "usr" / name).mkdir(parents=True, exist_ok=True)
        if not (root / name).is_symlink():
            (root / name).symlink_to(f"usr/{name}")


def _unpack_one(package: Path, root: Path) -> None:
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as source:
        subprocess.run(
            ["tar", "-x", "--keep-directory-symlink", "--no-same-owner", "-C", str(root)],
            stdin=source.stdout,
            check=True,
            capture_output=True,
        )
    if source.returncode != 0:
        raise subprocess.CalledProcessError(source.returncode, "dpkg-deb")
