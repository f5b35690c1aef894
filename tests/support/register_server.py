"""A server on loopback that serves registers: recorded answers, and every fault a server can have."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import ClassVar

Act = Callable[["Exchange"], None]


class Exchange(BaseHTTPRequestHandler):
    """One request, for an act to answer; `over` is set when the test ends."""

    protocol_version = "HTTP/1.1"
    # Head and body are two packets: on a connection that is kept the second would wait for an answer.
    disable_nagle_algorithm = True
    acts: ClassVar[dict[str, Act]]
    asked: ClassVar[list[tuple[str, dict[str, str]]]]
    over: ClassVar[Event]
    sent: bytes = b""

    def do_GET(self) -> None:
        """Answer by the act for this path, else 404."""
        self.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        self.close_connection = True
        with suppress(ConnectionError, ssl.SSLError):
            self._act()(self)

    def _act(self) -> Act:
        path = self.path.partition("?")[0]
        above = [f"{path[:end]}/" for end in range(len(path) - 1, -1, -1) if path[end] == "/"]
        return next((self.acts[each] for each in (path, *above) if each in self.acts), refused(404))

    def do_POST(self) -> None:
        """Keep what is sent, and answer as do_GET does."""
        self.sent = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.do_GET()

    def head(self, status: int, **headers: str) -> None:
        """Send status and headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        self.end_headers()

    def handle(self) -> None:
        """Answer, unless the connection is gone before anything was asked."""
        with suppress(ConnectionError, ssl.SSLError):
            super().handle()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class RegisterServer:
    """Where it listens, what it answers to each path, and what it was asked: paths with headers.

    The act of a path that ends in a slash is that of all paths below it which have none of their own.
    """

    port: int
    scheme: str = "http"
    acts: dict[str, Act] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def address(self, path: str = "/file") -> str:
        """The address of a path."""
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"


def gives(body: bytes, status: int = 200, **headers: str) -> Act:
    """Answer with a body."""

    def act(exchange: Exchange) -> None:
        exchange.head(status, **{"Content_Length": str(len(body)), **headers})
        exchange.wfile.write(body)

    return act


def refused(status: int, **headers: str) -> Act:
    """Answer with a status and a page that says so."""
    return gives(f"<html><h1>{status}</h1></html>".encode(), status, Content_Type="text/html", **headers)


def redirects(to: str, status: int = 302) -> Act:
    """Lead on."""
    return gives(b"", status, Location=to)


def then(*acts: Act) -> Act:
    """Answer with one act after the other; the last one stays."""
    left = list(acts)

    def act(exchange: Exchange) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(exchange)

    return act


def validated(body: bytes, etag: str) -> Act:
    """Answer 304 to who has it already."""

    def act(exchange: Exchange) -> None:
        if exchange.headers.get("If-None-Match") == etag:
            exchange.head(304, ETag=etag)
        else:
            gives(body, ETag=etag)(exchange)

    return act


def cut(body: bytes, promised: int) -> Act:
    """Promise more than comes."""

    def act(exchange: Exchange) -> None:
        exchange.head(200, Content_Length=str(promised))
        exchange.wfile.write(body)

    return act


def endless(block: bytes) -> Act:
    """Send the same block until nobody takes it."""

    def act(exchange: Exchange) -> None:
        exchange.head(200)
        while not exchange.over.is_set():
            exchange.wfile.write(block)

    return act


def trickles(body: bytes, every_s: float = 0.05) -> Act:
    """Send one byte after the other, slower than anybody waits for."""

    def act(exchange: Exchange) -> None:
        for byte in body:
            exchange.wfile.write(bytes([byte]))
            exchange.wfile.flush()
            if exchange.over.wait(every_s):
                return

    return act


def drops(exchange: Exchange) -> None:
    """End the connection without a word."""
    exchange.connection.close()


def garbles(exchange: Exchange) -> None:
    """Answer with what is no HTTP."""
    exchange.wfile.write(b"220 mail.example ESMTP\r\n" * 10)


def circles(exchange: Exchange) -> None:
    """Lead on to the same address."""
    gives(b"", 302, Location=exchange.path)(exchange)


def kept(act: Act) -> Act:
    """Act, and keep the connection for the next request."""

    def keeping(exchange: Exchange) -> None:
        exchange.close_connection = False
        act(exchange)

    return keeping


def silent(exchange: Exchange) -> None:
    """Say nothing until the test ends."""
    exchange.over.wait()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Many who come at once are let in; with the usual five the sixth would wait a second and more.
    request_queue_size = 128


@contextmanager
def register_server(tls: ssl.SSLContext | None = None, port: int = 0) -> Iterator[RegisterServer]:
    """A server that runs as long as the body, over TLS where it is given a context for it.

    On a port that is free, unless one is given.
    """
    over = Event()
    served = RegisterServer(0, "http" if tls is None else "https")
    handler = type("Served", (Exchange,), {"acts": served.acts, "asked": served.asked, "over": over})
    server = _Server(("127.0.0.1", port), handler)
    if tls is not None:
        # The handshake in the thread of its request: a refused one stops nobody else.
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    served.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
