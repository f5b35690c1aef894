"""How a register is told who asks: not at all, by a key in a header, or by a token (maskinporten.py)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sync.registers.web import FetchFailed

MAX_SECRET = 4096
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
# These say who is asked, and how long the request is.
_TAKEN = {"host", "connection", "content-length", "transfer-encoding", "accept", "accept-encoding"}


class NoToken(FetchFailed):
    """There is no token to ask with; of the register itself that says nothing."""


class Credentials(Protocol):
    """What goes with a request so that it is answered."""

    async def headers(self, deadline: float) -> Mapping[str, str]:
        """The headers to send; raises NoToken where they cannot be had by `deadline`."""
        ...

    def refused(self, sent: Mapping[str, str]) -> bool:
        """The register did not take these headers (401): whether it is of use to ask with new ones."""
        ...


class NoCredentials:
    """For a register that answers everybody."""

    async def headers(self, deadline: float) -> Mapping[str, str]:
        """Nothing."""
        return {}

    def refused(self, sent: Mapping[str, str]) -> bool:
        """There are no others."""
        return False


@dataclass(frozen=True, slots=True)
class HeaderKey:
    """A key in a header, such as `X-API-Key`."""

    name: str
    secret: str = field(repr=False)

    @classmethod
    def from_file(cls, name: str, path: Path) -> HeaderKey:
        """The key in a file; raises OSError where there is none, ValueError where it is of no use."""
        if not _HEADER.fullmatch(name) or name.lower() in _TAKEN:
            raise ValueError("no header that a key can be sent in")
        with path.open(encoding="utf-8") as file:
            secret = file.read(MAX_SECRET + 2).strip()
        if not 0 < len(secret) <= MAX_SECRET or not secret.isascii() or not secret.isprintable():
            raise ValueError(f"holds no key of 1 to {MAX_SECRET} plain characters on one line")
        return cls(name, secret)

    async def headers(self, deadline: float) -> Mapping[str, str]:
        """The one header."""
        return {self.name: self.secret}

    def refused(self, sent: Mapping[str, str]) -> bool:
        """There is no other."""
        return False
