"""Pictures made to harm whoever decodes them, by name; each small enough to be taken as a frame."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import numpy as np
from PIL import Image

from tests.support.pictures import (
    Grey,
    beside,
    chunk,
    png_of_zeros,
    saved,
    symbol_of,
    turned,
    with_more_scans,
)

KINDS = ("JPEG", "PNG", "WEBP")
# Its black modules, by their distance from the middle; beside it two modules of paper.
FINDER = np.array([[max(abs(x - 3), abs(y - 3)) in (0, 1, 3) for x in range(9)] for y in range(9)])


@cache
def hostile_pictures() -> dict[str, bytes]:
    """All of them. The same bytes each time."""
    return {
        **_no_pictures(),
        **_bombs(),
        **_odd_ones(),
        **_damaged(),
        **{f"long search: {name}": picture for name, picture in long_searches().items()},
    }


@cache
def long_searches() -> dict[str, bytes]:
    """Those that use up a decoder's whole budget: something in them looks like a code, and none is there."""
    chance = np.random.default_rng(7)
    noise = chance.integers(0, 256, (720, 1280), np.uint8)
    cells = chance.integers(0, 2, (90, 160), np.uint8).repeat(8, 0).repeat(8, 1) * np.uint8(255)
    return {
        "noise": saved(Image.fromarray(noise), "JPEG", quality=80),
        "noise in colour": saved(Image.effect_noise((1_000, 1_000), 90).convert("RGB"), "JPEG", quality=90),
        "modules without a code": saved(Image.fromarray(cells), "PNG"),
        "a field of finder patterns": saved(Image.fromarray(_finders(8)), "PNG"),
        "small finder patterns": saved(Image.fromarray(_finders(3)), "PNG"),
        "a code that is cut in half": saved(_half_a_code(), "PNG"),
    }


def _finders(module: int) -> Grey:
    size = 9 * module
    one = np.where(FINDER, 0, 255).astype(np.uint8).repeat(module, 0).repeat(module, 1)
    return np.tile(one, (720 // size, 1280 // size))


def _half_a_code() -> Image.Image:
    symbol = symbol_of("https://kort.example/c#" + "1234567890" * 40, module=8)
    symbol.paste(128, (0, symbol.height // 2, symbol.width, symbol.height))
    return symbol


def _no_pictures() -> dict[str, bytes]:
    card = symbol_of("48217730")
    return {
        "nothing": b"",
        "a zero": b"\0",
        "HTML": b"<!doctype html><script>alert(1)</script>",
        "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>',
        "PDF": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>",
        "two million zeros": bytes(2_000_000),
        "head of a JPEG": b"\xff\xd8\xff",
        "head of a PNG": b"\x89PNG\r\n\x1a\n",
        "head of a WebP": b"RIFF\x10\0\0\0WEBPVP8X",
        **{kind: saved(card, kind) for kind in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA")},
    }


def _bombs() -> dict[str, bytes]:
    progressive = saved(Image.linear_gradient("L"), "JPEG", progressive=True)
    return {
        "20,000 x 20,000": png_of_zeros(20_000, 20_000, rows=9),
        "1 x 50,000,000": png_of_zeros(1, 50_000_000, rows=9),
        "50,000,000 x 1": png_of_zeros(50_000_000, 1, rows=0),
        "all pixels allowed": png_of_zeros(4_800, 4_900),
        "all see-through pixels allowed": saved(Image.new("RGBA", (2_800, 2_800)), "PNG"),
        "more see-through pixels than are looked at": saved(Image.new("RGBA", (4_800, 4_800)), "PNG"),
        "packed texts": png_of_zeros(64, 64, *[chunk(b"zTXt", b"k\0\0" + bytes(50))] * 9),
        "many scans": with_more_scans(progressive, 30),
        "too many scans": with_more_scans(progressive, 100),
    }


def _odd_ones() -> dict[str, bytes]:
    card = symbol_of("48217730")
    deep = Image.fromarray(np.full((600, 600), 40_000, np.uint16))
    others = [Image.new("L", card.size, grey) for grey in (0, 128)]
    moving = {"save_all": True, "append_images": others, "duration": 100}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("index.html", "<script>alert(1)</script>")
    return {
        "16 bit": saved(deep, "PNG"),
        "CMYK": saved(card.convert("CMYK"), "JPEG"),
        "palette": saved(card.convert("P"), "PNG", transparency=0),
        "one bit": saved(card.convert("1"), "PNG"),
        "moving PNG": saved(card, "PNG", **moving),
        "moving WebP": saved(card, "WEBP", **moving),
        "a picture and an archive": saved(card, "JPEG") + archive.getvalue(),
        "one pixel": saved(Image.new("L", (1, 1)), "PNG"),
        "a line": saved(Image.new("L", (9_000, 1)), "PNG"),
        "many codes": saved(beside(*(symbol_of(f"9901{n:04}", 2) for n in range(50)), gap=4), "PNG"),
        **{f"turned {way}": turned(card, way) for way in (3, 6, 8)},
    }


def _damaged() -> dict[str, bytes]:
    card = symbol_of("48217730").convert("RGB")
    whole = {kind: saved(card, kind) for kind in KINDS}
    cut = {
        f"{kind}, {eighths}/8 of it": picture[: len(picture) * eighths // 8]
        for kind, picture in whole.items()
        for eighths in (1, 5)
    }
    scratched = {
        f"{kind}, scratched {seed}": _scratched(picture, seed)
        for kind, picture in whole.items()
        for seed in range(8)
    }
    return cut | scratched


def _scratched(picture: bytes, seed: int) -> bytes:
    chance, damaged = np.random.default_rng(seed), bytearray(picture)
    for place in chance.integers(0, len(damaged), 1 + 3 * seed):
        damaged[place] = chance.integers(256)
    return bytes(damaged)
