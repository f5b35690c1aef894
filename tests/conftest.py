"""What every test may ask for; the fixtures themselves stand in tests/support."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples in every run, so that a change is what makes a test fail; and no time limit, as machines
# differ. `make soak` searches further, by chance and for long.
settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "search", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

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
