"""Alembic's entry: runs inside the transaction that sync.schema.migrate opened."""

from alembic import context

from sync.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=False
)
context.run_migrations()
