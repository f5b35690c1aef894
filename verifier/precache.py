"""What the phone keeps for work without coverage: every file of the shell, named by what it contains."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from urllib.parse import quote

from verifier.imports import loaded
from verifier.lighter import script
from verifier.shelf import ALL_WORDS, ONE_SHEET, PRESSED, Shelf

HERE = Path(__file__).parent
STATIC = HERE / "static"
TEMPLATES = HERE / "templates"
FOLDERS = ("css", "js", "words", "icons", "vendor")
SHELL_PAGES = ("/", "/offline", "/manifest.webmanifest")
NO_PART_OF_THE_APP = ("", ".md", ".map", ".png", PRESSED)
"""Pictures are the home screen's icons, which the phone fetches and keeps itself when it installs the app."""
MADE = (ALL_WORDS, ONE_SHEET)
NEED_COVERAGE = ("practice", "card-page", "public")
"""What the names begin with of files that only pages use which open with coverage alone."""


class Precache:
    """The list of addresses, and one version that changes when any byte behind it does.

    `files` gives the hash of each file as it is sent, in the form of Subresource Integrity, so that a phone
    that installs while a new version comes gets the whole of one version or nothing. Pages have none:
    they speak a language.
    """

    def __init__(self, static: Path = STATIC, templates: Path = TEMPLATES) -> None:
        files = sorted(
            path
            for folder in FOLDERS
            for path in (static / folder).rglob("*")
            if path.is_file()
            and path.suffix not in NO_PART_OF_THE_APP
            and not path.name.startswith((".", *NEED_COVERAGE))
        )
        shelf = Shelf(static)
        parts = {part for made in MADE for part in shelf.parts_of(made)}
        scripts = loaded(static)
        names = (path.relative_to(static).as_posix() for path in files if path not in parts)
        sent = [*MADE, *(name for name in names if not name.endswith(".js") or name in scripts)]
        self.files = {
            **dict.fromkeys(SHELL_PAGES, ""),
            **{f"/static/{quote(name)}": _integrity(shelf, name) for name in sorted(sent)},
        }
        pages = sorted(path for path in templates.rglob("*.html") if path.is_file())
        self.worker = script((static / "sw.js").read_text("utf-8"))
        self.manifest = (static / "manifest.webmanifest").read_text("utf-8")
        sources = (*files, *pages, static / "sw.js", static / "manifest.webmanifest")
        self.version = _hash(sources, static.parent, tuple(self.files.values()))


def _integrity(shelf: Shelf, name: str) -> str:
    good = shelf.good(name)
    if good is None:
        raise FileNotFoundError(f"{shelf.folder / name}: a part of the app is not there")
    return f"sha256-{base64.b64encode(good.digest).decode()}"


def _hash(files: tuple[Path, ...], root: Path, sent: tuple[str, ...]) -> str:
    """Names and contents both count, and how the contents are sent: a renamed file is another shell."""
    whole = hashlib.sha256("".join(sent).encode())
    for path in files:
        whole.update(path.relative_to(root).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]
