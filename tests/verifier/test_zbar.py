"""Where the zbar library is looked for, and that the product works on a machine that has none."""

from __future__ import annotations

import ctypes.util
import sys
from pathlib import Path

import pytest

from verifier import zbar

NOWHERE = "libnowhere-kortsjekk.so.9"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine on which no library can be found by its name."""
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    monkeypatch.setattr(zbar, "SONAME", NOWHERE)
    monkeypatch.setattr(zbar, "ELSEWHERE", ())
    return monkeypatch


def anew() -> tuple[object, str | None]:
    """Look again, whatever was found at the first look."""
    return zbar._attempt.__wrapped__()


def test_either_it_is_there_or_it_is_said_why_not() -> None:
    assert (zbar.load() is None) == (zbar.why_missing() is not None)


def test_without_the_library_a_package_to_install_is_named(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare.setattr(zbar, "UNPACKED", tmp_path)

    assert zbar.find_library(tmp_path) is None
    assert anew() == (None, zbar.NOT_FOUND)


def test_the_library_that_the_system_lists_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: "libzbar.so.7")

    assert zbar.find_library(tmp_path) == "libzbar.so.7"


def test_one_that_only_the_loader_finds_is_taken(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare.setattr(zbar, "SONAME", "libc.so.6")

    assert zbar.find_library(tmp_path) == "libc.so.6"


def test_one_in_a_place_of_its_own_is_taken(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed = tmp_path / "libzbar.dylib"
    installed.touch()
    bare.setattr(zbar, "ELSEWHERE", (tmp_path / "not-here", installed))

    assert zbar.find_library(tmp_path) == str(installed)


def test_one_that_was_unpacked_is_taken_with_what_it_needs(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "some-machine"
    folder.mkdir()
    (folder / "libbroken.so.1").write_bytes(b"no library")
    (folder / "libgood.so.6").symlink_to(_a_real_library())
    (folder / NOWHERE).symlink_to(_a_real_library())

    assert zbar.find_library(tmp_path) == str(folder / NOWHERE)


def test_when_all_that_was_unpacked_opens_nothing_is_tried_again(
    bare: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "some-machine"
    folder.mkdir()
    (folder / NOWHERE).symlink_to(_a_real_library())

    assert zbar.find_library(tmp_path) == str(folder / NOWHERE)


def _a_real_library() -> Path:
    """Return a library that every program here has open already."""
    opened = (line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines())
    return Path(next(path for path in opened if path.endswith("libc.so.6")))


def test_a_library_that_will_not_load_is_said_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zbar, "find_library", lambda _unpacked: "/broken/libzbar.so.0")
    monkeypatch.setitem(sys.modules, "pyzbar.pyzbar", None)
    monkeypatch.setattr("pyzbar.zbar_library.find_library", lambda _name: None)

    module, why = anew()

    assert module is None
    assert (why or "").startswith("zbar was found at /broken/libzbar.so.0 but would not load")
