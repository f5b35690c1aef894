"""The newest key set that this installation ever took: a restart must not make an older one good again."""

from __future__ import annotations

import base64
import fcntl
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from signing.errors import RefusalCode
from signing.keyset import KeySet, read_by_any
from sync import private_file
from verifier.config import ConfigError

_log = logging.getLogger(__name__)

# A set that has run out still says which number comes next.
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Roots = Sequence[ec.EllipticCurvePublicKey]
Signed = tuple[KeySet, bytes]


class NewestKeySet:
    """The file that holds it, shared by all workers of the installation."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, roots: Roots) -> Signed | None:
        """The set with its signed bytes; None where none was kept, or one by a root that is no longer known.

        Whoever takes a root off has begun anew. Raises ConfigError when the file is damaged.
        """
        try:
            signed = base64.b64decode(json.loads(self._path.read_text("utf-8"))["set"], validate=True)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ConfigError(f"{self._path} cannot be read ({error.strerror})") from error
        except (KeyError, TypeError, ValueError) as error:
            raise ConfigError(f"{self._path} {_DAMAGED}") from error
        found = read_by_any(signed, roots, _LONG_AGO)
        if isinstance(found, KeySet):
            return found, signed
        if found.code is not RefusalCode.ROOT_UNKNOWN:
            raise ConfigError(f"{self._path} {_DAMAGED}")
        _log.warning("the key set in use before was signed by a root that is not known now: beginning anew")
        return None

    def keep(self, keyset: KeySet, signed: bytes, roots: Roots) -> None:
        """Remember a set that was taken, unless another worker has taken a newer one.

        What cannot be written is logged: work goes on, and a restart forgets. A damaged one is written anew.
        """
        document = json.dumps({"sequence": keyset.sequence, "set": base64.b64encode(signed).decode()})
        try:
            with self._alone():
                known = self._known(roots)
                if known is None or known[0].sequence < keyset.sequence:
                    private_file.put(self._path, document.encode())
        except OSError as error:
            _log.error("a restart forgets the newest key set: %s cannot be written (%s)", self._path, error)

    def _known(self, roots: Roots) -> Signed | None:
        try:
            return self.read(roots)
        except ConfigError as error:
            _log.error("%s: it is written anew", error)
            return None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Of two workers the slower one must not write an older set over a newer one."""
        lock = self._path.with_name(f".{self._path.name}.lock")
        private_file.make_empty(lock)
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


_DAMAGED = "is damaged: compare the number of the set with what other nodes serve, then delete the file"
