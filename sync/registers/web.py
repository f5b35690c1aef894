"""What holds for every request to a register: which address may be asked, where a redirect may lead, what
a refusal means. No network here."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from sync.registers.rows import SourceError

TRIED_AGAIN = (429, 500, 502, 503, 504)
REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 3
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class FetchFailed(SourceError):
    """Nothing usable was answered; `status` is what the server said, where it said anything."""

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


class Passing(FetchFailed):
    """A failure that may be over soon; `after_s` is how long the server asks to wait."""

    def __init__(self, why: str, status: int | None = None, after_s: float | None = None) -> None:
        super().__init__(why, status)
        self.after_s = after_s


def checked(address: str) -> httpx2.URL:
    """The address, if it may be asked at all: HTTPS, or plain HTTP on this machine; raises FetchFailed."""
    try:
        url = httpx2.URL(address)
    except (httpx2.InvalidURL, ValueError) as error:
        raise FetchFailed(f"no address: {error}") from error
    if url.userinfo:
        raise FetchFailed("an address must not hold a password")
    if url.scheme != "https" and not (url.scheme == "http" and url.host in LOOPBACK):
        raise FetchFailed("only https:// is asked")
    return url


def redirected(answer: httpx2.Response) -> httpx2.URL:
    """Where a redirect leads, if it may be followed: the same host and port, and never from TLS to none."""
    asked = answer.request.url
    try:
        url = asked.join(answer.headers.get("Location", ""))
    except (httpx2.InvalidURL, ValueError) as error:
        raise FetchFailed("led to an address that is none", answer.status_code) from error
    if (url.scheme, url.host, url.port) != (asked.scheme, asked.host, asked.port) or url.userinfo:
        raise FetchFailed(f"led to another place ({url.scheme}://{url.host})", answer.status_code)
    return url


def retry_after(headers: httpx2.Headers) -> float | None:
    """The seconds that a server asks to wait, given as a number or as a time; None where it is neither."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
        if until.tzinfo is None:
            return None
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return None


def is_certificate(error: BaseException | None) -> bool:
    """Whether a connection failed because nobody trusted vouches for the server."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
