"""Somebody else signs in, in another tab: nothing of the person before stays, or goes under the new name."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_who_and_which import held
from tests.support.phone import InspectorPhone
from tests.support.practice import back_of, text_of
from tests.support.product import Product

pytestmark = pytest.mark.journey

SCAN = '[data-view="scan"]'


def signs_in_elsewhere(phone: InspectorPhone, product: Product, person: str) -> None:
    """Sign a person in, in another tab of the same phone, and wait until that tab has started."""
    tab: Page = phone.context.new_page()
    tab.goto(f"{product.base_url}/sign-in")
    tab.locator(f'button[value="{person}"]').click()
    expect(tab.locator('[data-testid="scan-start"]')).to_be_visible()


def page_text(phone: InspectorPhone) -> str:
    """Return all that the page holds, shown or not, the fields included."""
    text: str = phone.page.evaluate(
        "() => document.body.textContent + [...document.querySelectorAll('input, textarea')]"
        ".map((field) => field.value).join(' ') + [...document.images].map((image) => image.src + image.alt)"
        ".join(' ') + [...document.links].map((link) => decodeURIComponent(link.href)).join(' ')"
    )
    return text


def test_a_verdict_goes_with_the_person_who_asked_for_it(phone: InspectorPhone, live_server: Product) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.uploads(back_of(live_server.base_url, "stolen"))
    assert phone.sees_verdict()["acts"] == ["confiscate", "notify"]
    expect(phone.page.locator("[data-part=photo]")).to_be_visible()
    assert "Olena Navchalna" in page_text(phone)

    signs_in_elsewhere(phone, live_server, "client")

    expect(phone.page.locator(SCAN)).to_be_visible()
    expect(phone.at("verdict")).to_be_hidden()
    left = page_text(phone)
    assert [word for word in ("Olena", "Navchalna", "portraits", "1985", "/c#") if word in left] == []
    phone.page.go_back()
    expect(phone.at("verdict")).to_be_hidden()
    # The new person's own check is theirs.
    phone.opens("/")
    phone.uploads(back_of(live_server.base_url, "stolen"))
    assert phone.sees_verdict()["acts"] == ["notify"]
    phone.at("act-notify").click()
    expect(phone.at("notice-form")).to_be_visible()


def test_an_answer_that_comes_after_the_person_has_gone_is_not_shown(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    text = text_of(live_server.base_url, "stolen")

    with held(phone.page, "**/api/v1/checks") as waiting:
        phone.types(text)
        expect(phone.page.locator(SCAN)).to_have_attribute("data-status", "asking")
        signs_in_elsewhere(phone, live_server, "client")
        expect(phone.page.locator(SCAN)).to_have_attribute("data-status", "ready")
        assert len(waiting) == 1

    expect(phone.at("code-field")).to_have_value("")
    expect(phone.at("verdict")).to_be_hidden()


def test_who_signs_in_again_in_another_tab_keeps_the_verdict(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.uploads(back_of(live_server.base_url, "stolen"))
    phone.sees_verdict()

    with phone.page.expect_response("**/api/v1/me"):
        signs_in_elsewhere(phone, live_server, "labour-inspector")

    assert phone.sees_verdict()["reason"] == "STOLEN"
    phone.at("act-confiscate").click()
    expect(phone.at("report-form")).to_be_visible()


HOLD_SAVING = """() => {
  const real = crypto.subtle.digest.bind(crypto.subtle);
  const released = new Promise((resolve) => { window.release = resolve; });
  const held = (...given) => { window.held = true; return released.then(() => real(...given)); };
  Object.defineProperty(crypto.subtle, "digest", {value: held});
}"""


def opens_notice(phone: InspectorPhone, product: Product, person: str) -> None:
    """Sign in and open the notice on a stolen card."""
    phone.sign_in(person)
    phone.opens("/")
    phone.uploads(back_of(product.base_url, "stolen"))
    phone.sees_verdict()
    phone.at("act-notify").click()
    expect(phone.at("notice-form")).to_be_visible()


@pytest.mark.parametrize("is_filed", [False, True], ids=["open", "filed"])
def test_a_notice_on_the_screen_gives_way_to_the_scan_screen_and_its_letters_leave_the_page(
    phone: InspectorPhone, live_server: Product, is_filed: bool
) -> None:
    opens_notice(phone, live_server, "labour-inspector")
    if is_filed:
        phone.at("notice-send").click()
        expect(phone.at("notice-state")).to_be_visible()
    assert "Navchalna" in page_text(phone)

    signs_in_elsewhere(phone, live_server, "client")

    expect(phone.page.locator(SCAN)).to_be_visible()
    assert "Navchalna" not in page_text(phone)


def test_a_notice_that_is_saved_while_another_person_signs_in_touches_nothing_of_theirs(
    phone: InspectorPhone, live_server: Product
) -> None:
    opens_notice(phone, live_server, "police-officer")
    before = phone.at("notice-letter-authority").inner_text()
    phone.page.evaluate(HOLD_SAVING)
    phone.at("notice-send").click()
    phone.page.wait_for_function("() => window.held")
    signs_in_elsewhere(phone, live_server, "client")
    expect(phone.page.locator(SCAN)).to_be_visible()
    phone.uploads(back_of(live_server.base_url, "stolen"))
    phone.sees_verdict()
    phone.at("act-notify").click()

    phone.page.evaluate("() => window.release()")

    expect(phone.at("notice-form")).to_be_visible()
    expect(phone.at("notice-passing")).to_be_hidden()
    expect(phone.at("notice-form")).to_have_attribute("data-kept", "true")
    assert phone.at("notice-letter-authority").inner_text() != before
    # The client's own notice is kept, and the officer's is no draft any more.
    phone.reloads()
    phone.opens("/notice")
    expect(phone.at("notice-form")).to_be_visible()
