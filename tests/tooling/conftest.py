"""What the tests of the set-up stand on: an empty checkout, and a console that logs into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from setup_steps.console import Console
from setup_steps.places import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """The folders of an empty checkout, with a space and an æ in its path."""
    checkout = tmp_path / "mine prosjekter" / "kortsjekk æ"
    checkout.mkdir(parents=True)
    return Places(checkout)


@pytest.fixture
def console(tmp_path: Path) -> Console:
    """A console with a log of its own."""
    return Console(tmp_path / "setup.log")
