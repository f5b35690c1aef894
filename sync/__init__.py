"""Everything that moves between phones, this server and the registers. Knows no HTTP framework."""
