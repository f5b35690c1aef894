"""A camera with a lamp and a lens that can be told: tap to focus, pinch to zoom, light in the dark."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support import film
from tests.support.phone import InspectorPhone
from tests.support.practice import back_of
from tests.support.product import Product

pytestmark = pytest.mark.journey

# Chromium's film has neither lamp nor lens: the track tells of both, and remembers what it was told.
ABLE = """
window.wishes = [];
const able = {torch: true, zoom: {min: 1, max: 4, step: 0.1}, focusMode: ["continuous", "single-shot"]};
MediaStreamTrack.prototype.getCapabilities = () => able;
MediaStreamTrack.prototype.applyConstraints = async (wish) => void window.wishes.push(...wish.advanced);
MediaDevices.prototype.getSupportedConstraints = () => ({pointsOfInterest: true});
"""


def able(phone: InspectorPhone) -> None:
    """Give the phone's camera a lamp and a lens, then start it."""
    phone.page.add_init_script(ABLE)
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.reads_by_itself()
    phone.opens_scan()
    expect(phone.page.locator('[data-view="scan"]')).to_have_attribute("data-running", "true")


def wishes_of(phone: InspectorPhone) -> list[dict[str, Any]]:
    """Return what the camera was told so far."""
    told: list[dict[str, Any]] = phone.page.evaluate("window.wishes")
    return told


def pinch(phone: InspectorPhone, y: float, before: tuple[float, float], after: tuple[float, float]) -> None:
    """Put two fingers on the screen at these places from the left, move them, and lift them."""
    session = phone.context.new_cdp_session(phone.page)
    for kind, places in (("touchStart", before), ("touchMove", after), ("touchEnd", ())):
        fingers = [{"x": x, "y": y, "id": number} for number, x in enumerate(places)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    session.detach()


def test_a_tap_focuses_there_and_a_ring_shows_where(phone: InspectorPhone) -> None:
    able(phone)
    video = phone.page.locator("[data-part=video]")
    box = video.bounding_box()
    assert box is not None

    video.click(position={"x": box["width"] / 2, "y": box["height"] / 4})

    expect(phone.page.locator("[data-part=ring]")).to_be_visible()
    (wish,) = wishes_of(phone)
    assert wish["focusMode"] == "single-shot"
    assert wish["pointsOfInterest"] == [
        {"x": pytest.approx(0.5, abs=0.01), "y": pytest.approx(0.25, abs=0.01)}
    ]
    expect(phone.page.locator("[data-part=ring]")).to_be_hidden()


def test_two_fingers_zoom_and_the_slider_follows(phone: InspectorPhone) -> None:
    able(phone)
    slider = phone.page.locator("[data-part=zoom]")
    expect(slider).to_be_visible()

    pinch(phone, 250, before=(150, 200), after=(125, 225))

    expect(slider).to_have_value("2")
    assert {"zoom": 2} in wishes_of(phone)


def test_in_the_dark_the_lamp_is_offered_until_it_burns(phone: InspectorPhone, live_server: Product) -> None:
    phone.film(back_of(live_server.base_url, "in-order"), film.Shot(light=0.1, blur=6.0))
    able(phone)
    finder = phone.page.locator("[data-part=finder]")
    expect(finder).to_have_attribute("data-hint", "dark-torch")

    phone.page.locator("[data-part=torch]").click()

    expect(phone.page.locator("[data-part=torch]")).to_have_attribute("aria-pressed", "true")
    assert {"torch": True} in wishes_of(phone)
    expect(finder).to_have_attribute("data-hint", "dark")


def test_a_camera_that_cannot_be_told_where_to_focus_shows_no_ring(phone: InspectorPhone) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.opens_scan()
    expect(phone.page.locator("[data-part=finder]")).to_have_attribute("data-focus", "false")

    phone.page.locator("[data-part=video]").click()

    expect(phone.page.locator("[data-part=ring]")).to_be_hidden()
    assert phone.faults == []
