"""The search goes on by itself: after the system took the camera away, and beside a code that is no card."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Error, Route, expect

from tests.journeys.test_reading_on_the_phone import calls_of, qr_of, scan_of, start
from tests.support import film
from tests.support.phone import InspectorPhone
from tests.support.phones import MakePhone
from tests.support.practice import back_of
from tests.support.product import Product

pytestmark = pytest.mark.journey

COUNT_OPENINGS = """() => {
  const devices = navigator.mediaDevices, open = devices.getUserMedia.bind(devices);
  globalThis.openings = 0;
  devices.getUserMedia = (wish) => { globalThis.openings += 1; return open(wish); };
}"""
TAKEN_IN_THE_BACKGROUND = """() => {
  Object.defineProperty(document, "hidden", {get: () => true, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
  const [track] = document.querySelector("video").srcObject.getVideoTracks();
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""
LOOKED_AT_AGAIN = """() => {
  delete document.hidden;
  document.dispatchEvent(new Event("visibilitychange"));
}"""
ALL_TAKEN_AND_GONE = """() => {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("taken", "NotReadableError"));
}"""


def running(phone: InspectorPhone) -> None:
    """Wait until the camera runs."""
    expect(scan_of(phone)).to_have_attribute("data-running", "true")


def test_a_camera_taken_away_in_the_background_looks_on_by_itself_and_once(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.film(back_of(live_server.base_url, "stolen"))
    phone.opens("/")
    phone.page.evaluate(COUNT_OPENINGS)
    phone.reads_by_itself()
    phone.opens_scan()
    assert phone.sees_verdict()["reason"] == "STOLEN"
    calls = calls_of(phone)
    phone.scans_next()
    running(phone)
    expect(scan_of(phone)).to_have_attribute("data-status", "same-card")

    phone.film(back_of(live_server.base_url, "in-order"))
    phone.page.evaluate(TAKEN_IN_THE_BACKGROUND)
    phone.page.evaluate(LOOKED_AT_AGAIN)

    assert phone.sees_verdict()["outcome"] == "VALID"
    assert calls.count("/api/v1/checks") == 1
    assert phone.page.evaluate("openings") == 2
    assert phone.faults == []


def test_of_a_camera_taken_away_there_is_one_search_while_the_server_reads_alone(
    make_phone: MakePhone, live_server: Product
) -> None:
    phone = make_phone(live_server.base_url)
    phone.context.route("**/zxing_reader.wasm", lambda route: route.abort())
    phone.sign_in("labour-inspector")
    phone.with_clean_desk()
    phone.opens_scan()
    running(phone)
    held: list[Route] = []
    phone.page.route("**/api/v1/frames*", lambda route: held.append(route))

    phone.page.evaluate(TAKEN_IN_THE_BACKGROUND)
    expect(scan_of(phone)).to_have_attribute("data-running", "false")
    held.clear()

    # From here on no frame is answered: each search that begins sends its own first frame, and no more.
    phone.page.evaluate(LOOKED_AT_AGAIN)
    with phone.page.expect_request("**/api/v1/frames?attempt=0"):
        running(phone)
    phone.page.evaluate("() => new Promise((done) => setTimeout(done, 2500))")

    assert [each.request.url.partition("?")[2] for each in held].count("attempt=0") == 1
    with suppress(Error):
        for each in held:
            each.abort()


def test_a_camera_that_cannot_be_had_back_is_said_to_be_in_use(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.with_clean_desk()
    phone.opens_scan()
    running(phone)

    phone.page.evaluate(ALL_TAKEN_AND_GONE)
    phone.page.evaluate(TAKEN_IN_THE_BACKGROUND)
    phone.page.evaluate(LOOKED_AT_AGAIN)

    expect(scan_of(phone)).to_have_attribute("data-status", "camera-busy")
    expect(phone.at("scan-start")).to_be_visible()


def test_a_card_that_only_the_server_can_read_is_read_beside_a_web_link(
    phone: InspectorPhone, live_server: Product
) -> None:
    """The phone reads the poster's link in each frame, and the soft card never."""
    card = film.render(
        back_of(live_server.base_url, "stolen"), film.Shot(card_width=600, shake=1.0, tilt=1.0, blur=2.2)
    )
    poster = film.render(qr_of("https://example.org/menu"), film.Shot(card_width=420, shake=1.0, tilt=1.0))
    phone.film_of(film.side_by_side(card, poster))
    phone.sign_in("labour-inspector")

    start(phone)

    assert phone.sees_verdict()["reason"] == "STOLEN"
    expect(scan_of(phone)).to_have_attribute("data-read-by", "server")


def test_a_typed_number_that_a_busy_server_did_not_check_is_said_to_be_for_the_inspector_to_try_again(
    phone: InspectorPhone, live_server: Product
) -> None:
    asked: list[str] = []

    def busy(route: Route) -> None:
        asked.append(route.request.url)
        body = '{"code": "busy", "title": "busy", "status": 503}'
        route.fulfill(status=503, content_type="application/problem+json", body=body)

    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.page.route("**/api/v1/checks", busy)
    phone.types(f"https://example.org/c#{'1' * 40}")

    expect(scan_of(phone)).to_have_attribute("data-status", "card-busy")
    expect(phone.at("scan-status")).to_contain_text("Prøv selv en gang til")
    assert len(asked) == 1
