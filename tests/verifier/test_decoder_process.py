"""One decoder: whatever it does, its web process has an answer or knows that the decoder is lost, in time."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.decoders import PROC, Rogue, is_there, needs_proc, rogue
from tests.support.pictures import png_of_zeros, saved, symbol_of
from verifier.decoder.messages import MAX_ANSWER, Frame
from verifier.decoder.process import PROGRAM, Answer, Decoder, DecoderLost, Loss
from verifier.frames import FrameFault
from verifier.seen import MAX_BYTES, MAX_UPLOAD

__all__ = ["rogue"]

CARD = saved(symbol_of("48217730"), "PNG")
LONG, SHORT = 20.0, 0.2


def frame(image: bytes = CARD, max_bytes: int = MAX_BYTES) -> Frame:
    """Return a picture as it is handed to a decoder."""
    return Frame(image, 0, max_bytes, 0.25)


def lost(program: tuple[str, ...], image: bytes = CARD, seconds: float = LONG) -> Loss:
    """Return how a decoder of this program is lost over a frame."""
    with closing(Decoder(program, LONG)) as decoder, pytest.raises(DecoderLost) as why:
        decoder.ask(frame(image), seconds)
    return why.value.how


def real() -> closing[Decoder]:
    """Return a decoder as the product starts it, ended with the block."""
    return closing(Decoder(PROGRAM, LONG))


def test_a_frame_goes_out_and_its_texts_come_back_again_and_again() -> None:
    with real() as decoder:
        for _ in range(3):
            assert decoder.ask(frame(), LONG) == Answer(texts=("48217730",))
        assert decoder.greeting.held_by[0] == "limits"
        assert decoder.greeting.libraries[0] == "zxing-cpp"


def test_a_refusal_keeps_its_code() -> None:
    with real() as decoder:
        assert decoder.ask(frame(b"<svg/>"), LONG).fault is FrameFault.NOT_AN_IMAGE
        assert decoder.ask(frame(png_of_zeros(20_000, 20_000, rows=9)), LONG).fault is FrameFault.TOO_LARGE
        assert decoder.ask(frame(b"\0" * 9, max_bytes=8), LONG).fault is FrameFault.TOO_LARGE
        assert decoder.ask(frame(), LONG).texts == ("48217730",)


def test_the_largest_upload_passes_through() -> None:
    with real() as decoder:
        padded = CARD + bytes(MAX_UPLOAD - len(CARD))
        assert decoder.ask(frame(padded, MAX_UPLOAD), LONG).texts == ("48217730",)


def test_a_decoder_killed_over_a_frame_is_noticed_at_once() -> None:
    with real() as decoder:
        os.kill(decoder.pid, signal.SIGSTOP)
        killer = threading.Timer(SHORT, os.kill, (decoder.pid, signal.SIGKILL))
        killer.start()
        with pytest.raises(DecoderLost) as why:
            decoder.ask(frame(), LONG)
        killer.join()

    assert why.value.how is Loss.DIED
    assert not decoder.runs


@pytest.mark.parametrize("size", [len(CARD), MAX_UPLOAD], ids=["small frame", "more than a socket holds"])
def test_a_decoder_that_hangs_is_given_up_and_ended(size: int) -> None:
    with real() as decoder:
        os.kill(decoder.pid, signal.SIGSTOP)
        with pytest.raises(DecoderLost) as why:
            decoder.ask(frame(bytes(size), MAX_UPLOAD), SHORT)

    assert why.value.how is Loss.HUNG
    assert not decoder.runs


def test_a_decoder_that_needs_too_much_memory_is_lost_alone(rogue: Rogue) -> None:
    greedy = """
