"""The page without scripts says every reason, in every language, and what could not be asked."""

from __future__ import annotations

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from flask import render_template

from tests.support.apps import TestApp
from tests.support.forms import filled, verdict
from tests.support.shown import check_with, parts_of
from verifier.forms import ManualForm
from verifier.reasons import Reason
from verifier.shapes import CheckShape
from verifier.words import LANGUAGES, Words

WORDS = Words()


def page(app: TestApp, check: CheckShape, language: str) -> str:
    """Return the page that shows a check."""
    with app.app.test_request_context("/manual", headers={"Cookie": f"lang={language}"}):
        page = render_template(
            "manual.html", form=ManualForm(), checks=[check], facts=["{}"], fresh=uuid4, problem=None
        )
    return unescape(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_said_on_the_page(shared_app: TestApp, language: str) -> None:
    unsaid = {}

    for reason in Reason:
        check = check_with(reason)
        text = page(shared_app, check, language)
        sentences = [WORDS.say(language, f"reason.{reason}.{part}") for part in parts_of(check, reason)]
        unsaid[reason] = [sentence for sentence in sentences if sentence not in text]

    assert {reason: left for reason, left in unsaid.items() if left} == {}


@pytest.mark.parametrize(
    ("register", "sentence"),
    [
        (
            {"source": "card_register", "as_of": "2027-01-15T23:02:00Z"},
            "Kortregisteret svarte ikke. Svaret er fra en kopi fra kl.\u00a000:02.",
        ),
        (
            {"source": "company_register", "as_of": "2027-01-15T13:02:00Z"},
            "Enhetsregisteret svarte ikke. Svaret er fra en kopi fra 15.01.2027 kl.\u00a014:02.",
        ),
        (
            {"source": "workshop_register", "as_of": None},
            "Statens vegvesens verkstedliste svarte ikke, og vi har ingen kopi å svare fra.",
        ),
    ],
)
def test_what_could_not_be_asked_is_said_with_the_time_of_the_copy(
    shared_app: TestApp, register: dict[str, Any], sentence: str
) -> None:
    check = check_with(Reason.REGISTER_UNREACHABLE).model_dump()
    changes = {"not_asked": [register], "checked_at": "2027-01-15T23:30:00Z"}

    assert sentence in page(shared_app, CheckShape.model_validate({**check, **changes}), "nb")


def test_without_any_register_each_is_named_and_nothing_is_valid(app: TestApp) -> None:
    app.config.register_path.unlink()

    answer = filled(app.client(), "/manual", code=app.text_of("in-order"))

    assert verdict(answer) == ("UNCONFIRMED", "REGISTER_UNREACHABLE")
    for source in ("Kortregisteret", "Enhetsregisteret"):
        assert f"{source} svarte ikke, og vi har ingen kopi å svare fra." in unescape(answer.text)
