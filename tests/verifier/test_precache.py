"""What the phone keeps: every file of the shell, under a version that changes with any byte of it."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from verifier.precache import SHELL_PAGES, Precache

SHELL = {
    "static/css/base.css": "body {}",
    "static/js/main.js": "go();",
    "static/js/domain/age.js": "old();",
    "static/words/nb.json": "{}",
    "static/icons/å b.svg": "<svg/>",
    "static/vendor/design/index.css": "a {}",
    "static/sw.js": "// worker",
    "static/manifest.webmanifest": "{}",
    "templates/app.html": "<p>",
    "templates/practice/practice.html": "<p>",
}
NOT_KEPT = {
    "static/vendor/design/LICENSE": "free",
    "static/vendor/design/README.md": "read",
    "static/js/main.js.map": "{}",
    "static/js/.hidden.js": "no",
    "static/js/practice.js": "no",
    "static/js/card-page.js": "no",
    "static/js/domain/public_answer.js": "no",
    "static/words/practice.nb.json": "{}",
    "static/icons/icon-512.png": "PNG",
    "static/other/thing.js": "no",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small shell on the disk."""
    for name, text in {**SHELL, **NOT_KEPT}.items():
        write(tmp_path, name, text)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    """Write one file of a shell."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def kept(folder: Path) -> Precache:
    """Return what is kept of a shell."""
    return Precache(folder / "static", folder / "templates")


def test_every_file_of_the_shell_is_kept_by_its_address(folder: Path) -> None:
    assert tuple(kept(folder).files) == (
        *SHELL_PAGES,
        "/static/css/base.css",
        "/static/icons/%C3%A5%20b.svg",
        "/static/js/domain/age.js",
        "/static/js/main.js",
        "/static/vendor/design/index.css",
        "/static/words/nb.json",
    )


def test_files_are_named_with_their_hash_and_pages_are_not(folder: Path) -> None:
    files = kept(folder).files
    digest = base64.b64encode(hashlib.sha256(b"go();").digest()).decode()

    assert files["/static/js/main.js"] == f"sha256-{digest}"
    assert [files[page] for page in SHELL_PAGES] == ["", "", ""]


def test_the_same_shell_has_the_same_version(folder: Path) -> None:
    assert kept(folder).version == kept(folder).version


@pytest.mark.parametrize("name", SHELL)
def test_any_changed_byte_makes_another_version(folder: Path, name: str) -> None:
    before = kept(folder).version

    write(folder, name, SHELL[name] + " ")

    assert kept(folder).version != before


def test_a_renamed_or_new_file_makes_another_version(folder: Path) -> None:
    versions = {kept(folder).version}
    (folder / "static/js/main.js").rename(folder / "static/js/other.js")
    versions.add(kept(folder).version)
    write(folder, "static/css/new.css", "")
    versions.add(kept(folder).version)

    assert len(versions) == 3


@pytest.mark.parametrize("name", NOT_KEPT)
def test_what_is_not_kept_changes_nothing(folder: Path, name: str) -> None:
    before = kept(folder).version

    (folder / name).unlink()

    assert kept(folder).version == before
