"""Every practice card, filmed by a phone's camera, gives its outcome in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.film import Shot
from tests.support.phone import InspectorPhone
from tests.support.practice import fetched, practice_card, practice_cards
from tests.support.product import Product

pytestmark = pytest.mark.journey

# Seen from further off, shaken more, blurred more and noisier than a card held with care.
HASTY = Shot(card_width=960, shake=9.0, tilt=5.0, blur=1.0, noise=9.0, seed=7)


def test_each_practice_card_gives_its_outcome(phone: InspectorPhone, live_server: Product) -> None:
    cards = practice_cards(live_server.base_url)
    phone.sign_in("labour-inspector")
    seen = {}

    for card in cards:
        phone.film(fetched(f"{live_server.base_url}{card['image']}"), HASTY)
        phone.opens("/")
        phone.opens_scan()
        verdict = phone.sees_verdict()
        seen[card["id"]] = (verdict["outcome"], verdict["reason"])

    assert len(cards) >= 15
    assert {outcome for outcome, _ in seen.values()} == {"VALID", "INVALID", "UNCONFIRMED"}
    assert seen == {card["id"]: (card["outcome"], card["reason"]) for card in cards}
    assert phone.faults == []


def test_the_card_just_judged_is_not_judged_again_while_it_still_lies_there(
    phone: InspectorPhone, live_server: Product
) -> None:
    card = practice_cards(live_server.base_url)[0]
    phone.sign_in("labour-inspector")
    phone.film(fetched(f"{live_server.base_url}{card['image']}"))
    phone.opens_scan()
    assert phone.sees_verdict()["outcome"] == card["outcome"]

    phone.scans_next()

    # The same card still lies before the camera: it is not judged a second time, and the screen says why.
    expect(phone.page.locator('[data-view="scan"]')).to_have_attribute("data-status", "same-card")
    phone.page.locator("[data-part=stop]").click()
    phone.at("scan-start").click()
    assert phone.sees_verdict()["outcome"] == card["outcome"]


def test_a_card_that_is_not_ours_to_confiscate_offers_a_notice_only(
    phone: InspectorPhone, live_server: Product
) -> None:
    stolen = practice_card(live_server.base_url, "stolen")
    picture = fetched(f"{live_server.base_url}{stolen['image']}")

    phone.sign_in("safety-representative")
    phone.opens("/")
    phone.uploads(picture)
    as_viewer = phone.sees_verdict()
    phone.sign_in("police-officer")
    # The phone still remembers the one before, whose check would go with him.
    with phone.page.expect_response("**/api/v1/me"):
        phone.opens("/")
    phone.uploads(picture)
    as_police = phone.sees_verdict()

    assert as_viewer["acts"] == ["notify"]
    assert as_police["acts"] == ["confiscate", "notify"]
