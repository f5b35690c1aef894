"""What the person at the terminal sees, and how commands are run without flooding it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

TAIL_LINES = 15


class SetupError(Exception):
    """Set-up can't go on; `advice` tells the person what to do about it."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


class CommandFailed(Exception):
    """A command ended with an exit code other than 0; `tail` holds the last lines it printed."""

    def __init__(self, command: Sequence[str], code: int, tail: str) -> None:
        super().__init__(f"{command[0]} ended with {code}")
        self.command = list(command)
        self.code = code
        self.tail = tail


@dataclass
class Console:
    """Writes progress lines to standard output and everything else to a log file."""

    log: Path
    steps_done: int = field(default=0, init=False)

    def say(self, line: str = "") -> None:
        """Print one line at once; signs the terminal can't show are replaced."""
        encoding = sys.stdout.encoding or "ascii"
        print(line.encode(encoding, "replace").decode(encoding), flush=True)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Show `what` while the body runs, then how many seconds it took."""
        started = time.monotonic()
        try:
            with ticking(what) if sys.stdout.isatty() else nullcontext():
                yield
        except BaseException:
            self.say(f"{self._line_start()}  failed  {what}")
            raise
        self.steps_done += 1
        self.say(f"{self._line_start()}  done {time.monotonic() - started:5.1f} s  {what}")

    def run(
        self, command: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> str:
        """Run a command, log and return its output; raises CommandFailed on any exit code but 0."""
        words = [str(word) for word in command]
        try:
            done = subprocess.run(
                words,
                cwd=cwd,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except OSError as error:
            raise CommandFailed(words, 127, str(error)) from error
        self._log(words, done.stdout)
        if done.returncode != 0:
            raise CommandFailed(words, done.returncode, last_lines(done.stdout))
        return done.stdout

    def _log(self, words: Sequence[str], output: str) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(words)}\n{output}\n")

    @staticmethod
    def _line_start() -> str:
        return "\r\033[K" if sys.stdout.isatty() else ""


@contextmanager
def ticking(what: str) -> Iterator[None]:
    """Show `what` and the seconds that go by, so that a long step is seen to live."""
    started, over = time.monotonic(), threading.Event()

    def tick() -> None:
        while True:
            print(f"\r  ... {time.monotonic() - started:6.0f} s  {what}", end="", flush=True)
            if over.wait(1):
                return

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def last_lines(text: str, count: int = TAIL_LINES) -> str:
    """Return the last lines of `text` that hold anything."""
    return "\n".join([line for line in text.splitlines() if line.strip()][-count:])
