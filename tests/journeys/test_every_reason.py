"""Every reason of the closed list is said on the verdict screen, and so is what could not be asked."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Route, expect

from tests.support.phone import InspectorPhone
from tests.support.shown import check_with, parts_of
from tests.support.sources import CHECKOUT
from verifier.reasons import Reason
from verifier.shapes import CheckShape

pytestmark = pytest.mark.journey

WORDS = json.loads((CHECKOUT / "verifier" / "static" / "words" / "nb.json").read_text("utf-8"))


def sees(phone: InspectorPhone, check: CheckShape) -> str:
    """Show a check in place of the server's answer to a code; return the text of the screen."""

    def answer(route: Route) -> None:
        route.fulfill(content_type="application/json", body=check.model_dump_json())

    phone.page.route("**/api/v1/checks", answer)
    phone.types(check.code or "")
    expect(phone.page.locator(f'[data-testid="verdict"][data-reason="{check.reason}"]')).to_be_visible()
    phone.page.unroute("**/api/v1/checks")
    text: str = phone.sees_verdict()["text"]
    phone.scans_next()
    return text


def test_every_reason_is_said_on_the_screen(phone: InspectorPhone) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    unsaid = {}

    for reason in Reason:
        check = check_with(reason)
        text = sees(phone, check)
        sentences = [WORDS[f"reason.{reason}.{part}"] for part in parts_of(check, reason)]
        unsaid[reason] = [sentence for sentence in sentences if sentence not in text]

    assert {reason: left for reason, left in unsaid.items() if left} == {}
    assert phone.faults == []


def test_what_could_not_be_asked_is_said_with_the_time_of_the_copy(phone: InspectorPhone) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    copied = CheckShape.model_validate(
        {
            **check_with(Reason.REGISTER_UNREACHABLE).model_dump(),
            "checked_at": "2027-01-15T14:30:00Z",
            "not_asked": [
                {"source": "card_register", "as_of": "2027-01-15T13:02:00Z"},
                {"source": "workshop_register", "as_of": None},
            ],
        }
    )

    text = sees(phone, copied)

    assert "Kortregisteret svarte ikke. Svaret er fra en kopi fra kl.\u00a014:02." in text
    assert "Statens vegvesens verkstedliste svarte ikke, og vi har ingen kopi å svare fra." in text
