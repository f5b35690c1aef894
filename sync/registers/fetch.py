"""Fetches what registers publish over HTTPS: bounded in time and size, and led nowhere else.

Only GET, so that a request may be repeated. Redirects stay on the same host and never leave HTTPS. Plain
HTTP is for this machine alone.
"""

from __future__ import annotations

import secrets
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx2

from sync.registers.deadline import ended_at
from sync.registers.web import (
    MOST_REDIRECTS,
    REDIRECTS,
    TRIED_AGAIN,
    FetchFailed,
    Passing,
    checked,
    is_certificate,
    redirected,
    retry_after,
)

__all__ = ["USER_AGENT", "FetchFailed", "Fetched", "Fetcher", "Limits", "Wanted"]

USER_AGENT = "Kortsjekk/0.1 (register mirror)"
MAX_VALIDATOR = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: seconds, bytes, attempts. `total_s` spans all attempts of one call."""

    connect_s: float = 10.0
    read_s: float = 30.0
    total_s: float = 1800.0
    longest_wait_s: float = 120.0
    first_wait_s: float = 1.0
    attempts: int = 4
    most_bytes: int = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request: what is asked for, and what is already there (from an earlier answer's headers).

    `most_bytes` is a limit for this answer, where the general one is too wide.
    """

    address: str
    accept: str
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    most_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole answer was written; the two validators are for the next time, None where none was given."""

    etag: str | None
    last_modified: str | None


class Fetcher:
    """Fetches with one set of limits; use it in one thread, and close it."""

    def __init__(
        self,
        limits: Limits = Limits(),  # noqa: B008 -- frozen
        *,
        authorities: Path | None = None,
        proxy: str | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`authorities` is a PEM file to trust in place of the system's; `proxy` an address to go through.

        Raises OSError when the file cannot be used, ValueError on an address that is none.
        """
        self._limits, self._pause = limits, pause
        self._client = httpx2.Client(
            verify=True if authorities is None else ssl.create_default_context(cafile=authorities),
            # Settings come as options: a variable of the environment redirects nothing here.
            trust_env=False,
            proxy=proxy,
            timeout=httpx2.Timeout(limits.read_s, connect=limits.connect_s),
            follow_redirects=False,
            # Each request on its own connection: the watch ends a request by its connection.
            limits=httpx2.Limits(max_keepalive_connections=0),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def whole(self, wanted: Wanted, into: BinaryIO) -> Fetched | None:
        """Write a whole answer into an empty file, or return None: unchanged since what `wanted` names.

        Raises FetchFailed; what then stands in the file is of no use.
        """
        deadline = time.monotonic() + self._limits.total_s
        for attempt in range(self._limits.attempts):
            into.seek(0)
            into.truncate()
            try:
                return self._attempt(wanted, into, deadline)
            except Passing as failure:
                wait = self._wait_s(attempt, failure)
                if attempt + 1 == self._limits.attempts or time.monotonic() + wait > deadline:
                    raise
                self._pause(wait)
        raise FetchFailed("no attempt is allowed")

    def _wait_s(self, attempt: int, failure: Passing) -> float:
        """What the server asks for, else twice as long each time; spread, so that not all return at once."""
        if failure.after_s is None:
            doubled = self._limits.first_wait_s * 2**attempt
            return secrets.SystemRandom().uniform(doubled / 2, min(doubled, self._limits.longest_wait_s))
        if failure.after_s > self._limits.longest_wait_s:
            raise FetchFailed(
                f"{failure} and asks to wait {failure.after_s:.0f} s, which is too long", failure.status
            )
        return failure.after_s + secrets.SystemRandom().uniform(0, self._limits.first_wait_s)

    def _attempt(self, wanted: Wanted, into: BinaryIO, deadline: float) -> Fetched | None:
        address = checked(wanted.address)
        with ended_at(deadline) as watch:
            try:
                for _ in range(MOST_REDIRECTS + 1):
                    extensions = {"trace": watch.notice}
                    headers = _headers(wanted)
                    with self._client.stream(
                        "GET", address, headers=headers, extensions=extensions
                    ) as answer:
                        if answer.status_code not in REDIRECTS:
                            return self._taken(answer, wanted, into, deadline)
                        address = redirected(answer)
            except (httpx2.TransportError, httpx2.DecodingError) as error:
                if time.monotonic() >= deadline:
                    raise FetchFailed("took longer than allowed") from error
                if is_certificate(error):
                    raise FetchFailed("its certificate is not trusted") from error
                raise Passing(_said(error)) from error
            except (httpx2.InvalidURL, httpx2.HTTPError) as error:
                raise FetchFailed(_said(error)) from error
        raise FetchFailed("led from one address to the next without end")

    def _taken(
        self, answer: httpx2.Response, wanted: Wanted, into: BinaryIO, deadline: float
    ) -> Fetched | None:
        status = answer.status_code
        if status == 304 and (wanted.etag or wanted.last_modified):
            return None
        if status in TRIED_AGAIN:
            raise Passing(f"answered {status}", status, retry_after(answer.headers))
        if status != 200:
            raise FetchFailed(f"answered {status}", status)
        if answer.headers.get("Content-Encoding", "identity") not in ("identity", "gzip"):
            raise FetchFailed("answered in an encoding that was not asked for", status)
        most = min(self._limits.most_bytes, wanted.most_bytes or self._limits.most_bytes)
        self._copy(answer, into, deadline, most)
        return Fetched(_validator(answer, "ETag"), _validator(answer, "Last-Modified"))

    @staticmethod
    def _copy(answer: httpx2.Response, into: BinaryIO, deadline: float, most: int) -> None:
        written = 0
        for piece in answer.iter_raw():
            written += len(piece)
            if written > most:
                raise FetchFailed(f"answered with more than {most} bytes")
            if time.monotonic() > deadline:
                raise FetchFailed("took longer than allowed")
            into.write(piece)
        # An answer that ends with its connection looks whole also where the watch ended it.
        if time.monotonic() > deadline:
            raise FetchFailed("took longer than allowed")


def _validator(answer: httpx2.Response, name: str) -> str | None:
    """A header that can be sent back as it came; without one the whole file is fetched next time."""
    value = str(answer.headers.get(name, ""))
    return value if 0 < len(value) <= MAX_VALIDATOR and value.isascii() and value.isprintable() else None


def _headers(wanted: Wanted) -> dict[str, str]:
    given = {"Accept": wanted.accept, **dict(wanted.headers)}
    if wanted.etag:
        given["If-None-Match"] = wanted.etag
    if wanted.last_modified:
        given["If-Modified-Since"] = wanted.last_modified
    return given


def _said(error: Exception) -> str:
    kind = type(error).__name__
    return f"{kind}: {error}"[:200] if str(error) else kind
