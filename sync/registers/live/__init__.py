"""Registers asked over the network while a card is checked, within a limit that the whole check shares."""
