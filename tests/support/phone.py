"""An inspector's phone: Chromium with a film for a camera, driven through what a person sees and touches."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Playwright, expect

from tests.support import chromium, film
from tests.support.film import Picture

# Two busy cores and a camera: seconds, not milliseconds.
PATIENCE_MS = 30_000
FINDINGS = ("genuine", "status", "employer")
AXE = chromium.CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"

SIGN_IN = """async (person) => (await fetch("/practice/sign-in", {
  method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({person}),
})).status"""
SHELL_IS_KEPT = """async () => {
  const {active} = await navigator.serviceWorker.ready;
  if (active.state === "activated") return true;
  return new Promise((done) => {
    active.addEventListener("statechange", () => done(active.state === "activated"));
  });
}"""


@dataclass(frozen=True)
class Report:
    """What the inspector fills in: ground codes as in the words files, free text, the place in words."""

    grounds: tuple[str, ...]
    note: str = ""
    place: str = ""


class InspectorPhone:
    """One phone with its own storage; every method is something its owner does or sees."""

    def __init__(self, playwright: Playwright, base_url: str, device: chromium.Device) -> None:
        self.base_url = base_url
        self.device = device
        self._playwright = playwright
        self._context: BrowserContext | None = None
        self._page: Page | None = None
        self.faults: list[str] = []

    @property
    def context(self) -> BrowserContext:
        """The running browser."""
        if self._context is None:
            raise RuntimeError("the phone is switched off")
        return self._context

    @property
    def page(self) -> Page:
        """The page on the screen."""
        if self._page is None:
            raise RuntimeError("the phone is switched off")
        return self._page

    # The phone itself

    def switch_on(self) -> None:
        """Start the browser with what its storage held before."""
        if self.device.camera is not None and not self.device.camera.exists():
            film.save(self.device.camera, film.empty_desk())
        self._context = chromium.launch(self._playwright, self.device)
        self._context.set_default_timeout(PATIENCE_MS)
        self._page = self._context.pages[0] if self._context.pages else self._context.new_page()
        self._context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        self._context.on("console", self._hear)

    def switch_off(self) -> None:
        """Close the browser; what it stored stays."""
        context, self._context, self._page = self._context, None, None
        if context is not None:
            context.close()

    def goes_offline(self) -> None:
        """Lose coverage: nothing reaches any network, the service worker's requests included."""
        self.context.set_offline(True)

    def comes_online(self) -> None:
        """Find coverage again."""
        self.context.set_offline(False)

    def film(self, card_png: bytes, shot: film.Shot | None = None) -> None:
        """Hold a card before the camera; seen from the next time that the camera is opened."""
        if self.device.camera is None:
            raise RuntimeError("this phone has no camera")
        film.save(self.device.camera, film.render(card_png, shot or film.Shot()))

    def film_of(self, frames: list[Picture]) -> None:
        """Hold something else before the camera."""
        if self.device.camera is None:
            raise RuntimeError("this phone has no camera")
        film.save(self.device.camera, frames)

    def with_clean_desk(self) -> None:
        """Take the card away."""
        if self.device.camera is not None:
            film.save(self.device.camera, film.empty_desk())

    # Getting around

    def at(self, hook: str) -> Locator:
        """Return what carries this data-testid."""
        return self.page.locator(f'[data-testid="{hook}"]')

    def opens(self, path: str) -> None:
        """Go to an address of the product."""
        self.page.goto(f"{self.base_url}{path}")

    def sign_in(self, person: str) -> None:
        """Sign in as a practice person."""
        self.opens("/sign-in")
        status = self.page.evaluate(SIGN_IN, person)
        if status >= 300:
            raise AssertionError(f"signing in as {person} was answered with {status}")

    def keeps_the_app(self) -> None:
        """Wait until the service worker has stored the app, so that it opens without coverage."""
        assert self.page.evaluate(SHELL_IS_KEPT)

    def reads_by_itself(self) -> None:
        """Wait until the phone's own reader of codes is warm."""
        expect(self.page.locator('[data-view="scan"]')).to_have_attribute("data-reader", "ready")

    def reloads(self) -> None:
        """Load the page again."""
        self.page.reload()

    # Checking a card

    def opens_scan(self) -> None:
        """Open the scan screen and start the camera."""
        if urlsplit(self.page.url).path != "/" or not self.page.url.startswith(self.base_url):
            self.opens("/")
        start = self.at("scan-start")
        expect(start.or_(self.at("verdict")).first).to_be_visible(timeout=PATIENCE_MS)
        if start.is_visible():
            start.click()

    def scans_next(self) -> None:
        """Leave the verdict for the next card."""
        self.at("scan-next").click()

    def uploads(self, picture: bytes, name: str = "card.png", kind: str = "image/png") -> None:
        """Choose a picture instead of using the camera."""
        self.at("scan-upload").set_input_files({"name": name, "mimeType": kind, "buffer": picture})

    def types(self, code: str) -> None:
        """Type a card number or code, as a hardware scanner does too."""
        self.at("code-field").fill(code)
        self.at("code-submit").click()

    def sees_verdict(self) -> dict[str, Any]:
        """Wait for the verdict; return its codes, its words, and which acts it offers."""
        verdict = self.at("verdict")
        expect(verdict).to_be_visible(timeout=PATIENCE_MS)
        findings = {name: self._codes(self.at(f"finding-{name}"), "answer", "reason") for name in FINDINGS}
        acts = [act for act in ("confiscate", "notify") if self.at(f"act-{act}").is_visible()]
        codes = self._codes(verdict, "outcome", "reason")
        return {**codes, "findings": findings, "acts": acts, "text": verdict.inner_text()}

    # Reporting

    def reports(self, act: str, report: Report) -> None:
        """From the verdict, fill in and save a report; returns when the phone says it is saved."""
        self.at(f"act-{act}").click()
        if act == "notify":
            self._notifies(report)
            return
        expect(self.at("report-form")).to_be_visible(timeout=PATIENCE_MS)
        for ground in report.grounds:
            self.at(f"report-ground-{ground}").check()
        self.at("report-note").fill(report.note)
        self.at("report-place").fill(report.place)
        self.at("report-save").click()
        expect(self.at("report-saved")).to_be_visible(timeout=PATIENCE_MS)

    def _notifies(self, report: Report) -> None:
        """File the finished notice, with words added only where there are any."""
        expect(self.at("notice-form")).to_be_visible(timeout=PATIENCE_MS)
        if report.note or report.place:
            if not self.at("notice-added").is_visible():
                self.at("notice-more").locator("summary").click()
            self.at("notice-added").fill(report.note)
            self.at("notice-place").fill(report.place)
        self.at("notice-send").click()
        expect(self.at("notice-state")).to_be_visible(timeout=PATIENCE_MS)

    def opens_queue(self) -> None:
        """Open the list of reports on this phone; returns when the list has been read."""
        self.opens("/queue")
        expect(self.page.locator('[data-view="queue"][data-read="true"]')).to_be_visible(timeout=PATIENCE_MS)

    def sees_queue(self) -> list[dict[str, Any]]:
        """Return id, state and number of every report in the list."""
        items = self.at("queue-item").all()
        return [self._codes(item, "id", "state", "number") for item in items]

    def waits_until_received(self, count: int = 1) -> list[dict[str, Any]]:
        """Wait until the list shows this many reports as received; return the list."""
        received = self.page.locator('[data-testid="queue-item"][data-state="RECEIVED"]')
        expect(received).to_have_count(count, timeout=PATIENCE_MS)
        return self.sees_queue()

    def sees_connection(self) -> dict[str, Any]:
        """Return what the badge says: online or not, and how many reports wait."""
        return self._codes(self.at("connection-badge"), "online", "waiting")

    # Looking closely

    def takes_picture(self, path: Path, full_page: bool = False) -> None:
        """Save the screen as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, full_page=full_page)

    def axe(self, *rules: str) -> list[dict[str, Any]]:
        """Return what axe finds wrong on this screen by these rules, or by all: rule, how bad, and where."""
        session = self.context.new_cdp_session(self.page)
        # Through the debugger: the page's own policy lets no foreign script in, and must not.
        session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
        chosen = json.dumps({"runOnly": rules} if rules else {})
        run = f"axe.run({chosen}).then((result) => JSON.stringify(result.violations))"
        answer = session.send(
            "Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True}
        )
        session.detach()
        if "exceptionDetails" in answer:
            raise RuntimeError(f"axe did not run: {answer['exceptionDetails']}")
        found = json.loads(answer["result"]["value"])
        return [
            {
                "rule": each["id"],
                "impact": each["impact"],
                "where": [node["target"] for node in each["nodes"]],
            }
            for each in found
        ]

    def _codes(self, element: Locator, *names: str) -> dict[str, Any]:
        return {name: element.get_attribute(f"data-{name}") for name in names}

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.text} ({message.location.get('url', '')})")
