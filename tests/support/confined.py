"""A program: confines itself as a decoder does, tries what it must not do, and prints what came of it."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def tried(attempt: Callable[[], object]) -> str:
    """Return the kind of error that an attempt ends in, or "done"."""
    try:
        attempt()
    except (OSError, MemoryError, ValueError) as error:
        return type(error).__name__
    return "done"


def connect(kind: int) -> None:
    """Reach the machine itself, at a port where nobody is: refused by nobody but the confinement."""
    with socket.socket(socket.AF_INET, kind) as channel:
        channel.connect(("127.0.0.1", 9))


def raise_the_limit() -> None:
    """Ask for more than what was left."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def main() -> None:
    """Confine, by the layers named as arguments or by all; try; print."""
    from verifier.decoder import confinement, seccomp

    if "without-seccomp" in sys.argv:
        seccomp.PROCESSORS.clear()
    own = Path(__file__)
    attempts: dict[str, Callable[[], object]] = {
        "compute": lambda: sum(range(1000)),
        "some memory": lambda: bytearray(50_000_000),
        "too much memory": lambda: bytearray(2_000_000_000),
        "read a file": lambda: os.open(own, os.O_RDONLY),
        "read its parent's settings": lambda: os.open(f"/proc/{os.getppid()}/environ", os.O_RDONLY),
        "write a file": lambda: os.open("/tmp/kortsjekk-not-there", os.O_WRONLY | os.O_CREAT),  # noqa: S108
        "TCP": lambda: connect(socket.SOCK_STREAM),
        "UDP": lambda: connect(socket.SOCK_DGRAM),
        "a child": lambda: os.fork() or os._exit(0),
        "another program": lambda: os.execv(sys.executable, [sys.executable]),  # noqa: S606 -- refused
        "signal its parent": lambda: os.kill(os.getppid(), signal.SIGCONT),
        "raise its limits": raise_the_limit,
    }
    import resource  # noqa: F401 -- loaded while files can be

    held_by = confinement.confine()
    print(json.dumps({"held_by": held_by, "tried": {name: tried(act) for name, act in attempts.items()}}))


if __name__ == "__main__":
    main()
