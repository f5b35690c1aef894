"""A face for a code of its own: at most 400 bytes, and as like the picture as these allow."""

from __future__ import annotations

import io
import math
import random

import pytest
from PIL import Image, ImageChops, ImageStat

from signing import CardError, picture
from signing.face import WIDTHS, shrink
from signing.picture import portrait, upright
from tests.support.issuing import photograph


def opened(data: bytes) -> Image.Image:
    """Return an image."""
    return Image.open(io.BytesIO(data))


def noise(size: tuple[int, int]) -> bytes:
    """Return a picture that nothing makes smaller."""
    picture = Image.frombytes("RGB", size, random.Random(7).randbytes(size[0] * size[1] * 3))  # noqa: S311 -- a picture
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def distance(face: bytes, picture: bytes) -> float:
    """Return how far a face, enlarged, is from its picture: root mean square of 0 to 255."""
    shown = opened(face).convert("RGB").resize((240, 320), Image.Resampling.BICUBIC)
    [*bands] = ImageStat.Stat(ImageChops.difference(shown, upright(picture, 240))).rms
    return max(bands)


@pytest.mark.parametrize("size", [(600, 800), (3000, 2000), (90, 120)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_face_is_a_small_webp_in_the_shape_of_a_portrait(size: tuple[int, int], kind: str) -> None:
    face = shrink(photograph(size, kind))

    assert len(face) <= 400
    assert opened(face).format == "WEBP"
    width, height = opened(face).size
    assert width / height == pytest.approx(3 / 4, abs=0.02)


def test_a_face_with_more_bytes_is_closer_to_the_picture() -> None:
    picture = photograph()

    apart = [distance(shrink(picture, limit), picture) for limit in (150, 400, 1000)]

    assert apart == sorted(apart, reverse=True)
    assert apart[1] < 25


def test_no_size_and_no_quality_within_the_limit_is_much_closer_to_the_picture() -> None:
    photo = photograph((240, 320))
    made = shrink(photo, 300)

    closest = None
    for width in WIDTHS:
        small = upright(photo, 240).resize((width, width * 4 // 3), Image.Resampling.LANCZOS)
        fitting = [data for data in (webp(small, quality) for quality in range(101)) if len(data) <= 300]
        if fitting:
            # The finest quality that fits: it is the closest one of this size.
            closest = min(closest or math.inf, sum_of_squares(fitting[-1], photo))

    # Bytes do not always rise with quality, so what halving finds may be a step away from the best.
    assert closest is not None
    assert closest <= sum_of_squares(made, photo) <= 1.02 * closest


def webp(image: Image.Image, quality: int) -> bytes:
    """Return a picture as a WebP."""
    file = io.BytesIO()
    image.save(file, "WEBP", quality=quality, method=6)
    return file.getvalue()


def sum_of_squares(face: bytes, photo: bytes) -> float:
    """Return how far a face, enlarged, is from its picture."""
    shown = opened(face).convert("RGB").resize((240, 320), Image.Resampling.BICUBIC)
    return float(sum(ImageStat.Stat(ImageChops.difference(shown, upright(photo, 240))).sum2))


def test_the_same_picture_gives_the_same_face() -> None:
    assert shrink(photograph()) == shrink(photograph())


def test_what_cannot_be_made_small_enough_is_refused() -> None:
    with pytest.raises(CardError, match="as small as 30 bytes"):
        shrink(noise((240, 320)), 30)


def test_a_picture_lies_the_way_the_camera_was_held_and_says_nothing_of_when() -> None:
    picture = Image.new("RGB", (400, 300), "white")
    picture.paste("black", (0, 0, 200, 300))
    exif = picture.getexif()
    exif[0x0112], exif[0x0132] = 6, "2026:11:02 12:00:00"
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif)

    printed = portrait(file.getvalue(), 300)

    assert opened(printed).size == (300, 400)
    assert not opened(printed).getexif()
    middle = opened(printed).convert("L")
    assert (middle.getpixel((150, 50)), middle.getpixel((150, 350))) == (0, 255)


def test_what_is_transparent_becomes_white() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (30, 40), (0, 0, 0, 0)).save(file, "PNG")

    assert upright(file.getvalue(), 30).getpixel((15, 20)) == (255, 255, 255)


@pytest.mark.parametrize("data", [b"", b"GIF89a", photograph()[:500], b"\x89PNG\r\n\x1a\n" + bytes(50)])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(CardError, match="not a picture that can be read"):
        upright(data, 30)


def test_the_largest_picture_is_opened_and_none_with_a_pixel_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picture, "MAX_PIXELS", 12)
    files = {}
    for size in ((3, 4), (13, 1)):
        file = io.BytesIO()
        Image.new("RGB", size).save(file, "PNG")
        files[size] = file.getvalue()

    assert upright(files[3, 4], 30).size == (30, 40)
    with pytest.raises(CardError, match="more than"):
        upright(files[13, 1], 30)


def test_a_picture_larger_than_any_cameras_is_not_opened() -> None:
    file = io.BytesIO()
    Image.new("1", (10_000, 5_001)).save(file, "PNG")

    with pytest.raises(CardError, match="more than 50 megapixels"):
        upright(file.getvalue(), 30)
