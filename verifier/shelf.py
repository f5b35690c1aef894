"""The files of static/ as they are sent: light, pressed for the way, and named by what they hold."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from werkzeug.security import safe_join

from verifier.lighter import light, style
from verifier.words import LANGUAGES

STATIC = Path(__file__).with_name("static")
ALL_WORDS = "words/all.json"
"""The words of all languages: together they weigh a third less, and no change of language needs fetching."""
ONE_SHEET = "css/all.css"
"""The sheets that every page has, then those of the app's components by name."""
FIRST_SHEETS = ("tokens", "base", "frame")
PRESSED = ".br"
"""Set-up puts a file's brotli beside it, under its name with this added."""
# Packages come as light as they are, and pictures are pressed already.
FOREIGN, PICTURES = "vendor", frozenset({".png"})
# zlib's best costs three times as much at the start for one part in a hundred.
GZIP_LEVEL = 6


@dataclass(frozen=True)
class Good:
    """One file: `body` is what a browser works with, `brotli` the same pressed at set-up, where it was."""

    body: bytes
    brotli: bytes | None
    presses: bool

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the body."""
        return hashlib.sha256(self.body).digest()

    @cached_property
    def gzip(self) -> bytes | None:
        """The body pressed, the same bytes each time; None where that would bring nothing."""
        pressed = gzip.compress(self.body, GZIP_LEVEL, mtime=0) if self.presses else self.body
        return pressed if len(pressed) < len(self.body) else None


class Shelf:
    """The files of one folder, each read again when it changes."""

    def __init__(self, folder: Path = STATIC) -> None:
        self.folder = folder

    def good(self, name: str) -> Good | None:
        """The file of a path within the folder, None where there is none."""
        if name == ALL_WORDS:
            return _made(_words, self.parts_of(name))
        if name == ONE_SHEET:
            return _made(_sheet, self.parts_of(name))
        path = safe_join(str(self.folder), name)
        if path is None or not Path(path).is_file():
            return None
        return _read(_state(Path(path)), name.startswith(f"{FOREIGN}/"))

    def parts_of(self, name: str) -> tuple[Path, ...]:
        """The files that one which is made is made of; none for a file that lies in the folder."""
        if name == ALL_WORDS:
            return tuple(self.folder / "words" / f"{language}.json" for language in LANGUAGES)
        if name == ONE_SHEET:
            first = (self.folder / "css" / f"{sheet}.css" for sheet in FIRST_SHEETS)
            return *first, *sorted((self.folder / "css" / "components").glob("*.css"))
        return ()


# A path and what tells that its content is another one by now: inode, time of change in ns, bytes.
State = tuple[Path, int, int, int]


def _state(path: Path) -> State:
    found = path.stat()
    return path, found.st_ino, found.st_mtime_ns, found.st_size


@lru_cache(maxsize=512)
def _read(state: State, foreign: bool) -> Good:
    path = state[0]
    content = path.read_bytes()
    body = content if foreign else light(path.suffix, content)
    pressed = path.with_name(path.name + PRESSED)
    brotli = pressed.read_bytes() if foreign and pressed.is_file() else None
    return Good(body, brotli, path.suffix not in PICTURES)


def _made(make: Callable[[tuple[State, ...]], Good], parts: tuple[Path, ...]) -> Good | None:
    return make(tuple(map(_state, parts))) if all(map(Path.is_file, parts)) else None


@lru_cache(maxsize=8)
def _words(states: tuple[State, ...]) -> Good:
    words = {state[0].stem: json.loads(state[0].read_text("utf-8")) for state in states}
    return Good(json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode(), None, True)


@lru_cache(maxsize=8)
def _sheet(states: tuple[State, ...]) -> Good:
    return Good("\n".join(style(state[0].read_text("utf-8")) for state in states).encode(), None, True)
