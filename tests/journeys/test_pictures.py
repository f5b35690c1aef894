"""The pictures that the README shows, taken from the product as it runs (`make screenshots` keeps them)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.film import decoded
from tests.support.phone import InspectorPhone, Report
from tests.support.practice import back_of
from tests.support.product import Product

pytestmark = pytest.mark.journey


def test_the_readme_shows_the_product_as_it_is(
    phone: InspectorPhone, live_server: Product, pictures: Path
) -> None:
    phone.sign_in("labour-inspector")
    taken = []
    for card_id, name in (("in-order", "valid"), ("other-company", "invalid"), ("plain-code", "unconfirmed")):
        phone.film(back_of(live_server.base_url, card_id))
        phone.opens("/")
        phone.keeps_the_app()
        phone.opens_scan()
        phone.sees_verdict()
        # Photos arrive a moment after the words.
        photo = phone.page.locator("[data-part=photo]")
        expect(photo).to_have_js_property("complete", True)
        taken.append(pictures / f"verdict-{name}.png")
        phone.takes_picture(taken[-1])
        if name == "invalid":
            phone.goes_offline()
            phone.reports("confiscate", Report(grounds=(), note="Jobbet for et annet firma.", place="Kai 4"))
            taken.append(pictures / "report-saved.png")
            phone.takes_picture(taken[-1])
            phone.comes_online()

    assert [decoded(path.read_bytes()).shape for path in taken] == [(1688, 780, 3)] * 4
