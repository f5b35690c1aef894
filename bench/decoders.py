"""The decoders that read_codes is compared with, each alone: encoded picture in, texts out."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from verifier import zbar
from verifier.frames import FrameRefused, read_codes

QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
Decoder = Callable[[bytes], list[str]]


def all_decoders() -> dict[str, Decoder]:
    """Return the decoders by name; pyzbar only where its library can be had."""
    library = zbar.load()
    alone: dict[str, Decoder] = {
        "read_codes": _read_codes,
        "zxing-cpp alone": _zxing,
        "OpenCV alone": _opencv,
    }

    def _zbar(image: bytes) -> list[str]:
        if library is None:
            return []
        try:
            found = library.decode(_grey(image), symbols=[library.ZBarSymbol.QRCODE])
        except ValueError:
            # pyzbar 0.1.9 raises on an orientation that it does not know.
            return []
        return [code.data.decode("utf-8", "replace") for code in found]

    return alone if library is None else {**alone, "pyzbar alone": _zbar}


def _read_codes(image: bytes) -> list[str]:
    try:
        return read_codes(image)
    except FrameRefused:
        return []


def _zxing(image: bytes) -> list[str]:
    found = zxingcpp.read_barcodes(_grey(image), formats=QR_CODES)
    return [code.text for code in found if code.valid]


def _opencv(image: bytes) -> list[str]:
    try:
        found, texts, _, _ = cv2.QRCodeDetector().detectAndDecodeMulti(_grey(image))
    except (cv2.error, UnicodeDecodeError):
        # Degenerate finder patterns trip an assertion inside the detector; its texts have to be UTF-8.
        return []
    return [text for text in texts if text] if found else []


def _grey(image: bytes) -> NDArray[np.uint8]:
    grey = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError("not a picture that OpenCV reads")
    return np.asarray(grey, np.uint8)
