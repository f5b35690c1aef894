"""The phone reads codes itself, and the server reads what the phone can't: whoever is first wins."""

from __future__ import annotations

import io
import json
from contextlib import suppress

import cv2
import numpy as np
import pytest
import segno
import zxingcpp
from playwright.sync_api import Error, Locator, Request, Route, expect

from tests.support import film
from tests.support.phone import InspectorPhone
from tests.support.phones import MakePhone
from tests.support.practice import back_of
from tests.support.product import Product

pytestmark = pytest.mark.journey

SMALL = film.Shot(card_width=560, shake=1.0, tilt=1.0)


def scan_of(phone: InspectorPhone) -> Locator:
    """Return the scan screen."""
    return phone.page.locator('[data-view="scan"]')


def calls_of(phone: InspectorPhone) -> list[str]:
    """Return a list that fills with the calls of the app to the server, as method and path."""
    calls: list[str] = []

    def heard(request: Request) -> None:
        path = request.url.removeprefix(phone.base_url).partition("?")[0]
        if path in ("/api/v1/frames", "/api/v1/checks"):
            calls.append(path)

    phone.page.on("request", heard)
    return calls


def qr_of(text: str) -> bytes:
    """Return a PNG of a QR symbol."""
    png = io.BytesIO()
    segno.make_qr(text).save(png, kind="png", scale=6, border=6)
    return png.getvalue()


def ean_of(digits: str) -> bytes:
    """Return a PNG of an EAN-13 as it stands on goods."""
    barcode = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.EAN13)
    bars = np.asarray(barcode.to_image(scale=4, add_quiet_zones=True))
    return bytes(cv2.imencode(".png", bars)[1].tobytes())


def start(phone: InspectorPhone, *, warm: bool = True) -> None:
    """Open the scan screen and tap on “start” once the phone's reader is warm."""
    phone.opens("/")
    if warm:
        phone.reads_by_itself()
    phone.opens_scan()


