"""Pictures for the frame reader: honest ones with symbols, and hostile ones made byte by byte."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from signing import symbol

Grey = NDArray[np.uint8]
PNG_MARK = b"\x89PNG\r\n\x1a\n"


def symbol_of(text: str, module: int = 6, quiet: int = 4) -> Image.Image:
    """Return the printed symbol of a text, black on white, `module` pixels a module."""
    rows = np.array([list(row) for row in symbol.qr(text).matrix], np.uint8)
    framed = np.pad(1 - rows, quiet, constant_values=1) * np.uint8(255)
    return Image.fromarray(framed.repeat(module, 0).repeat(module, 1))


def beside(*pictures: Image.Image, gap: int = 40) -> Image.Image:
    """Return pictures side by side on white."""
    width = sum(each.width + gap for each in pictures)
    sheet = Image.new("L", (width, max(each.height for each in pictures)), 255)
    left = 0
    for each in pictures:
        sheet.paste(each, (left, 0))
        left += each.width + gap
    return sheet


def other_symbol(kind: zxingcpp.BarcodeFormat, text: str) -> Image.Image:
    """Return a bar code that is no QR code, large enough to be read."""
    drawn = zxingcpp.write_barcode_to_image(
        zxingcpp.create_barcode(text, kind), scale=6, add_quiet_zones=True
    )
    return Image.fromarray(np.array(drawn))


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    """Return a picture as the bytes of a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def turned(picture: Image.Image, orientation: int) -> bytes:
    """Return a JPEG whose EXIF says how it is to be turned, as phones write it; 1 is upright."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = picture.transpose(undo[orientation]) if orientation in undo else picture
    return saved(stored, "JPEG", exif=exif)


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a PNG chunk."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of_zeros(width: int, height: int, *extra: bytes, rows: int | None = None) -> bytes:
    """Return a black PNG, tiny for its pixels; `extra` chunks stand before them, `rows` cut it short."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    packer = zlib.compressobj(9)
    row = bytes(width + 1)
    body = b"".join(packer.compress(row) for _ in range(height if rows is None else rows)) + packer.flush()
    return PNG_MARK + header + b"".join(extra) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def with_more_scans(progressive: bytes, scans: int) -> bytes:
    """Return a progressive JPEG with its last scan repeated: each repetition costs a pass over all pixels."""
    begin, end = progressive.rindex(b"\xff\xda"), progressive.rindex(b"\xff\xd9")
    return progressive[:end] + progressive[begin:end] * scans + progressive[end:]
