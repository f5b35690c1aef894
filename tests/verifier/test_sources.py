"""The ages of what checks rest on, for whoever checks cards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.registers.sources import Source
from tests.support.apps import MakeApp, TestApp, code_of
from verifier.ages import SourceState, judged
from verifier.shapes import SourcesShape

LIMIT = 86_400
ALL_FRESH = dict.fromkeys(Source, 0)


def said(app: TestApp) -> SourcesShape:
    """Return what the app says of its sources."""
    answer = app.client().get("/api/v1/sources")
    assert answer.status_code == 200
    return SourcesShape.model_validate_json(answer.data)


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (0, SourceState.FRESH),
        (LIMIT, SourceState.FRESH),
        (LIMIT + 1, SourceState.STALE),
        (None, SourceState.MISSING),
    ],
)
def test_a_source_is_fresh_until_its_limit_is_over(age: int | None, state: SourceState) -> None:
    [cards, *others] = judged({**ALL_FRESH, Source.CARDS: age}, LIMIT)

    assert (cards.source, cards.state, cards.age_seconds, cards.needed) == (Source.CARDS, state, age, True)
    assert {each.state for each in others} == {SourceState.FRESH}


@pytest.mark.parametrize("source", list(Source))
def test_what_no_check_needs_may_be_missing_and_may_not_be_old(source: Source) -> None:
    optional = source in (Source.STAFFING, Source.SITE_LIST, Source.WORKSHOPS)
    missing = {each.source: each for each in judged({**ALL_FRESH, source: None}, LIMIT)}[source]
    old = {each.source: each for each in judged({**ALL_FRESH, source: LIMIT + 1}, LIMIT)}[source]

    assert (missing.state, missing.needed) == (SourceState.MISSING, not optional)
    assert (old.state, old.needed) == (SourceState.STALE, True)


def test_every_source_is_named_once_with_the_limit_that_checks_hold_to(make_app: MakeApp) -> None:
    app = make_app(KORTSJEKK_REGISTER_MAX_AGE_HOURS="2.5")
    told = said(app)

    assert [each.source for each in told.sources] == list(Source)
    assert {each.limit_seconds for each in told.sources} == {9_000}
    assert told.server_time == app.clock.now


def test_the_practice_world_misses_nothing_that_a_check_needs(shared_app: TestApp) -> None:
    told = said(shared_app)

    assert [each.source for each in told.sources if each.needed and each.state != SourceState.FRESH] == []
    assert told.keyset.sequence >= 1
    assert told.keyset.expires > told.server_time


def test_the_same_ages_stand_where_operators_look(shared_app: TestApp) -> None:
    ready = shared_app.visitor().get("/readyz").get_json()["sources"]

    assert {each.source: each.age_seconds for each in said(shared_app).sources} == ready


def test_a_register_that_is_gone_is_missing_and_the_answer_still_comes(app: TestApp) -> None:
    app.config.register_path.unlink()
    told = said(app)

    assert {each.state for each in told.sources} == {SourceState.MISSING}


def test_a_key_set_that_ran_out_is_still_told(app: TestApp) -> None:
    expires = said(app).keyset.expires
    app.clock.move(expires - app.clock.now + timedelta(days=1))
    app.signed_in.clear()

    assert said(app).keyset.expires < app.clock.now


def test_nobody_is_told_without_signing_in(shared_app: TestApp) -> None:
    assert code_of(shared_app.visitor().get("/api/v1/sources")) == (401, "not-signed-in")
