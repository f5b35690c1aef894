"""How gunicorn serves Kortsjekk, from `make run` and on a Procfile host alike.

Threads, because a phone on a weak line holds its connection for seconds: with one request at a time per
worker, two such phones would stop everybody. Decoding is done by processes of their own (verifier/decoder).
"""

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

# HOST and PORT as `make run` reads them. A host that reads the Procfile sets PORT alone, and its router comes
# from outside: then on all addresses. Without either, for this machine alone.
_port = os.environ.get("PORT")
_host = os.environ.get("HOST") or ("0.0.0.0" if _port else "127.0.0.1")  # noqa: S104 -- see above
bind = f"[{_host}]:{_port or 8000}" if ":" in _host else f"{_host}:{_port or 8000}"

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 16

timeout = 60
graceful_timeout = 20
keepalive = 15
if Path("/dev/shm").is_dir():  # noqa: S108 -- a memory disk for heartbeats, holding nothing of ours
    worker_tmp_dir = "/dev/shm"  # noqa: S108 -- the same

# Two instances on one machine would share the control socket, and a read-only home has no room for it.
control_socket_disable = True

# No access log: addresses and times of who checked whom are personal data.
accesslog = None
loglevel = os.environ.get("LOG_LEVEL", "info")

# Counters of all workers are added up through this folder, which has to be empty at the start.
METRICS = "PROMETHEUS_MULTIPROC_DIR"
_own_metrics = METRICS not in os.environ
if _own_metrics:
    os.environ[METRICS] = tempfile.mkdtemp(prefix="kortsjekk-metrics-")


def without_numbers(record: Any) -> bool:
    """Take card numbers out of a line before it is written: companies ask with the number in the address."""
    record.msg, record.args = re.sub(r"/cards/[^/\s]*", "/cards/…", record.getMessage()), ()
    return True


def on_starting(server: Any) -> None:
    """Where gunicorn names an address, as of a request that is no good HTTP, it names no card."""
    server.log.error_log.addFilter(without_numbers)


def post_fork(server: Any, worker: Any) -> None:
    """What a worker writes is for this account alone."""
    from sync.private_file import OWNER_ALONE

    os.umask(OWNER_ALONE)


def post_worker_init(worker: Any) -> None:
    """A worker serves when its decoders are ready; the workers share the cores."""
    from verifier import decoding

    decoding.decoders(worker.cfg.workers)


def child_exit(server: Any, worker: Any) -> None:
    """Take a worker that is gone out of the live gauges."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # the library leaves it untyped


def on_exit(server: Any) -> None:
    """Remove the counters' folder, if it was made here."""
    if _own_metrics:
        shutil.rmtree(os.environ[METRICS], ignore_errors=True)
