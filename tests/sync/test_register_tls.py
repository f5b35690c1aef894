"""Registers are asked over TLS by servers that somebody trusted vouches for."""

from __future__ import annotations

import io
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.registers.fetch import Fetcher, FetchFailed, Limits, Wanted
from tests.support import register_server as server
from tests.support.register_server import RegisterServer
from verifier import certificate

BODY = b"[1]"
QUICK = Limits(connect_s=2, read_s=30, total_s=1.5, first_wait_s=0.01, attempts=3)


@pytest.fixture
def files(tmp_path: Path) -> certificate.Files:
    """A certificate for this machine, with the authority that signed it."""
    return certificate.keep(tmp_path / "tls", ["127.0.0.1"], datetime.now(UTC))


@pytest.fixture
def served(files: certificate.Files) -> Iterator[RegisterServer]:
    """A register's server that speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.chain, files.key)
    with server.register_server(context) as running:
        yield running


def got(address: str, authorities: Path | None) -> bytes:
    """Fetch an address, trusting some authorities."""
    fetcher, file = Fetcher(QUICK, authorities=authorities, pause=lambda _: None), io.BytesIO()
    try:
        fetcher.whole(Wanted(address, "application/json"), file)
    finally:
        fetcher.close()
    return file.getvalue()


def test_a_server_that_a_trusted_authority_vouches_for_is_asked(
    served: RegisterServer, files: certificate.Files
) -> None:
    served.acts["/file"] = server.gives(BODY)

    assert got(served.address(), files.authority) == BODY


def test_a_server_that_nobody_vouches_for_is_asked_once_and_not_told_anything(
    served: RegisterServer,
) -> None:
    served.acts["/file"] = server.gives(BODY)

    with pytest.raises(FetchFailed, match="its certificate is not trusted"):
        got(served.address(), None)

    assert served.asked == []


def test_a_certificate_of_another_name_is_not_trusted(
    served: RegisterServer, files: certificate.Files
) -> None:
    with pytest.raises(FetchFailed, match="its certificate is not trusted"):
        got(served.address().replace("127.0.0.1", "localhost"), files.authority)


def test_a_redirect_out_of_tls_is_not_followed(served: RegisterServer, files: certificate.Files) -> None:
    served.acts["/file"] = server.redirects(served.address("/open").replace("https", "http"))

    with pytest.raises(FetchFailed, match="led to another place"):
        got(served.address(), files.authority)


def test_a_slow_answer_over_tls_is_ended_in_time(served: RegisterServer, files: certificate.Files) -> None:
    served.acts["/file"] = server.trickles(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000)
    started = time.monotonic()

    with pytest.raises(FetchFailed, match="took longer than allowed"):
        got(served.address(), files.authority)

    assert time.monotonic() - started < 15
