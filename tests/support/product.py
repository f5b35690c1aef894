"""The product as it runs for a person: `python -m verifier`, a real gunicorn, a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 60.0
STOPPED_WITHIN_S = 30.0
# Settings of the person who runs the tests must not reach the product under test.
OURS = ("HOST", "PORT", "DATABASE_URL", "SECRET_KEY", "WEB_CONCURRENCY", "LOG_LEVEL")


def free_port() -> int:
    """Return a port of this machine that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Product:
    """A product that can be started, stopped and started again on the same port and data."""

    instance: Path
    database_url: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        """Scheme, host and port, as a person types them."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        """What the product prints."""
        return self.instance.parent / f"{self.instance.name}.log"

    @property
    def ledger_url(self) -> str:
        """The database that the reports go to."""
        return self.database_url or f"sqlite:///{self.instance / 'ledger.db'}"

    def start(self) -> None:
        """Start it and return when it is ready to answer."""
        if self.process is not None:
            raise RuntimeError("the product runs already")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "verifier"],
                cwd=CHECKOUT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop it; requests under way are answered first. A stopped product may be stopped again."""
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def said(self) -> str:
        """Return all that it printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in OURS and not k.startswith("KORTSJEKK_")}
        given = {"PORT": str(self.port), "KORTSJEKK_INSTANCE": str(self.instance)}
        if self.database_url is not None:
            given["DATABASE_URL"] = self.database_url
        return {**kept, **given, **self.settings}

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + READY_WITHIN_S
        while not _answers(f"{self.base_url}/readyz"):
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError(f"the product did not start:\n{self.said()[-3000:]}")
            if time.monotonic() > end:
                raise TimeoutError(
                    f"the product was not ready in {READY_WITHIN_S:.0f} s:\n{self.said()[-3000:]}"
                )
            time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 -- an address of our own
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
