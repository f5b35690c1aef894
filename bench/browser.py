"""From the tap on “scan” to the verdict on the screen, in a real Chromium that films a practice card."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Playwright, sync_playwright

from bench.report import Table
from bench.timing import followed, percentile
from tests.support import chromium
from tests.support.phone import InspectorPhone
from tests.support.practice import back_of, practice_people
from tests.support.product import Product

TIMES = 10
CARD = "in-order"
# How each row is scanned: what the page may not fetch, and whether the phone's reader is waited for.
WASM, FRAMES = "**/zxing_reader.wasm", "**/api/v1/frames*"
WAYS: dict[str, tuple[tuple[str, ...], bool]] = {
    "phone and server": ((), True),
    "tapped before the phone's reader is ready": ((), False),
    "phone alone: no frame reaches the server": ((FRAMES,), True),
    "server alone: the phone reads nothing": ((WASM,), False),
}


@dataclass(frozen=True)
class Scan:
    """One tap to its verdict: milliseconds, and who read the card ("phone" or "server")."""

    milliseconds: float
    reader: str


def measure() -> list[Table]:
    """Scan one card ten times in each way, each from a screen that was just opened."""
    table = Table(
        "Tap to verdict, Chromium and server on one machine",
        ("way", "times", "p50 ms", "p95 ms", "longest ms", "read by the phone", "by the server"),
    )
    chromium.prefer_own_node()
    with TemporaryDirectory(prefix="kortsjekk-bench-") as place, sync_playwright() as playwright:
        product = Product(Path(place) / "instance")
        product.start()
        try:
            for number, (way, (blocked, warm)) in enumerate(WAYS.items()):
                profile = Path(place) / str(number)
                scans = _scanned(playwright, product, profile, blocked=blocked, warm=warm)
                _add(table, way, scans)
        finally:
            product.stop()
    table.notes.append(
        "Opening the camera, finding the code, the check and the drawing of the verdict are all in it."
    )
    return [table]


def _add(table: Table, way: str, scans: list[Scan]) -> None:
    taken = [scan.milliseconds for scan in scans]
    readers = [scan.reader for scan in scans]
    times = (percentile(taken, 0.5), percentile(taken, 0.95), max(taken))
    table.add(way, len(scans), *times, readers.count("phone"), readers.count("server"))


def _scanned(
    playwright: Playwright, product: Product, place: Path, *, blocked: tuple[str, ...], warm: bool
) -> list[Scan]:
    place.mkdir()
    phone = InspectorPhone(
        playwright, product.base_url, chromium.Device(place / "profile", place / "camera.mjpeg")
    )
    phone.film(back_of(product.base_url, CARD))
    phone.switch_on()
    try:
        for addresses in blocked:
            phone.context.route(addresses, lambda route: route.abort())
        phone.sign_in(practice_people(product.base_url)[0]["id"])
        return [_tap_to_verdict(phone, warm=warm) for _ in followed(range(TIMES), "Browser")]
    finally:
        phone.switch_off()


def _tap_to_verdict(phone: InspectorPhone, *, warm: bool) -> Scan:
    phone.opens("/")
    start, verdict = phone.at("scan-start"), phone.at("verdict")
    start.wait_for()
    if warm:
        phone.reads_by_itself()
    started = time.perf_counter()
    start.click()
    verdict.wait_for()
    milliseconds = (time.perf_counter() - started) * 1000
    if verdict.get_attribute("data-outcome") != "VALID":
        raise ValueError(f"the verdict is {verdict.get_attribute('data-outcome')}")
    return Scan(milliseconds, phone.page.locator('[data-view="scan"]').get_attribute("data-read-by") or "")
