"""What a decoder does: it proves that it can read, then answers one frame after the other."""

from __future__ import annotations

import io
import math
from typing import BinaryIO

import numpy as np
import zxingcpp
from PIL import Image

from verifier import zbar
from verifier.decoder.messages import MAX_TEXTS, Closed, Frame, frame_from, packed
from verifier.frames import read_frame
from verifier.picture import FORMATS
from verifier.seen import FrameRefused

TRIAL = "48217730"
# Whatever a later frame of one scan does differently is tried as well.
ATTEMPTS = range(3)


class Unfit(Exception):
    """This process does not read what it must."""


def prove() -> None:
    """Read a symbol in each format, and search a picture that holds none to the end of the cascade.

    Before the process is confined this loads all that is loaded on demand; after, it shows that nothing is
    missing. Raises Unfit.
    """
    drawn = np.array(zxingcpp.write_barcode_to_image(_symbol(), scale=4, add_quiet_zones=True))
    for kind in FORMATS:
        if read_frame(_saved(drawn, kind)).texts != (TRIAL,):
            raise Unfit(kind)
    empty = _saved(np.tile(np.arange(256, dtype=np.uint8), (192, 1)), "PNG")
    for attempt in ATTEMPTS:
        if read_frame(empty, attempt=attempt, budget=math.inf).texts:
            raise Unfit("a text that is not there")


def _symbol() -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(TRIAL, zxingcpp.BarcodeFormat.QRCode)


def _saved(pixels: np.typing.NDArray[np.uint8], kind: str) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


def greeting(held_by: tuple[str, ...]) -> bytes:
    """The first message: what holds this process, and what it reads with."""
    libraries = ["zxing-cpp", *(["zbar"] if zbar.load() else [])]
    return packed({"held_by": held_by, "libraries": libraries})


def work(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer every frame that comes, until the other side is gone.

    Whatever is raised beside a refusal ends the process: the web process notices, and starts another one.
    """
    while True:
        try:
            frame = frame_from(source.read)
        except Closed:
            return
        sink.write(_answer(frame))
        sink.flush()


def _answer(frame: Frame) -> bytes:
    try:
        seen = read_frame(frame.image, attempt=frame.attempt, budget=frame.budget, max_bytes=frame.max_bytes)
    except FrameRefused as refused:
        return packed({"fault": refused.fault, "detail": refused.detail})
    return packed({"texts": seen.texts[:MAX_TEXTS], "others": seen.others[:MAX_TEXTS]})
