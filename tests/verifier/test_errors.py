"""Whatever goes wrong is said: problem+json to programs, a page to people, a stack trace to nobody."""

from __future__ import annotations

import json

import pytest
from gunicorn.http.errors import InvalidChunkSize  # type: ignore[import-untyped]  # gunicorn has no types
from werkzeug.exceptions import BadRequest, Conflict, ServiceUnavailable

from tests.support.apps import IN_CHUNKS, TestApp, code_of, post
from verifier import decoding
from verifier.access import Right, needs
from verifier.errors import CODES
from verifier.problems import PROBLEMS, problem


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_is_said_in_every_language(shared_app: TestApp, code: str) -> None:
    words = shared_app.house.words

    for language in ("nb", "nn", "en"):
        assert words.say(language, f"problem.{code}")


def test_every_status_has_a_problem_of_the_same_status() -> None:
    assert {status: PROBLEMS[code][0] for status, code in CODES.items()} == {
        status: status for status in CODES
    }


def test_a_problem_document_is_one_of_rfc_9457(shared_app: TestApp) -> None:
    answer = shared_app.visitor().get("/api/v1/nowhere")

    assert code_of(answer) == (404, "not-found")
    assert answer.get_json() == {
        "type": "https://kortsjekk.example/problems/not-found",
        "title": "There is nothing here",
        "status": 404,
        "detail": "There is nothing here",
        "code": "not-found",
    }


def test_a_problem_that_is_not_in_the_table_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        problem("unheard-of")


@pytest.mark.parametrize(
    "path", ["/nowhere", "/static/nowhere", "/practice/cards/x/back.png", "/%ff%fe", "/\0"]
)
def test_people_get_a_page_in_their_language(shared_app: TestApp, path: str) -> None:
    answer = shared_app.visitor().get(path, headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert '<html lang="en"' in answer.text
    assert "There is nothing here" in answer.text


def test_the_wrong_method_is_named_with_the_right_ones(shared_app: TestApp) -> None:
    answer = shared_app.client().get("/api/v1/checks")

    assert code_of(answer) == (405, "wrong-method")
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize("method", ["BREW", "PROPFIND", "TRACE", "PATCH", "PUT"])
def test_an_unknown_method_is_refused(shared_app: TestApp, method: str) -> None:
    headers = {"Origin": "http://localhost"}

    assert shared_app.client().open("/api/v1/checks", method=method, headers=headers).status_code == 405
    assert shared_app.client().open("/api/v1/checks", method="OPTIONS").status_code == 200


def test_head_answers_without_a_body(shared_app: TestApp) -> None:
    answer = shared_app.visitor().head("/healthz")

    assert (answer.status_code, answer.data) == (200, b"")


def test_alive_is_said_so_that_no_portal_can_be_mistaken_for_it(shared_app: TestApp) -> None:
    answer = shared_app.visitor().get("/healthz")

    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert json.loads(answer.data) == {"status": "ok"}


def test_ready_names_what_answers(shared_app: TestApp) -> None:
    decoding.decoders()

    body = shared_app.visitor().get("/readyz").get_json()

    assert body["ready"]
    assert body["checks"] == {"ledger": True, "register": True}
    assert body["decoders"]["libraries"][0] == "zxing-cpp"
    assert "limits" in body["decoders"]["held_by"]
    assert body["decoders"]["running"] > 0


class _BrokenChunks:
    """A body whose chunks make no sense, as gunicorn meets them while reading."""

    def read(self, size: int = -1) -> bytes:
        """Fail as gunicorn does."""
        raise InvalidChunkSize(b"zz")


class _CutOff:
    """A body whose sender is gone."""

    def read(self, size: int = -1) -> bytes:
        """Fail as a socket does."""
        raise ConnectionResetError


@pytest.mark.parametrize("stream", [_BrokenChunks(), _CutOff()], ids=["broken chunks", "cut off"])
def test_a_body_that_breaks_off_is_the_senders_fault(shared_app: TestApp, stream: object) -> None:
    environ = {**IN_CHUNKS, "wsgi.input": stream}

    for path in ("/api/v1/checks", "/api/v1/frames"):
        assert code_of(post(shared_app.client(), path, environ_overrides=environ)) == (400, "bad-request")


def test_a_failure_says_nothing_of_what_failed(app: TestApp) -> None:
    def fails() -> str:
        raise ZeroDivisionError("the secret is 7")

    app.app.add_url_rule("/api/fails", view_func=needs(Right.PUBLIC)(fails), endpoint="fails-api")
    app.app.add_url_rule("/fails", view_func=needs(Right.PUBLIC)(fails), endpoint="fails-page")

    assert code_of(app.visitor().get("/api/fails")) == (500, "failed")
    page = app.visitor().get("/fails")
    assert (page.status_code, page.mimetype) == (500, "text/html")
    assert "secret" not in page.text


@pytest.mark.parametrize(
    ("error", "answered"),
    [
        (BadRequest(), (400, "bad-request")),
        (Conflict(), (409, "bad-request")),
        (ServiceUnavailable(), (503, "busy")),
    ],
)
def test_what_the_framework_refuses_keeps_its_status(
    app: TestApp, error: Exception, answered: tuple[int, str]
) -> None:
    def refuses() -> str:
        raise error

    app.app.add_url_rule("/api/refuses", view_func=needs(Right.PUBLIC)(refuses))

    assert code_of(app.visitor().get("/api/refuses")) == answered


def test_a_redirect_of_the_framework_stays_one(app: TestApp) -> None:
    def folder() -> str:
        return "inside"

    app.app.add_url_rule("/folder/", view_func=needs(Right.PUBLIC)(folder))

    answer = app.visitor().get("/folder")

    assert answer.status_code == 308
    assert (answer.location or "").endswith("/folder/")


def test_files_are_asked_for_each_time_and_told_apart_by_content(shared_app: TestApp) -> None:
    first = shared_app.visitor().get("/static/css/tokens.css")

    again = shared_app.visitor().get(
        "/static/css/tokens.css", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-cache")
    assert (again.status_code, again.data) == (304, b"")


def test_a_range_that_is_not_there_is_refused(shared_app: TestApp) -> None:
    answer = shared_app.visitor().get("/static/css/tokens.css", headers={"Range": "bytes=999999999-"})

    assert (answer.status_code, answer.mimetype) == (416, "text/html")


@pytest.mark.parametrize(
    "path", ["/static/../config.py", "/static/%2e%2e/config.py", "/static/..%2fconfig.py"]
)
def test_no_file_outside_the_folder_is_given(shared_app: TestApp, path: str) -> None:
    assert shared_app.visitor().get(path).status_code == 404
