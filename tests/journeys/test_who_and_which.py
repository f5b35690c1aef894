"""The screen never mixes two cards or two persons, however late an answer comes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.phone import InspectorPhone
from tests.support.practice import back_of
from tests.support.product import Product

pytestmark = pytest.mark.journey

SITE = "314 102 274"


@contextmanager
def held(page: Page, pattern: str) -> Iterator[list[Route]]:
    """Hold every request to these addresses until the block ends."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(pattern, hold)
    yield waiting
    for route in waiting:
        route.continue_()
    page.unroute(pattern, hold)


def verdict_on(phone: InspectorPhone, product: Product, card_id: str) -> str:
    """Check a card by its picture and return the reason shown."""
    phone.uploads(back_of(product.base_url, card_id))
    reason: str = phone.sees_verdict()["reason"]
    return reason


def test_the_photo_of_the_holder_before_never_stands_under_the_next_name(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    verdict_on(phone, live_server, "in-order")
    photo = phone.page.locator("[data-part=photo]")
    expect(photo).to_be_visible()
    phone.scans_next()

    with held(phone.page, "**/practice/portraits/*"):
        assert verdict_on(phone, live_server, "lost") == "LOST"
        expect(photo).to_be_hidden()
        expect(phone.page.locator("[data-part=no-photo]")).to_be_visible()

    expect(photo).to_be_visible()


def test_a_late_answer_about_another_company_does_not_touch_the_next_card(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    assert verdict_on(phone, live_server, "in-order") == "CARD_IN_ORDER"
    phone.page.locator("[data-part=site] summary").click()
    phone.at("site-field").fill(SITE)

    with held(phone.page, "**/api/v1/checks") as waiting:
        phone.at("site-submit").click()
        expect(phone.page.locator("[data-part=site-submit]")).to_be_disabled()
        phone.scans_next()
        assert verdict_on(phone, live_server, "stolen") == "STOLEN"
        assert len(waiting) == 1

    expect(phone.page.locator("[data-part=site-submit]")).to_be_enabled()
    assert phone.sees_verdict()["reason"] == "STOLEN"


def test_only_the_last_question_is_answered(phone: InspectorPhone, live_server: Product) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")

    with held(phone.page, "**/api/v1/checks") as waiting:
        phone.types("99011098")
        phone.at("purpose-follow-up").click()
        expect(phone.page.locator('[data-view="scan"]')).to_have_attribute("data-status", "asking")
        phone.at("by-hand").click()
        phone.at("report-note").fill("Jeg skriver allerede")
        assert len(waiting) == 1

    expect(phone.at("report-note")).to_be_focused()
    expect(phone.at("report-note")).to_have_value("Jeg skriver allerede")


def test_a_form_left_open_is_never_saved_in_the_name_of_who_signs_in_next(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    verdict_on(phone, live_server, "stolen")
    phone.at("act-confiscate").click()
    phone.at("report-note").fill("Skrevet av Astrid")
    expect(phone.at("report-form")).to_have_attribute("data-kept", "true")

    other_tab = phone.context.new_page()
    other_tab.goto(f"{live_server.base_url}/sign-in")
    other_tab.locator('button[value="client"]').click()
    expect(other_tab.locator('[data-testid="scan-start"]')).to_be_visible()

    # The first tab learns of it by itself, and gives the form of the new person, who may not confiscate.
    expect(phone.at("report-note")).to_have_value("")
    expect(phone.page.locator("[data-part=confiscation-choice]")).to_be_hidden()
    other_tab.goto(f"{live_server.base_url}/sign-in")
    other_tab.locator('button[value="labour-inspector"]').click()
    expect(phone.at("report-note")).to_have_value("Skrevet av Astrid")


def test_an_app_that_cannot_start_says_so(phone: InspectorPhone) -> None:
    phone.page.route("**/static/js/domain/age.js", lambda route: route.abort())

    phone.opens("/")

    expect(phone.at("starting-failed")).to_be_visible()
    phone.page.unroute("**/static/js/domain/age.js")
    phone.at("starting-failed").locator("a").first.click()
    expect(phone.at("scan-start")).to_be_visible()


def test_without_its_words_the_app_waits_and_goes_on_when_they_come(phone: InspectorPhone) -> None:
    phone.page.route("**/static/words/*.json", lambda route: route.abort())

    phone.opens("/")

    expect(phone.at("starting-failed")).to_be_visible()
    expect(phone.at("scan-start")).to_be_hidden()
    phone.page.unroute("**/static/words/*.json")
    expect(phone.at("scan-start")).to_be_visible()


def test_who_types_without_a_pause_loses_nothing_to_a_reload(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/report")
    expect(phone.at("report-form")).to_be_visible()

    phone.at("report-note").press_sequentially("Uten pause " * 7, delay=40)
    phone.reloads()

    # All but what was typed in the last moment.
    expect(phone.at("report-note")).to_have_value(re.compile(r"^(Uten pause ){6}"))
