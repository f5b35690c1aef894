"""The decoders of one web process: one for each place there is, each replaced when lost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from verifier.decoder.messages import Frame
from verifier.decoder.process import PROGRAM, Answer, Decoder, DecoderLost, Greeting
from verifier.decoder.turns import KEPT, DecodersBusy, Turns
from verifier.figures import FRAMES

WAIT_SECONDS = 2.0
START_SECONDS = 20.0
STOP_SECONDS = 5.0
# A frame is given up long after its budget; a large photograph is longer on its way and in decoding.
HUNG_AFTER_SECONDS = 2.5
HUNG_AFTER_SECONDS_PER_BYTE = 0.3e-6
# A decoder keeps memory, and one that was taken over keeps answering: neither goes on for ever.
FRAMES_PER_DECODER = 1_000
# Whoever sends what costs a decoder has used this much more, in seconds.
COST_OF_A_LOSS = 1.0
# Seconds from a decoder that would not start to the next attempt; twice as many each time.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
LAYERS = ("limits", "landlock", "seccomp")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """How many decoders are there, how many should be, what holds them, and what they read with."""

    running: int = 0
    wanted: int = 0
    held_by: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()


class Pool:
    """Decoders for `places` frames at once and the kept place; one thread starts and replaces them."""

    def __init__(self, places: int, program: Sequence[str] = PROGRAM) -> None:
        """Begin to start decoders; frames are taken from now on."""
        self.turns = Turns(places)
        self._wanted = places + KEPT
        self._program = program
        self._changed = threading.Condition()
        self._ready: list[Decoder] = []
        self._running = 0
        self._greeting: Greeting | None = None
        self._closed = False
        # The kernel ends a decoder with the thread that started it: that must not be a request's.
        self._keeper = threading.Thread(target=self._keep, name="decoders", daemon=True)
        self._keeper.start()

    def read(self, frame: Frame, person: str) -> Answer:
        """What a decoder says to a frame of `person`. Raises DecodersBusy or DecoderLost."""
        end = time.monotonic() + WAIT_SECONDS
        with self.turns.turn(person, WAIT_SECONDS) as turn:
            decoder = self._take(end - time.monotonic())
            begun, answer = time.monotonic(), None
            try:
                with FRAMES.time():
                    answer = decoder.ask(frame, _patience(frame))
                return answer
            finally:
                turn.seconds = time.monotonic() - begun + (0.0 if answer else COST_OF_A_LOSS)
                self._give_back(decoder, fit=answer is not None)

    def await_first(self, seconds: float = START_SECONDS) -> bool:
        """Wait until a decoder is ready; False when none became so in time."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._ready), seconds)

    def state(self) -> State:
        """How things stand."""
        with self._changed:
            said = self._greeting
            return State(
                running=self._running,
                wanted=self._wanted,
                held_by=said.held_by if said else (),
                libraries=said.libraries if said else (),
            )

    def close(self) -> None:
        """End all decoders; frames are refused from now on."""
        with self._changed:
            self._closed = True
            gone, self._ready = self._ready, []
            self._running -= len(gone)
            self._changed.notify_all()
        for decoder in gone:
            decoder.close()
        self._keeper.join(STOP_SECONDS)

    def _take(self, seconds: float) -> Decoder:
        end = time.monotonic() + seconds
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ready or self._closed, end - time.monotonic())
                if not self._ready:
                    raise DecodersBusy
                decoder = self._ready.pop()
            if decoder.runs:
                return decoder
            # Something else ended it, and no frame is to blame.
            self._give_back(decoder, fit=False)

    def _give_back(self, decoder: Decoder, *, fit: bool) -> None:
        with self._changed:
            kept = fit and not self._closed and decoder.frames < FRAMES_PER_DECODER
            if kept:
                self._ready.append(decoder)
            else:
                self._running -= 1
            self._changed.notify_all()
        if not kept:
            decoder.close()

    def _keep(self) -> None:
        """Start decoders for as long as some are missing; after a failure with pauses that grow."""
        pause = 0.0
        while self._wait_until_one_is_missing(pause):
            try:
                decoder = Decoder(self._program, START_SECONDS)
            except DecoderLost as error:
                pause = min(max(2 * pause, FIRST_PAUSE), LONGEST_PAUSE)
                log.error("no decoder can be started (%s): next attempt in %g s", error, pause)
                continue
            pause = 0.0
            self._welcome(decoder)

    def _wait_until_one_is_missing(self, pause: float) -> bool:
        """Return True then, after the pause; False once the pool is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed, pause)
            self._changed.wait_for(lambda: self._closed or self._running < self._wanted)
            return not self._closed

    def _welcome(self, decoder: Decoder) -> None:
        missing = [layer for layer in LAYERS if layer not in decoder.greeting.held_by]
        if missing and self._greeting is None:
            log.warning("decoders are held by less than there could be; not by: %s", ", ".join(missing))
        with self._changed:
            self._greeting = decoder.greeting
            self._running += 1
        self._give_back(decoder, fit=True)


def _patience(frame: Frame) -> float:
    return HUNG_AFTER_SECONDS + len(frame.image) * HUNG_AFTER_SECONDS_PER_BYTE
