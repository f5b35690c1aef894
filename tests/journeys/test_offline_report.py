"""No coverage in the basement: the report is saved, outlives reload and power-off, and arrives once."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from playwright.sync_api import Dialog, expect

from sync.schema import attempt, envelope, report
from tests.support.phone import InspectorPhone, Report
from tests.support.phones import MakePhone
from tests.support.practice import back_of
from tests.support.product import Product
from tests.support.servers import StartProduct

pytestmark = pytest.mark.journey

WORDS = Report(
    grounds=("CARD_INVALID",), note="Kortet lå i en koffert med fem andre. 🚧", place="Prøveveien 1"
)


def ledger(product: Product) -> dict[str, list[sa.Row[tuple[object, ...]]]]:
    """Return every row of the product's ledger, by table."""
    engine = sa.create_engine(product.ledger_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        rows = {
            table.name: list(connection.execute(sa.select(table))) for table in (report, envelope, attempt)
        }
    engine.dispose()
    return rows


def ready_phone(phone: InspectorPhone, product: Product) -> None:
    """Sign in, and stand before the verdict on a stolen card with the app kept on the phone."""
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.keeps_the_app()
    phone.uploads(back_of(product.base_url, "stolen"))
    assert phone.sees_verdict()["reason"] == "STOLEN"


def test_a_report_written_without_coverage_arrives_exactly_once(
    make_phone: MakePhone, start_product: StartProduct, database_url: str
) -> None:
    product = start_product(database_url=database_url)
    phone = make_phone(product.base_url)
    ready_phone(phone, product)

    phone.goes_offline()
    phone.reports("confiscate", WORDS)
    assert phone.sees_connection() == {"online": "false", "waiting": "1"}
    phone.reloads()
    phone.opens_queue()
    waiting = phone.sees_queue()
    assert [item["state"] for item in waiting] == ["QUEUED"]
    assert ledger(product)["report"] == []

    phone.comes_online()
    received = phone.waits_until_received(1)

    assert [(item["id"], item["number"]) for item in received] == [(waiting[0]["id"], "1")]
    expect(phone.at("connection-badge")).to_have_attribute("data-waiting", "0")
    rows = ledger(product)
    assert len(rows["report"]) == len(rows["envelope"]) == 1
    assert str(rows["report"][0].report_id) == waiting[0]["id"]
    body = json.loads(rows["envelope"][0].body)
    assert (body["note"], body["place"]["text"]) == (WORDS.note, WORDS.place)
    assert sorted(body["grounds"]) == ["CARD_INVALID"]
    assert body["check"]["reason"] == "STOLEN"


def test_a_saved_report_outlives_a_phone_that_is_switched_off(
    phone: InspectorPhone, live_server: Product
) -> None:
    before = len(ledger(live_server)["report"])
    ready_phone(phone, live_server)
    phone.goes_offline()
    phone.reports("confiscate", WORDS)

    phone.switch_off()
    phone.switch_on()
    phone.opens_queue()
    phone.waits_until_received(1)

    assert len(ledger(live_server)["report"]) == before + 1


def test_a_report_waits_while_the_server_is_down_and_leaves_by_itself(
    make_phone: MakePhone, start_product: StartProduct
) -> None:
    product = start_product()
    phone = make_phone(product.base_url)
    ready_phone(phone, product)
    product.stop()

    phone.reports("notify", Report(grounds=(), note="Uten dekning på tjeneren."))
    phone.opens_queue()
    assert [item["state"] for item in phone.sees_queue()] == ["QUEUED"]
    product.start()

    phone.waits_until_received(1)
    assert [row.act for row in ledger(product)["report"]] == ["notice"]


def test_a_draft_is_still_there_after_a_reload(phone: InspectorPhone, live_server: Product) -> None:
    ready_phone(phone, live_server)
    phone.at("act-confiscate").click()
    phone.at("report-note").fill("Halvferdig setning")
    phone.at("report-place").fill("Kai 4")
    # The draft is kept a moment after the last key.
    expect(phone.at("report-form")).to_have_attribute("data-kept", "true")

    phone.reloads()

    expect(phone.at("report-note")).to_have_value("Halvferdig setning")
    expect(phone.at("report-place")).to_have_value("Kai 4")


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(
    phone: InspectorPhone, live_server: Product
) -> None:
    phone.sign_in("labour-inspector")
    phone.opens("/")
    phone.at("by-hand").click()
    phone.at("report-note").fill("Ingen kode, ikke noe kort.")

    phone.at("report-save").click()

    expect(phone.page.locator('[data-problem="grounds"]')).to_be_visible()
    expect(phone.page.locator('[data-problem="card_number"]')).to_be_visible()
    expect(phone.at("report-note")).to_have_value("Ingen kode, ikke noe kort.")


def test_a_half_written_report_gives_way_to_another_only_when_its_author_says_so(
    phone: InspectorPhone, live_server: Product
) -> None:
    ready_phone(phone, live_server)
    phone.at("act-confiscate").click()
    phone.at("report-note").fill("Det første kortet")
    expect(phone.at("report-form")).to_have_attribute("data-kept", "true")
    phone.reloads()
    phone.opens("/")
    phone.uploads(back_of(live_server.base_url, "lost"))
    assert phone.sees_verdict()["reason"] == "LOST"

    asked: list[str] = []

    def declines(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    phone.page.once("dialog", declines)
    with phone.page.expect_event("dialog"):
        phone.at("act-confiscate").click()

    # Which card each form is for is said, and who declines stays with the card in hand.
    expect(phone.at("verdict")).to_be_visible()
    assert "99011317" in asked[0]
    phone.opens("/report")
    expect(phone.at("report-note")).to_have_value("Det første kortet")
    expect(phone.at("report-card-number")).to_have_value("99011317")


# A phone that turns out to be full while it saves, and an inspector who types on meanwhile.
TYPES_WHILE_A_SAVE_FAILS = """() => {
  IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
  document.querySelector("[data-testid=report-save]").click();
  const note = document.querySelector("[data-testid=report-note]");
  note.value = "Skrevet mens det ble lagret";
  note.dispatchEvent(new Event("input", {bubbles: true}));
}"""


def test_what_was_typed_during_a_save_that_failed_is_kept(
    phone: InspectorPhone, live_server: Product
) -> None:
    ready_phone(phone, live_server)
    phone.at("act-confiscate").click()
    phone.at("report-note").fill("Første setning")
    expect(phone.at("report-form")).to_have_attribute("data-kept", "true")

    phone.page.evaluate(TYPES_WHILE_A_SAVE_FAILS)
    expect(phone.page.locator('[data-view="report"] [data-part="problem"]')).to_be_visible()
    expect(phone.at("report-form")).to_have_attribute("data-kept", "true")
    phone.reloads()

    expect(phone.at("report-note")).to_have_value("Skrevet mens det ble lagret")
