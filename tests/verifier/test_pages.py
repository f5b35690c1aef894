"""The pages that work without scripts, as a person fills them in."""

from __future__ import annotations

import re

import pytest

from tests.support.apps import ORIGIN, TestApp, post
from tests.support.forms import filled, said, sent, token_of, upload
from verifier.language import local

NUMBER = "99010417"


def test_a_person_is_chosen_and_led_back(app: TestApp) -> None:
    client = app.visitor()
    token = token_of(client, "/sign-in?next=/manual")

    answer = post(client, "/sign-in", data={"csrf_token": token, "person": "client", "next": "/manual"})

    assert (answer.status_code, answer.location) == (302, "/manual")
    assert client.get("/api/v1/me").get_json()["person"]["id"] == "client"


def test_the_page_to_go_on_to_stands_in_the_form(app: TestApp) -> None:
    assert 'value="/manual"' in app.visitor().get("/sign-in?next=/manual").text


@pytest.mark.parametrize(
    "next_page",
    ["//elsewhere", "https://elsewhere.example", "/\\elsewhere", "/x\n", "javascript:1", "/%00", "/ü"],
)
def test_nobody_is_led_elsewhere_after_signing_in(app: TestApp, next_page: str) -> None:
    client = app.visitor()

    answer = filled(client, "/sign-in", person="client", next=next_page)

    assert answer.status_code == 200
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("person", ["", "nobody", "client\0", "x" * 200])
def test_somebody_who_is_not_there_cannot_be_chosen(app: TestApp, person: str) -> None:
    assert filled(app.visitor(), "/sign-in", person=person).status_code in (200, 422)


@pytest.mark.parametrize("path", ["/sign-in", "/manual"])
@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_a_form_without_its_token_is_refused(app: TestApp, path: str, token: str | None) -> None:
    data = {"person": "client", "code": NUMBER} | ({} if token is None else {"csrf_token": token})

    answer = post(app.client(), path, data=data)

    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert said(app, answer, "problem.form-expired")


def test_signing_out_ends_the_session(app: TestApp) -> None:
    client = app.client()

    answer = post(client, "/sign-out")

    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    "body",
    [b"", b"\0", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"--x" * 9_000],
    ids=lambda body: repr(body[:20]),
)
def test_a_broken_form_is_refused_on_a_page(shared_app: TestApp, body: bytes) -> None:
    kind = "multipart/form-data; boundary=x"

    answer = post(shared_app.client(), "/manual", data=body, content_type=kind)

    assert (answer.status_code, answer.mimetype) == (400, "text/html")


def test_other_addresses_take_no_larger_body_than_before(app: TestApp) -> None:
    answer = sent(app.client(), "/sign-in", {"picture": upload(bytes(2_300_000))})

    assert (answer.status_code, answer.mimetype) == (413, "text/html")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"code": "x" * 600_000}, 413),
        ({f"field{each}": "x" for each in range(12)}, 413),
        ({"p": "x" * 20_100_000}, 413),
    ],
    ids=["long field", "many fields", "long form"],
)
def test_a_form_that_is_too_large_is_refused_on_a_page(
    app: TestApp, fields: dict[str, str], status: int
) -> None:
    answer = sent(app.client(), "/manual", fields)

    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert said(app, answer, "problem.too-large")


@pytest.mark.parametrize(
    ("cookie", "header", "language"),
    [
        ("", "", "nb"),
        ("", "nn-NO,nn;q=0.9", "nn"),
        ("", "en-GB,en", "en"),
        ("", "no", "nb"),
        ("", "pl,de;q=0.5", "nb"),
        ("nn", "en", "nn"),
        ("xx", "en", "en"),
        ("", "\xff;q=banana,,,", "nb"),
    ],
)
def test_a_page_speaks_the_language_chosen(
    shared_app: TestApp, cookie: str, header: str, language: str
) -> None:
    client = shared_app.visitor()
    client.set_cookie("lang", cookie)

    page = client.get("/", headers={"Accept-Language": header}).text

    assert f'<html lang="{language}"' in page


def test_the_shell_is_the_same_for_everybody(shared_app: TestApp) -> None:
    shells = {shared_app.client(person).get("/").data for person in ("client", "police-officer")}

    assert shells == {shared_app.visitor().get(path).data for path in ("/", "/report", "/notice", "/queue")}


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/check", "/c", "/offline", "/practice", "/manual", "/reports", "/nowhere"]
)
def test_every_page_has_a_title_and_says_that_this_is_practice(shared_app: TestApp, path: str) -> None:
    page = shared_app.client().get(path).text

    assert re.search(r"<title>\s*\S.*Kortsjekk</title>", page)
    assert 'data-testid="practice-banner"' in page
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=\"|style=\"", page)


def test_a_time_is_written_as_people_in_norway_do(shared_app: TestApp) -> None:
    assert local(shared_app.clock.now) == "02.03.2026 10:00"


def test_the_service_worker_carries_the_list_of_what_it_keeps(shared_app: TestApp) -> None:
    worker = shared_app.visitor().get("/sw.js")

    assert (worker.mimetype, worker.headers["Service-Worker-Allowed"]) == ("text/javascript", "/")
    assert worker.text.startswith(f'const VERSION = "{shared_app.house.precache.version}";\n')
    assert '"/static/js/main.js"' in worker.text.splitlines()[1]


def test_the_manifest_makes_it_an_app(shared_app: TestApp) -> None:
    answer = shared_app.visitor().get("/manifest.webmanifest")

    assert answer.mimetype == "application/manifest+json"
    manifest = answer.get_json(force=True)
    assert manifest["start_url"].startswith("/")
    assert [each["name"] for each in manifest["shortcuts"]][1] == shared_app.house.words.say(
        "nb", "ui.title.queue"
    )
    assert ORIGIN not in answer.text


def test_everything_that_the_phone_keeps_can_be_had(shared_app: TestApp) -> None:
    client = shared_app.visitor()

    missing = [path for path in shared_app.house.precache.files if client.get(path).status_code != 200]

    assert missing == []
