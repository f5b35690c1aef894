"""The ledger's migrations, run by sync.schema.migrate."""
