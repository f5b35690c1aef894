"""What every request passes and every answer carries, on every route that there is."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.support.apps import ORIGIN, MakeApp, TestApp, code_of, post
from verifier import access
from verifier.access import RIGHTS, Person, Right
from verifier.practice.people import PEOPLE
from verifier.security import CSP, HEADERS

# A photo is said twice not to be kept: some caches know only one of the words.
CACHED = ("no-store", "no-cache", "no-store, private")
SAMPLE = {
    "report_id": "b7a4c8f2-52a5-4d5c-9d51-0f6a5f0c7a11",
    "check_id": "5a0c3c5e-7f0a-4a57-9f0e-0d1c5a1b2f11",
    "token": "gAAAAA",
    "card_id": "in-order",
    "card_number": "99010417",
    "filename": "manifest.webmanifest",
    "list_number": "1",
    "from_iat": "1772442000",
}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
STRANGERS: dict[str, dict[str, str]] = {
    "names no origin": {},
    "foreign": {"Origin": "https://elsewhere.example"},
    "same host, other scheme": {"Origin": "https://localhost"},
    "same host, other port": {"Origin": "http://localhost:8080"},
    "null": {"Origin": "null"},
    "empty": {"Origin": ""},
    "looks alike": {"Origin": "http://localhost.elsewhere.example"},
    "cross-site": {"Sec-Fetch-Site": "cross-site"},
    "same-site": {"Sec-Fetch-Site": "same-site"},
    "none": {"Sec-Fetch-Site": "none"},
    "our origin from elsewhere": {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
}


def rules(app: Flask) -> list[Rule]:
    """Return every route of the app."""
    return list(app.url_map.iter_rules())


def address(rule: Rule) -> str:
    """Return an address that the route answers."""
    _, path = rule.build(SAMPLE, append_unknown=False) or ("", "")
    return path


def test_every_route_names_the_right_that_it_asks_for(shared_app: TestApp) -> None:
    unmarked = [
        rule.endpoint
        for rule in rules(shared_app.app)
        if rule.endpoint != "static"
        and not isinstance(getattr(shared_app.app.view_functions[rule.endpoint], "needs", None), Right)
    ]
    assert unmarked == []


@pytest.mark.parametrize("person", [None, "labour-inspector", "client"])
def test_every_answer_carries_the_headers(shared_app: TestApp, person: str | None) -> None:
    client = shared_app.client(person) if person else shared_app.visitor()
    paths = {address(rule) for rule in rules(shared_app.app)}
    methods = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "BREW")

    for path, method in product(sorted(paths | {"/nowhere", "/api/nowhere", "/static/nowhere"}), methods):
        answer = client.open(path, method=method)

        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, (method, path)
        assert answer.headers["Cache-Control"] in CACHED, (method, path)
        assert answer.status_code < 500, (method, path)


def test_scripts_and_styles_come_from_here_alone() -> None:
    rules_of = dict(part.split(" ", 1) for part in CSP.split("; "))

    assert rules_of["default-src"] == "'none'"
    assert rules_of["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert rules_of["require-trusted-types-for"] == "'script'"
    assert (rules_of["frame-ancestors"], rules_of["base-uri"]) == ("'none'", "'none'")
    assert "unsafe-inline" not in CSP
    assert "http" not in CSP


@pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS)
def test_no_unsafe_request_from_elsewhere_is_taken(shared_app: TestApp, headers: dict[str, str]) -> None:
    client = shared_app.client()
    asked = [
        (method, address(rule))
        for rule in rules(shared_app.app)
        for method in sorted(UNSAFE & (rule.methods or set()))
    ]
    assert len(asked) >= 6

    for method, path in asked:
        answer = client.open(path, method=method, headers=headers)
        assert answer.status_code == 403, (method, path)
        if path.startswith("/api/"):
            assert code_of(answer) == (403, "wrong-origin")
        else:
            assert answer.mimetype == "text/html", (method, path)


@pytest.mark.parametrize("headers", [{"Origin": ORIGIN}, {"Sec-Fetch-Site": "same-origin"}], ids=str)
def test_a_request_from_here_is_taken(shared_app: TestApp, headers: dict[str, str]) -> None:
    answer = shared_app.client().post("/api/v1/checks", json={"code": "x"}, headers=headers)

    assert answer.status_code == 200


def test_behind_a_proxy_the_public_origin_counts(make_app: MakeApp) -> None:
    app = make_app(KORTSJEKK_BASE_URL="https://kort.example", KORTSJEKK_TRUSTED_PROXIES="1")
    wish = {"person": "client"}
    through = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "kort.example"}
    headers = {"Origin": "https://kort.example", **through}

    answer = app.visitor().post("/practice/sign-in", json=wish, headers=headers)

    assert answer.status_code == 200
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    # A browser that learned it here would refuse http://localhost for a year.
    assert "Strict-Transport-Security" not in answer.headers


def test_the_session_cookie_is_out_of_reach_of_scripts(app: TestApp) -> None:
    answer = post(app.visitor(), "/practice/sign-in", json={"person": "client"})

    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_signing_in_leaves_nothing_of_the_session_before(app: TestApp) -> None:
    client = app.visitor()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"

    post(client, "/practice/sign-in", json={"person": "client"})
    with client.session_transaction() as session:
        assert dict(session) == {"person": "client", "_permanent": True}

    post(client, "/sign-out")
    with client.session_transaction() as session:
        assert dict(session) == {}


@pytest.mark.parametrize("cookie", ["x", "eyJwZXJzb24iOiJjbGllbnQifQ.AAAA.BBBB", "\xff", "a" * 3_000])
def test_a_made_up_session_is_nobody(shared_app: TestApp, cookie: str) -> None:
    client = shared_app.visitor()
    client.set_cookie("session", cookie)

    assert code_of(client.get("/api/v1/me")) == (401, "not-signed-in")


def test_a_person_who_is_no_longer_there_is_nobody(shared_app: TestApp) -> None:
    client = shared_app.visitor()
    with client.session_transaction() as session:
        session["person"] = "retired"

    assert code_of(client.get("/api/v1/me")) == (401, "not-signed-in")


def test_a_view_without_a_mark_is_refused_to_everybody(app: TestApp) -> None:
    def unmarked() -> str:
        raise AssertionError("nobody gets here")

    app.app.add_url_rule("/api/unmarked", view_func=unmarked)

    assert code_of(app.client().get("/api/unmarked")) == (403, "forbidden")
    assert code_of(app.visitor().get("/api/unmarked")) == (401, "not-signed-in")


def test_a_right_that_a_role_lacks_is_refused(app: TestApp) -> None:
    def confiscations() -> str:
        return "seen"

    app.app.add_url_rule("/confiscations", view_func=access.needs(Right.CONFISCATE)(confiscations))

    assert app.client().get("/confiscations").text == "seen"
    refused = app.client("client").get("/confiscations")
    assert (refused.status_code, refused.mimetype) == (403, "text/html")


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(shared_app: TestApp) -> None:
    answer = shared_app.visitor().get("/manual?x=//elsewhere.example")

    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/manual")


def test_four_authorities_confiscate_and_nobody_else() -> None:
    confiscating = {role for role, rights in RIGHTS.items() if Right.CONFISCATE in rights}

    assert confiscating == {"labour_inspector", "offshore_inspector", "tax_inspector", "police_officer"}
    assert {person.role for person in PEOPLE} == set(RIGHTS)
    assert not Person("x", "Nobody", "unknown-role", "").may(Right.CHECK)
    assert Person("x", "Nobody", "unknown-role", "").may(Right.PUBLIC)


def test_a_view_that_asks_for_nobody_cannot_ask_who_it_is(app: TestApp) -> None:
    with app.app.test_request_context("/"), pytest.raises(LookupError):
        access.signed_in_person()


@pytest.mark.parametrize("host", ["a b", "localhost:port", "\xff", "x" * 3_000, "localhost/../"])
def test_a_strange_host_is_no_fault_of_the_server(shared_app: TestApp, host: str) -> None:
    headers: Any = {"Host": host, "Origin": ORIGIN}

    assert shared_app.client().post("/api/v1/checks", json={}, headers=headers).status_code < 500


def test_an_answer_that_comes_late_does_not_bring_back_who_was_signed_in_before(shared_app: TestApp) -> None:
    client = shared_app.client()
    readable = [rule for rule in rules(shared_app.app) if "GET" in (rule.methods or ())]

    setting = {rule.endpoint for rule in readable if "Set-Cookie" in client.get(address(rule)).headers}

    # Forms put their token into the session once; nothing else touches the cookie after sign-in.
    assert setting <= {"pages.sign_in", "pages.manual", "public.check"}
