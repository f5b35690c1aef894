"""The decoders of a web process: a lost one costs its own request, is replaced, and none stays behind."""

from __future__ import annotations

import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.support.decoders import (
    CHECKOUT,
    MakePool,
    Rogue,
    all_at_work,
    decoders_of,
    is_over,
    is_there,
    make_pool,
    needs_proc,
    rogue,
)
from tests.support.pictures import saved, symbol_of
from verifier.decoder import pool as pools
from verifier.decoder.messages import Frame
from verifier.decoder.pool import Pool
from verifier.decoder.process import DecoderLost, Loss
from verifier.decoder.turns import FRAMES_PER_PERSON, KEPT, DecodersBusy
from verifier.seen import MAX_BYTES

__all__ = ["make_pool", "rogue"]

FRAME = Frame(saved(symbol_of("48217730"), "PNG"), 0, MAX_BYTES, 0.25)
LONG = 30.0
ECHO = "greet()\nwhile True: frame(); say({'texts': [str(os.getpid())]})"


def pid_that_reads(pool: Pool, person: str = "anna") -> int:
    """Return the process that answers the next frame, where decoders say who they are."""
    return int(pool.read(FRAME, person).texts[0])


def await_all(pool: Pool) -> None:
    """Wait until a pool has all the decoders it should have, and all of them idle."""
    with pool._changed:
        assert pool._changed.wait_for(lambda: len(pool._ready) == pool.state().wanted, LONG)


