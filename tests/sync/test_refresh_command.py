"""python -m sync refresh-registers: what the worker runs, and what it says."""

from __future__ import annotations

import itertools
import re
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import DEVNULL, PIPE

import pytest

import sync.__main__ as command_line
from signing import org_number_is_valid
from sync.registers.filling import noted
from sync.registers.ports import Found
from sync.registers.sources import Source
from tests.support import register_files as files
from tests.support import register_server as server
from tests.support.register_desk import GOOD, Desk, desk
from tests.support.sources import CHECKOUT

__all__ = ["desk"]


def run(desk: Desk, *words: str) -> int:
    """Run the command over the desk's mirror."""
    return command_line.main(["refresh-registers", "--register", str(desk.mirror), *words])


def served(desk: Desk, source: Source, act: server.Act | None = None) -> str:
    """The word that names a source, served by an act; without one, as it should be."""
    desk.served.acts[f"/{source}"] = act or server.gives(GOOD[source])
    return f"{source}={desk.served.address(f'/{source}')}"


def test_it_says_what_was_taken_and_how_old_every_source_is(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    path = desk.files / "cards.csv"
    path.write_bytes(GOOD[Source.CARDS])

    assert run(desk, served(desk, Source.COMPANIES), f"cards={path}", "--once") == 0

    said = capsys.readouterr()
    assert re.search(r"^companies: 2 taken, as of \d{4}-\d\d-\d\d \d\d:\d\d UTC$", said.out, re.MULTILINE)
    assert "companies  0 h 0 min old, 2 rows" in said.out
    assert "cards      0 h 0 min old, 1 rows" in said.out
    assert said.out.count("never loaded") == len(Source) - 2
    assert "companies, MiB: 1 of 1" in said.err


def test_a_source_that_fails_is_named_and_the_others_are_refreshed(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        served(desk, Source.CLEANING),
        served(desk, Source.COMPANIES, server.refused(404)),
        "cards=/no/such/file",
        served(desk, Source.CAR_CARE),
    ]

    assert run(desk, *words) == 1

    said = capsys.readouterr()
    assert "companies: not refreshed: answered 404" in said.err
    assert "cards: not refreshed: No such file or directory: /no/such/file" in said.err
    assert "cleaning: 3 taken" in said.out
    assert "car-care: 1 taken" in said.out
    assert run(desk, served(desk, Source.COMPANIES)) == 0


def test_a_file_that_is_too_large_when_unpacked_is_refused(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    path = desk.files / "cards.csv"
    path.write_bytes(GOOD[Source.CARDS] + b"\n" * 1_100_000)

    assert run(desk, f"cards={path}", "--most-inflated-mib", "1") == 1
    assert "more than 1048576 bytes when unpacked" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["weather"], "no source 'weather': there are cards, companies"),
        (["cards"], "cards has no public address: give one"),
        (["site-list="], "site-list has no public address"),
        (["companies", "--every", "0"], "not a number"),
        (["companies", "--every", "5", "--once"], "not allowed with argument"),
        ([], "the following arguments are required: SOURCE"),
    ],
)
def test_words_of_no_use_are_refused(
    desk: Desk, capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    with pytest.raises(SystemExit) as caught:
        run(desk, *words)

    assert caught.value.code == 2
    assert why in capsys.readouterr().err


def test_authorities_that_are_none_are_named(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(desk, "companies", "--ca", str(desk.files / "none.pem")) == 2

    assert "--ca or --proxy cannot be used" in capsys.readouterr().err


def test_the_other_commands_still_need_a_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command_line.main(["migrate"])

    assert caught.value.code == 2
    assert "required: --database-url" in capsys.readouterr().err


def test_it_goes_on_until_it_is_interrupted(desk: Desk) -> None:
    words = [sys.executable, "-m", "sync", "refresh-registers", "--register", str(desk.mirror)]
    process = subprocess.Popen(
        [*words, served(desk, Source.CLEANING), "--every", "600"],
        cwd=CHECKOUT,
        stdout=PIPE,
        stderr=PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(1 + len(Source))]
    process.send_signal(signal.SIGINT)

    assert process.wait(20) == 0
    process.communicate()
    assert lines[0].startswith("cleaning: 3 taken")


def test_a_run_that_is_killed_leaves_the_old_copy_or_the_new_one(desk: Desk) -> None:
    desk.from_web(Source.CARDS, GOOD[Source.CARDS])
    path = desk.files / "units.json"
    numbers = (str(number) for number in itertools.count(300_000_000) if org_number_is_valid(str(number)))
    rows = [files.unit(number, hjemmeside="x" * 500) for number in itertools.islice(numbers, 8000)]
    path.write_bytes(files.as_json(*rows))
    words = [sys.executable, "-m", "sync", "refresh-registers", "--register", str(desk.mirror)]
    words += [f"companies={path}"]
    with subprocess.Popen(words, cwd=CHECKOUT, stdout=DEVNULL, stderr=PIPE, text=True) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.kill()

    assert re.fullmatch(r"companies, MiB: 1 of \d+\n", first)
    assert isinstance(desk.local.card("0123456"), Found)
    known = noted(desk.mirror, Source.COMPANIES)
    assert known is None or known.rows == len(rows)
    assert run(desk, f"companies={path}") == 0
    assert isinstance(desk.local.company(rows[-1]["organisasjonsnummer"]), Found)
    assert sorted(each.name for each in desk.mirror.parent.iterdir()) == ["files", "registers.sqlite"]


def test_what_it_writes_is_this_accounts_alone(desk: Desk, tmp_path: Path) -> None:
    assert run(desk, served(desk, Source.CLEANING)) == 0

    assert desk.mirror.stat().st_mode & 0o777 == 0o600
