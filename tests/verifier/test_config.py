"""Settings: read once, missing ones named, and production refuses everything that belongs to practice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from signing.keyfile import public_pem
from sync.receipts import ReceiptKey
from sync.schema import migrate
from tests.support.apps import NOW, ORIGIN, build, settings
from tests.support.keysets import ROOT, STRANGE_ROOT, publish
from verifier import create_app
from verifier.config import NEEDED_IN_PRODUCTION, ConfigError, from_env
from verifier.practice import make_world
from verifier.practice.people import PEOPLE

SECRET = "s" * 32


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """The settings of a sound production installation, without a register of cards."""
    publish(tmp_path)
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    migrate(url)
    return {
        "KORTSJEKK_MODE": "production",
        "KORTSJEKK_INSTANCE": str(tmp_path),
        "KORTSJEKK_BASE_URL": "https://kort.example",
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET,
        "KORTSJEKK_REGISTER": str(tmp_path / "register.sqlite"),
        "KORTSJEKK_KEYSET": str(tmp_path / "set.cose"),
        "KORTSJEKK_ROOT": str(tmp_path / "root.pub"),
        "KORTSJEKK_RECEIPT_KEY": str(receipt_key(tmp_path / "receipt.json")),
    }


def receipt_key(path: Path) -> Path:
    """Make a receipt key that is not marked as practice."""
    marked = path.with_suffix(".practice")
    ReceiptKey.load_or_make(marked, practice=True)
    path.write_text(marked.read_text().replace('"environment": "practice"', '"environment": "production"'))
    return path


def test_practice_needs_no_setting() -> None:
    config = from_env({})

    assert (config.mode, config.base_url, config.is_https) == ("practice", "http://localhost:8000", False)
    assert config.instance.is_absolute()
    assert config.database_url == f"sqlite:///{config.instance}/ledger.db"
    assert (config.register_max_age_hours, config.trusted_proxies, config.secret_key) == (24.0, 0, None)
    limits = (config.public_a_minute, config.public_numbers_a_day, config.public_a_minute_in_all)
    assert limits == (10, 40, 300)


def test_an_empty_setting_counts_as_none() -> None:
    names = ("KORTSJEKK_MODE", "DATABASE_URL", "SECRET_KEY", "KORTSJEKK_REGISTER", "KORTSJEKK_BASE_URL")

    assert from_env(dict.fromkeys(names, "")) == from_env({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KORTSJEKK_MODE", "test"),
        ("KORTSJEKK_BASE_URL", "localhost:8000"),
        ("KORTSJEKK_BASE_URL", "https://Kort.example"),
        ("KORTSJEKK_BASE_URL", "https://kort.example/app"),
        ("KORTSJEKK_BASE_URL", "https://[::1]:8000"),
        ("KORTSJEKK_REGISTER_MAX_AGE_HOURS", "soon"),
        ("KORTSJEKK_REGISTER_MAX_AGE_HOURS", "-1"),
        ("KORTSJEKK_REGISTER_MAX_AGE_HOURS", "nan"),
        ("KORTSJEKK_REGISTER_MAX_AGE_HOURS", "inf"),
        ("KORTSJEKK_TRUSTED_PROXIES", "1.5"),
        ("KORTSJEKK_TRUSTED_PROXIES", "-1"),
        ("KORTSJEKK_TRUSTED_PROXIES", "many"),
        ("KORTSJEKK_TRUSTED_PROXIES", "100"),
        ("KORTSJEKK_PUBLIC_A_MINUTE", "-1"),
        ("KORTSJEKK_PUBLIC_A_MINUTE", "some"),
        ("KORTSJEKK_PUBLIC_NUMBERS_A_DAY", "1.5"),
        ("KORTSJEKK_PUBLIC_A_MINUTE_IN_ALL", "1000001"),
        ("KORTSJEKK_PUBLIC_A_MINUTE_IN_ALL", "９"),
        ("KORTSJEKK_KEEP_CHECKS_DAYS", "0"),
        ("KORTSJEKK_KEEP_CHECKS_DAYS", "1.5"),
        ("KORTSJEKK_KEEP_CHECKS_DAYS", "10000"),
        ("KORTSJEKK_KEEP_CHECKS_DAYS", "forever"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        from_env({name: value})


@pytest.mark.parametrize("name", NEEDED_IN_PRODUCTION)
def test_production_names_what_is_missing(production: dict[str, str], name: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} must be set"):
        from_env({**production, name: ""})


@pytest.mark.parametrize(
    ("name", "value"), [("SECRET_KEY", "short"), ("KORTSJEKK_BASE_URL", "http://kort.example")]
)
def test_production_refuses_what_protects_nobody(production: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        from_env({**production, name: value})


def test_production_has_no_practice_in_it(production: dict[str, str]) -> None:
    app = create_app(from_env(production))
    client = app.test_client()

    assert [rule.rule for rule in app.url_map.iter_rules() if "practice" in rule.rule] == []
    assert client.get("/practice").status_code == 404
    assert (client.get("/check").status_code, client.get("/c").status_code) == (200, 200)
    assert 'data-testid="practice-banner"' not in client.get("/").text
    assert client.get("/").headers["Strict-Transport-Security"] == "max-age=31536000"
    assert client.post("/practice/sign-in", json={"person": "client"}).status_code == 403
    assert app.extensions["kortsjekk"].photo_of("99010417", PEOPLE[0]) is None
    assert client.get("/readyz").get_json()["checks"] == {"ledger": True, "register": False}
    app.extensions["kortsjekk"].ledger.close()


def test_production_refuses_a_practice_key_set_by_name(production: dict[str, str], tmp_path: Path) -> None:
    world = tmp_path / "practice"
    make_world(world, "https://kort.example", datetime.now(UTC))
    practice = {"KORTSJEKK_KEYSET": str(world / "hse-keyset.cose"), "KORTSJEKK_ROOT": str(world / "root.pub")}

    with pytest.raises(ConfigError, match="KORTSJEKK_KEYSET: .* is a practice key set: production never"):
        create_app(from_env({**production, **practice}))


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        ({"now": NOW - timedelta(days=300)}, "ran out"),
        ({"root": STRANGE_ROOT}, "another root"),
    ],
)
def test_production_refuses_a_key_set_that_its_readers_would_refuse(
    production: dict[str, str], tmp_path: Path, made: dict[str, Any], sentence: str
) -> None:
    publish(tmp_path, **made)
    (tmp_path / "root.pub").write_bytes(public_pem(ROOT.public_key))

    with pytest.raises(ConfigError, match=f"KORTSJEKK_KEYSET.*{sentence}"):
        create_app(from_env(production))


def test_production_refuses_a_practice_key_for_receipts(production: dict[str, str], tmp_path: Path) -> None:
    practice = str(tmp_path / "receipt.practice")

    with pytest.raises(ConfigError, match="KORTSJEKK_RECEIPT_KEY is a practice key"):
        create_app(from_env({**production, "KORTSJEKK_RECEIPT_KEY": practice}))


def test_practice_refuses_a_production_key_set(production: dict[str, str], tmp_path: Path) -> None:
    names = ("KORTSJEKK_KEYSET", "KORTSJEKK_ROOT")

    with pytest.raises(ConfigError, match="KORTSJEKK_KEYSET: .* is a production key set: practice never"):
        create_app(settings(tmp_path, **{name: production[name] for name in names}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("KORTSJEKK_KEYSET", None),
        ("KORTSJEKK_KEYSET", ""),
        ("KORTSJEKK_KEYSET", "{"),
        ("KORTSJEKK_ROOT", None),
        ("KORTSJEKK_ROOT", "{"),
        ("KORTSJEKK_RECEIPT_KEY", None),
        ("KORTSJEKK_RECEIPT_KEY", "{"),
        ("KORTSJEKK_RECEIPT_KEY", "[]"),
        ("KORTSJEKK_RECEIPT_KEY", "{}"),
        ("KORTSJEKK_RECEIPT_KEY", '{"kty": "EC"}'),
    ],
)
def test_a_file_that_cannot_be_used_is_named_by_its_setting(
    production: dict[str, str], tmp_path: Path, name: str, content: str | None
) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_text(content)

    with pytest.raises(ConfigError, match=name):
        create_app(from_env({**production, name: str(file)}))


def test_a_folder_is_no_key_set(production: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="KORTSJEKK_KEYSET: .* cannot be read"):
        create_app(from_env({**production, "KORTSJEKK_KEYSET": str(tmp_path)}))


@pytest.mark.parametrize("url", ["no-such-kind://host/db", "not a url", "sqlite:////dev/null/ledger.db"])
@pytest.mark.parametrize("mode", ["practice", "production"])
def test_a_database_that_is_none_is_named_and_its_password_is_not(
    production: dict[str, str], tmp_path: Path, url: str, mode: str
) -> None:
    make_world(tmp_path / "practice", ORIGIN, datetime.now(UTC))
    config = (
        from_env({**production, "DATABASE_URL": url})
        if mode == "production"
        else settings(tmp_path, DATABASE_URL=url)
    )

    with pytest.raises(ConfigError, match="DATABASE_URL") as refused:
        create_app(config)

    assert url not in str(refused.value)


def test_all_workers_of_a_practice_installation_share_one_session_key(tmp_path: Path) -> None:
    first, second = build(tmp_path), build(tmp_path)

    assert first.app.secret_key == second.app.secret_key
    assert len(str(first.app.secret_key)) >= 32
    assert (tmp_path / "session-key").stat().st_mode & 0o77 == 0
    first.ledger.close()
    second.ledger.close()


def test_a_session_key_that_is_set_is_used(tmp_path: Path) -> None:
    app = build(tmp_path, SECRET_KEY=SECRET)

    assert app.app.secret_key == SECRET
    assert not (tmp_path / "session-key").exists()
    app.ledger.close()
