"""The desk where prints are made: texts, pictures and a trust list in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from signing import Card, TrustList, issue_card
from signing.__main__ import main
from tests.support.cards import NORMAL


class PrintDesk:
    """A folder with a trust list, a file of texts, pictures, and what was printed."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.out, self.texts = folder, folder / "prints", folder / "texts.txt"
        self.trust = folder / "trust.json"
        self.trust.write_text(TrustList.of(NORMAL).to_json(), "utf-8")
        self._capsys = capsys

    def print(self, *words: str | Path) -> tuple[int, str]:
        """Run print; return the exit code and standard error."""
        fixed = ("--trust", self.trust, "--out", self.out, "--issuer-name", "Øvingsutstederen AS")
        code = main([str(word) for word in ("print", *fixed, *words, self.texts)])
        return code, self._capsys.readouterr().err

    def fill(self, *listed: Card) -> list[str]:
        """Write the texts of cards; return them."""
        texts = [issue_card(card, NORMAL) for card in listed]
        self.texts.write_text("\n".join([*texts, "", ""]), "utf-8")
        return texts

    def made(self) -> list[str]:
        """Return the names of what was printed."""
        return sorted(path.name for path in self.out.iterdir()) if self.out.exists() else []


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> PrintDesk:
    """Return a desk where nothing is printed yet."""
    return PrintDesk(tmp_path, capsys)
