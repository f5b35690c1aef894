"""The public registers: one port per register, each with its adapters."""
