"""The issuer's desk for keys: a folder with everything that the ceremony makes, and commands run in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from signing import Refusal, keyfile
from signing.__main__ import main
from signing.keylist import KeyList
from signing.keyset import KeySet

WORDS = "a passphrase of some length"
TODAY = datetime.now(UTC).date()
SOON, LATER = TODAY + timedelta(days=3), TODAY + timedelta(days=40)


class KeyDesk:
    """A folder with everything that the ceremony makes, and a way to run commands in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.keys, self.set, self.public = folder / "keys.json", folder / "set.cose", folder / "root.pub"
        self.words = folder / "words"
        self.words.write_text(WORDS + "\n", "utf-8")
        self._capsys = capsys

    def run(self, *words: str | Path | date) -> tuple[int, str, str]:
        """Run one command: exit code, standard output, standard error."""
        self._capsys.readouterr()
        code = main([str(word) for word in words])
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err

    def with_words(self, *words: str | Path | date) -> tuple[int, str, str]:
        """Run one command that needs the passphrase."""
        return self.run(*words, "--passphrase-file", self.words)

    def make_root(self, name: str = "root") -> tuple[int, str, str]:
        """Make a root."""
        private, public = self.folder / f"{name}.pem", self.folder / f"{name}.pub"
        return self.with_words("make-root", "--root", private, "--public", public)

    def make_key(self, name: str, *words: str | Path | date) -> tuple[int, str, str]:
        """Make a key and put it on the list under a name."""
        key = self.folder / f"{name}.pem"
        return self.with_words("make-key", "--key", key, "--keys", self.keys, "--name", name, *words)

    def rotate(self, name: str, after: str, on: date, *words: str | Path | date) -> tuple[int, str, str]:
        """Make the key that follows another one."""
        follows = ("--name", name, "--after", after, "--on", on)
        key = self.folder / f"{name}.pem"
        return self.with_words("rotate", "--key", key, "--keys", self.keys, *follows, *words)

    def withdraw(self, name: str, not_after: date) -> tuple[int, str, str]:
        """Withdraw a key."""
        return self.run("withdraw-key", "--keys", self.keys, "--name", name, "--not-after", not_after)

    def publish(self, *words: str | Path | date, root: str = "root") -> tuple[int, str, str]:
        """Sign the list as the next set."""
        files = ("--root", self.folder / f"{root}.pem", "--keys", self.keys, "--set", self.set)
        if not self.set.exists() and "--sequence" not in words:
            words = ("--first", *words)
        return self.with_words("publish-keyset", *files, *words)

    def show(self, *words: str, root: str = "root") -> tuple[int, str, str]:
        """Show the signed set."""
        return self.run("show-keyset", "--set", self.set, "--root", self.folder / f"{root}.pub", *words)

    @property
    def listed(self) -> KeyList:
        """The key list."""
        return KeyList.from_json(self.keys.read_text("utf-8"))

    def published(self, root: str = "root") -> KeySet:
        """The signed set."""
        [public] = keyfile.read_public((self.folder / f"{root}.pub").read_bytes())
        found = KeySet.from_bytes(self.set.read_bytes(), public, datetime.now(UTC))
        if isinstance(found, Refusal):
            raise ValueError(found.detail)
        return found


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> KeyDesk:
    """Return an empty desk."""
    return KeyDesk(tmp_path, capsys)


@pytest.fixture
def ready(desk: KeyDesk) -> KeyDesk:
    """Return a desk with a root, a card key, a status key, and their first set."""
    desk.make_root()
    desk.make_key("card-1", "--to", LATER)
    desk.make_key("status-1", "--purpose", "status")
    desk.publish()
    return desk
