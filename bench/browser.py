"""From the tap on “scan” to the verdict on the screen, in a real Chromium that films a practice card."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from bench.report import Table
from bench.timing import followed, percentile
from tests.support import chromium
from tests.support.phone import InspectorPhone
from tests.support.practice import back_of, practice_people
from tests.support.product import Product

TIMES = 10
CARD = "in-order"


def measure() -> list[Table]:
    """Scan one card ten times, each from a screen that was just opened."""
    table = Table(
        "Tap to verdict, Chromium and server on one machine",
        ("step", "times", "p50 ms", "p95 ms", "longest ms"),
    )
    with TemporaryDirectory(prefix="kortsjekk-bench-") as place:
        product = Product(Path(place) / "instance")
        product.start()
        try:
            taken = _scanned(product, Path(place))
        finally:
            product.stop()
    table.add("camera off", len(taken), percentile(taken, 0.5), percentile(taken, 0.95), max(taken))
    table.notes.append(
        "Opening the camera, finding the code, the check and the drawing of the verdict are all in it."
    )
    return [table]


def _scanned(product: Product, place: Path) -> list[float]:
    chromium.prefer_own_node()
    with sync_playwright() as playwright:
        device = chromium.Device(place / "profile", place / "camera.mjpeg")
        phone = InspectorPhone(playwright, product.base_url, device)
        phone.film(back_of(product.base_url, CARD))
        phone.switch_on()
        try:
            phone.sign_in(practice_people(product.base_url)[0]["id"])
            return [_tap_to_verdict(phone) for _ in followed(range(TIMES), "Browser")]
        finally:
            phone.switch_off()


def _tap_to_verdict(phone: InspectorPhone) -> float:
    phone.opens("/")
    start, verdict = phone.at("scan-start"), phone.at("verdict")
    start.wait_for()
    started = time.perf_counter()
    start.click()
    verdict.wait_for()
    milliseconds = (time.perf_counter() - started) * 1000
    if verdict.get_attribute("data-outcome") != "VALID":
        raise ValueError(f"the verdict is {verdict.get_attribute('data-outcome')}")
    return milliseconds
