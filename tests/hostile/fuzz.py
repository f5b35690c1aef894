"""Fuzz one reader, guided by what of its code each input reaches.

    python -m tests.hostile.fuzz "card" raw -runs=100000 [corpus folder]

`raw` gives the reader the bytes as they come, `signed` signs them honestly first, so that what lies behind
the signature is reached too. Ends with an error on the first input that is believed or makes the reader fail,
and leaves it in a file (`-artifact_prefix=` says where).
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["signing"]):
    from tests.hostile.readers import READERS, Reader


class Believed(Exception):
    """A reader took something that nobody had signed."""


def raw(reader: Reader, data: bytes) -> None:
    """Give the reader bytes: nothing but what it believed to start with may be taken."""
    if reader.believes(data) and data not in reader.genuine:
        raise Believed(data.hex())


def signed(reader: Reader, data: bytes) -> None:
    """Give the reader bytes honestly signed: it may take them or not, and does not fail."""
    reader.believes(reader.sign(data))


WAYS = {"raw": raw, "signed": signed}


def seeds(reader: Reader, way: str) -> tuple[bytes, ...]:
    """Return what to begin with: the genuine ones, or what is signed in them."""
    return reader.genuine if way == "raw" else reader.payloads()


def main(words: list[str]) -> None:
    """Fuzz until libFuzzer's options say stop; a folder for the corpus gets the seeds."""
    name, way, *options = words
    reader = next(each for each in READERS if each.name == name)
    for folder in (Path(option) for option in options if not option.startswith("-")):
        for number, seed in enumerate(seeds(reader, way)):
            (folder / f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *options], lambda data: WAYS[way](reader, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
