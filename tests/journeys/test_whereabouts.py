"""Where a card was checked: told where the permission stands, rounded, and never asked for."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Request

from tests.support.phone import InspectorPhone
from tests.support.phones import MakePhone
from tests.support.practice import back_of, text_of
from tests.support.product import Product

pytestmark = pytest.mark.journey

COUNT_ASKING = """() => {
  window.asked = 0;
  const {geolocation} = navigator;
  for (const name of ["getCurrentPosition", "watchPosition"]) {
    const real = geolocation[name].bind(geolocation);
    geolocation[name] = (...given) => { window.asked += 1; return real(...given); };
  }
}"""


NOTE_PLACE = """() => {
  const {geolocation} = navigator;
  const real = geolocation.getCurrentPosition.bind(geolocation);
  geolocation.getCurrentPosition = (found, ...rest) => real((place) => {
    found(place);
    window.placed = true;
  }, ...rest);
}"""


def position_of(request: Request) -> object:
    """Return what a request for a check says of the place, or None."""
    if "frames" in request.url:
        return request.headers.get("kortsjekk-position")
    return json.loads(request.post_data or "{}").get("position")


def test_without_the_permission_no_place_leaves_the_phone_and_nobody_is_asked(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.context.add_init_script(f"({COUNT_ASKING})()")
    phone.sign_in("labour-inspector")
    requests: list[Request] = []
    phone.page.on("request", lambda each: requests.append(each) if each.method == "POST" else None)

    phone.film(back_of(live_server.base_url, "in-order"))
    phone.opens_scan()
    phone.sees_verdict()

    assert phone.page.evaluate("window.asked") == 0
    asked = [each for each in requests if "/api/v1/" in each.url]
    assert asked
    assert [position_of(each) for each in asked] == [None] * len(asked)


def with_a_place(make_phone: MakePhone, product: Product) -> InspectorPhone:
    """Return a phone in Oslo that may tell where it is, and has found out; the scan screen is open."""
    phone = make_phone(product.base_url)
    phone.context.grant_permissions(["geolocation"], origin=product.base_url)
    phone.context.set_geolocation({"latitude": 59.9127321, "longitude": 10.7460923, "accuracy": 21})
    phone.context.add_init_script(f"({NOTE_PLACE})()")
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.page.wait_for_function("() => window.placed")
    return phone


def test_with_the_permission_a_card_before_the_camera_says_where_it_is_to_a_hundred_metres(
    make_phone: MakePhone, live_server: Product
) -> None:
    phone = with_a_place(make_phone, live_server)
    requests: list[Request] = []
    phone.page.on("request", lambda each: requests.append(each) if each.method == "POST" else None)

    phone.film(back_of(live_server.base_url, "in-order"))
    phone.opens_scan()
    phone.sees_verdict()

    places = [position_of(each) for each in requests if "/api/v1/" in each.url]
    assert places
    allowed = ({"latitude": 59.913, "longitude": 10.746, "accuracy_m": 21}, "geo:59.913,10.746;u=21")
    assert [place for place in places if place not in allowed] == []


def at_the_pace_of_a_hand(phone: InspectorPhone) -> None:
    """Wait as long as a hand does: a tap sooner, where the last one was, is the second of a double tap."""
    phone.page.wait_for_timeout(500)


def test_what_is_typed_chosen_or_asked_again_says_nothing_of_where_the_card_is(
    make_phone: MakePhone, live_server: Product
) -> None:
    phone = with_a_place(make_phone, live_server)
    requests: list[Request] = []
    phone.page.on("request", lambda each: requests.append(each) if each.method == "POST" else None)

    phone.types(text_of(live_server.base_url, "in-order"))
    phone.sees_verdict()
    at_the_pace_of_a_hand(phone)
    phone.scans_next()
    phone.uploads(back_of(live_server.base_url, "in-order"))
    phone.sees_verdict()
    at_the_pace_of_a_hand(phone)
    phone.scans_next()
    at_the_pace_of_a_hand(phone)
    phone.types("99010417")
    phone.at("purpose-follow-up").click()
    phone.sees_verdict()
    at_the_pace_of_a_hand(phone)
    phone.page.locator("[data-part=site] summary").click()
    phone.at("site-field").fill("314 102 274")
    with phone.page.expect_response("**/api/v1/checks"):
        phone.at("site-submit").click()

    asked = [each for each in requests if "/api/v1/" in each.url]
    assert [position_of(each) for each in asked] == [None] * 4
    # Asked again for another company, a typed number is still one, with its purpose.
    again = json.loads(asked[-1].post_data or "{}")
    assert again == {"card_number": "99010417", "purpose": "follow-up", "site_org_number": "314102274"}
