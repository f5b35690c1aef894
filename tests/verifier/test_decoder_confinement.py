"""What a decoder can still do once it reads strangers' pictures: compute, and answer."""

from __future__ import annotations

import ctypes
import ctypes.util
import io
import json
import math
import subprocess
import sys
from contextlib import closing
from functools import cache

import pytest

from tests.support.decoders import CHECKOUT
from tests.support.hostile_pictures import hostile_pictures
from verifier.decoder import seccomp, work
from verifier.decoder.messages import LENGTH, Frame
from verifier.decoder.process import PROGRAM, Answer, Decoder
from verifier.seen import BUDGET_SECONDS, MAX_BYTES

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these layers")
LONG = 30.0
CONFINED = CHECKOUT / "tests" / "support" / "confined.py"
HARMLESS = {"compute", "some memory"}


@cache
def outcome(*words: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return what held a process that confined itself, and how its attempts ended."""
    done = subprocess.run([sys.executable, "-P", CONFINED, *words], capture_output=True, check=True)
    told = json.loads(done.stdout)
    return tuple(told["held_by"]), told["tried"]


@on_linux
def test_a_confined_process_computes_and_does_nothing_else() -> None:
    held_by, tried = outcome()
    if set(held_by) != {"limits", "landlock", "seccomp"}:
        pytest.skip(f"this kernel gives {held_by} alone")

    assert {name for name, end in tried.items() if end == "done"} == HARMLESS
    assert tried["too much memory"] == "MemoryError"


@on_linux
def test_where_there_is_no_seccomp_files_and_other_processes_are_out_of_reach_all_the_same() -> None:
    held_by, tried = outcome("without-seccomp")
    if "landlock" not in held_by:
        pytest.skip("this kernel has no Landlock")

    assert "seccomp" not in held_by
    for name in ("read a file", "read its parent's settings", "write a file", "too much memory"):
        assert tried[name] != "done", name


@on_linux
@pytest.mark.parametrize("processor", seccomp.PROCESSORS)
def test_the_numbers_of_the_calls_are_those_of_the_kernel(processor: str) -> None:
    """As libseccomp knows them, which keeps the tables of all processors."""
    name = ctypes.util.find_library("seccomp")
    if name is None:
        pytest.skip("libseccomp is not on this machine")
    number_of = ctypes.CDLL(name).seccomp_syscall_resolve_name_arch
    token, numbers = seccomp.PROCESSORS[processor]

    assert tuple(number_of(token, call.encode()) for call in seccomp.CALLS) == numbers


def test_a_confined_decoder_has_an_answer_to_every_hostile_picture() -> None:
    """It opens no file any more, so a library that loads a part of itself only now would fail."""
    with closing(Decoder(PROGRAM, LONG)) as decoder:
        for name, picture in hostile_pictures().items():
            said = decoder.ask(Frame(picture, 0, MAX_BYTES, BUDGET_SECONDS), LONG)
            assert said.fault or said.texts or said == Answer(), name


# The loop of the decoder, in this process


def answers(*frames: Frame) -> list[Answer]:
    """Return what a decoder says to these frames until its web process is gone."""
    source, sink = io.BytesIO(b"".join(frame.head + frame.image for frame in frames)), io.BytesIO()
    work.work(source, sink)
    said, found = io.BytesIO(sink.getvalue()), []
    while size := said.read(LENGTH.size):
        found.append(Answer.model_validate_json(said.read(LENGTH.unpack(size)[0]), strict=True))
    return found


def test_every_frame_gets_one_answer() -> None:
    pictures = list(hostile_pictures().values())

    said = answers(*(Frame(picture, 0, MAX_BYTES, -1.0) for picture in pictures))

    assert len(said) == len(pictures)


def test_a_frame_that_breaks_off_is_the_end_and_no_fault() -> None:
    frame = Frame(b"picture", 0, MAX_BYTES, math.inf)
    for length in (0, 3, len(frame.head), len(frame.head) + 3):
        sink = io.BytesIO()
        work.work(io.BytesIO((frame.head + frame.image)[:length]), sink)
        assert sink.getvalue() == b""
