"""The key set this installation trusts: read at the start, and again when its file is replaced.

The newest set that was taken is kept with the other files of the installation, so that a restart does not
make an older one good again.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from signing import CardError, Refusal, TrustList, keyfile
from signing.jwks import to_jwks
from signing.keys import Environment
from signing.keyset import KeySet, read_by_any
from verifier.config import Config, ConfigError
from verifier.newest_keyset import NewestKeySet

_log = logging.getLogger(__name__)

Identity = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the set: as it was signed, and in the forms that are asked for."""

    keyset: KeySet
    signed: bytes
    trust: TrustList
    jwks: str


class PublishedKeys:
    """The newest good set in a file; raises ConfigError where there is none at the start.

    A file that is replaced by something that readers must refuse changes nothing, not even over a restart:
    the set before it stays in use until it runs out, and then nobody can tell which cards are genuine.
    """

    def __init__(self, config: Config, now: datetime) -> None:
        self._path, self._environment = config.keyset_path, config.mode
        self.roots = _roots(config.root_path)
        self._memory = NewestKeySet(config.instance / "newest-keyset.json")
        # Of two threads that see a new file at once, the slower one must not put an older set back.
        self._reading = threading.Lock()
        self._seen: Identity | None = None
        self._edition = self._first(now)

    def _first(self, now: datetime) -> Edition:
        """The edition of the file or, where that is worse than the one in use before, that one."""
        before = self._before()
        try:
            self._seen = self._identity()
            return self._judged(self._read(), now, before.keyset if before else None)
        except ConfigError as error:
            if before is None or not before.trust.is_usable(now):
                raise
            _log.error("%s; the set before it stays in use", error)
            return before

    def _before(self) -> Edition | None:
        remembered = self._memory.read(self.roots)
        if remembered is None or remembered[0].environment != self._environment:
            return None
        return self._edition_of(*remembered)

    def edition(self, now: datetime) -> Edition:
        """The edition in use at the aware time `now`."""
        with self._reading:
            try:
                self._follow(now)
            except ConfigError as error:
                _log.error("%s; the set before it stays in use", error)
            return self._edition

    def _follow(self, now: datetime) -> None:
        """A file that can't be read yet is tried again; one that was read and refused waits for a change."""
        identity = self._identity()
        if identity == self._seen:
            return
        data = self._read()
        self._seen = identity
        # Another worker may have taken a newer set in the meantime, and the file been put back since.
        self._edition = self._newer(self._edition)
        self._edition = self._judged(data, now, self._edition.keyset)

    def _newer(self, edition: Edition) -> Edition:
        """The edition in use or, where the installation has taken a newer one, that one."""
        try:
            remembered = self._before()
        except ConfigError as error:
            _log.error("%s", error)
            return edition
        is_newer = remembered is not None and remembered.keyset.sequence > edition.keyset.sequence
        return remembered if remembered is not None and is_newer else edition

    def _read(self) -> bytes:
        try:
            return self._path.read_bytes()
        except OSError as error:
            raise _unreadable(self._path, error) from error

    def _judged(self, data: bytes, now: datetime, last: KeySet | None) -> Edition:
        found = read_by_any(data, self.roots, now, last=last)
        if isinstance(found, Refusal):
            raise ConfigError(
                f"KORTSJEKK_KEYSET: {self._path} is no usable key set: {found.detail} ({found.code})"
            )
        if found.environment != self._environment:
            raise ConfigError(f"KORTSJEKK_KEYSET: {self._path} {_WRONG_PLACE[found.environment]}")
        self._memory.keep(found, data, self.roots)
        return self._edition_of(found, data)

    @staticmethod
    def _edition_of(keyset: KeySet, signed: bytes) -> Edition:
        return Edition(keyset, signed, keyset.trust_list(), to_jwks(keyset))

    def _identity(self) -> Identity:
        try:
            found = self._path.stat()
        except OSError as error:
            raise _unreadable(self._path, error) from error
        return found.st_ino, found.st_size, found.st_mtime_ns


_WRONG_PLACE: dict[Environment, str] = {
    "practice": "is a practice key set: production never trusts it",
    "production": "is a production key set: practice never trusts it",
}


def _unreadable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(f"KORTSJEKK_KEYSET: {path} cannot be read ({error.strerror})")


def _roots(path: Path) -> tuple[ec.EllipticCurvePublicKey, ...]:
    try:
        return keyfile.read_public(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"KORTSJEKK_ROOT: {path} cannot be read ({error.strerror})") from error
    except CardError as error:
        raise ConfigError(f"KORTSJEKK_ROOT: {path} {error}") from error
