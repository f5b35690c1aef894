"""Every sentence a person reads, from static/words/: the same files serve the pages and the phone."""

from __future__ import annotations

import json
from pathlib import Path

WORDS = Path(__file__).with_name("static") / "words"
LANGUAGES = ("nb", "nn", "en")


class Words:
    """The sentences of every language, by key."""

    def __init__(self, folder: Path = WORDS) -> None:
        self._texts = {language: _load(folder, language) for language in LANGUAGES}

    def say(self, language: str, key: str, **values: object) -> str:
        """The sentence behind `key`, with {name} filled from `values`; raises KeyError for an unknown key."""
        text = self._texts[language][key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def keys(self, language: str) -> frozenset[str]:
        """All keys of a language."""
        return frozenset(self._texts[language])


def _load(folder: Path, language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in (folder / f"{language}.json", folder / f"practice.{language}.json"):
        texts.update(json.loads(path.read_text("utf-8")))
    return texts
