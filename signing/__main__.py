"""Command line of the issuer: `python -m signing --help` lists what it does."""

from __future__ import annotations

import argparse
import sys

from signing.commands import Parser, cards, files, keys, keysets, printing, status


def parser() -> argparse.ArgumentParser:
    """The whole command line; each command brings the function that runs it as `run`."""
    whole = Parser(prog="python -m signing", description="Issue and read signed HSE cards.")
    commands = whole.add_subparsers(dest="command", required=True)
    for group in (keys, keysets, cards, status, printing):
        group.add(commands)
    return whole


def main(words: list[str] | None = None) -> int:
    """Run one command: 0 done, 2 wrong input and a sentence on standard error; --help has the other codes."""
    arguments = parser().parse_args(words)
    try:
        files.require_apart(arguments)
        code: int = arguments.run(arguments)
    except FileExistsError as error:
        print(f"{error.filename} exists already, and is never overwritten", file=sys.stderr)
    except (OSError, ValueError, OverflowError) as error:
        print(error, file=sys.stderr)
    else:
        return code
    return 2


if __name__ == "__main__":
    sys.exit(main())
