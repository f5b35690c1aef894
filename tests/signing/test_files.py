"""Files of the commands: whole and on the disk before anybody is told, and never over a private key."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from signing import CardError
from signing.commands import files
from signing.commands.journal import growing
from tests.support.cards import NORMAL


def grow(path: Path, content: bytes) -> None:
    """Append to a file of whole lines."""
    with growing(path) as file:
        file.append(content)


WAYS = pytest.mark.parametrize(
    "write",
    [files.put, grow, lambda path, content: files.write_new(path, content, 0o600)],
    ids=["put", "grow", "write_new"],
)


@WAYS
def test_what_is_written_is_down_on_the_disk_before_the_command_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, bytes], None]
) -> None:
    on_the_disk = []
    monkeypatch.setattr(os, "fsync", lambda handle: on_the_disk.append(os.fstat(handle).st_size))

    write(tmp_path / "file", b"twelve bytes")

    assert on_the_disk == [12]


def test_a_public_file_can_be_read_by_everybody_and_changed_by_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "list-1.cwt"

    files.put(path, b"token")

    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_new_file_has_its_mode_from_the_start(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key.pem"

    files.write_new(path, b"key", mode)

    assert path.stat().st_mode & 0o777 == mode


def test_a_growing_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "issued.log"

    grow(path, b"line\n")

    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_is_put_over_a_private_key(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(NORMAL.to_pem())

    with pytest.raises(CardError, match="is a private key: nothing is written over it"):
        files.put(path, b"{}")
    assert path.read_bytes() == NORMAL.to_pem()
    assert [each.name for each in tmp_path.iterdir()] == ["key.pem"]


def test_a_disk_that_is_full_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.put(path, b"new")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"keys.json": b"old"}


# Two options for one file


@pytest.mark.parametrize(
    ("given", "twice"),
    [
        ({"out": Path("a"), "log": Path("a")}, True),
        ({"out": Path("a"), "log": Path("b")}, False),
        ({"key": "a", "out": Path("x/../a")}, True),
        ({"root": "a", "public": Path("a")}, True),
        # Who issues may be called like a file, and where a folder is two may go into it.
        ({"operator": "a", "out": Path("a")}, False),
        ({"out": Path(), "faces": Path()}, False),
        ({"key": None, "root": None, "out": None}, False),
    ],
)
def test_no_two_options_may_name_one_file(given: dict[str, object], twice: bool) -> None:
    arguments = argparse.Namespace(**given)

    if twice:
        with pytest.raises(CardError, match="is named twice, as "):
            files.require_apart(arguments)
    else:
        files.require_apart(arguments)
