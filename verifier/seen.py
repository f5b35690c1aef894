"""What is said of one camera frame, and the bounds that it is held to. No decoder is loaded for this."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from signing import Refusal, qr

MAX_BYTES = 2_000_000
# A photograph that somebody chose, straight from a phone's camera.
MAX_UPLOAD = 12_000_000
BUDGET_SECONDS = 0.25


class FrameFault(StrEnum):
    """Why a frame is not looked at; stable codes of the API."""

    TOO_LARGE = "too-large"
    NOT_AN_IMAGE = "not-an-image"
    UNREADABLE = "unreadable-image"


class FrameRefused(ValueError):
    """The bytes are not a frame this server takes; `fault` is the stable code."""

    def __init__(self, fault: FrameFault, detail: str) -> None:
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


@dataclass(frozen=True, slots=True)
class Seen:
    """What one frame showed: QR texts, each once, in the order found; names of other kinds of bar code."""

    texts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def is_card(text: str) -> bool:
    """Whether a text has the form of a card's code or number; nothing in it is checked or believed."""
    return not isinstance(qr.parse(text), Refusal)
