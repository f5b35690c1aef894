"""The register mirror: importing many units as the product does, and looking one up afterwards."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import Table
from bench.timing import followed, percentile
from sync.registers.local import LocalRegisters
from sync.registers.mirror import Mirror
from sync.registers.ports import Found

CHECKOUT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000, 1_000_000)
LOOK_UPS = 20_000
# Numbers of real units begin with 8 or 9; these belong to nobody. A prime, so that a stride meets each once.
SPAN, STRIDE = 9_999_991, 7_654_321
WORDS = ("Øving", "Prøve", "Fjell", "Strand", "Bygg", "Mur", "Tak", "Rør", "Renhold", "Transport", "Anlegg")


def measure() -> list[Table]:
    """Measure the import at each size in a process of its own, and the look-ups in its result."""
    imports = Table(
        "refresh-registers companies=FILE: gzip, JSON, about 1.8 kB a unit",
        ("units", "seconds", "units per s", "peak MiB", "file MB", "unpacked MB", "mirror MB"),
        notes=["Seconds without the start of the process, which an import of one unit tells."],
    )
    looked_up = Table("Look-up of one unit in that mirror", ("units", "calls", "p50 µs", "p95 µs"))
    with TemporaryDirectory(prefix="kortsjekk-bench-") as place:
        start, base = _imported(*_written(Path(place), 1)[:2])
        imports.notes.append(f"That took {start:.1f} s and {base:.0f} MiB.")
        for size in SIZES:
            units, mirror, unpacked = _written(Path(place), size)
            seconds, peak = _imported(units, mirror)
            net = seconds - start
            sizes = (units.stat().st_size, unpacked, mirror.stat().st_size)
            imports.add(size, net, size / net, peak, *(each / 1e6 for each in sizes))
            taken = _look_ups(mirror, size)
            looked_up.add(size, len(taken), percentile(taken, 0.5), percentile(taken, 0.95))
    return [imports, looked_up]


def org_number(place: int) -> str:
    """A valid number for each place from 0 on, no two alike, in no order."""
    rest = f"{place * STRIDE % SPAN:07}"
    # One first digit in eleven has no check digit; the next one then has.
    for first in "32":
        weighed = zip(first + rest, (3, 2, 7, 6, 5, 4, 3, 2), strict=True)
        if (check := -sum(int(digit) * weight for digit, weight in weighed) % 11) < 10:
            return f"{first}{rest}{check}"
    raise AssertionError("two first digits in a row have no check digit")


def _unit(place: int, draw: random.Random) -> dict[str, object]:
    name = " ".join(draw.choices(WORDS, k=3))
    address = {
        "land": "Norge",
        "landkode": "NO",
        "postnummer": f"{draw.randrange(10_000):04}",
        "poststed": draw.choice(WORDS).upper(),
        "adresse": [f"{draw.choice(WORDS)}gata {draw.randrange(200)}"],
        "kommune": draw.choice(WORDS).upper(),
        "kommunenummer": f"{draw.randrange(10_000):04}",
    }
    code = {"kode": f"41.{draw.randrange(1000):03}", "beskrivelse": " ".join(draw.choices(WORDS, k=6))}
    return {
        "organisasjonsnummer": org_number(place),
        "navn": f"{name} {place} AS",
        "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"},
        "hjemmeside": f"www.{place}.example",
        "postadresse": address,
        "forretningsadresse": address,
        "naeringskode1": code,
        "institusjonellSektorkode": code,
        "antallAnsatte": draw.randrange(100),
        "harRegistrertAntallAnsatte": True,
        "registreringsdatoEnhetsregisteret": f"20{draw.randrange(10, 26)}-0{draw.randrange(1, 10)}-14",
        "stiftelsesdato": "2009-01-04",
        "registrertIMvaregisteret": draw.random() < 0.8,
        "registrertIForetaksregisteret": True,
        "registrertIStiftelsesregisteret": False,
        "registrertIFrivillighetsregisteret": False,
        "sisteInnsendteAarsregnskap": "2025",
        "konkurs": draw.random() < 0.01,
        "underAvvikling": draw.random() < 0.01,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "maalform": "Bokmål",
        "vedtektsfestetFormaal": draw.choices(WORDS, k=40),
        "aktivitet": draw.choices(WORDS, k=20),
    }


def _written(folder: Path, size: int) -> tuple[Path, Path, int]:
    """A file of so many units, where its mirror goes, and how many bytes it has unpacked."""
    draw, path, unpacked = random.Random(size), folder / f"{size}.json.gz", 0  # noqa: S311 -- invented names
    with gzip.open(path, "wb", compresslevel=1) as file:
        for part in _parts(size, draw):
            unpacked += file.write(part)
    return path, folder / f"{size}.sqlite", unpacked


def _parts(size: int, draw: random.Random) -> Iterator[bytes]:
    yield b"["
    for place in followed(range(size), f"writing {size} units"):
        comma = b"," if place else b""
        yield comma + json.dumps(_unit(place, draw), ensure_ascii=False).encode()
    yield b"]"


def _imported(units: Path, mirror: Path) -> tuple[float, float]:
    """Run the command in a process of its own: its seconds, and the most memory it had, in MiB."""
    words = [
        sys.executable,
        "-m",
        "sync",
        "refresh-registers",
        "--register",
        str(mirror),
        f"companies={units}",
    ]
    started = time.perf_counter()
    process = subprocess.Popen(words, cwd=CHECKOUT, stdout=subprocess.DEVNULL)  # noqa: S603 -- our own words
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"the import of {units} ended with {process.returncode}")
    # Linux counts in KiB, macOS in bytes.
    return seconds, used.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def _look_ups(mirror: Path, size: int) -> Sequence[float]:
    """Microseconds of each look-up of a unit that is there, chosen anew each time."""
    draw = random.Random(2)  # noqa: S311 -- the same units in every run
    registers, taken = LocalRegisters(Mirror(mirror), lambda: datetime.now(UTC)), []
    numbers = [org_number(draw.randrange(size)) for _ in range(LOOK_UPS + 1000)]
    for place, number in enumerate(numbers):
        started = time.perf_counter_ns()
        answer = registers.company(number)
        seconds = time.perf_counter_ns() - started
        if not isinstance(answer, Found):
            raise ValueError(f"{number} was imported and is not there")
        if place >= 1000:
            taken.append(seconds / 1000)
    return taken
