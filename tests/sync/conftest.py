"""A migrated ledger on each kind of database, and a key for its receipts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from sync.receipts import ReceiptKey
from sync.schema import migrate
from sync.store import Ledger
from tests.support import postgres


@pytest.fixture(scope="session")
def shared_database(postgres_server: postgres.Server) -> Iterator[sa.URL]:
    """One PostgreSQL database for all tests of the ledger."""
    url = postgres_server.fresh_database()
    yield sa.make_url(url)
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty ledger's place; on PostgreSQL a schema, which is made faster."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    database: sa.URL = request.getfixturevalue("shared_database")
    schema = f"ledger_{uuid4().hex[:12]}"
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    in_schema = database.update_query_dict({"options": f"-csearch_path={schema}"})
    return in_schema.render_as_string(hide_password=False)


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """An empty ledger."""
    migrate(database_url)
    made = Ledger(database_url)
    yield made
    made.close()


@pytest.fixture
def key(tmp_path: Path) -> ReceiptKey:
    """A practice key."""
    return ReceiptKey.load_or_make(tmp_path / "receipt-key.json", practice=True)
