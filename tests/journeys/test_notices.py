"""The notice: one tap for the finished text, one more to file it, and then it is passed on to both."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from sync.schema import envelope, report
from tests.support.phone import InspectorPhone
from tests.support.phones import MakePhone
from tests.support.practice import back_of
from tests.support.product import Product
from tests.support.servers import StartProduct

pytestmark = pytest.mark.journey

# A share sheet that takes everything, as a phone's does: the headless browser has none.
SHARES = """() => {
  window.shared = [];
  Object.defineProperty(navigator, "share", {value: async (what) => { window.shared.push(what.text); }});
}"""


def kept(product: Product, table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
    """Return the rows of a table of the product's ledger, in the order they came."""
    engine = sa.create_engine(product.ledger_url, poolclass=sa.NullPool)
    order = table.c.number if "number" in table.c else table.c.received_at
    with engine.connect() as connection:
        found = list(connection.execute(sa.select(table).order_by(order)))
    engine.dispose()
    return found


def before_the_verdict(
    phone: InspectorPhone, product: Product, person: str = "safety-representative"
) -> None:
    """Sign in, and look at the verdict on a stolen card with the app kept on the phone."""
    phone.sign_in(person)
    phone.opens("/")
    phone.keeps_the_app()
    phone.uploads(back_of(product.base_url, "stolen"))
    assert phone.sees_verdict()["reason"] == "STOLEN"


def test_from_verdict_to_filed_notice_it_takes_two_taps(
    make_phone: MakePhone, start_product: StartProduct, database_url: str
) -> None:
    product = start_product(database_url=database_url)
    phone = make_phone(product.base_url)
    before_the_verdict(phone, product)

    phone.at("act-notify").click()
    seen = phone.at("notice-letter-authority").inner_text()
    to_employer = phone.at("notice-letter-employer").inner_text()
    phone.at("notice-send").click()

    expect(phone.at("notice-receipt")).to_have_text("Kvittering nr. 1")
    expect(phone.at("notice-left")).to_have_text(
        "Det er ikke sendt til Arbeidstilsynet eller arbeidsgiveren ennå: del det herfra."
    )
    (row,) = kept(product, report)
    (body,) = (json.loads(each.body) for each in kept(product, envelope))
    assert row.act == "notice"
    assert (body["notice"]["to_authority"], body["notice"]["to_employer"]) == (seen, to_employer)
    assert "Olena Navchalna" in seen
    assert [word for word in ("1985-02-23", "portraits", "/c#") if word in json.dumps(body)] == []


def test_a_notice_written_without_coverage_is_passed_on_there_and_arrives_once(
    make_phone: MakePhone, start_product: StartProduct
) -> None:
    product = start_product()
    phone = make_phone(product.base_url)
    before_the_verdict(phone, product)
    phone.goes_offline()

    phone.at("act-notify").click()
    phone.at("notice-send").click()
    expect(phone.at("notice-state")).to_have_text("Varselet er lagret på telefonen")
    phone.page.evaluate(SHARES)
    phone.reloads()
    phone.opens_queue()
    phone.page.evaluate(SHARES)
    phone.at("item-open").click()
    phone.at("notice-share-employer").click()
    phone.at("notice-mark-employer").click()
    expect(phone.at("notice-status-employer")).to_contain_text("(delt)")
    shared = phone.page.evaluate("() => window.shared")
    assert kept(product, report) == []

    phone.comes_online()
    expect(phone.at("notice-receipt")).to_have_text("Kvittering nr. 1")

    expect(phone.at("notice-to-employer")).to_contain_text("Kvittering nr. 2")
    rows = kept(product, report)
    assert [(row.act, row.addressee, row.how) for row in rows] == [
        ("notice", None, None),
        ("notified", "employer", "shared"),
    ]
    assert rows[1].about == rows[0].report_id
    body = json.loads(kept(product, envelope)[0].body)
    assert shared == [body["notice"]["to_employer"]]


def test_both_marked_the_phone_lets_go_of_the_letters_and_the_server_shows_them(
    phone: InspectorPhone, live_server: Product
) -> None:
    before_the_verdict(phone, live_server, "hse-coordinator")
    phone.at("act-notify").click()
    phone.at("notice-send").click()
    expect(phone.at("notice-receipt")).to_contain_text("nr.")
    expect(phone.at("notices-pending")).to_have_text("1")

    for addressee in ("authority", "employer"):
        phone.at(f"notice-mark-{addressee}").click()
        expect(phone.at(f"notice-to-{addressee}")).to_have_attribute("data-notified", "true")
        expect(phone.at(f"notice-to-{addressee}")).to_contain_text("Kvittering nr.")

    expect(phone.at("notices-pending")).to_be_hidden()
    phone.opens_queue()
    expect(phone.at("queue-item")).to_have_count(1)
    expect(phone.at("item-authority")).to_contain_text("Arbeidstilsynet: Sendt")
    expect(phone.at("item-employer")).to_contain_text("Øvingsbud Varetransport AS: Sendt")
    phone.at("item-open").click()
    phone.page.wait_for_url("**/notices/*")
    expect(phone.at("notice-letter-authority")).to_contain_text("Olena Navchalna")
    expect(phone.at("notice-status-employer")).to_contain_text("Sendt")


