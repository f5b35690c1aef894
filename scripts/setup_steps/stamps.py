"""Stamps remember what a finished step was made from, so that a second run has nothing to do."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stamp:
    """A small file holding the fingerprint that a step was last finished with."""

    path: Path

    def holds(self, fingerprint: str) -> bool:
        """Tell whether the step was finished with exactly this fingerprint."""
        return self.read() == fingerprint

    def read(self) -> str | None:
        """Return the stamped fingerprint, or None when the step was never finished."""
        try:
            return self.path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def write(self, fingerprint: str) -> None:
        """Remember that the step is finished."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(fingerprint + "\n", encoding="utf-8")

    def clear(self) -> None:
        """Forget the step: it will be done again."""
        self.path.unlink(missing_ok=True)


def fingerprint(*parts: Path | str) -> str:
    """Return the SHA-256 (hex) of files' contents and of plain words, in the given order."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()
