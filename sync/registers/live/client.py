"""Asks one server over HTTP, within limits: a small answer, whole and in time, or a failure with its reason.

A reason names no path and repeats nothing of what was sent or answered: both may be about a person.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import httpx2

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

USER_AGENT = "Kortsjekk/0.1 (register look-up)"
JSON_BYTES = 256 * 1024
# Both would write the addresses that are asked, and with them card numbers.
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class OutOfTime(FetchFailed):
    """The time of the whole check was over before the answer was whole."""


class Crowded(FetchFailed):
    """No connection of ours was free in time: the register has done nothing wrong."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often: seconds and attempts, for one connection, one read, and between attempts."""

    connect_s: float = 1.0
    read_s: float = 1.5
    attempts: int = 2
    first_wait_s: float = 0.1
    connections: int = 16


@dataclass(frozen=True, slots=True)
class Question:
    """One request; with a `form` it is a POST, which is sent once and led nowhere."""

    address: str
    accept: str
    headers: Mapping[str, str] = field(default_factory=dict)
    most_bytes: int = JSON_BYTES
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: status, media type without parameters, in lower case, and body."""

    status: int
    media_type: str
    body: bytes


class Client:
    """Asks within its limits; lives in one event loop."""

    def __init__(self, limits: Limits, authorities: ssl.SSLContext) -> None:
        """`authorities` holds whom to trust."""
        self._limits = limits
        self._client = httpx2.AsyncClient(
            verify=authorities,
            trust_env=False,
            timeout=httpx2.Timeout(limits.read_s, connect=limits.connect_s),
            follow_redirects=False,
            limits=httpx2.Limits(
                max_connections=limits.connections,
                max_keepalive_connections=limits.connections,
                keepalive_expiry=15.0,
            ),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()

    async def ask(self, question: Question, deadline: float) -> Reply:
        """The answer, asked for again where a failure may be over soon; `deadline` is of time.monotonic.

        Raises FetchFailed; its `status` is what the server said last.
        """
        attempts = 1 if question.form is not None else self._limits.attempts
        for attempt in range(attempts):
            try:
                return await self._in_time(question, deadline)
            except Passing as failure:
                # Who asks to wait is not asked again in this check: that is for the breaker.
                if failure.after_s is not None or attempt + 1 == attempts:
                    raise
                wait = secrets.SystemRandom().uniform(0.5, 1.0) * self._limits.first_wait_s * 2**attempt
                if time.monotonic() + wait >= deadline:
                    raise
                await asyncio.sleep(wait)
        raise FetchFailed("no attempt is allowed")

    async def _in_time(self, question: Question, deadline: float) -> Reply:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._attempt(question)
        except TimeoutError as error:
            raise OutOfTime("took longer than allowed") from error
        except httpx2.PoolTimeout as error:
            raise Crowded("our own connections were all in use") from error
        except httpx2.TimeoutException as error:
            # Asked again it would cost the same time.
            raise FetchFailed(f"was silent for too long ({type(error).__name__})") from error
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            if is_certificate(error):
                raise FetchFailed("its certificate is not trusted") from error
            raise Passing(f"the connection failed ({type(error).__name__})") from error
        except (httpx2.InvalidURL, httpx2.HTTPError) as error:
            raise FetchFailed(f"answered with what is no HTTP ({type(error).__name__})") from error

    async def _attempt(self, question: Question) -> Reply:
        address = checked(question.address)
        method = "GET" if question.form is None else "POST"
        headers = {"Accept": question.accept, **question.headers}
        for _ in range(MOST_REDIRECTS + 1):
            async with self._client.stream(method, address, headers=headers, data=question.form) as answer:
                if answer.status_code not in REDIRECTS:
                    return await _taken(answer, question)
                if question.form is not None:
                    raise FetchFailed("led elsewhere", answer.status_code)
                address = redirected(answer)
        raise FetchFailed("led from one address to the next without end")


async def _taken(answer: httpx2.Response, question: Question) -> Reply:
    status = answer.status_code
    if status in TRIED_AGAIN:
        raise Passing(f"answered {status}", status, retry_after(answer.headers))
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise FetchFailed("answered in an encoding that was not asked for", status)
    body = bytearray()
    async for piece in answer.aiter_raw():
        body += piece
        if len(body) > question.most_bytes:
            raise FetchFailed(f"answered with more than {question.most_bytes} bytes", status)
    media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Reply(status, media_type, bytes(body))


def trusting(authorities: Path | None) -> ssl.SSLContext:
    """Whom to trust by a PEM file, None: the system's; raises OSError or ValueError where it is none."""
    return _usual() if authorities is None else ssl.create_default_context(cafile=authorities)


@cache
def _usual() -> ssl.SSLContext:
    """Read once: it takes longer than a look-up."""
    return httpx2.create_ssl_context()
