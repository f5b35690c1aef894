"""A notice without scripts: written from a check, seen whole, filed once, printed, said to be passed on."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from sync.schema import envelope, report
from tests.support.apps import ORIGIN, MakeApp, TestApp, content_digest, post
from tests.support.forms import filled, said
from tests.support.notices import fields_of, filed, letter, prepared, send
from tests.support.reports import as_bytes, document, rows
from verifier.config import ConfigError


def test_one_tap_under_the_verdict_gives_the_finished_notice(app: TestApp) -> None:
    page = send(app.client(), prepared(app))

    to_authority, to_employer = letter(page.text, "authority"), letter(page.text, "employer")
    assert page.status_code == 200
    for part in ("Til: Arbeidstilsynet", "99011317", "Olena Navchalna", "Øvingsbud Varetransport AS"):
        assert part in to_authority
    assert "Kortet er meldt stjålet." in to_authority
    assert "(paragrafen er ikke bekreftet)" in to_authority
    assert "Inspektør i Arbeidstilsynet, Arbeidstilsynet, Astrid Øvelund" in to_authority
    assert "02.03.2026 kl. 10:00" in to_authority
    assert to_employer.startswith("Øving: alt her er oppdiktet\n\nTil: Øvingsbud Varetransport AS")
    assert "Astrid" not in to_employer
    assert rows(app.ledger, report) == []


def test_the_second_tap_files_what_was_seen_to_the_character(app: TestApp) -> None:
    fields = prepared(app)
    seen = send(app.client(), fields, added="Sett ved porten.\r\nTo ganger.", place="Kai 4")
    kept = send(app.client(), fields, added="Sett ved porten.\r\nTo ganger.", place="Kai 4", send="1")

    body = json.loads(rows(app.ledger, envelope)[0]["body"])
    page = app.client().get(kept.location).text
    assert kept.status_code == 303
    assert body["notice"]["to_authority"] == letter(seen.text, "authority") == letter(page, "authority")
    assert body["notice"]["to_employer"] == letter(seen.text, "employer") == letter(page, "employer")
    assert "Sted: Kai 4" in body["notice"]["to_authority"]
    assert "Sett ved porten.\nTo ganger." in body["notice"]["to_employer"]
    assert body["holder"] == {"name": "Olena Navchalna", "birth_date": None}
    assert [row["act"] for row in rows(app.ledger, report)] == ["notice"]


def test_a_second_tap_on_the_button_files_no_second_notice(app: TestApp) -> None:
    fields = prepared(app)

    first, second = (send(app.client(), fields, send="1") for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(rows(app.ledger, report)) == 1


def test_another_text_under_the_same_id_is_said_to_conflict(app: TestApp) -> None:
    fields = prepared(app)
    send(app.client(), fields, send="1")

    other = send(app.client(), fields, send="1", added="Noe annet")

    assert said(app, other, "problem.conflict")
    assert len(rows(app.ledger, report)) == 1


def test_petroleum_goes_to_the_other_authority(app: TestApp) -> None:
    page = app.client().get(filed(app, authority="havindustritilsynet")).text

    assert "Til: Havindustritilsynet" in letter(page, "authority")
    assert "Det er også skrevet et varsel til Havindustritilsynet." in letter(page, "employer")


@pytest.mark.parametrize(("language", "sentence"), [("nn", "ikkje"), ("en", "To: Arbeidstilsynet")])
def test_the_notice_speaks_the_language_of_its_author(app: TestApp, language: str, sentence: str) -> None:
    fields, client = prepared(app), app.client()
    client.set_cookie("lang", language)

    page = client.get(send(client, fields, send="1").location).text

    assert sentence in letter(page, "authority")
    assert f'lang="{language}"' in page


def test_what_has_happened_and_what_has_not_is_said(app: TestApp) -> None:
    page = app.client().get(filed(app))

    assert said(app, page, "ui.notify.received")
    assert "Det er ikke sendt til Arbeidstilsynet eller arbeidsgiveren ennå: del det herfra." in page.text
    assert "Kvittering nr. 1" in page.text
    assert page.text.count(app.house.words.say("nb", "ui.notify.not-yet")) == 2


def test_each_addressee_is_marked_with_a_receipt_of_its_own(app: TestApp) -> None:
    client, address = app.client(), filed(app)
    mark = fields_of(client.get(address).text, f"{address}/notified")

    answers = [post(client, f"{address}/notified", data={**mark, "how": "printed"}) for _ in range(2)]
    page = client.get(address).text

    assert [answer.status_code for answer in answers] == [303, 303]
    assert "Sendt 02.03.2026 10:00 (skrevet ut)" in page
    assert "Kvittering nr. 2" in page
    assert "Det er ikke sendt til arbeidsgiveren ennå: del det herfra." in page
    assert [row["act"] for row in rows(app.ledger, report)] == ["notice", "notified"]

    other = fields_of(page, f"{address}/notified")
    post(client, f"{address}/notified", data={**other, "how": "other"})
    assert app.house.words.say("nb", "ui.notify.none-left") in client.get(address).text


def test_the_list_shows_whom_a_notice_has_reached_and_counts_the_others(app: TestApp) -> None:
    client, address = app.client(), filed(app)
    before = client.get("/reports").text
    mark = fields_of(client.get(address).text, f"{address}/notified")
    post(client, f"{address}/notified", data={**mark, "how": "shared"})

    after = client.get("/reports").text

    assert "1 varsel er ikke delt med alle ennå" in before
    assert f'href="{address}"' in after
    assert "Sendt 02.03.2026 10:00 (delt)" in after
    assert after.count("Ikke sendt ennå") == 1


def test_who_knows_a_number_alone_notifies_of_nobody(app: TestApp) -> None:
    client = app.client("safety-representative")
    checked = filled(client, "/manual", code="99011317", purpose="follow-up")

    fields = fields_of(checked.text, "/notices")
    page = send(client, fields).text

    assert "99011317" in letter(page, "authority")
    assert "Arbeidsgiver: ikke kjent" in letter(page, "authority")
    whole = fields["facts"] + page
    assert [word for word in ("Olena", "Navchalna", "Øvingsbud", "314103297") if word in whole] == []


def test_a_notice_is_for_its_author_alone(app: TestApp) -> None:
    address = filed(app)

    others = app.client("police-officer")
    assert others.get(address).status_code == others.get(f"{address}.pdf").status_code == 404
    mark = fields_of(app.client().get(address).text, f"{address}/notified")
    token = fields_of(others.get("/manual").text, "/manual")["csrf_token"]
    answer = post(others, f"{address}/notified", data={**mark, "csrf_token": token, "how": "shared"})
    assert answer.status_code == 404
    assert app.visitor().get(address).status_code == 302
    assert app.client().get(f"/notices/{uuid4()}").status_code == 404


def test_words_that_are_too_long_are_said_and_kept_in_the_form(app: TestApp) -> None:
    page = send(app.client(), prepared(app), added="x" * 4_001, send="1")

    assert said(app, page, "ui.form.long-note")
    assert "x" * 4_001 in page.text
    assert rows(app.ledger, report) == []


BAD: dict[str, dict[str, str]] = {
    "no id": {"id": ""},
    "another id": {"id": "../me"},
    "no facts": {"facts": ""},
    "no JSON": {"facts": "{"},
    "too deep": {"facts": "[" * 5_000},
    "other facts": {"facts": '{"reasons": ["DISLIKED"]}'},
    "another authority": {"authority": "politiet"},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD)
def test_a_form_that_no_page_of_ours_made_is_refused(app: TestApp, changes: dict[str, str]) -> None:
    assert send(app.client(), {**prepared(app), **changes}, send="1").status_code == 422
    assert rows(app.ledger, report) == []


@pytest.mark.parametrize("changes", [{"how": "pigeon"}, {"addressee": "police"}, {"id": "1"}])
def test_a_mark_that_no_page_of_ours_made_is_refused(app: TestApp, changes: dict[str, str]) -> None:
    client, address = app.client(), filed(app)
    mark = fields_of(client.get(address).text, f"{address}/notified")

    answer = post(client, f"{address}/notified", data={**mark, "how": "shared", **changes})

    assert answer.status_code == 422
    assert len(rows(app.ledger, report)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"holder": "x" * 20_000},
        {"employer": {"name": "x" * 20_000, "org_number": "314103297"}},
        {"paragraphs": [{"paragraph": "a\0b", "confirmed": True}]},
        {"checked_at": "9999-12-31T23:59:59Z"},
        {"written_at": "0001-01-01T00:00:00Z"},
    ],
    ids=["a name without an end", "a company without an end", "a NUL", "the last moment", "the first moment"],
)
def test_facts_that_no_check_gave_are_no_fault_of_the_server(app: TestApp, changes: dict[str, Any]) -> None:
    fields = prepared(app)
    facts = json.dumps({**json.loads(fields["facts"]), **changes})

    assert send(app.client(), {**fields, "facts": facts}, send="1").status_code in (200, 422)
    assert rows(app.ledger, report) == []


def test_a_company_whose_name_is_longer_than_a_report_has_room_for_is_notified(app: TestApp) -> None:
    fields = prepared(app)
    facts = json.loads(fields["facts"])
    facts["employer"]["name"] = "Ø" * 175

    answer = send(app.client(), {**fields, "facts": json.dumps(facts)}, send="1")

    body = json.loads(rows(app.ledger, envelope)[0]["body"])
    assert answer.status_code == 303
    assert body["employer"]["name"] == "Ø" * 150
    assert "Ø" * 175 in body["notice"]["to_employer"]


def test_whoever_writes_another_name_into_the_form_notifies_in_his_own(app: TestApp) -> None:
    fields = prepared(app)
    facts = json.loads(fields["facts"])
    facts["notifier"] = {"name": "Somebody Else", "role": "police_officer", "agency": "Politiet"}

    page = send(app.client(), {**fields, "facts": json.dumps(facts)})

    assert "Astrid Øvelund" in letter(page.text, "authority")
    assert "Somebody" not in letter(page.text, "authority")


def test_a_notice_of_the_form_has_a_page_and_no_letters(app: TestApp) -> None:
    report_id, client = uuid4(), app.client()
    body = as_bytes(document(report_id, author="labour-inspector", act="notice"))
    headers = {"Origin": ORIGIN, **content_digest(body)}
    assert client.put(f"/api/v1/reports/{report_id}", data=body, headers=headers).status_code == 201

    page = client.get(f"/notices/{report_id}")

    assert said(app, page, "ui.notify.without-letter")
    assert client.get(f"/notices/{report_id}.pdf").status_code == 404


def test_an_email_is_offered_only_where_the_operator_knows_the_address(make_app: MakeApp) -> None:
    without = make_app()
    having = make_app(KORTSJEKK_MAIL_ARBEIDSTILSYNET="varsel@tilsyn.example")

    assert without.client().get("/api/v1/me").get_json()["mail"] == {}
    assert "mailto:" not in without.client().get(filed(without)).text
    page = having.client().get(filed(having)).text
    assert 'href="mailto:varsel@tilsyn.example?subject=Varsel%20etter' in page
    assert "Til%3A%20Arbeidstilsynet%0D%0A" in page
    assert having.client().get("/api/v1/me").get_json()["mail"] == {
        "arbeidstilsynet": "varsel@tilsyn.example"
    }
    assert "mailto:" not in having.client().get(filed(having, authority="havindustritilsynet")).text


@pytest.mark.parametrize("address", ["nobody", "a@b", "a@b.no?bcc=c@d.no", "a@b.no,c@d.no", "a b@c.no"])
def test_an_address_that_is_no_plain_one_stops_the_start(make_app: MakeApp, address: str) -> None:
    with pytest.raises(ConfigError, match="KORTSJEKK_MAIL_HAVINDUSTRITILSYNET"):
        make_app(KORTSJEKK_MAIL_HAVINDUSTRITILSYNET=address)


def test_the_check_names_paragraphs_and_whom_to_notify(app: TestApp) -> None:
    def asked(person: str, body: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = post(app.client(person), "/api/v1/checks", json=body).get_json()
        return found

    number = {"card_number": "99011317", "purpose": "follow-up"}
    scanned = asked("safety-representative", {"code": app.text_of("stolen")})
    in_order = asked("labour-inspector", {"code": app.text_of("in-order")})

    assert scanned["notice"] == [
        {
            "industry": 49,
            "paragraph": "Forskrift om HMS-kort i virksomheter som transporterer andres varer med bil",
            "confirmed": False,
        }
    ]
    assert scanned["notify_employer"]["org_number"] == "314103297"
    assert (in_order["notice"], in_order["notify_employer"]) == ([], None)
    assert asked("safety-representative", number)["notify_employer"] is None
    assert len(asked("safety-representative", number)["notice"]) == 4
    assert asked("labour-inspector", number)["notify_employer"]["name"] == "Øvingsbud Varetransport AS"
