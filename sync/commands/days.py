"""A time that a word of the command line gives in days."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta

_DAYS = re.compile(r"[1-9][0-9]{0,3}")


def days(text: str) -> timedelta:
    """So many whole days, from 1 to 9999; raises what argparse says to whoever typed it."""
    if not _DAYS.fullmatch(text):
        raise argparse.ArgumentTypeError(f"not a number of days from 1 to 9999: {text[:20]!r}")
    return timedelta(days=int(text))
