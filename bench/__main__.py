"""`python -m bench [name ...]`: measure, print the tables, write them as JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from bench import (
    ablation,
    browser,
    cards,
    check,
    decode,
    hostile,
    ledger,
    printing,
    registers,
    shell,
    statuslists,
    upload,
)
from bench.report import Table, machine, write
from bench.timing import timed

MEASUREMENTS: dict[str, Callable[[], list[Table]]] = {
    "decode": decode.measure,
    "check": check.measure,
    "ledger": ledger.measure,
    "browser": browser.measure,
    "hostile": hostile.measure,
    "cards": cards.measure,
    "printing": printing.measure,
    "statuslists": statuslists.measure,
    "shell": shell.measure,
}
# Too long to run each time: only by name.
BY_NAME: dict[str, Callable[[], list[Table]]] = {
    "ablation": ablation.measure,
    "upload": upload.measure,
    "registers": registers.measure,
}


def main(words: Sequence[str]) -> int:
    """Run the named measurements, or all of them; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the product.")
    known = {**MEASUREMENTS, **BY_NAME}
    offered = f"{', '.join(MEASUREMENTS)} (default: all of these); {', '.join(BY_NAME)} (only by name)"
    parser.add_argument("name", nargs="*", metavar="name", help=offered)
    names = parser.parse_args(words).name or list(MEASUREMENTS)
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"there is no measurement called {unknown[0]}: choose from {', '.join(known)}")
    facts = machine()
    print(f"{facts['processor']}, {facts['cores']} cores, Python {facts['python']}, {facts['date']}\n")
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        tables, seconds = timed(known[name])
        for table in tables:
            print(f"{table.text()}\n", flush=True)
        print(f"{name}: {seconds:.0f} s, written to {write(name, tables)}\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
