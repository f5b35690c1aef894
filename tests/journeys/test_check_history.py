"""What was said of a card before: a status that changed is told beside the one of now."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sync.registers.ports import CardStatus
from tests.support.checks import register_says
from tests.support.phone import InspectorPhone
from tests.support.practice import back_of, text_of
from tests.support.product import Product

pytestmark = pytest.mark.journey


def test_invalid_before_and_valid_now_is_told_on_the_screen(
    phone: InspectorPhone, live_server: Product
) -> None:
    number = text_of(live_server.base_url, "plain-code")
    register = live_server.instance / "practice" / "register.sqlite"
    phone.sign_in("police-officer")
    register_says(register, CardStatus.EMPLOYMENT_ENDED, number)
    try:
        phone.opens("/")
        phone.uploads(back_of(live_server.base_url, "plain-code"))
        assert phone.sees_verdict()["reason"] == "EMPLOYMENT_ENDED"
        expect(phone.at("history-callout")).to_be_hidden()
    finally:
        register_says(register, CardStatus.IN_ORDER, number)

    phone.opens("/")
    phone.uploads(back_of(live_server.base_url, "plain-code"))
    assert phone.sees_verdict()["reason"] == "NOT_SIGNED"

    expect(phone.at("history-callout")).to_contain_text("var det «Ikke gyldig»")
    history = phone.at("check-history")
    expect(history).to_have_attribute("data-changed", "true")
    expect(history.locator("li").first).to_contain_text("Ikke gyldig")
    assert phone.axe() == []
