"""What every test may ask for; the fixtures themselves stand in tests/support."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = [
    "tests.support.databases",
    "tests.support.servers",
    "tests.support.browsers",
    "tests.support.phones",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that keeps the pictures which journeys take."""
    parser.addoption("--screenshots", type=Path, help="keep the pictures that journeys take in this folder")


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder for pictures: the one that --screenshots names, else one that is thrown away."""
    kept: Path | None = request.config.getoption("--screenshots")
    return (kept or tmp_path / "pictures").resolve()
