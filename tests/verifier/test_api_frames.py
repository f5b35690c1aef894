"""POST /api/v1/frames: one round trip from a frame to the checks of all codes in it."""

from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image

from tests.support.apps import IN_CHUNKS, TestApp, code_of, post
from tests.support.decoders import all_at_work
from tests.support.pictures import beside, other_symbol, png_of_zeros, saved, symbol_of
from verifier import decoding
from verifier.checking import MAX_CODES
from verifier.decoder import pool
from verifier.seen import MAX_BYTES
from verifier.shapes import FramesShape

FRAMES = "/api/v1/frames"


def frame(app: TestApp, *card_ids: str) -> bytes:
    """Return a picture of practice cards' symbols."""
    return saved(beside(*(symbol_of(app.text_of(card_id)) for card_id in card_ids)), "PNG")


def test_a_frame_gives_the_check_of_its_card(shared_app: TestApp) -> None:
    answer = post(shared_app.client(), FRAMES, data=frame(shared_app, "lost"), content_type="image/png")

    found = FramesShape.model_validate_json(answer.data, strict=True)
    assert [(check.outcome, check.reason) for check in found.codes] == [("INVALID", "LOST")]
    assert found.codes[0].code == shared_app.text_of("lost")


def test_every_card_in_a_frame_is_checked(shared_app: TestApp) -> None:
    codes = post(shared_app.client(), FRAMES, data=frame(shared_app, "lost", "in-order")).get_json()["codes"]

    assert {check["reason"] for check in codes} == {"LOST", "CARD_IN_ORDER"}


def test_a_frame_full_of_codes_is_answered_with_the_first_few(shared_app: TestApp) -> None:
    many = saved(beside(*(symbol_of(f"9901041{digit}") for digit in range(9))), "PNG")

    codes = post(shared_app.client(), FRAMES, data=many).get_json()["codes"]

    assert len(codes) == MAX_CODES


def test_an_empty_frame_is_no_fault(shared_app: TestApp) -> None:
    answer = post(shared_app.client(), FRAMES, data=saved(Image.new("L", (320, 240), 9), "JPEG"))

    assert (answer.status_code, answer.get_json()["codes"]) == (200, [])


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "CARD_IN_ORDER"),
        ("?site_org_number=", "CARD_IN_ORDER"),
        ("?site_org_number=314102444", "OTHER_COMPANY"),
    ],
)
def test_the_company_worked_for_here_may_be_named(shared_app: TestApp, query: str, reason: str) -> None:
    answer = post(shared_app.client(), FRAMES + query, data=frame(shared_app, "in-order"))

    assert answer.get_json()["codes"][0]["reason"] == reason


@pytest.mark.parametrize(
    "value", ["1", "314102275", "%00", "%ff%fe", "abc", "314102274%0a", "a" * 5_000, "314102274&x=%f0%28"]
)
def test_a_company_that_is_no_number_is_refused_or_passed_over(shared_app: TestApp, value: str) -> None:
    answer = post(
        shared_app.client(), f"{FRAMES}?site_org_number={value}", data=frame(shared_app, "in-order")
    )

    if value.startswith("314102274&"):
        assert answer.status_code == 200
    else:
        assert code_of(answer) == (422, "bad-request")


@pytest.mark.parametrize("value", ["", "0", "7", "999"])
def test_the_frames_number_in_its_burst_may_be_said(shared_app: TestApp, value: str) -> None:
    answer = post(shared_app.client(), f"{FRAMES}?attempt={value}", data=frame(shared_app, "lost"))

    assert [check["reason"] for check in answer.get_json()["codes"]] == ["LOST"]


@pytest.mark.parametrize(
    "value", ["-1", "1000", "1.5", "x", "%00", "9" * 5_000, "1e2", "0x10", "%F0%9F%98%80"]
)
def test_a_number_that_no_burst_has_is_refused(shared_app: TestApp, value: str) -> None:
    answer = post(shared_app.client(), f"{FRAMES}?attempt={value}", data=frame(shared_app, "lost"))

    assert code_of(answer) == (422, "bad-request")


def test_other_bar_codes_are_named_and_not_checked(shared_app: TestApp) -> None:
    stripes = other_symbol(zxingcpp.BarcodeFormat.EAN13, "4006381333931")

    answer = post(shared_app.client(), FRAMES, data=saved(stripes, "PNG")).get_json()

    assert (answer["codes"], answer["others"]) == ([], ["EAN-13"])


def test_a_card_among_many_codes_is_never_the_one_left_out(shared_app: TestApp) -> None:
    links = [symbol_of(f"https://hse.example.no/{letter}") for letter in "abcdefghi"]
    crowd = saved(beside(*links, symbol_of(shared_app.text_of("lost"))), "PNG")

    codes = post(shared_app.client(), FRAMES, data=crowd).get_json()["codes"]

    assert len(codes) == MAX_CODES
    assert codes[0]["reason"] == "LOST"


@pytest.mark.parametrize(
    ("image", "answered"),
    [
        pytest.param(b"", (415, "not-an-image"), id="nothing"),
        pytest.param(b"<svg/>", (415, "not-an-image"), id="SVG"),
        pytest.param(b"\0" * 99, (415, "not-an-image"), id="zeros"),
        pytest.param(png_of_zeros(20_000, 20_000, rows=9), (413, "too-large"), id="bomb"),
        pytest.param(b"\0" * (MAX_BYTES + 1), (413, "too-large"), id="too many bytes"),
        pytest.param(png_of_zeros(64, 64, rows=1)[:60], (422, "unreadable-image"), id="cut short"),
    ],
)
def test_what_is_no_frame_is_refused_with_its_code(
    shared_app: TestApp, image: bytes, answered: tuple[int, str]
) -> None:
    assert code_of(post(shared_app.client(), FRAMES, data=image)) == answered


def test_a_frame_sent_in_chunks_is_bounded_too(shared_app: TestApp) -> None:
    answer = post(shared_app.client(), FRAMES, data=b"\0" * (MAX_BYTES + 9), environ_overrides=IN_CHUNKS)

    assert code_of(answer) == (413, "too-large")


def test_when_all_decoders_are_at_work_the_phone_is_asked_to_come_back(
    shared_app: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "WAIT_SECONDS", 0.01)
    with all_at_work(decoding.decoders()):
        answer = post(shared_app.client(), FRAMES, data=frame(shared_app, "lost"))

    assert code_of(answer) == (503, "busy")
    assert answer.headers["Retry-After"] == "2"


def test_a_decoder_is_free_again_after_a_refused_frame(shared_app: TestApp) -> None:
    for _ in range(40):
        post(shared_app.client(), FRAMES, data=b"no picture")

    assert post(shared_app.client(), FRAMES, data=frame(shared_app, "lost")).status_code == 200
