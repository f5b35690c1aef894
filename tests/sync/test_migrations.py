"""The ledger's tables: from nothing to this version and back, in whole steps only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from sync.database import connect
from sync.intake import Accepted, accept
from sync.receipts import ReceiptKey
from sync.schema import alembic_config, metadata, migrate, upgrade
from sync.store import Ledger
from tests.support.faults import Fault
from tests.support.reports import NOW, sent


def tables(database_url: str) -> set[str]:
    """Return the names of the tables in a database."""
    engine = connect(database_url)
    names = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return names


def downgrade(database_url: str, revision: str) -> None:
    """Take the ledger back to an older version."""
    engine = connect(database_url)
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), revision)
    engine.dispose()


OURS = set(metadata.tables) | {"alembic_version"}


def test_up_down_and_up_again(database_url: str, key: ReceiptKey) -> None:
    migrate(database_url)
    assert tables(database_url) == OURS

    downgrade(database_url, "base")
    assert tables(database_url) == {"alembic_version"}

    migrate(database_url)
    ledger = Ledger(database_url)
    assert isinstance(accept(sent(), ledger, key, NOW), Accepted)
    ledger.close()


def test_the_newest_version_is_what_the_code_expects(database_url: str) -> None:
    migrate(database_url)

    engine = connect(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        head = ScriptDirectory.from_config(alembic_config(connection)).get_current_head()
        assert context.get_current_revision() == head
    engine.dispose()


def test_migrating_again_keeps_what_is_there(database_url: str, key: ReceiptKey) -> None:
    migrate(database_url)
    ledger = Ledger(database_url)
    delivery = sent()
    first = accept(delivery, ledger, key, NOW)
    assert isinstance(first, Accepted)

    migrate(database_url)

    assert accept(delivery, ledger, key, NOW) == Accepted(first.receipt, is_new=False)
    ledger.close()


def test_a_migration_that_stops_at_any_call_leaves_the_old_version_or_the_new_one(database_url: str) -> None:
    engine = connect(database_url)
    stops = 0
    while True:
        with Fault(engine, at=stops + 1) as fault:
            if not fault.stopped(upgrade, engine, "head"):
                break
        stops += 1
        assert tables(database_url) in (set(), OURS)

    assert stops > len(OURS)
    assert tables(database_url) == OURS
    engine.dispose()