def test_who_types_a_number_notifies_of_nobody(phone: InspectorPhone, live_server: Product) -> None:
    phone.sign_in("client")
    phone.opens("/")
    phone.types("99011317")
    phone.at("purpose-follow-up").click()
    phone.sees_verdict()

    phone.at("act-notify").click()

    expect(phone.at("notice-letter-authority")).to_contain_text("99011317")
    letters = phone.at("notice-form").inner_text()
    assert [word for word in ("Olena", "Navchalna", "Øvingsbud", "1985") if word in letters] == []
    expect(phone.at("notice-and-employer")).to_contain_text("ikke kjent")
    phone.at("notice-send").click()
    expect(phone.at("notice-receipt")).to_contain_text("nr.")


def test_added_words_stand_in_the_text_outlive_a_reload_and_are_not_filed_when_too_long(
    phone: InspectorPhone, live_server: Product
) -> None:
    before_the_verdict(phone, live_server)
    phone.at("act-notify").click()
    phone.at("notice-more").locator("summary").click()
    phone.at("notice-added").fill("<b>Tre til</b> {name} 🚧")
    phone.at("notice-havindustritilsynet").check()
    expect(phone.at("notice-letter-authority")).to_contain_text("<b>Tre til</b> {name} 🚧")
    expect(phone.at("notice-form")).to_have_attribute("data-kept", "true")

    phone.reloads()

    expect(phone.at("notice-letter-authority")).to_contain_text("Til: Havindustritilsynet")
    expect(phone.at("notice-added")).to_have_value("<b>Tre til</b> {name} 🚧")
    phone.at("notice-added").fill("x" * 4_001)
    phone.at("notice-send").click()
    expect(phone.at("notice-problem-added")).to_be_visible()
    expect(phone.at("notice-passing")).to_be_hidden()
    phone.at("notice-added").fill("x" * 4_000)
    phone.at("notice-send").click()
    expect(phone.at("notice-receipt")).to_contain_text("nr.")


def test_a_notice_takes_no_half_written_report_away(phone: InspectorPhone, live_server: Product) -> None:
    before_the_verdict(phone, live_server, "police-officer")
    phone.at("act-confiscate").click()
    phone.at("report-note").fill("Halvferdig")
    expect(phone.at("report-form")).to_have_attribute("data-kept", "true")
    phone.page.go_back()

    phone.at("act-notify").click()
    phone.at("notice-send").click()
    expect(phone.at("notice-receipt")).to_contain_text("nr.")
    phone.opens("/report")

    expect(phone.at("report-note")).to_have_value("Halvferdig")


# A version that waits, as the browser tells of it.
WAITS = """() => Object.defineProperty(ServiceWorkerRegistration.prototype, "waiting", {
  get: () => ({postMessage: () => {}}),
})"""


def test_a_new_version_is_not_offered_over_an_open_notice(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.keeps_the_app()
    phone.context.add_init_script(f"({WAITS})()")
    phone.reloads()
    offer = phone.page.locator("[data-part=notices] [data-part=version]")
    expect(offer).to_be_visible()

    phone.uploads(back_of(live_server.base_url, "stolen"))
    phone.sees_verdict()
    phone.at("act-notify").click()
    expect(phone.at("notice-form")).to_be_visible()
    expect(offer).to_be_hidden()
    phone.at("notice-cancel").click()

    expect(phone.at("verdict")).to_be_visible()
    expect(offer).to_be_visible()


def test_a_notice_on_nothing_found_asks_for_words_before_it_is_filed(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("client")
    phone.opens("/")
    phone.types("99010417")
    phone.at("purpose-follow-up").click()
    phone.sees_verdict()
    phone.at("act-notify").click()
    expect(phone.at("notice-unanswered")).to_be_visible()
    expect(phone.at("notice-problem-added")).to_be_hidden()

    phone.at("notice-send").click()

    expect(phone.at("notice-problem-added")).to_have_text(
        "Kontrollen fant ingenting galt. Skriv hva du har sett, før du lagrer varselet."
    )
    expect(phone.at("notice-added")).to_be_focused()
    expect(phone.at("notice-passing")).to_be_hidden()
    phone.at("notice-added").fill("Hun viste et annet kort i går.")
    expect(phone.at("notice-problem-added")).to_be_hidden()
    phone.at("notice-send").click()
    expect(phone.at("notice-receipt")).to_contain_text("nr.")


def test_a_pdf_that_was_opened_is_not_said_to_be_printed(phone: InspectorPhone, live_server: Product) -> None:
    before_the_verdict(phone, live_server, "client-representative")
    phone.at("act-notify").click()
    phone.at("notice-send").click()
    expect(phone.at("notice-receipt")).to_contain_text("nr.")

    with phone.page.expect_popup() as opened:
        phone.at("notice-pdf-employer").click()
    opened.value.close()
    phone.at("notice-mark-employer").click()

    expect(phone.at("notice-status-employer")).to_contain_text("Sendt")
    expect(phone.at("notice-status-employer")).not_to_contain_text("(")


def test_a_notice_of_the_form_is_said_to_be_kept_here_and_sent_to_nobody(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("safety-representative")
    phone.opens("/report")
    phone.page.locator("[data-testid=report-form] [name=card_number]").fill("99011317")

    phone.at("report-save").click()

    expect(phone.at("report-saved")).to_be_visible()
    expect(phone.at("report-notice-kept")).to_contain_text("Det er ikke sendt til myndigheten")
