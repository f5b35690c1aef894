"""The Flask app on a practice world of its own, with a clock that tests set, and clients that sign in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sync.store import Ledger
from verifier import create_app
from verifier.config import Config, from_env
from verifier.practice import make_world
from verifier.practice.world import World, read_world
from verifier.wiring import Parts

ORIGIN = "http://localhost"
# A weekday morning: the world of the tests is made at this time.
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

# What gunicorn says of a body that comes in chunks, without its length.
IN_CHUNKS = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}

MakeApp = Callable[..., "TestApp"]


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """The time that the app believes it is."""
        return self.now

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


class Browser(FlaskClient):
    """A client that takes every answer whole, so that no file stays open behind it."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        return super().open(*args, **{"buffered": True, **kwargs})


@dataclass
class TestApp:
    """One app with its parts in reach."""

    __test__ = False

    app: Flask
    config: Config
    clock: Clock
    signed_in: dict[str, FlaskClient] = field(default_factory=dict)

    @property
    def house(self) -> Parts:
        """The parts that the views work with."""
        found: Parts = self.app.extensions["kortsjekk"]
        return found

    @property
    def ledger(self) -> Ledger:
        """The ledger that reports go to."""
        return self.house.ledger

    @property
    def world(self) -> World:
        """The practice cards as they were printed for this app."""
        return read_world(self.config.keyset_path.parent)

    def text_of(self, card_id: str) -> str:
        """The QR text of a practice card."""
        printed = self.world.card(card_id)
        if printed is None:
            raise KeyError(card_id)
        return printed.text

    def picture_of(self, card_id: str) -> bytes:
        """The PNG of a practice card's back."""
        answer = self.visitor().get(f"/practice/cards/{card_id}/back.png")
        if answer.status_code != 200:
            raise KeyError(card_id)
        picture: bytes = answer.data
        return picture

    def visitor(self) -> FlaskClient:
        """A browser that nobody has signed in with."""
        return self.app.test_client()

    def client(self, person: str = "labour-inspector") -> FlaskClient:
        """A browser that this practice person has signed in with."""
        if person not in self.signed_in:
            client = self.visitor()
            answer = post(client, "/practice/sign-in", json={"person": person})
            if answer.status_code != 200:
                raise LookupError(f"{person}: {answer.status}")
            self.signed_in[person] = client
        return self.signed_in[person]


def post(client: FlaskClient, path: str, **sent: Any) -> TestResponse:
    """Send a POST as a page of this site does: with its origin."""
    return client.post(path, headers={"Origin": ORIGIN, **sent.pop("headers", {})}, **sent)


def content_digest(body: bytes) -> dict[str, str]:
    """The header by which a report's body can be told to have come whole (RFC 9530)."""
    return {"Content-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"}


def code_of(answer: TestResponse) -> tuple[int, str]:
    """The status and the problem code of a refusal by the API; raises when it is not problem+json."""
    if answer.content_type != "application/problem+json":
        raise AssertionError(f"{answer.status} {answer.content_type}: {answer.text[:200]}")
    document = answer.get_json()
    if document["status"] != answer.status_code:
        raise AssertionError(f"{document} came with {answer.status}")
    return answer.status_code, document["code"]


def settings(instance: Path, **changes: str) -> Config:
    """The settings of a practice installation in a folder."""
    return from_env({"KORTSJEKK_INSTANCE": str(instance), "KORTSJEKK_BASE_URL": ORIGIN, **changes})


def build(instance: Path, **changes: str) -> TestApp:
    """Make a practice world in a folder, and the app on it."""
    config, clock = settings(instance, **changes), Clock()
    make_world(config.keyset_path.parent, config.base_url, clock.now)
    app = create_app(config, clock)
    app.test_client_class = Browser
    return TestApp(app, config, clock)


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[MakeApp]:
    """Make an app for one test alone, with settings by their environment names."""
    made: list[TestApp] = []

    def make(**changes: str) -> TestApp:
        made.append(build(tmp_path / f"instance-{len(made)}", **changes))
        return made[-1]

    yield make
    for each in made:
        each.ledger.close()


@pytest.fixture
def app(make_app: MakeApp) -> TestApp:
    """An app for one test alone."""
    return make_app()


@pytest.fixture(scope="module")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestApp]:
    """An app for tests that only ask: they share it, and leave its clock and ledger as they are."""
    shared = build(tmp_path_factory.mktemp("shared") / "instance")
    yield shared
    shared.ledger.close()
