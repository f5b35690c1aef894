"""What docs/operations.md tells an issuer to type, rehearsed: exactly the commands there, in their order."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from signing import TrustList, keyfile, read_card
from signing.keylist import KeyList
from signing.keyset import KeySet, read_by_any, root_hash
from tests.support import issuing, sources

PAGE = sources.CHECKOUT / "docs" / "operations.md"
SECTION = r"^## {}$(.*?)^## "
THE_FIRST_SET = "### 4."
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)$", re.MULTILINE)


def commands(title: str = "Key ceremony", until: str | None = None) -> list[str]:
    """Return what a section tells people to type, in its order, and before the words `until`."""
    found = re.search(SECTION.format(title), PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    text = found[1].partition(until)[0] if found and until else found[1] if found else ""
    return COMMAND.findall("".join(BLOCK.findall(text)))


def typed(folder: Path, lines: list[str], **settings: str) -> str:
    """Return what a shell in the folder prints when it is given these lines."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(sources.CHECKOUT),
        **settings,
    }
    done = subprocess.run(
        ["/bin/sh", "-c", "set -eu\n" + "\n".join(lines)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        pytest.fail(f"{done.stdout}\n{done.stderr}")
    return done.stdout


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Go through the whole ceremony once, in an empty folder."""
    folder = tmp_path_factory.mktemp("ceremony")
    (folder / "printed").write_text(typed(folder, commands()), "utf-8")
    return folder


def set_under(desk: Path, public: str) -> KeySet:
    """Return the set that lies there after the ceremony, read with the roots in a file."""
    roots = keyfile.read_public((desk / public).read_bytes())
    found = read_by_any((desk / "hse-keyset.cose").read_bytes(), roots, datetime.now(UTC))
    if not isinstance(found, KeySet):
        raise ValueError(found.detail)
    return found


def test_every_command_of_the_issuer_about_keys_is_rehearsed() -> None:
    rehearsed = {line.split()[3] for line in commands() if line.startswith("python -m signing")}

    assert rehearsed == {"make-root", "make-key", "publish-keyset", "show-keyset", "rotate", "withdraw-key"}


def test_the_last_set_is_by_the_next_root_and_every_set_had_a_number_of_its_own(desk: Path) -> None:
    published = len([line for line in commands() if "publish-keyset" in line])
    [next_root] = keyfile.read_public((desk / "next.pub").read_bytes())

    assert set_under(desk, "roots.pub").sequence == published
    assert set_under(desk, "next.pub").root == root_hash(next_root)
    with pytest.raises(ValueError, match="another root"):
        set_under(desk, "root.pub")


def test_the_keys_stand_in_the_set_as_the_page_says(desk: Path) -> None:
    names = [name for name, _ in KeyList.from_json((desk / "keys.json").read_text("utf-8")).keys]
    first, status, second = set_under(desk, "next.pub").keys

    assert names == ["card-1", "status-1", "card-2"]
    assert (first.ends.date().isoformat(), second.starts.date().isoformat()) == ("2027-01-31", "2027-02-01")
    assert status.purpose == "status"
    assert second.state == "compromised"
    assert second.not_after is not None
    assert second.not_after.date().isoformat() == "2027-02-14"


def test_the_next_root_was_announced_and_every_step_showed_what_it_did(desk: Path) -> None:
    printed = (desk / "printed").read_text("utf-8")

    assert printed.count("fingerprint, to be written down by all present") == 2
    assert "set 1 of NO-HSE (production), 2 keys" in printed


def test_every_private_file_is_locked_and_its_owners_alone(desk: Path) -> None:
    private = sorted(desk.glob("*.pem"))

    assert [path.name for path in private] == [
        "card-1.pem",
        "card-2.pem",
        "next.pem",
        "root.pem",
        "status-1.pem",
    ]
    assert all(keyfile.is_locked(path.read_bytes()) for path in private)
    assert all(path.stat().st_mode & 0o77 == 0 for path in (*private, *desk.glob("*.words")))


def test_cards_are_issued_and_printed_by_what_the_page_says(tmp_path: Path) -> None:
    wanted = [replace(card, issued=date(2027, 1, 11), status_ref=(0, 0)) for card in issuing.cards(3)]
    rows = [issuing.columns(card) | {"status": "IN_ORDER"} for card in wanted]
    for name, columns in (
        ("register.csv", ("card_number", "org_number", "birth_date", "status")),
        ("cards.csv", tuple(name for name in rows[0] if not name.startswith("status"))),
    ):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    (tmp_path / "numbers.txt").write_text("\n".join(card.card_number for card in wanted), "utf-8")
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    typed(tmp_path, [*commands(until=THE_FIRST_SET), 'python -m sync --database-url "$A" migrate'], A=address)

    printed = typed(tmp_path, commands("Issuing and printing"), DATABASE_URL=address)

    trust = TrustList.from_json((tmp_path / "trust.json").read_text("utf-8"))
    texts = (tmp_path / "texts.txt").read_text("utf-8").splitlines()
    read = [read_card(text, trust, datetime.now(UTC)) for text in texts]
    assert [reading.card and reading.card.name for reading in read] == [card.name for card in wanted]
    assert "3 lines, unbroken: 3 cards" in printed
    assert (tmp_path / "prints" / "sheets.pdf").read_bytes().startswith(b"%PDF")
