"""Every screen in every state, each with the walk that leads to it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.support.film import Shot, render, side_by_side
from tests.support.phone import InspectorPhone, Report
from tests.support.practice import back_of, text_of
from tests.support.product import Product


def verdict_on(card_id: str) -> Callable[[InspectorPhone, Product], None]:
    """Return a walk to the verdict on a card."""

    def walk(phone: InspectorPhone, product: Product) -> None:
        phone.opens("/")
        phone.uploads(back_of(product.base_url, card_id))
        phone.sees_verdict()

    return walk


def verdict_by_a_copy(phone: InspectorPhone, product: Product) -> None:
    """Check a card while only copies of two registers answer, one of them new enough and one not there."""
    away = {"answer": "UNKNOWN", "reason": "REGISTER_UNREACHABLE", "consequence": "CANNOT_TELL"}

    def answer(route: Route) -> None:
        real = route.fetch()
        check = real.json()
        status = {**check["status"], **away}
        missing = [
            {"source": "card_register", "as_of": check["checked_at"]},
            {"source": "company_register", "as_of": None},
        ]
        change = {"outcome": "UNCONFIRMED", "clean": True, "reason": away["reason"], "not_asked": missing}
        route.fulfill(response=real, json={**check, **change, "status": status, "acts": ["notify"]})

    phone.opens("/")
    phone.page.route("**/api/v1/checks", answer)
    phone.types(text_of(product.base_url, "in-order"))
    assert phone.sees_verdict()["outcome"] == "UNCONFIRMED"
    phone.page.unroute("**/api/v1/checks")


def page(path: str) -> Callable[[InspectorPhone, Product], None]:
    """Return a walk to an address."""
    return lambda phone, product: phone.opens(path)


def scan(phone: InspectorPhone, product: Product) -> None:
    """Open the app."""
    phone.opens("/")
    expect(phone.at("scan-start")).to_be_visible()


def purposes(phone: InspectorPhone, product: Product) -> None:
    """Type a number and be asked why."""
    phone.opens("/")
    phone.types("12345678")
    expect(phone.at("purpose-follow-up")).to_be_visible()


def camera_running(phone: InspectorPhone, product: Product) -> None:
    """Look for a code on an empty desk."""
    phone.with_clean_desk()
    phone.opens_scan()
    expect(phone.page.locator('[data-view="scan"]')).to_have_attribute("data-running", "true")


def read_and_unchecked(phone: InspectorPhone, product: Product) -> None:
    """Read a card while a guest network answers in the server's place."""
    phone.film(back_of(product.base_url, "in-order"))
    phone.opens("/")
    phone.reads_by_itself()
    phone.page.route("**/api/v1/checks", lambda route: route.fulfill(content_type="text/html", body="Hi"))
    phone.opens_scan()
    expect(phone.at("read-report")).to_be_visible()
    phone.page.unroute("**/api/v1/checks")


def two_cards(phone: InspectorPhone, product: Product) -> None:
    """Hold two cards before the camera."""
    small = Shot(card_width=560, shake=1.0, tilt=1.0)
    cards = [render(back_of(product.base_url, card_id), small) for card_id in ("in-order", "stolen")]
    phone.film_of(side_by_side(*cards))
    phone.opens("/")
    phone.reads_by_itself()
    phone.opens_scan()
    expect(phone.at("card-choice")).to_have_count(2)


def dark(phone: InspectorPhone, product: Product) -> None:
    """Look for a code in the dark."""
    phone.film(back_of(product.base_url, "in-order"), Shot(light=0.1, blur=6.0))
    phone.opens("/")
    phone.opens_scan()
    expect(phone.at("scan-hint")).to_be_visible()


def compared(answer: str) -> Callable[[InspectorPhone, Product], None]:
    """Return a walk to the screen where the question about the person was answered."""

    def walk(phone: InspectorPhone, product: Product) -> None:
        verdict_on("in-order")(phone, product)
        phone.at(f"compare-{answer}").click()
        if answer == "other":
            expect(phone.at("report-form")).to_be_visible()
            phone.page.go_back()
        expect(phone.at("comparison")).to_have_attribute("data-told", "recorded")

    return walk


def photo_large(phone: InspectorPhone, product: Product) -> None:
    """Look at the photo closely."""
    verdict_on("in-order")(phone, product)
    phone.at("holder-enlarge").click()


def photo_missing(phone: InspectorPhone, product: Product) -> None:
    """Check a card whose photo does not come."""
    # No image at all: a failed request would stand among the faults of the page.
    phone.page.route("**/practice/portraits/*", lambda route: route.fulfill(content_type="image/png"))
    verdict_on("in-order")(phone, product)
    expect(phone.at("photo-again")).to_be_visible()
    phone.page.unroute("**/practice/portraits/*")


def form_with_faults(phone: InspectorPhone, product: Product) -> None:
    """Try to save an empty report."""
    phone.opens("/")
    phone.at("by-hand").click()
    phone.at("report-save").click()
    expect(phone.page.locator('[data-problem="grounds"]')).to_be_visible()


