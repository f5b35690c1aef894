"""The tables of the ledger, and the way from any older version to this one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from sync.database import connect

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


class Time(sa.types.TypeDecorator[datetime]):
    """An instant: kept in UTC and given back with its zone, also by SQLite, which knows no zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """What the database gets."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone is not an instant")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """What the database gave."""
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


# SQLite counts rows of its own accord only for a primary key declared INTEGER.
Count = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Every body that ever came, accepted or not: two bodies under one id are both kept, and so are equal bytes
# from two people, or the first sender's refusal would stand on the second one's report.
envelope = sa.Table(
    "envelope",
    metadata,
    sa.Column("report_id", sa.Uuid, primary_key=True),
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("author", sa.String(100), primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("role", sa.String(50), nullable=False),
    sa.Column("agency", sa.String(100), nullable=False),
    sa.Column("may_confiscate", sa.Boolean, nullable=False),
    sa.Column("received_at", Time, nullable=False),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("fault", sa.String(50)),
    sa.Column("detail", sa.String(500)),
)

# One row per accepted id, with the receipt that every repeat is answered with. Numbers rise; one may be left
# out where a transaction was rolled back.
report = sa.Table(
    "report",
    metadata,
    sa.Column("number", Count, primary_key=True, autoincrement=True),
    sa.Column("report_id", sa.Uuid, nullable=False, unique=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("act", sa.String(20), nullable=False),
    sa.Column("grounds", sa.String(200), nullable=False),
    sa.Column("card_number", sa.String(10), index=True),
    sa.Column("author", sa.String(100), nullable=False, index=True),
    sa.Column("role", sa.String(50), nullable=False),
    sa.Column("agency", sa.String(100), nullable=False),
    sa.Column("made_at", Time, nullable=False),
    sa.Column("received_at", Time, nullable=False),
    sa.Column("signature", sa.Text, nullable=False),
    # Of a row that says a notice was passed on: which notice, to whom, and by which way.
    sa.Column("about", sa.Uuid, index=True),
    sa.Column("addressee", sa.String(20)),
    sa.Column("how", sa.String(20)),
    sqlite_autoincrement=True,
)

# Every time somebody tried, and what was answered.
attempt = sa.Table(
    "attempt",
    metadata,
    sa.Column("id", Count, primary_key=True, autoincrement=True),
    sa.Column("report_id", sa.Uuid, nullable=False, index=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("author", sa.String(100), nullable=False),
    sa.Column("at", Time, nullable=False),
    sa.Column("answer", sa.String(20), nullable=False),
    sqlite_autoincrement=True,
)

# Status lists, and how many of each one's indices are used, decoys included.
status_list = sa.Table(
    "status_list",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("used", sa.Integer, nullable=False),
    sa.Column("opened_at", Time, nullable=False),
    sa.Column("stirred_at", Time, nullable=False),
)

# Every index that is used, for ever: a card's, or a decoy's, which has no card and a status of its own.
status_place = sa.Table(
    "status_place",
    metadata,
    sa.Column("list_number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("idx", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("card_number", sa.String(10), unique=True),
    sa.Column("status", sa.SmallInteger, nullable=False),
    sa.Column("drawn_at", Time, nullable=False),
)

# The newest publications of each list as every node serves them, with their arrays; `iat` in epoch seconds.
status_publication = sa.Table(
    "status_publication",
    metadata,
    sa.Column("list_number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("iat", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("sub", sa.String(300), nullable=False),
    sa.Column("token", sa.LargeBinary, nullable=False),
    sa.Column("array", sa.LargeBinary, nullable=False),
    # When the register's copy was fetched; of publications by earlier versions nobody knows.
    sa.Column("copied_at", Time),
)

# What leads from an earlier publication to the newest one.
status_delta = sa.Table(
    "status_delta",
    metadata,
    sa.Column("list_number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("from_iat", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("token", sa.LargeBinary, nullable=False),
)

# How often something was asked for within a time. The name is a keyed hash: it tells nobody who or what.
tally = sa.Table(
    "tally",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("ends_at", Time, nullable=False, index=True),
)

# The keys by which companies ask for the status of cards; of each only the hash of its secret half.
company_key = sa.Table(
    "company_key",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("org_number", sa.String(9), nullable=False),
    sa.Column("scope", sa.String(30), nullable=False),
    sa.Column("most_a_minute", sa.Integer, nullable=False),
    sa.Column("most_a_day", sa.Integer, nullable=False),
    sa.Column("made_at", Time, nullable=False),
    sa.Column("withdrawn_at", Time),
)

# Every use of a key; `card` is a keyed hash of the card number.
company_look_up = sa.Table(
    "company_look_up",
    metadata,
    sa.Column("id", Count, primary_key=True, autoincrement=True),
    sa.Column("key_id", sa.String(16), nullable=False, index=True),
    sa.Column("at", Time, nullable=False, index=True),
    sa.Column("answer", sa.String(20), nullable=False),
    sa.Column("card", sa.String(64), nullable=False),
    sqlite_autoincrement=True,
)

# Checks of cards (kortkontroller), for a time only. Who was checked stands in none of them: `card_mark` is a
# keyed hash of the card's number, and the place is rounded to about a hundred metres.
card_check = sa.Table(
    "card_check",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("card_mark", sa.String(64), nullable=False),
    sa.Column("at", Time, nullable=False, index=True),
    sa.Column("person", sa.String(100), nullable=False),
    sa.Column("agency", sa.String(100), nullable=False),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("reason", sa.String(50), nullable=False),
    sa.Column("genuine", sa.String(50), nullable=False),
    sa.Column("status", sa.String(50), nullable=False),
    sa.Column("employer", sa.String(50), nullable=False),
    sa.Column("latitude", sa.Float),
    sa.Column("longitude", sa.Float),
    sa.Column("accuracy_m", sa.Integer),
    sa.Column("same_person", sa.Boolean),
    sa.Column("compared_with", sa.String(20)),
    sa.Column("compared_at", Time),
    sa.Index("ix_card_check_card_mark", "card_mark", "at"),
)

MIGRATIONS = Path(__file__).with_name("migrations")
# Another node may be at the same migration.
PATIENCE = timedelta(minutes=2)


def migrate(database_url: str, revision: str = "head") -> None:
    """Bring the ledger at `database_url` to `revision`; safe to run again, and by several nodes at once."""
    engine = connect(database_url, lock_wait=PATIENCE)
    try:
        upgrade(engine, revision)
    finally:
        engine.dispose()


def upgrade(engine: sa.Engine, revision: str) -> None:
    """Bring a ledger to `revision` in one transaction: a fault on the way leaves the old version whole."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("select pg_advisory_xact_lock(727117)"))
        command.upgrade(alembic_config(connection), revision)


def alembic_config(connection: sa.Connection) -> Config:
    """What Alembic's commands need to work on the ledger inside the transaction of `connection`."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
