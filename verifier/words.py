"""Every sentence a person reads, from static/words/: the same files serve the pages and the phone."""

from __future__ import annotations

import json
import re
from pathlib import Path

WORDS = Path(__file__).with_name("static") / "words"
LANGUAGES = ("nb", "nn", "en")
_GAP = re.compile(r"\{([A-Za-z0-9_]+)\}")


class Words:
    """The sentences of every language, by key."""

    def __init__(self, folder: Path = WORDS) -> None:
        self._texts = {language: _load(folder, language) for language in LANGUAGES}

    def say(self, language: str, key: str, /, **values: object) -> str:
        """The sentence behind `key`, with {name} filled from `values`; raises KeyError for an unknown key."""
        return filled(self._texts[language][key], **values)

    def keys(self, language: str) -> frozenset[str]:
        """All keys of a language."""
        return frozenset(self._texts[language])


def filled(sentence: str, /, **values: object) -> str:
    """A sentence with its gaps filled in one go: a value that looks like a gap stays as it is."""
    return _GAP.sub(lambda gap: str(values.get(gap[1], gap[0])), sentence)


def _load(folder: Path, language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in (folder / f"{language}.json", folder / f"practice.{language}.json"):
        texts.update(json.loads(path.read_text("utf-8")))
    return texts
