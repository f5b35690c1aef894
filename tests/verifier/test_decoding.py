"""Frames through the API, decoded for real: what harms a decoder is refused, and nobody else notices."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.support.apps import TestApp, code_of, post
from tests.support.decoders import decoders_of, needs_proc
from tests.support.forms import filled, upload
from tests.support.hostile_pictures import hostile_pictures
from tests.support.pictures import saved, symbol_of
from verifier import decoding
from verifier.decoder import pool as pools
from verifier.frames import FrameFault, FrameRefused
from verifier.seen import MAX_BYTES

FRAMES = "/api/v1/frames"


def frame(app: TestApp, card_id: str = "lost") -> bytes:
    """Return a picture of a practice card's symbol."""
    return saved(symbol_of(app.text_of(card_id)), "PNG")


def lost(app: TestApp, how: str) -> float:
    """Return how many decoders were lost in this way so far."""
    counted = [
        float(line.rpartition(" ")[2])
        for line in app.visitor().get("/metrics").text.splitlines()
        if line.startswith(f'kortsjekk_decoders_lost_total{{how="{how}"}}')
    ]
    return sum(counted)


@contextmanager
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """All decoders of this process hang, and are soon given up."""
    decoding.decoders()
    stopped = decoders_of(os.getpid())
    assert stopped
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    with monkeypatch.context() as patched:
        patched.setattr(pools, "HUNG_AFTER_SECONDS", 0.2)
        yield
    for pid in stopped & decoders_of(os.getpid()):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
def three_cores(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Decoders as on a machine with three cores."""
    decoding.stop()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1, 2}, raising=False)
    yield
    decoding.stop()


@pytest.mark.parametrize("name", hostile_pictures())
def test_a_hostile_picture_is_refused_or_empty_and_never_a_fault_of_the_server(
    shared_app: TestApp, name: str
) -> None:
    answer = post(shared_app.client(), FRAMES, data=hostile_pictures()[name])

    assert answer.status_code in (200, 413, 415, 422), answer.text
    if answer.status_code != 200:
        assert code_of(answer)[1] in list(FrameFault)


def test_all_hostile_pictures_together_cost_no_decoder(shared_app: TestApp) -> None:
    pool = decoding.decoders()
    before = sum(lost(shared_app, how) for how in ("died", "hung", "rubbish"))
    for picture in hostile_pictures().values():
        post(shared_app.client(), FRAMES, data=picture)

    assert sum(lost(shared_app, how) for how in ("died", "hung", "rubbish")) == before
    with pool._changed:
        assert pool._changed.wait_for(lambda: pool.state().running == pool.state().wanted, 30)


@needs_proc
def test_a_frame_that_costs_its_decoder_is_said_to_be_the_one_and_the_next_is_read(
    shared_app: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = lost(shared_app, "hung")
    with stuck(monkeypatch):
        answer = post(shared_app.client(), FRAMES, data=frame(shared_app))

    assert code_of(answer) == (422, "decoder-failed")
    assert lost(shared_app, "hung") == before + 1
    following = post(shared_app.client("client"), FRAMES, data=frame(shared_app))
    assert following.get_json()["codes"][0]["reason"] == "LOST"


@needs_proc
def test_the_page_without_scripts_says_the_same(shared_app: TestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    client, picture = shared_app.client(), frame(shared_app)
    with stuck(monkeypatch):
        answer = filled(client, "/manual", picture=upload(picture))

    assert shared_app.house.words.say("nb", "problem.decoder-failed") in answer.text


def test_while_one_person_has_too_many_frames_under_way_another_is_served(
    shared_app: TestApp, three_cores: None
) -> None:
    flood, other = shared_app.client("labour-inspector"), shared_app.client("client")
    turns = decoding.decoders().turns
    with turns.turn("labour-inspector", 0), turns.turn("labour-inspector", 0):
        refused = post(flood, FRAMES, data=frame(shared_app))
        served = post(other, FRAMES, data=frame(shared_app))

    assert code_of(refused) == (503, "busy")
    assert refused.headers["Retry-After"] == "2"
    assert served.status_code == 200


def test_bytes_beyond_the_limit_do_not_even_reach_a_decoder() -> None:
    with pytest.raises(FrameRefused) as why:
        decoding.read_in_turn(bytes(MAX_BYTES + 1), person="anna")

    assert why.value.fault is FrameFault.TOO_LARGE


def test_decoders_that_were_stopped_start_again_with_the_next_frame() -> None:
    decoding.stop()
    assert decoding.state().wanted == 0

    assert decoding.read_in_turn(saved(symbol_of("48217730"), "PNG"), person="anna").texts == ("48217730",)
