"""What only a real gunicorn shows: answers that arrive, and files that are this account's alone."""

from __future__ import annotations

import http.client
import json
import os
import stat
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.support.product import Product
from tests.support.servers import StartProduct

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def cookie(live_server: Product) -> str:
    """The cookie of a signed-in inspector."""
    with closing(connection_to(live_server)) as connection:
        wish = json.dumps({"person": "labour-inspector"})
        sent = {"Origin": live_server.base_url, "Content-Type": "application/json"}
        connection.request("POST", "/practice/sign-in", wish, sent)
        answer = connection.getresponse()
        return str(answer.headers["Set-Cookie"]).partition(";")[0]


def connection_to(product: Product) -> http.client.HTTPConnection:
    """Return a connection that sends all of a request before it looks for the answer."""
    return http.client.HTTPConnection("localhost", product.port, timeout=20)


def in_pieces(size: int) -> Iterator[bytes]:
    """Yield a body that is sent in chunks, without its length."""
    for _ in range(size // MEGABYTE):
        yield bytes(MEGABYTE)


def answer_to(product: Product, path: str, body: bytes | Iterator[bytes], **headers: str) -> tuple[int, str]:
    """Send a POST from this site; return the status and the problem code of the answer."""
    with closing(connection_to(product)) as connection:
        connection.request("POST", path, body, {"Origin": product.base_url, **headers})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())["code"]


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "in chunks"])
@pytest.mark.parametrize("megabytes", [3, 5, 7])
def test_that_a_picture_is_too_large_arrives(
    live_server: Product, cookie: str, megabytes: int, chunked: bool
) -> None:
    size = megabytes * MEGABYTE
    body = in_pieces(size) if chunked else bytes(size)

    assert answer_to(live_server, "/api/v1/frames", body, Cookie=cookie) == (413, "too-large")


def test_that_nobody_is_signed_in_arrives_before_the_picture_is_looked_at(live_server: Product) -> None:
    assert answer_to(live_server, "/api/v1/frames", bytes(2 * MEGABYTE)) == (401, "not-signed-in")


def test_what_is_sent_without_end_is_not_read_without_end(live_server: Product, cookie: str) -> None:
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        answer_to(live_server, "/api/v1/frames", bytes(60 * MEGABYTE), Cookie=cookie)

    assert answer_to(live_server, "/api/v1/frames", b"no picture", Cookie=cookie) == (415, "not-an-image")


def test_everything_that_the_product_writes_is_this_accounts_alone(start_product: StartProduct) -> None:
    """Also for an account that lets others read what it makes."""
    before = os.umask(0o022)
    try:
        product = start_product()
    finally:
        os.umask(before)

    made = [product.instance, *product.instance.rglob("*")]
    assert (product.instance / "ledger.db") in made
    open_to_others = [path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert open_to_others == []


def test_every_figure_is_given_once_however_many_workers_there_are(live_server: Product) -> None:
    with closing(connection_to(live_server)) as connection:
        connection.request("GET", "/metrics")
        figures = connection.getresponse().read().decode()

    named = [line.split()[2] for line in figures.splitlines() if line.startswith("# HELP ")]
    assert sorted(named) == sorted(set(named))
    assert {"kortsjekk_ledger_up", "kortsjekk_register_up", "kortsjekk_keyset_expires"} <= set(named)
    assert "pid=" not in figures
