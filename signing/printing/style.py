"""How an issuer's cards look: its name, one colour, its lettering, and the printer they are meant for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from signing.errors import CardError
from signing.printing.drawing import INCH
from signing.printing.lettering import Typeface
from signing.symbol import LEVELS, QUIET

_COLOUR = re.compile(r"#[0-9a-f]{6}")
# A module of fewer dots comes out ragged on plastic, and cameras lose it.
SMALLEST_MODULE = 4 * INCH / 300


@dataclass(frozen=True, slots=True)
class Style:
    """Raises CardError on a colour that is not #rrggbb, a level or a resolution that no printer has."""

    issuer_name: str
    regular: Typeface
    bold: Typeface
    colour: str = "#1f3a5f"
    dpi: int = 300
    level: str = "Q"

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise CardError("a colour is # and six of 0-9 and a-f")
        if self.level not in LEVELS:
            raise CardError("an error level is L, M, Q or H")
        if not 200 <= self.dpi <= 2400:
            raise CardError("a printer has 200 to 2400 dots to the inch")

    def module(self, modules: int, room: float) -> float:
        """The largest module in whole printer dots of which `modules`, quiet zones included, fit in `room`.

        Raises CardError when it would be too small to be printed and scanned.
        """
        dots = int(room * self.dpi / INCH / modules + 1e-9)
        size = dots * INCH / self.dpi
        if size < SMALLEST_MODULE - 1e-9:
            raise CardError(
                f"{modules} modules in {room:.1f} mm would be {dots} dots each at {self.dpi} dpi: at least 4 "
                f"dots of 300 dpi ({SMALLEST_MODULE:.2f} mm) are needed; try a lower error level"
            )
        return size


def with_quiet_zone(modules: int) -> int:
    """How many modules wide a symbol is with its quiet zone on both sides."""
    return modules + 2 * QUIET
