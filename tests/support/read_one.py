"""A program: reads one picture from its input and prints its peak memory before and after, in kilobytes."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def peak() -> int:
    """Return the most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Load the reader, look at a picture, print both figures."""
    from verifier.frames import MAX_UPLOAD, FrameRefused, read_frame

    image = sys.stdin.buffer.read()
    before = peak()
    try:
        read_frame(image, max_bytes=MAX_UPLOAD)
    except FrameRefused as refused:
        print(refused, file=sys.stderr)
    print(before, peak())


if __name__ == "__main__":
    main()
