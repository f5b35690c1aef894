"""A holder's picture from outside: opened with care, turned upright, cut to the shape of a portrait."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from signing.errors import CardError

# Width to height of every portrait here.
SHAPE = (3, 4)
MAX_PIXELS = 50_000_000


def upright(data: bytes, width: int) -> Image.Image:
    """The middle of a JPEG or PNG in the shape of a portrait, `width` pixels wide, in colours, nothing else.

    Raises CardError on what is neither, is broken or is larger than any camera's picture.
    """
    try:
        image: Image.Image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
        if image.width * image.height > MAX_PIXELS:
            raise CardError(f"a picture of more than {MAX_PIXELS // 1_000_000} megapixels")
        image = ImageOps.exif_transpose(image)
        # On white, since what shows through a transparent picture is the card.
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise CardError(f"not a picture that can be read: {error}") from error
    size = (width, width * SHAPE[1] // SHAPE[0])
    return ImageOps.fit(ground.convert("RGB"), size, Image.Resampling.LANCZOS)


def portrait(data: bytes, width: int) -> bytes:
    """A picture as it is printed: JPEG, without where and when it was taken."""
    file = io.BytesIO()
    upright(data, width).save(file, "JPEG", quality=92, optimize=True)
    return file.getvalue()
