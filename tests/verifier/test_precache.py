"""What the phone keeps: every file of the shell, under a version that changes with any byte of it."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from verifier.lighter import script
from verifier.precache import SHELL_PAGES, STATIC, Precache
from verifier.shelf import Shelf

SHELL = {
    "static/css/tokens.css": ":root {}",
    "static/css/base.css": "body {}",
    "static/css/frame.css": "main {}",
    "static/css/components/a.css": ".a {}",
    "static/css/components/b.css": ".b {}",
    "static/css/pages.css": "p {}",
    "static/js/main.js": 'import { old } from "./domain/age.js";',
    "static/js/starting.js": "go();",
    "static/js/domain/age.js": "old();",
    "static/words/nb.json": "{}",
    "static/words/nn.json": "{}",
    "static/words/en.json": "{}",
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
    "static/js/domain/unused.js": 'import { old } from "./age.js";',
    "static/js/practice.js": "no",
    "static/js/card-page.js": "no",
    "static/js/domain/public_answer.js": "no",
    "static/words/practice.nb.json": "{}",
    "static/icons/icon-512.png": "PNG",
    "static/other/thing.js": "no",
    "static/vendor/design/index.css.br": "pressed",
}

# The reader for judging without coverage: kept as soon as a screen uses it.
READER_NOT_USED_YET = frozenset(
    f"js/domain/{name}.js" for name in ("card", "keyset", "statuslist", "verdict")
)
# Pages that need coverage.
NOT_OF_THE_APP = {"js/practice.js", "js/card-page.js", "js/domain/public_answer.js"}


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
        "/static/css/all.css",
        "/static/css/pages.css",
        "/static/icons/%C3%A5%20b.svg",
        "/static/js/domain/age.js",
        "/static/js/main.js",
        "/static/js/starting.js",
        "/static/vendor/design/index.css",
        "/static/words/all.json",
    )


def test_files_are_named_with_their_hash_and_pages_are_not(folder: Path) -> None:
    files = kept(folder).files
    digest = base64.b64encode(hashlib.sha256(script("go();").encode()).digest()).decode()

    assert files["/static/js/starting.js"] == f"sha256-{digest}"
    assert [files[page] for page in SHELL_PAGES] == ["", "", ""]


def test_the_words_of_all_languages_go_as_one_file(folder: Path) -> None:
    write(folder, "static/words/nn.json", '{ "hi": "Hei hei" }')
    good = Shelf(folder / "static").good("words/all.json")

    assert good is not None
    assert good.body.decode() == '{"nb":{},"nn":{"hi":"Hei hei"},"en":{}}'


def test_the_sheets_of_the_app_go_as_one_file_those_of_every_page_first(folder: Path) -> None:
    good = Shelf(folder / "static").good("css/all.css")

    assert good is not None
    assert good.body.decode() == ":root {}\nbody {}\nmain {}\n.a {}\n.b {}"


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


NO_PART_YET = "static/js/domain/unused.js"


@pytest.mark.parametrize("name", [name for name in NOT_KEPT if name != NO_PART_YET])
def test_what_is_not_kept_changes_nothing(folder: Path, name: str) -> None:
    before = kept(folder).version

    (folder / name).unlink()

    assert kept(folder).version == before


def test_every_script_that_one_of_the_app_imports_is_kept() -> None:
    """Beside the scripts of pages that need coverage, only some are left out: the names show which."""
    files = Precache().files
    scripts = {path.relative_to(STATIC).as_posix() for path in (STATIC / "js").rglob("*.js")}
    left_out = {name for name in scripts if f"/static/{name}" not in files}

    assert left_out >= NOT_OF_THE_APP
    assert left_out - NOT_OF_THE_APP <= READER_NOT_USED_YET
    assert "/static/vendor/zxing/share.js" in files
