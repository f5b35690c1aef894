"""Fixtures: the product, running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.product import Product

# Tests of a run look up more cards than anybody does from one address.
FOR_MANY = {"KORTSJEKK_PUBLIC_A_MINUTE": "10000", "KORTSJEKK_PUBLIC_NUMBERS_A_DAY": "10000"}
StartProduct = Callable[..., Product]


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product in practice mode on SQLite that all tests of a run share; who stops it starts it again."""
    product = Product(tmp_path_factory.mktemp("product") / "instance", settings=FOR_MANY)
    product.start()
    yield product
    product.stop()


@pytest.fixture
def start_product(tmp_path: Path) -> Iterator[StartProduct]:
    """Start a product for one test alone: `start_product(database_url=..., settings={...})`."""
    started: list[Product] = []

    def start(database_url: str | None = None, settings: dict[str, str] | None = None) -> Product:
        product = Product(tmp_path / f"instance-{len(started)}", database_url, settings or {})
        started.append(product)
        product.start()
        return product

    yield start
    for product in started:
        product.stop()
