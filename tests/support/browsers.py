"""Fixtures: Playwright, with the Chromium that the set-up brought."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.support import chromium


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver, started once for all tests of a run."""
    chromium.prefer_own_node()
    with sync_playwright() as driver:
        yield driver