def test_a_card_that_the_phone_reads_is_judged_without_a_frame_going_up(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.film(back_of(live_server.base_url, "stolen"))
    calls = calls_of(phone)

    start(phone)

    assert phone.sees_verdict()["reason"] == "STOLEN"
    assert calls == ["/api/v1/checks"]
    expect(scan_of(phone)).to_have_attribute("data-read-by", "phone")
    assert phone.faults == []


def test_where_the_phone_cannot_read_the_server_does(make_phone: MakePhone, live_server: Product) -> None:
    phone = make_phone(live_server.base_url)
    phone.context.route("**/zxing_reader.wasm", lambda route: route.abort())
    phone.sign_in("labour-inspector")
    phone.film(back_of(live_server.base_url, "stolen"))
    calls = calls_of(phone)

    phone.opens("/")
    phone.opens_scan()

    assert phone.sees_verdict()["reason"] == "STOLEN"
    expect(scan_of(phone)).to_have_attribute("data-read-by", "server")
    assert "/api/v1/frames" in calls
    assert "/api/v1/checks" not in calls


def test_a_card_is_read_while_the_server_decodes_nothing(phone: InspectorPhone, live_server: Product) -> None:
    phone.sign_in("labour-inspector")
    phone.film(back_of(live_server.base_url, "in-order"))
    phone.page.route("**/api/v1/frames*", lambda route: route.fulfill(status=503, body=""))

    start(phone)

    assert phone.sees_verdict()["outcome"] == "VALID"


def test_without_coverage_a_card_is_read_and_plainly_not_checked(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.film(back_of(live_server.base_url, "in-order"))
    phone.opens("/")
    phone.keeps_the_app()
    phone.goes_offline()
    phone.reloads()
    phone.reads_by_itself()

    phone.opens_scan()

    expect(scan_of(phone)).to_have_attribute("data-status", "read-no-coverage")
    status = phone.at("scan-status").inner_text()
    assert "ikke sjekket" in status
    expect(phone.at("verdict")).to_be_hidden()
    phone.at("read-report").click()
    expect(phone.at("report-card-number")).to_have_value("99010417")
    assert "99010417" in status


def test_a_card_read_without_coverage_is_checked_once_coverage_is_back(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.film(back_of(live_server.base_url, "in-order"))
    phone.opens("/")
    phone.reads_by_itself()
    phone.goes_offline()
    phone.opens_scan()
    expect(scan_of(phone)).to_have_attribute("data-status", "read-no-coverage")

    phone.at("read-again").click()
    expect(scan_of(phone)).to_have_attribute("data-status", "read-no-coverage")
    phone.comes_online()

    assert phone.sees_verdict()["outcome"] == "VALID"


def test_a_card_checked_again_by_hand_is_asked_about_once(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.film(back_of(live_server.base_url, "in-order"))
    phone.opens("/")
    phone.reads_by_itself()
    phone.goes_offline()
    phone.opens_scan()
    expect(scan_of(phone)).to_have_attribute("data-status", "read-no-coverage")
    # The app does not learn of the coverage by itself: the answer to the tap is the first sign of it.
    phone.page.route("**/healthz", lambda route: route.abort())
    phone.comes_online()
    calls = calls_of(phone)

    phone.at("read-again").click()

    assert phone.sees_verdict()["outcome"] == "VALID"
    assert calls == ["/api/v1/checks"]


def test_a_card_read_while_the_server_is_busy_is_checked_when_it_has_time(
    phone: InspectorPhone, live_server: Product
) -> None:
    problem = json.dumps({"code": "busy", "title": "busy", "status": 503})
    asked: list[str] = []

    def busy_once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 1:
            route.continue_()
            return
        headers = {"Content-Type": "application/problem+json", "Retry-After": "1"}
        route.fulfill(status=503, headers=headers, body=problem)

    phone.sign_in("labour-inspector")
    phone.film(back_of(live_server.base_url, "in-order"))
    phone.page.route("**/api/v1/checks", busy_once)

    start(phone)

    assert phone.sees_verdict()["outcome"] == "VALID"
    assert len(asked) == 2


def test_an_answer_that_comes_after_the_inspector_stopped_is_not_shown(
    phone: InspectorPhone, live_server: Product
) -> None:
    held: list[Route] = []
    phone.page.route("**/api/v1/checks", lambda route: held.append(route))
    phone.sign_in("labour-inspector")
    phone.film(back_of(live_server.base_url, "in-order"))
    phone.opens("/")
    phone.reads_by_itself()
    phone.opens_scan()
    expect(scan_of(phone)).to_have_attribute("data-status", "asking")

    phone.page.locator("[data-part=stop]").click()
    with suppress(Error):
        # Where the app called it off, there is nobody to answer any more.
        held[0].continue_()
    phone.page.wait_for_load_state("networkidle")

    expect(scan_of(phone)).to_have_attribute("data-status", "ready")
    expect(phone.at("verdict")).to_be_hidden()


def test_a_web_link_before_the_camera_is_called_one_and_never_opened(phone: InspectorPhone) -> None:
    phone.sign_in("labour-inspector")
    phone.film(qr_of("https://example.org/menu"))
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))

    start(phone)

    expect(scan_of(phone)).to_have_attribute("data-status", "link")
    expect(phone.at("verdict")).to_be_hidden()
    assert [url for url in asked if not url.startswith((phone.base_url, "data:", "blob:"))] == []
    assert [url for url in asked if "/api/v1/checks" in url] == []


def test_a_barcode_of_another_kind_is_named(phone: InspectorPhone) -> None:
    phone.sign_in("labour-inspector")
    phone.film(ean_of("7038010009457"))

    start(phone)

    expect(scan_of(phone)).to_have_attribute("data-status", "other-code")
    expect(phone.at("scan-status")).to_contain_text("EAN-13")


def test_of_two_cards_side_by_side_the_inspector_chooses(phone: InspectorPhone, live_server: Product) -> None:
    phone.sign_in("labour-inspector")
    cards = [film.render(back_of(live_server.base_url, card_id), SMALL) for card_id in ("in-order", "stolen")]
    phone.film_of(film.side_by_side(*cards))

    start(phone)

    choices = phone.at("card-choice")
    expect(choices).to_have_count(2)
    expect(phone.at("verdict")).to_be_hidden()
    choices.filter(has_text="99011317").click()
    verdict = phone.sees_verdict()
    assert verdict["reason"] == "STOLEN"
    assert "99011317" in verdict["text"]


def test_in_the_dark_more_light_is_asked_for(phone: InspectorPhone, live_server: Product) -> None:
    phone.sign_in("labour-inspector")
    phone.film(back_of(live_server.base_url, "in-order"), film.Shot(light=0.1, blur=6.0))

    start(phone)

    expect(phone.at("scan-hint")).to_be_visible()
    expect(phone.page.locator("[data-part=finder]")).to_have_attribute("data-hint", "dark")


def test_a_card_too_far_off_is_asked_for_closer(phone: InspectorPhone, live_server: Product) -> None:
    phone.sign_in("labour-inspector")
    phone.film(back_of(live_server.base_url, "in-order"), film.Shot(card_width=200, blur=1.5, shake=1.0))

    start(phone)

    expect(phone.page.locator("[data-part=finder]")).to_have_attribute("data-hint", "closer")
