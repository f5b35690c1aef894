"""read_codes and pictures made to harm: refused or empty, in bounded memory, and nothing else is raised."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from signing import issue_card
from tests.support.cards import NORMAL, USUAL
from tests.support.pictures import (
    chunk,
    png_of_zeros,
    saved,
    symbol_of,
    with_more_scans,
)
from verifier import picture
from verifier.frames import FrameFault, FrameRefused, read_codes, read_frame
from verifier.seen import MAX_BYTES, MAX_UPLOAD

TEXT = issue_card(USUAL, NORMAL)
CARD = symbol_of(TEXT)


def fault_of(image: bytes) -> FrameFault | list[str]:
    """Return why a picture is refused, or what is read where it is not."""
    try:
        return read_codes(image)
    except FrameRefused as refused:
        return refused.fault


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>"


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\0", id="a zero"),
        pytest.param(HTML, id="HTML"),
        pytest.param(SVG, id="SVG"),
        pytest.param(PDF, id="PDF"),
        pytest.param(b"\xff\xd8\xff", id="head of a JPEG"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="head of a PNG"),
        pytest.param(b"RIFF\x10\0\0\0WEBPVP8X", id="head of a WebP"),
        *(pytest.param(saved(CARD, kind), id=kind) for kind in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA")),
    ],
)
def test_what_is_no_frame_is_refused(image: bytes) -> None:
    assert fault_of(image) is FrameFault.NOT_AN_IMAGE


def test_a_file_of_two_kinds_is_only_ever_a_picture() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("index.html", HTML)

    assert read_codes(saved(CARD, "JPEG") + archive.getvalue()) == [TEXT]


def test_one_byte_too_many_is_refused_and_the_last_one_allowed_is_not() -> None:
    picture = saved(CARD, "PNG")
    padded = picture + bytes(MAX_BYTES - len(picture))

    assert read_codes(padded) == [TEXT]
    assert fault_of(padded + b"\0") is FrameFault.TOO_LARGE


def test_a_caller_may_take_larger_files_under_the_same_bounds() -> None:
    picture = saved(CARD, "PNG")
    padded = picture + bytes(MAX_UPLOAD - len(picture))

    assert read_frame(padded, max_bytes=MAX_UPLOAD).texts == (TEXT,)
    for refused in (padded + b"\0", png_of_zeros(5_000, 5_000, rows=9)):
        with pytest.raises(FrameRefused) as why:
            read_frame(refused, max_bytes=MAX_UPLOAD)
        assert why.value.fault is FrameFault.TOO_LARGE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_picture_is_no_warning_on_the_terminal(
    capfd: pytest.CaptureFixture[str], kind: str
) -> None:
    whole = saved(CARD, kind)
    for length in range(len(whole) // 10, len(whole), len(whole) // 10):
        fault_of(whole[:length])

    assert "WARN" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("width", "height", "rows"),
    [(20_000, 20_000, 9), (1, 50_000_000, 9), (50_000_000, 1, 0), (5_000, 5_000, 9), (10_001, 1, 1)],
)
def test_a_picture_of_too_many_pixels_is_refused_by_its_header(width: int, height: int, rows: int) -> None:
    assert fault_of(png_of_zeros(width, height, rows=rows)) is FrameFault.TOO_LARGE


def test_a_webp_of_too_many_pixels_is_refused_by_its_header() -> None:
    size = (16_382).to_bytes(3, "little")
    canvas = b"VP8X" + (10).to_bytes(4, "little") + b"\x02\0\0\0" + size + size
    frame = saved(Image.new("RGB", (16, 16)), "WEBP")[12:]
    moving = bytes(6) + b"\x0f\0\0\x0f\0\0\x64\0\0\0" + frame
    body = (
        b"WEBP" + canvas + b"ANIM\x06\0\0\0" + bytes(6) + b"ANMF" + len(moving).to_bytes(4, "little") + moving
    )
    webp = b"RIFF" + len(body).to_bytes(4, "little") + body

    assert fault_of(webp) is FrameFault.TOO_LARGE


def test_a_jpeg_that_is_decoded_over_and_over_is_refused() -> None:
    honest = saved(Image.linear_gradient("L"), "JPEG", progressive=True)

    assert fault_of(with_more_scans(honest, 30)) == []
    assert fault_of(with_more_scans(honest, 100)) is FrameFault.TOO_LARGE


def test_a_jpeg_of_too_many_pixels_is_refused_by_its_header() -> None:
    huge = bytearray(saved(CARD, "JPEG"))
    size = huge.index(b"\xff\xc0") + 5
    huge[size : size + 4] = b"\xff\xdc\xff\xdc"

    assert fault_of(bytes(huge)) is FrameFault.TOO_LARGE


def test_scans_are_counted_where_the_first_does_not_hold_all_colours() -> None:
    honest = saved(CARD.convert("RGB"), "JPEG")
    one_colour = bytearray(honest)
    one_colour[honest.index(b"\xff\xda") + 4] = 1

    assert fault_of(bytes(one_colour) + b"\xff\xda" * 99) is FrameFault.TOO_LARGE
    assert read_codes(honest + b"\xff\xda" * 99) == [TEXT]


@pytest.mark.parametrize("filler", [b"\0", b"\xff\xff\xff", b"\xff\xd8", b"\xff\xfe\0\0", b"\xff\x01"])
def test_a_jpeg_with_filler_between_its_markers_is_bounded_too(filler: bytes) -> None:
    honest = saved(CARD, "JPEG")
    begin = honest.index(b"\xff\xdb")
    stuffed = honest[:begin] + filler * 50 + honest[begin:] + b"\xff\xda" * 99

    assert fault_of(stuffed) in ([], [TEXT], *FrameFault)


@pytest.mark.parametrize("other", [HTML, SVG, PDF], ids=["HTML", "SVG", "PDF"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_goes_on_as_something_else_is_only_ever_a_picture(kind: str, other: bytes) -> None:
    assert read_codes(saved(CARD, kind) + other) == [TEXT]
    assert fault_of(other + saved(CARD, kind)) is FrameFault.NOT_AN_IMAGE


def test_a_moving_png_is_read_by_its_first_picture() -> None:
    blank = Image.new("L", CARD.size, 255)
    moving = saved(CARD, "PNG", save_all=True, append_images=[blank] * 40)

    assert fault_of(moving) in ([TEXT], FrameFault.UNREADABLE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_pixel_a_png_may_have_is_read(mode: str) -> None:
    deep = Image.fromarray(np.asarray(CARD, np.uint16) * np.uint16(257))
    picture = deep if mode == "I;16" else CARD.convert(mode)

    assert read_codes(saved(picture, "PNG")) == [TEXT]


def test_an_orientation_that_does_not_exist_changes_nothing() -> None:
    exif = Image.Exif()
    exif[0x0112] = 99

    assert read_codes(saved(CARD, "JPEG", exif=exif)) == [TEXT]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_picture_cut_short_is_refused_or_read_as_far_as_it_goes(kind: str, share: float) -> None:
    whole = saved(CARD, kind)
    answer = fault_of(whole[: int(len(whole) * share)])
    assert answer in ([], [TEXT], FrameFault.UNREADABLE, FrameFault.NOT_AN_IMAGE)


def test_a_png_whose_bytes_were_changed_is_refused_or_empty() -> None:
    changed = bytearray(saved(CARD, "PNG"))
    place = changed.index(b"IDAT") + 40
    changed[place] ^= 0xFF

    assert fault_of(bytes(changed)) in ([], [TEXT], FrameFault.UNREADABLE, FrameFault.NOT_AN_IMAGE)


def test_a_png_with_a_wrong_checksum_is_refused_or_read() -> None:
    changed = bytearray(saved(CARD, "PNG"))
    changed[changed.index(b"IEND") - 5] ^= 0xFF

    assert fault_of(bytes(changed)) in ([], [TEXT], FrameFault.UNREADABLE, FrameFault.NOT_AN_IMAGE)


@pytest.mark.parametrize("size", [(1, 1), (1, 9_000), (9_000, 1), (20, 20), (10_000, 30)])
def test_a_picture_too_small_for_a_symbol_is_empty(size: tuple[int, int]) -> None:
    assert read_codes(saved(Image.new("L", size, 255), "PNG")) == []


@pytest.mark.parametrize("seed", range(40))
def test_random_damage_never_raises_anything_else(seed: int) -> None:
    chance = np.random.default_rng(seed)
    kind = ("JPEG", "PNG", "WEBP")[seed % 3]
    damaged = bytearray(saved(CARD, kind))
    for place in chance.integers(0, len(damaged), 1 + seed):
        damaged[place] = chance.integers(256)

    assert fault_of(bytes(damaged)) in ([], [TEXT], *FrameFault)


BOMBS = Path(__file__).parents[1] / "support" / "read_one.py"


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(png_of_zeros(4_800, 4_900), id="all pixels allowed"),
        pytest.param(saved(Image.new("RGBA", (2_800, 2_800)), "PNG"), id="all see-through pixels allowed"),
        pytest.param(
            saved(Image.new("RGBA", (4_800, 4_800)), "PNG"), id="more see-through than is looked at"
        ),
        pytest.param(
            png_of_zeros(64, 64, *[chunk(b"zTXt", b"k\0\0" + bytes(50))] * 9), id="broken text chunks"
        ),
        pytest.param(saved(Image.effect_noise((1_200, 1_200), 90), "JPEG", quality=90), id="noise"),
        pytest.param(
            saved(Image.effect_noise((5_990, 4_000), 60).convert("RGB"), "JPEG", quality=60),
            id="a phone's photograph",
        ),
    ],
)
def test_the_largest_frames_stay_within_a_quarter_gigabyte(image: bytes) -> None:
    """Measured in a process of its own: what decoding adds to a program that has only been loaded."""
    done = subprocess.run([sys.executable, "-P", BOMBS], input=image, capture_output=True, check=True)

    before, after = (int(figure) for figure in done.stdout.split())
    assert (after - before) / 1024 < 256


def test_scans_are_counted_where_a_walk_over_segments_could_be_led_astray() -> None:
    # Decoders skip FF 00; taken for a segment, it would lead to a header that is none.
    header = b"\xff\xc0\x00\x0b\x08\x00\x40\x00\x40\x01\x01\x11\x00" + b"\xff\xda\x00\x08\x01"
    astray = b"\xff\xd8" + b"\xff\x00\x00\x04ab" + header + b"\xff\xda" * 70

    assert picture._scans(b"\xff\xd8" + header + b"\xff\xda" * 70) == 1
    assert picture._scans(astray) == 71


def test_a_jpeg_that_calls_itself_something_else_is_one() -> None:
    file = io.BytesIO()
    first, second = (Image.effect_noise((64, 64), 50).convert("RGB") for _ in range(2))
    first.save(file, "MPO", save_all=True, append_images=[second], progressive=True)

    assert picture._header(file.getvalue()).scans > 2
