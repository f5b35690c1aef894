"""No camera, no permission, no script: a card can always be checked some other way."""

from __future__ import annotations

import pytest
import segno
from playwright.sync_api import Route, expect

from tests.support.phone import InspectorPhone
from tests.support.phones import MakePhone
from tests.support.practice import text_of
from tests.support.product import Product

pytestmark = pytest.mark.journey


def test_a_phone_without_a_camera_says_so_and_takes_a_number(
    make_phone: MakePhone, live_server: Product
) -> None:
    phone = make_phone(live_server.base_url, camera=None)
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.at("scan-start").click()
    expect(phone.page.locator('[data-view="scan"]')).to_have_attribute("data-status", "camera-none")

    phone.types("99011317")
    phone.at("purpose-code-unreadable").click()

    verdict = phone.sees_verdict()
    assert (verdict["outcome"], verdict["reason"]) == ("INVALID", "STOLEN")


def test_a_refused_camera_is_explained(phone: InspectorPhone) -> None:
    phone.sign_in("labour-inspector")
    # Headless browsers have nobody to say no; a page whose policy forbids the camera is refused the same way.
    phone.page.route("**/", without_camera)
    phone.opens("/")

    phone.at("scan-start").click()

    expect(phone.page.locator('[data-view="scan"]')).to_have_attribute("data-status", "camera-denied")
    expect(phone.at("scan-start")).to_be_visible()


def without_camera(route: Route) -> None:
    """Answer with the real page under a policy that forbids the camera."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={**answer.headers, "permissions-policy": "camera=()"})


def test_a_hardware_scanner_types_into_the_page_wherever_the_focus_is(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    expect(phone.at("scan-start")).to_be_visible()

    phone.page.keyboard.type(text_of(live_server.base_url, "in-order"))
    phone.page.keyboard.press("Enter")

    assert phone.sees_verdict()["outcome"] == "VALID"


def test_a_web_link_is_named_for_what_it_is_and_never_opened(
    phone: InspectorPhone, live_server: Product, tmp_path: object
) -> None:
    asked: list[str] = []
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.page.on("request", lambda request: asked.append(request.url))

    phone.uploads(picture_of("https://example.org/login?next=/c"))

    verdict = phone.sees_verdict()
    assert (verdict["outcome"], verdict["reason"], verdict["acts"]) == ("UNCONFIRMED", "UNKNOWN_FORMAT", [])
    assert [url for url in asked if not url.startswith((live_server.base_url, "data:", "blob:"))] == []


def test_a_picture_without_a_code_and_a_file_that_is_none(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    scan = phone.page.locator('[data-view="scan"]')

    phone.uploads(b"this is no picture", "card.png")
    expect(scan).to_have_attribute("data-status", "picture-not-read")
    phone.uploads(picture_of(None))
    expect(scan).to_have_attribute("data-status", "picture-without-code")


def test_the_page_behind_a_qr_hands_the_code_over_without_telling_the_server(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))
    phone.page.goto(text_of(live_server.base_url, "expired"))

    phone.at("card-page-check").click()

    assert phone.sees_verdict()["reason"] == "EXPIRED"
    assert [url for url in asked if len(url) > 200] == []


def test_another_employer_on_this_site_is_asked_again(phone: InspectorPhone, live_server: Product) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.types(text_of(live_server.base_url, "in-order"))
    assert phone.sees_verdict()["outcome"] == "VALID"
    phone.page.locator("[data-part=site] summary").click()

    phone.at("site-field").fill("123 456 789")
    phone.at("site-submit").click()
    expect(phone.page.locator("[data-part=site-problem]")).to_be_visible()
    phone.at("site-field").fill("314 102 444")
    phone.at("site-submit").click()

    expect(phone.at("verdict")).to_have_attribute("data-reason", "OTHER_COMPANY")


def test_without_scripts_a_number_is_checked_by_a_plain_form(
    make_phone: MakePhone, live_server: Product
) -> None:
    phone = make_phone(live_server.base_url, javascript=False)
    phone.opens("/sign-in")
    phone.page.locator('button[value="tax-inspector"]').click()
    phone.opens("/manual")

    phone.page.locator("#code").fill("99011098")
    phone.page.locator("#purpose").fill("Koden er skadet")
    phone.page.locator("form.manual button").click()

    expect(phone.at("verdict")).to_have_attribute("data-reason", "LOST")


def test_the_language_changes_at_once_and_stays(phone: InspectorPhone, live_server: Product) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    expect(phone.at("scan-start")).to_contain_text("Start kameraet")

    phone.page.locator("[data-part=menu-opener]").click()
    phone.page.locator("label:has(input[value=en])").click()
    expect(phone.at("scan-start")).to_contain_text("Start the camera")
    phone.reloads()

    expect(phone.at("scan-start")).to_contain_text("Start the camera")
    assert phone.page.evaluate("document.documentElement.lang") == "en"


def picture_of(text: str | None) -> bytes:
    """Return a PNG that carries `text` as a QR symbol, or an empty one."""
    import io

    import cv2
    import numpy as np

    if text is None:
        return bytes(cv2.imencode(".png", np.full((300, 400), 200, np.uint8))[1].tobytes())
    out = io.BytesIO()
    segno.make_qr(text, error="q").save(out, kind="png", scale=8, border=6)
    return out.getvalue()
