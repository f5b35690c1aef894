"""Fixtures: phones in the hands of inspectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.support.chromium import Device
from tests.support.phone import InspectorPhone
from tests.support.product import Product

MakePhone = Callable[..., InspectorPhone]


@pytest.fixture
def make_phone(playwright: Playwright, tmp_path: Path) -> Iterator[MakePhone]:
    """Make phones, switched on: `make_phone(base_url, colours="dark", camera=None)`."""
    made: list[InspectorPhone] = []

    def make(base_url: str, **settings: Any) -> InspectorPhone:
        place = tmp_path / f"phone-{len(made)}"
        place.mkdir()
        device = Device(**{"profile": place / "profile", "camera": place / "camera.mjpeg", **settings})
        phone = InspectorPhone(playwright, base_url, device)
        made.append(phone)
        phone.switch_on()
        return phone

    yield make
    for phone in made:
        phone.switch_off()


@pytest.fixture
def phone(make_phone: MakePhone, live_server: Product) -> InspectorPhone:
    """A phone with a camera, on the product that all tests share; nobody is signed in yet."""
    return make_phone(live_server.base_url)
