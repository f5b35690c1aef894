"""The databases that other tests stand on."""

from __future__ import annotations

import sqlalchemy as sa


def test_a_fresh_database_is_empty_and_takes_tables(database_url: str) -> None:
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        assert sa.inspect(connection).get_table_names() == []
        connection.execute(sa.text("create table card (number varchar(10) primary key)"))
        connection.execute(sa.text("insert into card values ('48217730')"))
        assert connection.execute(sa.text("select number from card")).scalar_one() == "48217730"
    engine.dispose()


def test_the_server_is_a_postgresql_of_our_own_without_a_port(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert connection.dialect.name == "postgresql"
        assert connection.execute(sa.text("show listen_addresses")).scalar_one() in ("", "*", "localhost")
    engine.dispose()
