"""Ends a request at its deadline from outside: limits of single reads do not end a slow trickle."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Lock, Timer


class Watch:
    """Knows the connections of a request, to shut them down."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._over = False
        self._lock = Lock()

    def notice(self, event: str, info: Mapping[str, object]) -> None:
        """Called by the HTTP library at each step of a request."""
        if event == "connection.connect_tcp.complete":
            stream = info["return_value"]
            found = stream.get_extra_info("socket") if hasattr(stream, "get_extra_info") else None
            if isinstance(found, socket.socket):
                # A second handle on the same connection: TLS will take the first one over.
                self._add(found.dup())

    def _add(self, handle: socket.socket) -> None:
        with self._lock:
            self._sockets.append(handle)
            is_over = self._over
        if is_over:
            self.end()

    def end(self) -> None:
        """Shut all connections down: who waits for one of them gets an error at once."""
        with self._lock:
            self._over = True
            for each in self._sockets:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the handles."""
        for each in self._sockets:
            each.close()


@contextmanager
def ended_at(deadline: float) -> Iterator[Watch]:
    """A watch whose connections are shut down at `deadline` (of time.monotonic), if the body still runs."""
    watch = Watch()
    timer = Timer(max(0.0, deadline - time.monotonic()), watch.end)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
        timer.join()
        watch.close()
