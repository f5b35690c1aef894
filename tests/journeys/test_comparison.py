"""The person and the card: answered where the thumb is, and not forgotten for want of coverage."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Dialog, Route, expect

from tests.support.checks import with_face
from tests.support.phone import InspectorPhone
from tests.support.practice import back_of, text_of
from tests.support.product import Product

pytestmark = pytest.mark.journey

SHOWN_BY_ANOTHER = "Kortet ble vist fram av en annen enn den det er utstedt til."
PHOTOS = "**/practice/portraits/*"
COMPARISONS = "**/api/v1/checks/*/comparison"


def recorded(product: Product, person: str) -> tuple[object, ...] | None:
    """Return a person's last comparison in the ledger: same person or not, and compared with what."""
    query = (
        "select same_person, compared_with from card_check where person = ? and compared_at is not null"
        " order by compared_at desc limit 1"
    )
    with closing(sqlite3.connect(product.instance / "ledger.db")) as ledger:
        found: tuple[object, ...] | None = ledger.execute(query, (person,)).fetchone()
    return found


def checks(phone: InspectorPhone, product: Product, card_id: str) -> None:
    """Check a card by its picture, and wait for its holder's photo."""
    phone.opens("/")
    phone.uploads(back_of(product.base_url, card_id))
    phone.sees_verdict()
    expect(phone.at("compare-same")).to_be_visible()


