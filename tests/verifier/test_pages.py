"""The pages that work without scripts, as a person fills them in."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.support.apps import ORIGIN, TestApp, post
from tests.support.pictures import saved
from verifier import decoding
from verifier.frames import MAX_BYTES
from verifier.language import local

NUMBER = "99010417"


def token_of(client: FlaskClient, path: str) -> str:
    """Return the token against forgery that the form on a page carries."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    if found is None:
        raise AssertionError(f"{path} has no form with a token")
    return found[1]


def filled(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    """Send the form of a page with these fields, as a browser does."""
    return sent(client, path, {"csrf_token": token_of(client, path), **fields})


def sent(client: FlaskClient, path: str, fields: Mapping[str, object]) -> TestResponse:
    """Send a form that may hold files."""
    boundary, body = encode_multipart(fields)
    return post(client, path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def upload(picture: bytes) -> FileStorage:
    """Return a chosen file."""
    return FileStorage(io.BytesIO(picture), "card.png")


def verdict(answer: TestResponse) -> tuple[str, str] | None:
    """Return outcome and reason on the page, or None where it shows no verdict."""
    found = re.search(r'data-outcome="(\w+)" data-reason="(\w+)"', answer.text)
    return (found[1], found[2]) if found else None


def said(app: TestApp, answer: TestResponse, key: str) -> bool:
    """Tell whether a page says the sentence behind a key, in bokmål."""
    return app.house.words.say("nb", key) in answer.text


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
    ("card_id", "shown"), [("in-order", ("VALID", "CARD_IN_ORDER")), ("lost", ("INVALID", "LOST"))]
)
def test_a_picture_of_a_card_is_checked(shared_app: TestApp, card_id: str, shown: tuple[str, str]) -> None:
    answer = filled(shared_app.client(), "/manual", picture=upload(shared_app.picture_of(card_id)))

    assert verdict(answer) == shown


def test_a_typed_number_needs_its_purpose(shared_app: TestApp) -> None:
    without = filled(shared_app.client(), "/manual", code=NUMBER)
    given = filled(shared_app.client(), "/manual", code=f"  {NUMBER} ", purpose="card forgotten")

    assert verdict(without) is None
    assert said(shared_app, without, "problem.purpose-missing")
    assert verdict(given) == ("UNCONFIRMED", "NOT_SIGNED")
    assert "Ingrid Øvingsen" in given.text


def test_a_viewer_sees_nothing_about_a_person_by_typing_numbers(shared_app: TestApp) -> None:
    answer = filled(shared_app.client("client"), "/manual", code=NUMBER, purpose="curious")

    assert verdict(answer) == ("UNCONFIRMED", "NOT_SIGNED")
    assert "Ingrid" not in answer.text


def test_what_a_hardware_scanner_types_is_checked(shared_app: TestApp) -> None:
    answer = filled(shared_app.client(), "/manual", code=shared_app.text_of("changed-payload"))

    assert verdict(answer) == ("INVALID", "SIGNATURE_BAD")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "nothing-given"),
        ({"code": "   "}, "nothing-given"),
        ({"code": "x" * 12_001}, "bad-request"),
        ({"code": "x", "purpose": "x" * 201}, "bad-request"),
        ({"picture": b"no picture"}, "not-an-image"),
        ({"picture": b"\0" * (MAX_BYTES + 1)}, "too-large"),
        ({"picture": saved(Image.new("L", (99, 99)), "PNG")}, "nothing-found"),
    ],
)
def test_what_cannot_be_checked_is_said(app: TestApp, fields: dict[str, Any], problem: str) -> None:
    chosen = {name: upload(each) if name == "picture" else each for name, each in fields.items()}

    answer = filled(app.client(), "/manual", **chosen)

    assert (answer.status_code, verdict(answer)) == (200, None)
    assert said(app, answer, f"problem.{problem}")


@pytest.mark.parametrize("code", ["\0", "٩٩٠١٠٤١٧", "<script>alert(1)</script>", "\u202e99"])
def test_a_strange_text_is_only_a_text_that_nobody_knows(shared_app: TestApp, code: str) -> None:
    answer = filled(shared_app.client(), "/manual", code=code, purpose="a test")

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    "body",
    [b"", b"\0", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"--x" * 9_000],
    ids=lambda body: repr(body[:20]),
)
def test_a_broken_form_is_refused_on_a_page(shared_app: TestApp, body: bytes) -> None:
    kind = "multipart/form-data; boundary=x"

    answer = post(shared_app.client(), "/manual", data=body, content_type=kind)

    assert (answer.status_code, answer.mimetype) == (400, "text/html")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"code": "x" * 70_000}, 413),
        ({f"field{each}": "x" for each in range(12)}, 413),
        ({"p": "x" * 2_300_000}, 413),
    ],
    ids=["long field", "many fields", "long form"],
)
def test_a_form_that_is_too_large_is_refused_on_a_page(
    app: TestApp, fields: dict[str, str], status: int
) -> None:
    answer = sent(app.client(), "/manual", fields)

    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert said(app, answer, "problem.too-large")


def test_when_all_decoders_are_at_work_the_page_says_so(
    app: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "WAIT_SECONDS", 0.01)
    client, picture = app.client(), app.picture_of("lost")
    taken = 0
    while decoding.slots.acquire(blocking=False):
        taken += 1
    try:
        answer = filled(client, "/manual", picture=upload(picture))
    finally:
        decoding.slots.release(taken)

    assert (answer.status_code, answer.mimetype, answer.headers["Retry-After"]) == (503, "text/html", "2")


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

    assert shells == {shared_app.visitor().get(path).data for path in ("/", "/report", "/queue")}


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/c", "/offline", "/practice", "/manual", "/reports", "/nowhere"]
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
    assert answer.get_json(force=True)["start_url"].startswith("/")
    assert ORIGIN not in answer.text


def test_everything_that_the_phone_keeps_can_be_had(shared_app: TestApp) -> None:
    client = shared_app.visitor()

    missing = [path for path in shared_app.house.precache.files if client.get(path).status_code != 200]

    assert missing == []
