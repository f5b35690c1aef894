"""Whoever checks cards can see how old what they are checked against is, also without coverage."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.phone import InspectorPhone
from tests.support.product import Product

pytestmark = pytest.mark.journey

AGE_THE_MEMORY = """(hours) => {
  const said = JSON.parse(localStorage.getItem("sources"));
  const earlier = (time) => new Date(Date.parse(time) - hours * 3_600_000).toISOString();
  localStorage.setItem("sources", JSON.stringify({...said, server_time: earlier(said.server_time)}));
}"""


def opens_sources(phone: InspectorPhone) -> None:
    """Go there as a person does: by the menu."""
    phone.page.locator("[data-part=menu-opener]").click()
    phone.at("menu-sources").click()
    expect(phone.at("sources")).to_be_visible()


def test_the_ages_of_all_sources_are_reached_from_the_menu(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("safety-representative")
    phone.opens("/")
    opens_sources(phone)

    expect(phone.at("source")).to_have_count(8)
    cards = phone.page.locator('[data-source="cards"]')
    expect(cards).to_contain_text("Kortregisteret")
    expect(cards).to_contain_text("Ferskt")
    expect(cards).to_contain_text("24 timer")
    expect(phone.at("source-keys")).to_contain_text("Nøkkelsett nummer 1")
    expect(phone.page).to_have_title("Registre og nøkler – Kortsjekk")
    phone.page.go_back()
    expect(phone.at("scan-start")).to_be_visible()
    expect(phone.at("sources-line")).to_be_hidden()
    assert phone.faults == []


def test_without_coverage_the_last_known_ages_are_shown_and_grow_too_old(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.keeps_the_app()
    opens_sources(phone)
    expect(phone.at("source")).to_have_count(8)
    phone.page.evaluate(AGE_THE_MEMORY, 30)
    phone.goes_offline()

    phone.opens("/")
    line = phone.at("sources-line")
    expect(line).to_be_visible()
    line.click()

    expect(phone.page.locator('[data-source="cards"]')).to_have_attribute("data-state", "stale")
    expect(phone.page.locator('[data-source="cards"]')).to_contain_text("For gammelt")
    expect(phone.at("sources")).to_contain_text("Kunne ikke hentes nå")
    expect(phone.at("sources-as-of")).to_contain_text("for 1 døgn siden")

    phone.comes_online()
    phone.page.locator('[data-view="sources"] [data-part=again]').click()
    expect(phone.page.locator('[data-source="cards"]')).to_have_attribute("data-state", "fresh")


def test_the_screen_opens_by_its_own_address_without_coverage(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.keeps_the_app()
    phone.goes_offline()

    phone.opens("/sources")

    expect(phone.at("sources")).to_be_visible()
