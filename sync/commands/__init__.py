"""What the command line of the ledger does, command by command."""
