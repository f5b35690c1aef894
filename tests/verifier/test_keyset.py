"""The key set in use: given to anybody as it was signed, and replaced only by a newer one."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from signing import SigningKey
from signing.keyset import KeySet, read_by_any
from tests.support.apps import TestApp, post
from verifier.config import ConfigError
from verifier.newest_keyset import NewestKeySet
from verifier.practice import make_world
from verifier.published_keys import PublishedKeys


def judged(app: TestApp, card_id: str = "in-order") -> tuple[str, str]:
    """Return the headline of a practice card."""
    check = post(app.client(), "/api/v1/checks", json={"code": app.text_of(card_id)}).get_json()
    return check["outcome"], check["reason"]


def test_anybody_gets_the_set_as_it_was_signed(app: TestApp) -> None:
    answer = app.visitor().get("/.well-known/hse-keyset.cose")

    assert answer.status_code == 200
    assert answer.content_type == 'application/cose; cose-type="cose-sign1"'
    assert answer.data == app.config.keyset_path.read_bytes()


def test_readers_of_claim_169_get_the_card_keys_as_a_jwk_set(app: TestApp) -> None:
    answer = app.visitor().get("/.well-known/jwks.json")

    [key] = json.loads(answer.text)["keys"]
    assert answer.content_type == "application/jwk-set+json"
    assert (key["kty"], key["crv"], key["alg"]) == ("EC", "P-256", "ES256")


@pytest.mark.parametrize("path", ["/.well-known/hse-keyset.cose", "/.well-known/jwks.json"])
def test_any_site_may_read_it_and_it_is_sent_once(app: TestApp, path: str) -> None:
    first = app.client().get(path)
    again = app.client().get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in first.headers.get("Vary", "")
    assert (again.status_code, again.data) == (304, b"")


def test_a_newer_set_is_taken_while_the_product_runs(app: TestApp) -> None:
    folder = app.config.keyset_path.parent
    (folder / "status-key.pem").unlink()
    make_world(folder, app.config.base_url, app.clock.now)

    served = app.visitor().get("/.well-known/hse-keyset.cose").data

    found = read_by_any(served, app.house.keys.roots, app.clock.now)
    assert isinstance(found, KeySet)
    assert found.sequence == 2
    assert judged(app) == ("VALID", "CARD_IN_ORDER")


@pytest.mark.parametrize("damage", ["older", "cut", "gone", "of another root"])
def test_a_worse_file_changes_nothing_and_is_logged_once(
    app: TestApp, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    path = app.config.keyset_path
    first = path.read_bytes()
    (path.parent / "status-key.pem").unlink()
    make_world(path.parent, app.config.base_url, app.clock.now)
    good = app.visitor().get("/.well-known/hse-keyset.cose").data
    damaged = {"older": first, "cut": good[:-1], "of another root": signed_by_another(app)}
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(damaged[damage])

    with caplog.at_level(logging.ERROR):
        answers = [app.visitor().get("/.well-known/hse-keyset.cose").data for _ in range(2)]

    assert answers == [good, good]
    assert judged(app) == ("VALID", "CARD_IN_ORDER")
    assert "KORTSJEKK_KEYSET" in caplog.text
    assert damage == "gone" or len(caplog.records) == 1


def signed_by_another(app: TestApp) -> bytes:
    """Return the set in use, signed by a root that nobody knows."""
    keyset = app.house.keys.edition(app.clock.now).keyset
    return keyset.to_bytes(SigningKey.generate())


def test_once_the_set_has_run_out_nobody_is_told_that_a_card_is_forged(app: TestApp) -> None:
    app.clock.move(timedelta(days=30))

    assert judged(app, "unknown-key") == ("UNCONFIRMED", "KEYS_UNUSABLE")


def test_a_set_that_was_missing_is_taken_when_it_is_back(app: TestApp, tmp_path: Path) -> None:
    path = app.config.keyset_path
    aside = path.rename(tmp_path / "aside")
    app.visitor().get("/.well-known/hse-keyset.cose")
    aside.rename(path)

    assert app.visitor().get("/.well-known/hse-keyset.cose").data == path.read_bytes()


def test_the_metrics_say_when_the_set_runs_out(app: TestApp) -> None:
    expires = app.clock.now + timedelta(days=30)

    metrics = app.visitor().get("/metrics").text

    [value] = [
        line.split()[1] for line in metrics.splitlines() if line.startswith("kortsjekk_keyset_expires ")
    ]
    assert float(value) == expires.timestamp()


def test_a_set_that_could_not_be_read_at_first_is_taken_once_it_can(
    app: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = app.config.keyset_path
    (path.parent / "status-key.pem").unlink()
    make_world(path.parent, app.config.base_url, app.clock.now)
    newest = path.read_bytes()

    with monkeypatch.context() as locked:
        # Root may read every file, so the refusal is put in where the file system would give it.
        locked.setattr(Path, "read_bytes", refused)
        before = app.visitor().get("/.well-known/hse-keyset.cose").data

    assert before != newest
    assert app.visitor().get("/.well-known/hse-keyset.cose").data == newest


def refused(path: Path) -> bytes:
    """Refuse to be read."""
    raise PermissionError(13, "Permission denied", str(path))


def test_of_many_threads_that_see_a_new_set_none_puts_an_older_one_back(app: TestApp) -> None:
    path, keys = app.config.keyset_path, app.house.keys
    sequences = []
    for _ in range(5):
        (path.parent / "status-key.pem").unlink()
        make_world(path.parent, app.config.base_url, app.clock.now)
        with ThreadPoolExecutor(8) as threads:
            seen = list(threads.map(lambda _: keys.edition(app.clock.now).keyset.sequence, range(16)))
        sequences.append(set(seen))

    assert sequences == [{2}, {3}, {4}, {5}, {6}]


def test_once_the_set_has_run_out_no_key_is_given_in_a_form_without_end(app: TestApp) -> None:
    app.clock.move(timedelta(days=31))

    assert app.visitor().get("/.well-known/jwks.json").get_json(force=True) == {"keys": []}


def newest(app: TestApp) -> bytes:
    """Let a newer set be published and taken; return it."""
    folder = app.config.keyset_path.parent
    (folder / "status-key.pem").unlink()
    make_world(folder, app.config.base_url, app.clock.now)
    app.visitor().get("/.well-known/hse-keyset.cose")
    return app.config.keyset_path.read_bytes()


def started_again(app: TestApp, after: timedelta = timedelta(0)) -> PublishedKeys:
    """Return the keys as a new start of the same installation has them."""
    return PublishedKeys(app.config, app.clock.now + after)


def test_a_restart_does_not_make_an_older_set_good_again(
    app: TestApp, caplog: pytest.LogCaptureFixture
) -> None:
    older = app.config.keyset_path.read_bytes()
    newer = newest(app)
    app.config.keyset_path.write_bytes(older)

    with caplog.at_level(logging.ERROR):
        restarted = started_again(app)

    assert restarted.edition(app.clock.now).signed == newer
    assert "comes before 2 (K-OLD); the set before it stays in use" in caplog.text
    app.config.keyset_path.write_bytes(newer)
    assert started_again(app).edition(app.clock.now).signed == newer


def test_a_start_without_the_file_goes_on_with_the_newest_set(app: TestApp) -> None:
    signed = app.config.keyset_path.read_bytes()
    app.config.keyset_path.unlink()

    assert started_again(app).edition(app.clock.now).signed == signed


def test_a_start_has_no_set_when_the_one_before_has_run_out_too(app: TestApp) -> None:
    app.config.keyset_path.unlink()

    with pytest.raises(ConfigError, match="KORTSJEKK_KEYSET"):
        started_again(app, timedelta(days=31))


def test_whoever_takes_a_root_off_begins_anew(app: TestApp, caplog: pytest.LogCaptureFixture) -> None:
    newest(app)
    folder = app.config.keyset_path.parent
    (folder / "root-key.pem").unlink()
    app.config.keyset_path.unlink()
    make_world(folder, app.config.base_url, app.clock.now)

    restarted = started_again(app)

    assert restarted.edition(app.clock.now).keyset.sequence == 1
    assert "beginning anew" in caplog.text
    assert started_again(app).edition(app.clock.now).keyset.sequence == 1


@pytest.mark.parametrize("content", ["", "[]", '{"set": "?"}', '{"set": "AAAA"}', '{"sequence": 3}'])
def test_a_damaged_memory_is_not_taken_for_none(app: TestApp, content: str) -> None:
    (app.config.instance / "newest-keyset.json").write_text(content, "utf-8")

    with pytest.raises(ConfigError, match=r"newest-keyset\.json is damaged"):
        started_again(app)


def test_a_set_of_the_other_environment_is_no_memory(app: TestApp) -> None:
    app.config.keyset_path.unlink()

    with pytest.raises(ConfigError, match="cannot be read"):
        PublishedKeys(replace(app.config, mode="production"), app.clock.now)


def test_a_folder_that_cannot_be_written_to_is_named_and_work_goes_on(
    app: TestApp, caplog: pytest.LogCaptureFixture
) -> None:
    lock = app.config.instance / ".newest-keyset.json.lock"
    lock.unlink()
    lock.mkdir()

    newer = newest(app)

    assert app.visitor().get("/.well-known/hse-keyset.cose").data == newer
    assert "a restart forgets the newest key set" in caplog.text


def test_a_memory_that_is_damaged_while_the_product_runs_keeps_no_newer_set_out(
    app: TestApp, caplog: pytest.LogCaptureFixture
) -> None:
    memory = app.config.instance / "newest-keyset.json"
    memory.write_text("{", "utf-8")

    newer = newest(app)

    assert app.visitor().get("/.well-known/hse-keyset.cose").data == newer
    assert "is damaged" in caplog.text
    assert started_again(app).edition(app.clock.now).signed == newer


def test_a_memory_that_cannot_be_read_is_not_called_damaged(app: TestApp) -> None:
    memory = app.config.instance / "newest-keyset.json"
    memory.unlink()
    memory.mkdir()

    with pytest.raises(ConfigError, match=r"newest-keyset\.json cannot be read"):
        started_again(app)


def test_a_worker_that_missed_a_set_does_not_take_an_older_one_again(
    app: TestApp, caplog: pytest.LogCaptureFixture
) -> None:
    older = app.config.keyset_path.read_bytes()
    other = started_again(app)
    newer = newest(app)
    app.config.keyset_path.write_bytes(older)

    with caplog.at_level(logging.ERROR):
        edition = other.edition(app.clock.now)

    assert edition.signed == newer
    assert "comes before 2 (K-OLD)" in caplog.text


def test_a_slower_worker_does_not_write_an_older_set_over_a_newer_one(app: TestApp) -> None:
    older, first = app.house.keys.edition(app.clock.now), app.config.keyset_path.read_bytes()
    newer = newest(app)
    memory = NewestKeySet(app.config.instance / "newest-keyset.json")

    memory.keep(older.keyset, first, app.house.keys.roots)

    kept = memory.read(app.house.keys.roots)
    assert kept is not None
    assert kept[1] == newer
