"""What a letter may say of its addressee: no breach that the check did not show, no paragraph guessed."""

from __future__ import annotations

import pytest

from sync.schema import report
from tests.support.apps import TestApp, shared_app
from tests.support.forms import filled, said
from tests.support.notices import fields_of, letter, prepared, send
from tests.support.reports import rows

__all__ = ["shared_app"]

DUTIES = "registreringspliktene bak kortet ikke er oppfylt"
OF_DUTIES = ("employment-ended", "company-deleted", "not-yet-valid", "approval-missing")
OF_THE_CARD = ("stolen", "lost", "confiscated", "replaced", "expired", "unknown-key", "changed-payload")


def written(app: TestApp, code: str, person: str = "labour-inspector") -> str:
    """Return the page of a notice from a check of a code or number."""
    checked = filled(app.client(person), "/manual", code=code, purpose="follow-up")
    return send(app.client(person), fields_of(checked.text, "/notices")).text


@pytest.mark.parametrize("card", OF_THE_CARD)
def test_a_reason_of_the_card_charges_no_employer_with_a_breach(shared_app: TestApp, card: str) -> None:
    page = send(shared_app.client(), prepared(shared_app, card=card)).text

    assert DUTIES not in letter(page, "authority") + letter(page, "employer")
    assert "Varselet sier ikke at dere har brutt noen plikt." in letter(page, "employer")


@pytest.mark.parametrize("card", OF_DUTIES)
def test_a_reason_of_employment_company_or_approval_speaks_of_duties(shared_app: TestApp, card: str) -> None:
    page = send(shared_app.client(), prepared(shared_app, card=card)).text

    assert DUTIES in letter(page, "authority")
    assert DUTIES in letter(page, "employer")


@pytest.mark.parametrize("person", ["labour-inspector", "client"])
def test_a_number_names_no_industry_and_its_notice_no_paragraph(shared_app: TestApp, person: str) -> None:
    page = written(shared_app, "99011317", person)

    for addressee in ("authority", "employer"):
        assert "Bransjen er ikke kjent, så varselet nevner ingen paragraf." in letter(page, addressee)
        assert "Varselet gis etter" not in letter(page, addressee)
        assert "Forskrift" not in letter(page, addressee)


def test_a_notice_on_nothing_found_is_not_filed_without_words_of_its_author(app: TestApp) -> None:
    client = app.client("client")
    checked = filled(client, "/manual", code="99010417", purpose="follow-up")
    fields = fields_of(checked.text, "/notices")
    shown = send(client, fields)
    assert not said(app, shown, "ui.notify.added-missing")

    for blank in ("", " \n\u00a0"):
        assert said(app, send(client, fields, send="1", added=blank), "ui.notify.added-missing")
    assert rows(app.ledger, report) == []

    assert send(client, fields, send="1", added="Hun viste et annet kort i går.").status_code == 303
    assert len(rows(app.ledger, report)) == 1