from verifier.decoder import confinement
confinement.confine()
greet(); frame()
everything = bytearray(3_000_000_000)
say({"texts": []})
"""
    assert lost(rogue(greedy)) is Loss.DIED


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param('b"\\xff\\xfe"', id="not UTF-8"),
        pytest.param('b"[" * 100_000', id="nested"),
        pytest.param('b""', id="nothing"),
        pytest.param("[]", id="another shape"),
        pytest.param('{"texts": "48217730"}', id="a text that is no list"),
        pytest.param('{"texts": [48217730]}', id="a number"),
        pytest.param('{"texts": [], "run": "rm"}', id="a field too many"),
        pytest.param('{"fault": "made-up"}', id="an unknown fault"),
        pytest.param('{"texts": ["a"] * 99}', id="too many texts"),
        pytest.param('{"texts": ["a" * 9_000]}', id="a text too long"),
        pytest.param('{"fault": "too-large", "detail": "a" * 9_000}', id="a detail too long"),
        pytest.param('b\'{"texts": [], "texts": ["a"]}\'', id="a name twice"),
    ],
)
def test_an_answer_that_is_none_is_rubbish(rogue: Rogue, answer: str) -> None:
    assert lost(rogue(f"greet(); frame(); say({answer}); time.sleep(60)")) is Loss.RUBBISH


@pytest.mark.parametrize("length", [MAX_ANSWER + 1, 2**32 - 1])
def test_an_answer_without_end_is_not_read(rogue: Rogue, length: int) -> None:
    endless = f"greet(); frame(); say(b'', {length})\nwhile True: os.write(0, bytes(65536))"

    assert lost(rogue(endless)) is Loss.RUBBISH


def test_an_answer_that_trickles_is_not_waited_for(rogue: Rogue) -> None:
    slow = "greet(); frame(); say(b'', 1000)\nwhile True: os.write(0, b' '); time.sleep(0.01)"

    assert lost(rogue(slow), seconds=SHORT) is Loss.HUNG


def test_a_decoder_that_does_not_take_the_picture_is_not_waited_for(rogue: Rogue) -> None:
    assert lost(rogue("greet(); time.sleep(60)"), bytes(MAX_BYTES), SHORT) is Loss.HUNG


def test_half_an_answer_is_none(rogue: Rogue) -> None:
    assert lost(rogue("greet(); frame(); say(b'{', 100)")) is Loss.DIED


@pytest.mark.parametrize(
    ("lines", "how"),
    [
        ("", Loss.DIED),
        ("raise SystemExit(1)", Loss.DIED),
        ("say({'held_by': 1})", Loss.RUBBISH),
        ("os.kill(os.getpid(), signal.SIGSTOP)", Loss.HUNG),
    ],
)
def test_a_program_that_does_not_greet_is_no_decoder(rogue: Rogue, lines: str, how: Loss) -> None:
    with pytest.raises(DecoderLost) as why:
        Decoder(rogue(lines), LONG if how is not Loss.HUNG else 1.0)

    assert why.value.how is how


def test_a_program_that_is_not_there_is_no_decoder() -> None:
    with pytest.raises(DecoderLost) as why:
        Decoder(("/nowhere/decoder",), LONG)

    assert why.value.how is Loss.DIED


def test_a_decoder_inherits_no_setting_and_no_open_file(
    rogue: Rogue, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Told by the program itself: what it was started with."""
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    monkeypatch.setenv("DATABASE_URL", "postgresql://kort:word@db/kort")
    tell = """
greet(); frame()
opened = []
for number in range(256):
    try: opened.append(os.fstat(number) and number)
    except OSError: pass
say({"texts": sorted(os.environ), "others": [str(number) for number in opened]})
frame()
"""
    with (tmp_path / "open").open("w"), closing(Decoder(rogue(tell), LONG)) as decoder:
        told = decoder.ask(frame(), LONG)

    assert set(told.texts) <= {
        *("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
        *("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "LC_CTYPE", "__CF_USER_TEXT_ENCODING"),
    }
    assert told.others == ("0", "1", "2")


@needs_proc
def test_a_real_decoder_holds_no_secret_and_nothing_but_its_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told by the system. Who is not root learns nothing of such a process, and that is as good."""
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    monkeypatch.setenv("DATABASE_URL", "postgresql://kort:word@db/kort")
    with real() as decoder:
        place = PROC / str(decoder.pid)
        assert is_there(decoder.pid)
        try:
            environment = (place / "environ").read_bytes()
            opened = {path.name: os.readlink(path) for path in (place / "fd").iterdir()}
        except PermissionError:
            return

    assert b"SECRET_KEY" not in environment
    assert b"DATABASE_URL" not in environment
    assert opened.pop("0").startswith("socket:")
    assert opened == {"1": os.devnull, "2": os.devnull}
