"""A card that anybody checks: by its number, and by what the phone's own camera opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.support.phone import InspectorPhone
from tests.support.phones import MakePhone
from tests.support.practice import text_of
from tests.support.product import Product

pytestmark = pytest.mark.journey

GOOD, STOLEN, UNDECIDED, UNKNOWN = "99010417", "99011317", "99013261", "12345678"
SHOWN_HEADINGS = """() => [...document.querySelectorAll("h1")].filter((h) => h.checkVisibility()).length"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def closed_product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product that lets nobody of the public in."""
    closed = {"KORTSJEKK_PUBLIC_A_MINUTE": "0"}
    product = Product(tmp_path_factory.mktemp("closed") / "instance", settings=closed)
    product.start()
    yield product
    product.stop()


def looks_up(phone: InspectorPhone, number: str) -> None:
    """Type a number on /check and send it."""
    phone.opens("/check")
    phone.at("check-number").fill(number)
    phone.at("check-submit").click()
    expect(phone.at("public-answer").or_(phone.page.locator("[role=alert]"))).to_be_visible()


def scans(phone: InspectorPhone, code: str) -> None:
    """Open what the phone's own camera read, in a page of its own."""
    phone.page.goto("about:blank")
    phone.page.goto(code)


def shows(phone: InspectorPhone, answer: str) -> None:
    """See this answer, and no other."""
    expect(phone.page.locator(f'[data-answer="{answer}"]')).to_be_visible()
    expect(phone.page.locator("[data-answer]:visible")).to_have_count(1)


def asks(phone: InspectorPhone, code: str) -> None:
    """Scan a card and ask for the check."""
    scans(phone, code)
    phone.at("card-page-ask").click()
    expect(phone.page.locator("[data-part=facts]:visible, [role=alert]:visible")).to_have_count(1)


@pytest.mark.parametrize(
    ("card_id", "answer"),
    [
        ("in-order", "valid"),
        ("stolen", "not-valid"),
        ("unknown-key", "not-genuine"),
        ("company-bankrupt", "cannot-tell"),
    ],
)
def test_anybodys_camera_opens_a_card_and_is_told_whether_it_holds(
    make_phone: MakePhone, live_server: Product, card_id: str, answer: str
) -> None:
    phone = make_phone(live_server.base_url, camera=None)
    code, sent = text_of(live_server.base_url, card_id), []
    phone.page.on("request", lambda request: sent.append((request.url, request.post_data or "")))
    scans(phone, code)
    digits = code.partition("#")[2]
    assert [each for each in sent if digits in each[0] + each[1]] == []

    phone.at("card-page-ask").click()

    shows(phone, answer)
    assert [url for url, body in sent if digits in body] == [f"{live_server.base_url}/api/v1/public/checks"]
    assert phone.faults == []


def test_the_code_stays_neither_in_the_address_nor_on_the_way_back(
    make_phone: MakePhone, live_server: Product
) -> None:
    phone = make_phone(live_server.base_url, camera=None)
    phone.opens("/check")
    phone.page.goto(text_of(live_server.base_url, "in-order"))
    expect(phone.at("card-page-ask")).to_be_visible()
    assert phone.page.url == f"{live_server.base_url}/c"

    phone.opens("/sign-in")
    phone.page.go_back()

    assert phone.page.url == f"{live_server.base_url}/c"
    phone.reloads()
    expect(phone.at("card-page-no-code")).to_be_visible()
    phone.at("card-page-by-number").click()
    expect(phone.at("check-number")).to_be_visible()


def test_the_next_card_in_the_same_tab_takes_the_answer_of_the_first_away(
    make_phone: MakePhone, live_server: Product
) -> None:
    phone = make_phone(live_server.base_url, camera=None)
    asks(phone, text_of(live_server.base_url, "in-order"))
    shows(phone, "valid")

    phone.page.goto(text_of(live_server.base_url, "stolen"))

    expect(phone.page.locator("[data-answer]:visible")).to_have_count(0)
    phone.at("card-page-ask").click()
    shows(phone, "not-valid")


def test_without_coverage_it_says_so_and_the_same_tap_works_later(
    make_phone: MakePhone, live_server: Product
) -> None:
    phone = make_phone(live_server.base_url, camera=None)
    scans(phone, text_of(live_server.base_url, "in-order"))
    expect(phone.at("card-page-ask")).to_be_visible()
    phone.goes_offline()
    phone.at("card-page-ask").click()
    expect(phone.at("card-page-unreachable")).to_be_visible()

    phone.comes_online()
    phone.at("card-page-ask").click()

    shows(phone, "valid")
    expect(phone.at("card-page-unreachable")).to_be_hidden()


