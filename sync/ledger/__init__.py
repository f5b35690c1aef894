"""Parts of the ledger: how its transactions run, and the SQL of its status lists."""
