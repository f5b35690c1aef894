"""The decoders, each as one call: grey pixels to symbols. Each checks the symbol's error correction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import zxingcpp
from zxingcpp import BarcodeFormat, Binarizer

from verifier import zbar as library
from verifier.picture import Grey

Corners = npt.NDArray[np.int32]

# Both full-size kinds of QR; Micro QR and its like are too small to hold a card.
_QR_CODES = zxingcpp.BarcodeFormats([BarcodeFormat.QRCodeModel1, BarcodeFormat.QRCodeModel2])
# The kinds whose own checks are strict enough that a pattern by chance is not taken for one.
_OTHERS = {
    "EAN13": "EAN-13",
    "EAN8": "EAN-8",
    "UPCA": "UPC-A",
    "UPCE": "UPC-E",
    "Code128": "Code 128",
    "PDF417": "PDF417",
    "Aztec": "Aztec",
    "DataMatrix": "DataMatrix",
    "MicroQRCode": "Micro QR",
    "RMQRCode": "rMQR",
}
_OTHER_CODES = zxingcpp.BarcodeFormats([BarcodeFormat.__members__[name] for name in _OTHERS])


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol that was read: its text, and its corners in pixels (n x 2) where the decoder tells them."""

    text: str
    corners: Corners


def zxing(
    picture: Grey,
    binarizer: Binarizer = Binarizer.LocalAverage,
    inverted: bool = True,
    smaller: bool = True,
) -> list[Symbol]:
    """What zxing-cpp reads, also mirrored and turned; light on dark and at half its size too, where asked.

    The text is the symbol's own, nothing in it made readable for people: a card's is read by a program.
    """
    found = zxingcpp.read_barcodes(
        picture,
        formats=_QR_CODES,
        binarizer=binarizer,
        try_invert=inverted,
        try_downscale=smaller,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [Symbol(code.text, _corners(code.position)) for code in found if code.valid]


def zbar(picture: Grey) -> list[Symbol]:
    """What zbar reads, where its library is installed."""
    reader = library.load()
    if reader is None:
        return []
    try:
        found = reader.decode(picture, symbols=[reader.ZBarSymbol.QRCODE])
    except ValueError:
        # pyzbar 0.1.9 raises on an orientation that it does not know.
        return []
    return [
        Symbol(code.data.decode("utf-8", "replace"), np.array(code.polygon, np.int32).reshape(-1, 2))
        for code in found
    ]


def others(picture: Grey) -> tuple[str, ...]:
    """The names of the bar codes that are no QR codes, each once; what they hold is not kept."""
    found = zxingcpp.read_barcodes(picture, formats=_OTHER_CODES)
    return tuple(dict.fromkeys(_OTHERS[code.format.name] for code in found if code.valid))


def _corners(place: zxingcpp.Position) -> Corners:
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return np.array([(corner.x, corner.y) for corner in corners], np.int32)
