"""A program: reads one picture from its input and prints its peak memory before and after, in kilobytes."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def peak() -> int:
    """Return the most memory that this program has held so far.

    Linux counts what the process held before it became this program into `ru_maxrss`, not into VmHWM.
    """
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    held = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return held[0] if held else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Load the reader, look at a picture, print both figures."""
    from verifier.frames import FrameRefused, read_frame
    from verifier.seen import MAX_UPLOAD

    image = sys.stdin.buffer.read()
    before = peak()
    try:
        read_frame(image, max_bytes=MAX_UPLOAD)
    except FrameRefused as refused:
        print(refused, file=sys.stderr)
    print(before, peak())


if __name__ == "__main__":
    main()