def report_saved(phone: InspectorPhone, product: Product) -> None:
    """Save a report."""
    verdict_on("lost")(phone, product)
    phone.reports("confiscate", Report(grounds=()))


def notice(phone: InspectorPhone, product: Product) -> None:
    """Look at a finished notice, with words added that are too long."""
    verdict_on("company-bankrupt")(phone, product)
    phone.at("act-notify").click()
    phone.at("notice-added").fill("Boet driver videre? " * 201)
    expect(phone.at("notice-problem-added")).to_be_visible()


def notice_filed(phone: InspectorPhone, product: Product) -> None:
    """File a notice, and mark one addressee as notified."""
    notice(phone, product)
    phone.at("notice-added").fill("Boet driver videre?")
    phone.at("notice-send").click()
    expect(phone.at("notice-receipt")).to_contain_text("nr.")
    phone.at("notice-mark-authority").click()
    expect(phone.at("notice-to-authority")).to_contain_text("Kvittering nr.")


def notice_page(phone: InspectorPhone, product: Product) -> None:
    """Open a received notice on the server's page."""
    phone.opens("/reports")
    phone.page.locator('a[href^="/notices/"]').first.click()
    expect(phone.at("notice-letter-authority")).to_be_visible()


def notice_without_scripts(phone: InspectorPhone, product: Product) -> None:
    """Write a notice from the page that needs no scripts."""
    phone.opens("/manual")
    phone.page.fill("#code", "99011317")
    phone.page.fill("#purpose", "follow-up")
    phone.page.click("form.manual button[type=submit]")
    phone.at("act-notify").click()
    expect(phone.at("notice-send")).to_be_visible()


def outbox(phone: InspectorPhone, product: Product) -> None:
    """Look at what was received."""
    notice_filed(phone, product)
    phone.opens_queue()
    expect(phone.page.locator('[data-state="RECEIVED"]').first).to_be_visible()
    expect(phone.at("queue-send")).to_be_hidden()


def menu(phone: InspectorPhone, product: Product) -> None:
    """Open the menu."""
    phone.opens("/")
    phone.page.locator("[data-part=menu-opener]").click()
    expect(phone.page.locator("dialog[data-part=person-menu]")).to_be_visible()


def sources(phone: InspectorPhone, product: Product) -> None:
    """See how old the registers are."""
    menu(phone, product)
    phone.at("menu-sources").click()
    expect(phone.at("source")).to_have_count(8)


def sources_out_of_date(phone: InspectorPhone, product: Product) -> None:
    """See registers too old and missing, and keys that ran out."""
    told = phone.page.evaluate("async () => (await fetch('/api/v1/sources')).json()")
    told["sources"][0] |= {"state": "stale", "age_seconds": 400_000}
    told["sources"][3] |= {"state": "missing", "age_seconds": None}
    told["keyset"]["expires"] = "2020-01-31T09:00:00Z"
    phone.page.route("**/api/v1/sources", lambda route: route.fulfill(json=told))
    phone.opens("/")
    expect(phone.at("sources-line")).to_be_visible()
    phone.at("sources-line").click()
    expect(phone.page.locator('[data-source="cards"]')).to_have_attribute("data-state", "stale")


def scan_out_of_date(phone: InspectorPhone, product: Product) -> None:
    """Be told of it on the scan screen."""
    phone.opens("/")
    expect(phone.at("sources-line")).to_be_visible()
    phone.page.unroute("**/api/v1/sources")


SCREENS: dict[str, Callable[[InspectorPhone, Product], None]] = {
    "scan": scan,
    "camera": camera_running,
    "purpose": purposes,
    "read-unchecked": read_and_unchecked,
    "two-cards": two_cards,
    "dark": dark,
    "verdict-valid": verdict_on("in-order"),
    "verdict-invalid": verdict_on("other-company"),
    "verdict-clean": verdict_on("plain-code"),
    "verdict-unconfirmed": verdict_on("company-bankrupt"),
    "compared-same": compared("same"),
    "photo-large": photo_large,
    "photo-missing": photo_missing,
    "verdict-by-a-copy": verdict_by_a_copy,
    "verdict-hints": verdict_on("card-before-employment"),
    "form": form_with_faults,
    "saved": report_saved,
    "notice": notice,
    "notice-filed": notice_filed,
    "outbox": outbox,
    "menu": menu,
    "sources": sources,
    "sources-out-of-date": sources_out_of_date,
    "scan-out-of-date": scan_out_of_date,
    "manual": page("/manual"),
    "received": page("/reports"),
    "notice-page": notice_page,
    "notice-without-scripts": notice_without_scripts,
    "sign-in": page("/sign-in"),
    "practice": page("/practice"),
    "card-page": page("/c#123"),
    "offline": page("/offline"),
    "error": page("/there-is-no-such-page"),
    # The last one: it leaves a draft behind, which the others would find.
    "compared-other": compared("other"),
}
