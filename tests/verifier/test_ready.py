"""/readyz names every source of the register file with its age, so that one that stands still is seen."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

from sync.registers.sources import Source
from tests.support.apps import TestApp, app, make_app

__all__ = ["app", "make_app"]

Sources = dict[str, int | None]


def sources(app: TestApp) -> Sources:
    """What /readyz says of the sources."""
    found: Sources = app.visitor().get("/readyz").get_json()["sources"]
    return found


def changed(app: TestApp, statement: str) -> None:
    """Change the app's register file by SQL."""
    with closing(sqlite3.connect(app.config.register_path)) as register, register:
        register.execute(statement)


def test_a_register_that_is_the_register_itself_has_no_age(app: TestApp) -> None:
    app.clock.move(timedelta(hours=3))

    assert sources(app) == {str(source): 0 for source in Source}


def test_each_source_of_a_copy_has_an_age_of_its_own(app: TestApp) -> None:
    changed(app, "update source set authoritative = 0 where name <> 'cards'")
    changed(app, "delete from source where name = 'staffing'")

    app.clock.move(timedelta(hours=3))

    assert sources(app) == {
        str(source): {Source.CARDS: 0, Source.STAFFING: None}.get(source, 3 * 3600) for source in Source
    }


def test_without_a_register_file_no_source_has_an_age(app: TestApp) -> None:
    app.config.register_path.unlink()

    answer = app.visitor().get("/readyz")

    assert answer.status_code == 503
    assert set(answer.get_json()["sources"].values()) == {None}
