"""Settings of live registers: none are needed, a wrong one is named, and its secrets are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.apps import MakeApp, app, make_app
from tests.support.token_server import client_key, key_file
from verifier.config import ConfigError, from_env
from verifier.live_settings import KeyFile, LiveSettings, RegisterSetting, Scope

__all__ = ["app", "make_app"]

CARDS = {"KORTSJEKK_LIVE_CARDS": "https://register.example/hms/"}
TOKEN = {
    **CARDS,
    "KORTSJEKK_LIVE_CARDS_ACCESS": "maskinporten:example:cards example:photos",
    "KORTSJEKK_MASKINPORTEN_CLIENT_ID": "client",
    "KORTSJEKK_MASKINPORTEN_KEY": "/no/such/key",
}


def test_without_settings_no_register_is_asked(make_app: MakeApp) -> None:
    assert from_env({}).live == LiveSettings()
    house = make_app().house
    assert house.live is None
    assert house.registers.in_one_limit() is house.registers


def test_a_register_is_named_with_its_way_in() -> None:
    live = from_env(
        {
            **TOKEN,
            "KORTSJEKK_LIVE_STAFFING": "http://127.0.0.1:8080/staffing",
            "KORTSJEKK_LIVE_STAFFING_ACCESS": "header:X-API-Key:/run/a:b",
        }
    ).live

    assert live.cards == RegisterSetting(
        "https://register.example/hms", Scope("example:cards example:photos"), "KORTSJEKK_LIVE_CARDS_ACCESS"
    )
    assert live.staffing is not None
    assert live.staffing.access == KeyFile("X-API-Key", Path("/run/a:b"))
    assert (live.companies, live.car_care) == (None, None)
    assert live.maskinporten is not None
    assert live.maskinporten.token_address == "https://maskinporten.no/token"  # noqa: S105 -- an address
    assert live.maskinporten.audience == "https://maskinporten.no/"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"KORTSJEKK_LIVE_CARDS": "http://register.example"}, "KORTSJEKK_LIVE_CARDS: only https"),
        ({"KORTSJEKK_LIVE_CARDS": "register.example"}, "KORTSJEKK_LIVE_CARDS"),
        ({"KORTSJEKK_LIVE_CARDS": "https://"}, "KORTSJEKK_LIVE_CARDS"),
        ({"KORTSJEKK_LIVE_CARDS": "https://a:secret@register.example"}, "KORTSJEKK_LIVE_CARDS.*password"),
        ({"KORTSJEKK_LIVE_COMPANIES": "https://register.example/?q="}, "KORTSJEKK_LIVE_COMPANIES"),
        ({"KORTSJEKK_LIVE_CAR_CARE": "https://register.example/#x"}, "KORTSJEKK_LIVE_CAR_CARE"),
        ({"KORTSJEKK_LIVE_STAFFING": "ftp://register.example/"}, "KORTSJEKK_LIVE_STAFFING"),
        ({"KORTSJEKK_LIVE_CARDS_ACCESS": "none"}, "KORTSJEKK_LIVE_CARDS is not"),
        ({**CARDS, "KORTSJEKK_LIVE_CARDS_ACCESS": "secret"}, "KORTSJEKK_LIVE_CARDS_ACCESS must be"),
        ({**CARDS, "KORTSJEKK_LIVE_CARDS_ACCESS": "header:X-Key"}, "KORTSJEKK_LIVE_CARDS_ACCESS must be"),
        ({**CARDS, "KORTSJEKK_LIVE_CARDS_ACCESS": "maskinporten:"}, "KORTSJEKK_LIVE_CARDS_ACCESS must be"),
        ({**TOKEN, "KORTSJEKK_MASKINPORTEN_CLIENT_ID": ""}, "KORTSJEKK_MASKINPORTEN_CLIENT_ID"),
        ({**TOKEN, "KORTSJEKK_MASKINPORTEN_KEY": ""}, "KORTSJEKK_MASKINPORTEN_KEY must be set"),
        ({**TOKEN, "KORTSJEKK_MASKINPORTEN_TOKEN": "http://t.example"}, "KORTSJEKK_MASKINPORTEN_TOKEN"),
        ({"KORTSJEKK_LIVE_SECONDS": "3"}, "KORTSJEKK_LIVE_SECONDS"),
        ({"KORTSJEKK_LIVE_SECONDS": "0"}, "KORTSJEKK_LIVE_SECONDS"),
        ({"KORTSJEKK_LIVE_SECONDS": "nan"}, "KORTSJEKK_LIVE_SECONDS"),
        ({"KORTSJEKK_LIVE_SECONDS": "soon"}, "KORTSJEKK_LIVE_SECONDS"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(given: dict[str, str], name: str) -> None:
    with pytest.raises(ConfigError, match=name) as refused:
        from_env(given)

    assert "secret" not in str(refused.value)


def test_a_file_that_cannot_be_used_stops_the_start_by_its_setting(make_app: MakeApp, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.write_text("secret\nsecret")
    public = tmp_path / "public"
    public.write_text(json.dumps(client_key().as_dict(private=False)))
    in_header = f"header:X-API-Key:{damaged}"

    for changes, name in (
        (TOKEN, "KORTSJEKK_MASKINPORTEN_KEY: .*cannot be read"),
        ({**TOKEN, "KORTSJEKK_MASKINPORTEN_KEY": str(damaged)}, "KORTSJEKK_MASKINPORTEN_KEY: .*no RSA key"),
        ({**TOKEN, "KORTSJEKK_MASKINPORTEN_KEY": str(public)}, "KORTSJEKK_MASKINPORTEN_KEY: .*no private"),
        ({**CARDS, "KORTSJEKK_LIVE_CARDS_ACCESS": in_header}, "KORTSJEKK_LIVE_CARDS_ACCESS: .*holds no key"),
        (
            {**CARDS, "KORTSJEKK_LIVE_CARDS_ACCESS": "header:Host:/no/such"},
            "KORTSJEKK_LIVE_CARDS_ACCESS: .*no header",
        ),
        ({**CARDS, "KORTSJEKK_LIVE_CA": str(damaged)}, "KORTSJEKK_LIVE_CA: .* cannot be used"),
        ({**CARDS, "KORTSJEKK_LIVE_CA": "/no/such"}, "KORTSJEKK_LIVE_CA: .* cannot be used"),
    ):
        with pytest.raises(ConfigError, match=name) as refused:
            make_app(**changes)
        assert "secret" not in str(refused.value)


def test_a_register_that_is_set_is_shown_before_it_was_asked(make_app: MakeApp, tmp_path: Path) -> None:
    made = make_app(**TOKEN | {"KORTSJEKK_MASKINPORTEN_KEY": str(key_file(tmp_path))})

    live = made.visitor().get("/readyz").get_json()["live"]

    unasked = {"state": "closed", "last_success": None, "last_failure": None}
    assert live == {
        "card_register": unasked,
        "card_photos": unasked,
        "card_register_token": unasked,
        "card_photos_token": unasked,
        "company_register": None,
        "car_care_register": None,
        "staffing_register": None,
    }