def test_in_order_is_told_once_somebody_has_looked_at_the_person(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("offshore-inspector")
    phone.film(back_of(live_server.base_url, "in-order"))
    phone.opens_scan()
    assert phone.sees_verdict()["outcome"] == "VALID"
    expect(phone.page.locator("[data-part=photo]")).to_be_visible()
    expect(phone.at("comparison")).to_contain_text("Er dette personen på bildet?")
    expect(phone.at("compare-told")).to_be_empty()
    assert recorded(live_server, "offshore-inspector") is None

    phone.at("compare-same").click()

    expect(phone.at("comparison")).to_have_attribute("data-told", "recorded")
    expect(phone.at("compare-told")).to_contain_text("I orden, sammenlignet kl. ")
    expect(phone.at("compare-same")).to_be_hidden()
    expect(phone.at("scan-next")).to_be_focused()
    assert recorded(live_server, "offshore-inspector") == (1, "register_photo")


def test_another_person_leads_an_authority_to_a_confiscation_for_a_lent_card(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("tax-inspector")
    checks(phone, live_server, "in-order")

    phone.at("compare-other").click()

    expect(phone.at("report-form")).to_be_visible()
    expect(phone.at("report-ground-USE_INVALID")).to_be_checked()
    expect(phone.page.locator("input[name=act]:checked")).to_have_value("confiscation")
    expect(phone.page.locator("[data-ground=USE_INVALID] [data-part=paragraph]")).to_contain_text("§ 8")
    phone.page.go_back()
    expect(phone.at("comparison")).to_have_attribute("data-told", "recorded")
    assert recorded(live_server, "tax-inspector") == (0, "register_photo")
    # The card is in order, and no longer shown in green.
    expect(phone.at("verdict")).to_have_attribute("data-tone", "invalid")
    expect(phone.at("verdict")).to_contain_text("Feil person")
    expect(phone.at("compare-lent")).to_be_visible()

    checks(phone, live_server, "in-order")
    expect(phone.at("history-callout")).to_contain_text("Annen person viste kortet kl. ")
    expect(phone.at("check-history").locator("[data-other=true]").first).to_contain_text(
        "Annen person viste kortet"
    )


def test_a_report_that_nobody_wrote_in_gives_way_and_one_begun_is_asked_about_by_card(
    phone: InspectorPhone, live_server: Product
) -> None:
    asked: list[str] = []

    def declines(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    phone.page.on("dialog", declines)
    phone.sign_in("tax-inspector")
    checks(phone, live_server, "in-order")
    phone.at("compare-other").click()
    expect(phone.at("report-form")).to_be_visible()

    checks(phone, live_server, "lost")
    phone.at("act-confiscate").click()
    expect(phone.at("report-ground-CARD_INVALID")).to_be_checked()
    expect(phone.at("report-ground-USE_INVALID")).not_to_be_checked()
    assert asked == []
    phone.page.locator("textarea[name=note]").fill("Et navn")
    expect(phone.at("report-form")).to_have_attribute("data-kept", "true")

    checks(phone, live_server, "stolen")
    with phone.page.expect_event("dialog"):
        phone.at("act-confiscate").click()
    expect(phone.at("verdict")).to_be_visible()
    expect(phone.at("report-form")).to_be_hidden()
    (question,) = asked
    assert question.count("kort 99") == 2


@pytest.mark.parametrize("card_id", ["company-bankrupt", "stolen"])
def test_another_person_stands_in_the_head_whatever_the_verdict_was(
    phone: InspectorPhone, live_server: Product, card_id: str
) -> None:
    phone.sign_in("police-officer")
    checks(phone, live_server, card_id)
    judged = phone.page.locator("[data-part=outcome]").inner_text()
    phone.at("compare-other").click()
    expect(phone.at("report-form")).to_be_visible()
    phone.page.go_back()

    head = phone.page.locator("[data-part=head]")
    expect(phone.page.locator("[data-part=outcome]")).to_have_text("Feil person")
    expect(head).to_contain_text(judged.split(",")[0])
    expect(head).not_to_contain_text("med rette")
    expect(phone.at("verdict")).to_have_attribute("data-tone", "invalid")


def test_another_person_leads_a_viewer_to_a_notice(phone: InspectorPhone, live_server: Product) -> None:
    phone.sign_in("hse-coordinator")
    checks(phone, live_server, "in-order")

    phone.at("compare-other").click()

    for addressee in ("authority", "employer"):
        expect(phone.at(f"notice-letter-{addressee}")).to_contain_text(SHOWN_BY_ANOTHER)
    expect(phone.at("notice-unanswered")).to_be_hidden()
    phone.at("notice-send").click()
    expect(phone.at("notice-left")).to_contain_text("Det er ikke sendt til Arbeidstilsynet")


def test_who_said_no_and_then_taps_notify_says_it_in_the_letters_too(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("hse-coordinator")
    checks(phone, live_server, "stolen")
    phone.at("compare-other").click()
    expect(phone.at("notice-letter-authority")).to_contain_text(SHOWN_BY_ANOTHER)
    phone.page.go_back()

    phone.at("act-notify").click()

    expect(phone.at("notice-letter-employer")).to_contain_text("Kortet er meldt stjålet.")
    expect(phone.at("notice-letter-employer")).to_contain_text(SHOWN_BY_ANOTHER)
    expect(phone.at("notice-letter-employer")).not_to_contain_text("registreringspliktene")


def test_a_photo_that_does_not_come_gives_way_to_the_printed_one_and_may_be_tried_again(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("client-representative")
    phone.page.route(PHOTOS, lambda route: route.fulfill(status=503, body="busy"))
    checks(phone, live_server, "in-order")
    card = phone.at("holder-card")
    expect(card).to_contain_text("Sammenlign med bildet som er trykt på kortet")
    expect(phone.at("comparison")).to_contain_text("Er dette personen på bildet på kortet?")

    phone.page.unroute(PHOTOS)
    phone.at("photo-again").click()
    expect(phone.page.locator("[data-part=photo]")).to_be_visible()
    expect(phone.at("photo-again")).to_be_hidden()
    expect(phone.at("comparison")).to_contain_text("Er dette personen på bildet?")

    phone.page.route(PHOTOS, lambda route: route.abort())
    checks(phone, live_server, "lost")
    expect(card).to_contain_text("Registerets bilde kom ikke.")
    phone.at("compare-same").click()
    expect(phone.at("compare-told")).to_contain_text("Samme person, sammenlignet kl. ")
    expect(phone.at("comparison")).to_have_attribute("data-told", "recorded")
    assert recorded(live_server, "client-representative") == (1, "printed_photo")


def test_the_face_in_the_code_stands_in_for_the_registers_photo(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("police-officer")
    phone.page.route(PHOTOS, lambda route: route.abort())
    world = live_server.instance / "practice"
    text, _ = with_face(
        world, text_of(live_server.base_url, "in-order"), live_server.base_url, datetime.now(UTC)
    )
    phone.opens("/")
    phone.types(text)
    assert phone.sees_verdict()["outcome"] == "VALID"

    expect(phone.page.locator("[data-part=photo]")).to_be_visible()
    expect(phone.at("holder-card")).to_have_attribute("data-compared", "face_on_card")
    phone.at("compare-same").click()
    expect(phone.at("comparison")).to_have_attribute("data-told", "recorded")
    assert recorded(live_server, "police-officer") == (1, "face_on_card")


def test_a_tap_shows_the_photo_over_the_whole_width_and_another_one_takes_it_back(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    checks(phone, live_server, "in-order")
    photo = phone.page.locator("[data-part=photo]")
    expect(photo).to_be_visible()

    def share() -> float:
        return float(phone.page.evaluate("(photo) => photo.clientWidth / innerWidth", photo.element_handle()))

    small = share()
    phone.at("holder-enlarge").click()
    large = share()
    expect(phone.at("holder-enlarge")).to_have_attribute("aria-expanded", "true")
    phone.at("holder-enlarge").click()

    assert share() == small
    phone.at("holder-enlarge").click()
    phone.page.keyboard.press("Escape")
    expect(phone.at("holder-enlarge")).to_have_attribute("aria-expanded", "false")

    assert small > 1 / 3
    assert large > 0.75
    assert share() == small


def test_without_coverage_the_answer_waits_on_the_phone_and_is_sent_when_it_is_back(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("regional-safety-representative")
    checks(phone, live_server, "in-order")
    expect(phone.page.locator("[data-part=photo]")).to_be_visible()
    phone.goes_offline()

    phone.at("compare-same").click()

    expect(phone.at("comparison")).to_have_attribute("data-told", "waits")
    expect(phone.at("compare-told")).to_contain_text("sendes når det er dekning")
    assert recorded(live_server, "regional-safety-representative") is None
    phone.comes_online()
    expect(phone.at("comparison")).to_have_attribute("data-told", "recorded")
    assert recorded(live_server, "regional-safety-representative") == (1, "register_photo")


def test_an_answer_that_waits_outlives_the_page(phone: InspectorPhone, live_server: Product) -> None:
    phone.sign_in("principal-undertaking")
    checks(phone, live_server, "in-order")
    phone.page.route(COMPARISONS, lambda route: route.abort())
    phone.at("compare-other").click()
    expect(phone.at("notice-form")).to_be_visible()
    phone.page.unroute(COMPARISONS)

    with phone.page.expect_response(COMPARISONS) as answer:
        phone.reloads()

    assert answer.value.status == 200
    assert recorded(live_server, "principal-undertaking") == (0, "register_photo")


def test_a_check_that_was_not_kept_says_so_and_asks_nothing(
    phone: InspectorPhone, live_server: Product
) -> None:
    def not_kept(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "check_id": None})

    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.page.route("**/api/v1/checks", not_kept)
    phone.types(text_of(live_server.base_url, "in-order"))
    assert phone.sees_verdict()["outcome"] == "VALID"

    expect(phone.at("compare-told")).to_contain_text("Kontrollen ble ikke lagret")
    expect(phone.at("compare-same")).to_be_hidden()
    # The words that ask to compare stand in the head then.
    expect(phone.at("verdict")).to_contain_text("Se at personen er den på bildet")