class Said(logging.Handler):
    """What a logger says, line by line, as soon as it is said."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: queue.Queue[str] = queue.Queue()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self._lines.put(record.getMessage())

    def line(self) -> str:
        """Wait for the next line."""
        return self._lines.get(timeout=LONG)


def test_frames_are_read_and_the_decoder_is_there_for_the_next_one(make_pool: MakePool) -> None:
    pool = make_pool()

    assert [pool.read(FRAME, "anna").texts for _ in range(3)] == [("48217730",)] * 3
    await_all(pool)
    assert pool.state().running == 1 + KEPT


def test_a_frame_that_kills_its_decoder_costs_its_own_request_alone(
    make_pool: MakePool, rogue: Rogue, tmp_path: Path
) -> None:
    deadly = tmp_path / "deadly"
    dies = f"greet(); frame()\nos.path.exists({str(deadly)!r}) and os._exit(1)\nsay({{}})"
    pool = make_pool(1, rogue(dies))
    await_all(pool)
    deadly.touch()
    with pytest.raises(DecoderLost) as why:
        pool.read(FRAME, "flood")
    deadly.unlink()

    assert why.value.how is Loss.DIED
    assert pool.read(FRAME, "anna").texts == ()
    await_all(pool)


def test_a_frame_that_hangs_costs_its_own_request_alone(
    make_pool: MakePool, rogue: Rogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "HUNG_AFTER_SECONDS", 0.2)
    pool = make_pool(1, rogue(ECHO))
    await_all(pool)
    hanging = pid_that_reads(pool)
    os.kill(hanging, signal.SIGSTOP)
    with pytest.raises(DecoderLost) as why:
        pool.read(FRAME, "flood")
    monkeypatch.setattr(pools, "HUNG_AFTER_SECONDS", LONG)

    assert why.value.how is Loss.HUNG
    assert pid_that_reads(pool) != hanging
    await_all(pool)


@needs_proc
def test_a_decoder_that_was_killed_while_idle_costs_nobody_anything(
    make_pool: MakePool, rogue: Rogue
) -> None:
    pool = make_pool(1, rogue(ECHO))
    await_all(pool)
    killed = pid_that_reads(pool)
    os.kill(killed, signal.SIGKILL)
    os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)

    assert pid_that_reads(pool) != killed
    await_all(pool)


def test_a_decoder_is_replaced_after_a_while(
    make_pool: MakePool, rogue: Rogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "FRAMES_PER_DECODER", 3)
    pool = make_pool(1, rogue(ECHO))

    readers = [pid_that_reads(pool) for _ in range(12)]

    assert len(set(readers)) >= 4
    assert all(readers.count(each) <= 3 for each in readers)


def test_another_persons_frame_is_read_while_one_persons_line_is_full(
    make_pool: MakePool, rogue: Rogue
) -> None:
    pool = make_pool(FRAMES_PER_PERSON + 1, rogue(ECHO))
    with pool.turns.turn("flood", 0), pool.turns.turn("flood", 0):
        with pytest.raises(DecodersBusy):
            pool.read(FRAME, "flood")
        assert pid_that_reads(pool, "inspector")


def test_when_all_are_at_work_a_frame_is_turned_away_in_time(
    make_pool: MakePool, rogue: Rogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "WAIT_SECONDS", 0.01)
    pool = make_pool(2, rogue(ECHO))
    with all_at_work(pool), pytest.raises(DecodersBusy):
        pool.read(FRAME, "inspector")
    await_all(pool)
    monkeypatch.setattr(pools, "WAIT_SECONDS", LONG)

    assert pid_that_reads(pool, "inspector")


def test_decoders_that_do_not_start_are_tried_again_with_pauses_that_grow(
    make_pool: MakePool, rogue: Rogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(pools, "FIRST_PAUSE", 0.01)
    said = Said()
    pools.log.addHandler(said)
    pool = make_pool(1, rogue("raise SystemExit(3)"))
    with pytest.raises(DecodersBusy):
        pool.read(FRAME, "anna")

    assert [said.line() for _ in range(3)] == [
        f"no decoder can be started (the decoder died): next attempt in {pause} s"
        for pause in ("0.01", "0.02", "0.04")
    ]
    assert pool.state().running == 0
    pools.log.removeHandler(said)


def test_a_pool_that_is_closed_turns_frames_away_and_leaves_no_decoder(make_pool: MakePool) -> None:
    pool = make_pool(2)
    await_all(pool)
    pool.close()

    with pytest.raises(DecodersBusy):
        pool.read(FRAME, "anna")
    assert pool.state().running == 0


@needs_proc
def test_a_decoder_at_work_when_its_pool_closes_ends_too(
    make_pool: MakePool, rogue: Rogue, tmp_path: Path
) -> None:
    begun = tmp_path / "begun"
    os.mkfifo(begun)
    waits = f"greet(); frame()\nopen({str(begun)!r}, 'w').write(str(os.getpid()))\nframe()"
    pool = make_pool(1, rogue(waits))
    reader = threading.Thread(target=lambda: pytest.raises(DecoderLost, pool.read, FRAME, "anna"))
    reader.start()
    pid = int(begun.read_text())
    pool.close()
    os.kill(pid, signal.SIGKILL)
    reader.join()

    assert not is_there(pid)
    assert pool.state().running == 0


OWNER = f"""
import os, signal, sys
sys.path.insert(0, {str(CHECKOUT)!r})
from verifier.decoder.pool import Pool
pool = Pool(1)
with pool._changed:
    pool._changed.wait_for(lambda: len(pool._ready) == 2)
print("ready", flush=True)
{{then}}
"""


@needs_proc
@pytest.mark.parametrize("stuck", [False, True], ids=["idle", "stuck"])
def test_when_a_web_process_is_killed_none_of_its_decoders_is_left(stuck: bool) -> None:
    """Also not those that are stuck in a picture and would not notice."""
    script = OWNER.format(then="signal.pause()")
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"ready\n"
        decoders = decoders_of(owner.pid)
        ends = [os.pidfd_open(pid) for pid in decoders]
        if stuck:
            for pid in decoders:
                os.kill(pid, signal.SIGSTOP)
        owner.kill()
        owner.wait()

    assert len(decoders) == 2
    for pid, end in zip(decoders, ends, strict=True):
        assert is_over(end), pid


@needs_proc
def test_a_process_that_ends_by_itself_takes_its_decoders_with_it() -> None:
    script = f"""
import os, sys
sys.path.insert(0, {str(CHECKOUT)!r})
from tests.support.decoders import decoders_of
from verifier import decoding
decoding.decoders()
print(*decoders_of(os.getpid()))
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, check=True, text=True
    )
    decoders = [int(pid) for pid in done.stdout.split()]

    assert decoders
    assert done.stderr == ""
    assert not any(is_there(pid) for pid in decoders)
