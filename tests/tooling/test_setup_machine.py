"""What the set-up takes from the machine it runs on: Debian packages, zbar, Node, a browser."""

from __future__ import annotations

import ctypes.util
import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from setup_steps import chromium, debian, libzbar, node, softhsm
from setup_steps.console import Console, SetupError
from setup_steps.places import Places
from tests.support.programs import fake_program


def test_root_needs_nothing_before_apt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert debian.privileged_prefix() == []


@pytest.mark.parametrize(("sudo", "expected"), [("exit 0", ["sudo", "-n"]), ("exit 1", None), (None, None)])
def test_a_user_needs_sudo_without_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sudo: str | None, expected: list[str] | None
) -> None:
    if sudo is not None:
        fake_program(tmp_path, "sudo", sudo)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert debian.privileged_prefix() == expected


def test_without_rights_apt_writes_below_one_folder_only(tmp_path: Path) -> None:
    options = dict(option.removeprefix("-o").split("=") for option in debian.rootless_options(tmp_path))

    written = {name: value for name, value in options.items() if name.startswith("Dir::")}
    # What is installed is read from the machine, and never written.
    assert written.pop("Dir::State::status") == "/var/lib/dpkg/status"
    assert all(Path(value).is_relative_to(tmp_path) for value in written.values())


def test_a_machine_without_apt_gets_no_packages(
    console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not debian.add_packages(console, ["libzbar0"], tmp_path / "root")


def test_zbar_that_cannot_be_had_is_explained_once_a_day(
    console: Console, places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(places.checkout))
    monkeypatch.setattr(libzbar, "is_here", lambda _places: False)

    libzbar.add(console, places)
    first = capsys.readouterr().out
    libzbar.add(console, places)

    assert "read by zxing-cpp alone" in first
    assert capsys.readouterr().out == ""


def test_zbar_unpacked_in_the_checkout_counts(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    monkeypatch.setattr(libzbar, "ELSEWHERE", ())
    assert not libzbar.is_here(places)

    folder = places.debian_root / "usr" / "lib" / "x86_64-linux-gnu"
    folder.mkdir(parents=True)
    (folder / "libzbar.so.0").touch()

    assert libzbar.is_here(places)


def test_a_security_module_that_cannot_be_had_is_explained_once_a_day(
    console: Console, places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(places.checkout))
    monkeypatch.setattr(softhsm, "MODULES", ())

    softhsm.add(console, places)
    first = capsys.readouterr().out
    softhsm.add(console, places)

    assert "the tests of keys in a module are skipped" in first
    assert capsys.readouterr().out == ""


def test_a_security_module_unpacked_in_the_checkout_counts(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(places.checkout))
    monkeypatch.setattr(softhsm, "MODULES", ())
    root = places.debian_root / "usr"
    for path in (root / "lib" / "softhsm" / "libsofthsm2.so", root / "bin" / softhsm.TOOL):
        assert not softhsm.is_here(places)
        path.parent.mkdir(parents=True)
        path.touch()

    assert softhsm.is_here(places)


# Node and Chromium


@pytest.mark.parametrize(
    ("version", "number"), [("v24.19.0\n", 24), ("20.1.2", 20), ("v8", 8), ("", 0), ("nonsense", 0)]
)
def test_the_first_number_of_a_version(version: str, number: int) -> None:
    assert node.major(version) == number


@pytest.mark.parametrize(("version", "taken"), [("v24.1.0", True), ("v20.0.0", True), ("v18.20.4", False)])
def test_this_machines_node_is_taken_when_it_is_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, taken: bool
) -> None:
    fake_program(tmp_path, "node", f"echo {version}")
    fake_program(tmp_path, "npm", "")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert (node.node_of_machine() is not None) is taken


def test_a_node_without_npm_beside_it_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_program(tmp_path, "node", "echo v24.1.0")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert node.node_of_machine() is None


def test_fonts_are_found_where_the_browser_was_unpacked(places: Places) -> None:
    folder = places.checkout / "R&D <kort>"

    configuration = ET.fromstring(chromium.fonts_configuration(folder))  # noqa: S314 -- our own text

    assert [entry.text for entry in configuration.iter("dir")] == [f"{folder}/fonts", "/usr/share/fonts"]


@pytest.mark.parametrize(
    ("system", "machine", "packaged"),
    [("Linux", "x86_64", True), ("Linux", "aarch64", False), ("Darwin", "arm64", False)],
)
def test_which_machines_the_packaged_browser_is_for(system: str, machine: str, packaged: bool) -> None:
    assert chromium.is_packaged_for(system, machine) is packaged


def test_a_named_browser_that_is_not_there_is_refused_by_name(
    console: Console, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_CHROMIUM", "/nowhere/chromium")

    with pytest.raises(SetupError, match="TEST_CHROMIUM names /nowhere/chromium"):
        chromium.add(console, places)


def test_another_kind_of_machine_has_playwright_fetch_a_browser_once(
    console: Console, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEST_CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "is_packaged_for", lambda _system, _machine: False)
    monkeypatch.setattr(chromium, "NAMES", ())
    places.file("requirements-dev.txt").write_text("playwright==1.0\n")
    fake_program(places.venv / "bin", "playwright", "exit 1")

    with pytest.raises(SetupError) as refusal:
        chromium.add(console, places)
    assert "TEST_CHROMIUM=" in refusal.value.advice

    fake_program(places.venv / "bin", "playwright", "exit 0")
    chromium.add(console, places)
    chromium.add(console, places)
    assert console.steps_done == 1
