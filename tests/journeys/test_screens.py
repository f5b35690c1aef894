"""Every screen in every state: axe finds nothing, it has one heading and a title, and no policy is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.phone import InspectorPhone
from tests.support.phones import MakePhone
from tests.support.product import Product
from tests.support.screens import SCREENS

pytestmark = pytest.mark.journey

SHOWN_HEADINGS = """() => [...document.querySelectorAll("h1")].filter((h) => h.checkVisibility()).length"""
TOO_SMALL = """() => [...document.querySelectorAll("button, a.ds-button, .tabs a, input:not([type=radio])")]
  .filter((each) => each.checkVisibility() && !each.closest("dialog:not([open])"))
  .map((each) => ({name: each.textContent.trim() || each.id, box: each.getBoundingClientRect()}))
  .filter(({box}) => box.height < 24 || box.width < 24).map(({name}) => name)"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


# Colours alone differ in the dark, so the other rules are asked once.
RULES: dict[str, tuple[str, ...]] = {"light": (), "dark": ("color-contrast",)}


@pytest.mark.parametrize("colours", RULES)
def test_every_screen_is_accessible_at_phone_size(
    make_phone: MakePhone, live_server: Product, pictures: Path, colours: str
) -> None:
    phone = make_phone(live_server.base_url, colours=colours, width=360, height=780)
    phone.sign_in("labour-inspector")
    faults = {}

    for name, walk in SCREENS.items():
        walk(phone, live_server)
        found = {
            "axe": phone.axe(*RULES[colours]),
            "headings": phone.page.evaluate(SHOWN_HEADINGS) - 1,
            "titled": not phone.page.title().endswith("– Kortsjekk"),
            "too small": phone.page.evaluate(TOO_SMALL),
            "too wide": phone.page.evaluate(TOO_WIDE),
        }
        phone.takes_picture(pictures / colours / f"{name}.png")
        faults[name] = {what: fault for what, fault in found.items() if fault}

    assert {name: found for name, found in faults.items() if found} == {}
    assert [fault for fault in phone.faults if "404" not in fault] == []


def test_the_app_can_be_installed(phone: InspectorPhone, live_server: Product) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.keeps_the_app()
    session = phone.context.new_cdp_session(phone.page)

    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    manifest = session.send("Page.getAppManifest")

    assert errors == []
    assert manifest["errors"] == []
