"""Which day it is: the days of registers and cards are days in Norway, whatever the clock's zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

NORWAY = ZoneInfo("Europe/Oslo")


def day_of(moment: datetime) -> date:
    """The day in Norway at an aware time; raises ValueError when `moment` has no zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone belongs to no day")
    return moment.astimezone(NORWAY).date()
