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


def test_with_the_permission_a_check_says_where_the_card_is_to_a_hundred_metres(
    make_phone: MakePhone, live_server: Product
) -> None:
    phone = make_phone(live_server.base_url)
    phone.context.grant_permissions(["geolocation"], origin=live_server.base_url)
    phone.context.set_geolocation({"latitude": 59.9127321, "longitude": 10.7460923, "accuracy": 21})
    phone.sign_in("labour-inspector")
    phone.opens("/")
    text = text_of(live_server.base_url, "in-order")
    place = {"latitude": 59.913, "longitude": 10.746, "accuracy_m": 21}

    # The place is never waited for: sooner or later it is there.
    for _ in range(20):
        with phone.page.expect_request("**/api/v1/checks") as asked:
            phone.types(text)
        phone.sees_verdict()
        if (found := position_of(asked.value)) is not None:
            break
        phone.scans_next()

    assert found == place