def test_nothing_moves_under_the_finger_while_the_answer_is_on_its_way(
    make_phone: MakePhone, live_server: Product
) -> None:
    phone = make_phone(live_server.base_url)
    held: list[Route] = []
    phone.page.route("**/api/v1/public/checks", lambda route: held.append(route))
    scans(phone, text_of(live_server.base_url, "in-order"))
    expect(phone.at("card-page-ask")).to_be_visible()
    before = phone.at("card-page-ask").bounding_box()
    with phone.page.expect_request("**/api/v1/public/checks"):
        phone.at("card-page-ask").click()

    expect(phone.at("card-page-ask")).to_be_disabled()
    expect(phone.page.locator("[data-part=intro]")).to_be_hidden()
    assert phone.at("card-page-ask").bounding_box() == before
    held[0].continue_()
    shows(phone, "valid")


def test_a_guest_networks_page_is_no_answer(make_phone: MakePhone, live_server: Product) -> None:
    phone = make_phone(live_server.base_url, camera=None)
    phone.page.route(
        "**/api/v1/public/checks", lambda route: route.fulfill(content_type="text/html", body="valid")
    )

    asks(phone, text_of(live_server.base_url, "in-order"))

    expect(phone.at("card-page-failed")).to_be_visible()


def test_without_scripts_a_number_is_looked_up_and_a_scanned_card_leads_there(
    make_phone: MakePhone, live_server: Product
) -> None:
    phone = make_phone(live_server.base_url, camera=None, javascript=False)
    scans(phone, text_of(live_server.base_url, "in-order"))
    phone.at("card-page-by-number").click()

    phone.at("check-number").fill(GOOD)
    phone.at("check-submit").click()

    expect(phone.at("public-answer")).to_have_attribute("data-answer", "by-number")


def test_who_is_signed_in_opens_the_card_in_the_app(make_phone: MakePhone, live_server: Product) -> None:
    phone = make_phone(live_server.base_url, camera=None)
    phone.sign_in("labour-inspector")
    scans(phone, text_of(live_server.base_url, "stolen"))

    phone.at("card-page-check").click()

    assert phone.sees_verdict()["reason"] == "STOLEN"


Walk = Callable[[InspectorPhone], None]


def screens(base_url: str) -> dict[str, Walk]:
    """Return the walks to each state of both pages."""
    return {
        "check-form": lambda phone: phone.opens("/check"),
        "check-valid": lambda phone: looks_up(phone, GOOD),
        "check-not-valid": lambda phone: looks_up(phone, STOLEN),
        "check-cannot-tell": lambda phone: looks_up(phone, UNDECIDED),
        "check-nonsense": lambda phone: looks_up(phone, "1; drop"),
        "card-read": lambda phone: scans(phone, text_of(base_url, "in-order")),
        "card-valid": lambda phone: asks(phone, text_of(base_url, "in-order")),
        "card-not-valid": lambda phone: asks(phone, text_of(base_url, "lost")),
        "card-not-genuine": lambda phone: asks(phone, text_of(base_url, "changed-payload")),
        "card-cannot-tell": lambda phone: asks(phone, text_of(base_url, "company-bankrupt")),
        "card-unreadable": lambda phone: asks(phone, f"{base_url}/c#12345"),
        "card-without-code": lambda phone: scans(phone, f"{base_url}/c"),
        "card-nonsense": lambda phone: scans(phone, f"{base_url}/c#hei"),
        "card-offline": lambda phone: offline(phone, text_of(base_url, "in-order")),
    }


def offline(phone: InspectorPhone, code: str) -> None:
    """Ask for the check of a card without coverage."""
    scans(phone, code)
    phone.goes_offline()
    phone.at("card-page-ask").click()
    expect(phone.at("card-page-unreachable")).to_be_visible()


def limited(base_url: str) -> dict[str, Walk]:
    """Return the walks to what is shown beyond a limit."""
    return {
        "check-limited": lambda phone: looks_up(phone, UNKNOWN),
        "card-limited": lambda phone: asks(phone, text_of(base_url, "in-order")),
    }


def faults_of(phone: InspectorPhone) -> dict[str, object]:
    """Return what is wrong with the screen."""
    found = {
        "axe": phone.axe(),
        "headings": phone.page.evaluate(SHOWN_HEADINGS) - 1,
        "titled": not phone.page.title().endswith("– Kortsjekk"),
        "too wide": phone.page.evaluate(TOO_WIDE),
        "code in the address": "#" in phone.page.url,
    }
    return {what: fault for what, fault in found.items() if fault}


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_state_of_both_pages_is_accessible_at_phone_size(
    make_phone: MakePhone, live_server: Product, closed_product: Product, pictures: Path, colours: str
) -> None:
    faults = {}
    for product, walks in ((live_server, screens), (closed_product, limited)):
        phone = make_phone(product.base_url, colours=colours, width=360, height=780, camera=None)
        for name, walk in walks(product.base_url).items():
            walk(phone)
            faults[name] = faults_of(phone)
            phone.takes_picture(pictures / colours / f"{name}.png")
            phone.comes_online()

    assert {name: found for name, found in faults.items() if found} == {}
