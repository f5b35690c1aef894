"""`make release-check`: does a clean copy of the last commit set itself up and pass every test?"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Copy what HEAD holds to an empty folder, run `make test` there, return its exit code."""
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=CHECKOUT, capture_output=True, check=True)
    if changed.stdout:
        print("Not everything is committed: only what is committed will be checked.")
    with tempfile.TemporaryDirectory(prefix="kortsjekk-release-") as folder:
        archive = subprocess.run(["git", "archive", "HEAD"], cwd=CHECKOUT, capture_output=True, check=True)
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        started = time.monotonic()
        code = subprocess.run(["make", "test"], cwd=folder).returncode
    print(f"A clean copy {'passes' if code == 0 else 'FAILS'}, after {time.monotonic() - started:.0f} s.")
    return code


if __name__ == "__main__":
    sys.exit(main())
