"""Keys of companies: made once, known by a hash, ended at once, and each use kept for a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

import sync.__main__ as command_line
from sync.ledger.company_keys import Scope
from sync.receipts import ReceiptKey
from sync.schema import company_key, tally
from sync.store import Ledger
from tests.support.reports import NOW

COMPANY = "314102274"


@pytest.fixture
def command(ledger: Ledger, database_url: str) -> Callable[..., int]:
    """Run a command of `python -m sync` on the test's ledger."""
    return lambda *words: command_line.main(["--database-url", database_url, *words])


def made(ledger: Ledger) -> str:
    """Make a key as the command does."""
    return ledger.company_keys.make(COMPANY, Scope.OWN_CARDS, 60, 5_000, NOW)


def test_a_key_is_found_by_its_whole_text_and_by_nothing_less(ledger: Ledger) -> None:
    whole = made(ledger)
    prefix, key_id, secret = whole.split("_", 2)

    found = ledger.company_keys.find(whole)

    assert found is not None
    assert (found.id, found.org_number, found.scope) == (key_id, COMPANY, "cards:status:own")
    other = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    for wrong in (
        "",
        key_id,
        secret,
        whole[:-1],
        f"{whole} ",
        f"{whole}\n",
        f"{prefix}_{key_id}_{other}",
        f"{prefix}_{'0' * 16}_{secret}",
        whole.upper(),
        "kortsjekk_%_%",
        "' or 1=1 --",
        whole + "\0",
        "x" * 1_000_000,
    ):
        assert ledger.company_keys.find(wrong) is None


def test_the_ledger_holds_no_key_only_the_hash_of_its_secret(ledger: Ledger) -> None:
    secret = made(ledger).split("_", 2)[2]

    with ledger.read() as connection:
        rows = [str(row) for row in connection.execute(sa.select(company_key))]

    assert len(rows) == 1
    assert secret not in rows[0]


def test_a_withdrawn_key_is_none_from_then_on_also_for_another_process(
    ledger: Ledger, database_url: str
) -> None:
    whole, other = made(ledger), Ledger(database_url)
    found = other.company_keys.find(whole)
    assert found is not None

    assert ledger.company_keys.withdraw(found.id, NOW)
    assert not ledger.company_keys.withdraw(found.id, NOW)
    assert not ledger.company_keys.withdraw("0" * 16, NOW)

    assert other.company_keys.find(whole) is None
    assert [each.withdrawn_at for each in other.company_keys.all()] == [NOW]
    other.close()


def test_uses_are_counted_by_answer_and_go_when_they_were_kept_long_enough(ledger: Ledger) -> None:
    for day, answer in enumerate(("valid", "valid", "not_valid")):
        ledger.company_keys.note("a" * 16, answer, "0" * 64, NOW + timedelta(days=day))

    assert ledger.company_keys.uses("a" * 16) == {"valid": 2, "not_valid": 1}
    assert ledger.company_keys.forget(NOW + timedelta(days=2)) == 2
    assert ledger.company_keys.uses("a" * 16) == {"not_valid": 1}


# The commands


def test_a_key_is_shown_once_listed_without_its_secret_and_withdrawn(
    ledger: Ledger, command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("list-company-keys") == 0
    assert "there is no key yet" in capsys.readouterr().out

    assert (
        command("make-company-key", "--org-number", COMPANY, "--scope", "cards:status", "--limit", "7") == 0
    )
    whole = capsys.readouterr().out.strip()
    found = ledger.company_keys.find(whole)
    assert found is not None
    assert (found.most_a_minute, found.most_a_day, found.scope) == (7, 5_000, "cards:status")
    ledger.company_keys.note(found.id, "valid", "0" * 64, NOW)

    assert command("list-company-keys") == 0
    listed = capsys.readouterr().out
    assert whole not in listed
    assert f"{found.id}  {COMPANY}  cards:status  7 a minute, 5000 a day" in listed
    assert "in use; 1 valid" in listed

    assert command("withdraw-company-key", found.id) == 0
    assert ledger.company_keys.find(whole) is None
    assert command("withdraw-company-key", found.id) == 2
    capsys.readouterr()
    assert command("list-company-keys") == 0
    assert "withdrawn 20" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("make-company-key", "--org-number", "314102275", "--scope", "cards:status"),
        ("make-company-key", "--org-number", COMPANY, "--scope", "everything"),
        ("make-company-key", "--org-number", COMPANY),
        ("make-company-key", "--org-number", COMPANY, "--scope", "cards:status", "--limit", "0"),
        ("make-company-key", "--org-number", COMPANY, "--scope", "cards:status", "--limit-a-day", "many"),
        ("withdraw-company-key", "kortsjekk_0123456789abcdef_secretsecretsecretsecretsecretsecretsecretsec"),
        ("work", "--receipt-key", "x", "--keep-look-ups", "0"),
        ("work", "--receipt-key", "x", "--keep-look-ups", "99999"),
    ],
    ids=lambda words: " ".join(words)[:60],
)
def test_a_wrong_word_is_refused_with_a_sentence_and_makes_nothing(
    ledger: Ledger,
    command: Callable[..., int],
    words: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        command(*words)

    assert ended.value.code == 2
    assert "secretsecret" not in capsys.readouterr().err
    assert ledger.company_keys.all() == []


def test_commands_on_a_ledger_without_tables_say_so(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = ("make-company-key", "--org-number", COMPANY, "--scope", "cards:status")
    for words in (made, ("list-company-keys",), ("withdraw-company-key", "0" * 16)):
        assert command_line.main(["--database-url", database_url, *words]) == 1
        assert "the ledger is not available" in capsys.readouterr().err


def test_the_worker_deletes_uses_and_counts_that_are_over(
    ledger: Ledger, command: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ReceiptKey.load_or_make(tmp_path / "key.json", practice=True)
    now = datetime.now(UTC)
    for days in (1, 8, 400):
        ledger.company_keys.note("a" * 16, "valid", "0" * 64, now - timedelta(days=days))
    with ledger.write() as connection:
        connection.execute(tally.insert().values(name="over", count=1, ends_at=now - timedelta(minutes=10)))
        connection.execute(tally.insert().values(name="not", count=1, ends_at=now + timedelta(hours=1)))

    work = ("work", "--receipt-key", str(tmp_path / "key.json"), "--once")
    assert command(*work) == 0
    assert "deleted 1 look-ups of companies" in capsys.readouterr().out
    assert command(*work, "--keep-look-ups", "7") == 0

    assert ledger.company_keys.uses("a" * 16) == {"valid": 1}
    with ledger.read() as connection:
        assert list(connection.execute(sa.select(tally.c.name)).scalars()) == ["not"]
