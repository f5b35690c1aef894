"""One decoder as its web process sees it: a program that is given frames and trusted with nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sync import strict_json
from verifier.decoder.messages import LENGTH, MAX_ANSWER, MAX_TEXTS, Frame
from verifier.seen import FrameFault

PROGRAM = (sys.executable, "-I", str(Path(__file__).with_name("__main__.py")))
# Where programs and libraries lie: a Procfile host keeps zbar in a folder of its own. Nothing else is given.
HANDED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
# One frame, one core; and a process without threads is what can be confined.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
# A text of a QR code has at most 7089 characters; other bar codes have fewer.
MOST_CHARACTERS = 8_000
PIECE = 64 * 1024

Model = TypeVar("Model", bound=BaseModel)
Text = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS)]
Texts = Annotated[tuple[Text, ...], Field(max_length=MAX_TEXTS)]


class Loss(StrEnum):
    """How a decoder was lost: it ended by itself, gave no answer in time, or gave one that is none."""

    DIED = "died"
    HUNG = "hung"
    RUBBISH = "rubbish"


class DecoderLost(Exception):
    """The decoder is of no use any more; `how` says why."""

    def __init__(self, how: Loss) -> None:
        super().__init__(f"the decoder {how}")
        self.how = how


class Greeting(BaseModel):
    """What a decoder says once it is ready: what holds it, and what it reads with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    held_by: Texts
    libraries: Texts


class Answer(BaseModel):
    """What a decoder says to a frame: the texts in it, or why it is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    texts: Texts = ()
    others: Texts = ()
    fault: FrameFault | None = None
    detail: Text = ""


class Decoder:
    """A running decoder. For one caller at a time, who closes it when it is lost."""

    def __init__(self, program: Sequence[str], seconds: float) -> None:
        """Start the program and wait so long for its greeting. Raises DecoderLost, and leaves nothing."""
        self.frames = 0
        try:
            self._channel, theirs = socket.socketpair()
        except OSError as error:
            raise DecoderLost(Loss.DIED) from error
        with theirs:
            try:
                self._process = _launched(program, theirs)
            except OSError as error:
                self._channel.close()
                raise DecoderLost(Loss.DIED) from error
        try:
            self.greeting = self._within(seconds, Greeting, ())
        except DecoderLost:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def ask(self, frame: Frame, seconds: float) -> Answer:
        """What it says to a frame. Raises DecoderLost."""
        self.frames += 1
        return self._within(seconds, Answer, (frame.head, frame.image))

    @property
    def runs(self) -> bool:
        """Whether it is still there."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it at once, whatever it does, and take it off the system's list."""
        self._channel.close()
        self._process.kill()
        self._process.wait()

    def _within(self, seconds: float, shape: type[Model], sent: Sequence[bytes]) -> Model:
        """Send the parts and take one message of this shape, all in so many seconds. Raises DecoderLost."""
        end = time.monotonic() + seconds
        try:
            for part in sent:
                self._channel.settimeout(_left(end))
                self._channel.sendall(part)
            [size] = LENGTH.unpack(self._received(LENGTH.size, end))
            if size > MAX_ANSWER:
                raise DecoderLost(Loss.RUBBISH)
            return strict_json.parse(shape, self._received(size, end))
        except TimeoutError as error:
            raise DecoderLost(Loss.HUNG) from error
        except (OSError, EOFError) as error:
            raise DecoderLost(Loss.DIED) from error
        except (strict_json.BadJson, strict_json.Malformed) as error:
            raise DecoderLost(Loss.RUBBISH) from error

    def _received(self, size: int, end: float) -> bytes:
        """Exactly so many bytes; raises EOFError when fewer come, TimeoutError when they come too late."""
        parts, missing = [], size
        while missing:
            self._channel.settimeout(_left(end))
            part = self._channel.recv(min(missing, PIECE))
            if not part:
                raise EOFError
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


def _launched(program: Sequence[str], its_input: socket.socket) -> subprocess.Popen[bytes]:
    """The program in a session of its own, with this socket and nothing else that is ours."""
    return subprocess.Popen(  # noqa: S603 -- an argument list of our own, no shell
        program,
        stdin=its_input.fileno(),
        stdout=subprocess.DEVNULL,
        env=ONE_THREAD | {name: os.environ[name] for name in HANDED_ON if name in os.environ},
        cwd="/",
        start_new_session=True,
    )


def _left(end: float) -> float:
    """Seconds until `end`; never 0, which would mean to a socket not to wait at all."""
    return max(end - time.monotonic(), 0.001)
