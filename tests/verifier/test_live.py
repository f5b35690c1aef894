"""What only a real gunicorn shows: answers that arrive, and files that are this account's alone."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime

import pytest

from sync.ledger.company_keys import Scope
from sync.store import Ledger
from tests.support.decoders import PROC, children_of, decoders_of, is_over, is_there, needs_proc
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


@pytest.mark.parametrize("announced", ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
def test_a_refused_body_that_trickles_is_answered_and_the_connection_closed(
    live_server: Product, announced: str
) -> None:
    """A byte at a time, far more slowly than it would take until the end; refused as from elsewhere."""
    piece = b"1\r\nx\r\n" if "chunked" in announced else b"x"
    head = f"POST /api/v1/frames HTTP/1.1\r\nHost: localhost\r\nOrigin: https://else.example\r\n{announced}\r\n\r\n"
    with closing(socket.create_connection(("localhost", live_server.port), timeout=60)) as connection:
        connection.sendall(head.encode())
        over = threading.Event()
        trickle = threading.Thread(target=send_slowly, args=(connection, piece, over))
        trickle.start()
        try:
            heard = bytearray()
            with suppress(ConnectionError):
                while more := connection.recv(4096):
                    heard += more
        finally:
            over.set()
            trickle.join()

    assert b" 403 " in heard.partition(b"\r\n")[0]
    assert b"wrong-origin" in heard
    assert answer_to(live_server, "/api/v1/frames", b"") == (401, "not-signed-in")


def send_slowly(connection: socket.socket, piece: bytes, over: threading.Event) -> None:
    """Send a piece four times a second until nobody takes it, or it is over."""
    with suppress(OSError):
        while not over.wait(0.25):
            connection.sendall(piece)


@needs_proc
def test_a_worker_that_is_killed_leaves_no_decoder_behind_and_the_product_serves_on(
    start_product: StartProduct,
) -> None:
    product = start_product(settings={"WEB_CONCURRENCY": "1"})
    assert product.process is not None
    [worker] = children_of(product.process.pid)
    decoders = decoders_of(worker)
    ends = [os.pidfd_open(pid) for pid in (worker, *decoders)]
    os.kill(worker, signal.SIGKILL)

    assert decoders
    assert all(is_over(end) for end in ends)
    assert answer_to(product, "/api/v1/frames", b"") == (401, "not-signed-in")
    [following] = children_of(product.process.pid)
    assert following != worker
    assert decoders_of(following)


@needs_proc
def test_a_worker_that_is_asked_to_end_takes_its_decoders_with_it(start_product: StartProduct) -> None:
    product = start_product(settings={"WEB_CONCURRENCY": "2"})
    assert product.process is not None
    workers = children_of(product.process.pid)
    decoders = set().union(*(decoders_of(worker) for worker in workers))
    product.stop()

    assert decoders
    assert not any(is_there(pid) for pid in decoders)


@needs_proc
def test_decoders_hold_no_secret_of_the_product_that_runs(start_product: StartProduct) -> None:
    """The settings of a real instance, as the system shows them; who is not root is shown nothing at all."""
    secrets = {"SECRET_KEY": "k" * 48, "KORTSJEKK_TRUSTED_PROXIES": "0"}
    product = start_product(settings=secrets)
    assert product.process is not None
    for worker in children_of(product.process.pid):
        for decoder in decoders_of(worker):
            with suppress(PermissionError):
                given = (PROC / str(decoder) / "environ").read_bytes().split(b"\0")
                names = {each.partition(b"=")[0].decode() for each in given if each}
                assert names <= {"PATH", "LD_LIBRARY_PATH", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"}


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


def test_a_number_in_an_address_does_not_land_in_the_log_however_much_is_logged(
    start_product: StartProduct,
) -> None:
    product = start_product(settings={"LOG_LEVEL": "debug"})
    ledger = Ledger(product.ledger_url)
    key = ledger.company_keys.make("314102274", Scope.ANY_CARD, 100, 100, datetime.now(UTC))
    ledger.close()
    address = "/api/v1/cards/99010417/status"
    with closing(connection_to(product)) as connection:
        connection.request("GET", address, headers={"Authorization": f"Bearer {key}"})
        assert json.loads(connection.getresponse().read())["status"] == "valid"
        connection.request("GET", address)
        assert connection.getresponse().read()
    for request in (f"GET {address}", f"GET {address} HTTP/9.9", f"GET {address} HTTP/1.1\r\nno header"):
        with closing(socket.create_connection(("localhost", product.port), 20)) as raw:
            raw.sendall(f"{request}\r\n\r\n".encode())
            assert b"400" in raw.recv(1000)
    body = json.dumps({"code": "99010417"})
    with closing(connection_to(product)) as connection:
        sent = {"Origin": product.base_url, "Content-Type": "application/json"}
        connection.request("POST", "/api/v1/public/checks", body, sent)
        assert json.loads(connection.getresponse().read())["answer"] == "valid"

    product.stop()

    assert "/cards/" in product.said()
    assert [each for each in ("99010417", key, key.split("_")[2]) if each in product.said()] == []
