"""The settings of registers that are asked live, as verifier/config.py finds them in the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sync.registers.web import FetchFailed, checked


class ConfigError(Exception):
    """A setting is missing or cannot be used; the text names it."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key that is sent in a header; it lies in a file."""

    header: str
    path: Path


@dataclass(frozen=True, slots=True)
class Scope:
    """A token of Maskinporten with this scope."""

    scope: str


Access: TypeAlias = KeyFile | Scope | None


@dataclass(frozen=True, slots=True)
class RegisterSetting:
    """One live register: its address, without a slash at the end, and how it is told who asks.

    `access_name` is the setting that says the latter.
    """

    address: str
    access: Access
    access_name: str


@dataclass(frozen=True, slots=True)
class MaskinportenSetting:
    """The client at Maskinporten; `key_id` is None where the key's file names it."""

    client_id: str
    key: Path
    key_id: str | None
    token_address: str
    audience: str
    resource: str | None


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """The registers that are asked live; None where the mirror alone is. `seconds` are for a whole check."""

    cards: RegisterSetting | None = None
    companies: RegisterSetting | None = None
    car_care: RegisterSetting | None = None
    staffing: RegisterSetting | None = None
    maskinporten: MaskinportenSetting | None = None
    seconds: float = 2.5
    authorities: Path | None = None

    @property
    def is_any(self) -> bool:
        """Whether any register is asked live."""
        return any((self.cards, self.companies, self.car_care, self.staffing))


# The verdict is promised within three seconds.
MOST_SECONDS = 2.75
MASKINPORTEN = "https://maskinporten.no/"
_SCOPE = re.compile(r"maskinporten:([\x21-\x7e]+(?: [\x21-\x7e]+)*)")
_KEY = re.compile(r"header:([A-Za-z][A-Za-z0-9-]{0,63}):(.+)")


def live_settings(given: Mapping[str, str]) -> LiveSettings:
    """The settings of live registers; raises ConfigError by the setting's name."""
    cards = _register(given, "KORTSJEKK_LIVE_CARDS", "KORTSJEKK_LIVE_CARDS_ACCESS")
    companies = _register(given, "KORTSJEKK_LIVE_COMPANIES", "KORTSJEKK_LIVE_COMPANIES_ACCESS")
    car_care = _register(given, "KORTSJEKK_LIVE_CAR_CARE", "KORTSJEKK_LIVE_CAR_CARE_ACCESS")
    staffing = _register(given, "KORTSJEKK_LIVE_STAFFING", "KORTSJEKK_LIVE_STAFFING_ACCESS")
    all_of_them = [each for each in (cards, companies, car_care, staffing) if each is not None]
    has_scope = any(isinstance(each.access, Scope) for each in all_of_them)
    authorities = given.get("KORTSJEKK_LIVE_CA")
    return LiveSettings(
        cards=cards,
        companies=companies,
        car_care=car_care,
        staffing=staffing,
        maskinporten=_maskinporten(given) if has_scope else None,
        seconds=_seconds(given, "KORTSJEKK_LIVE_SECONDS"),
        authorities=None if authorities is None else Path(authorities),
    )


def _register(given: Mapping[str, str], name: str, access_name: str) -> RegisterSetting | None:
    if name not in given:
        if access_name in given:
            raise ConfigError(f"{access_name} is set, and {name} is not")
        return None
    return RegisterSetting(_address(given[name], name), _access(given, access_name), access_name)


def _address(text: str, name: str) -> str:
    try:
        url = checked(text)
    except FetchFailed as error:
        raise ConfigError(f"{name}: {error}") from error
    if not url.host or url.query or url.fragment:
        raise ConfigError(f"{name} must be an address without a question mark or a hash")
    return text.rstrip("/")


def _access(given: Mapping[str, str], name: str) -> Access:
    text = given.get(name, "none")
    if text == "none":
        return None
    if scope := _SCOPE.fullmatch(text):
        return Scope(scope[1])
    if key := _KEY.fullmatch(text):
        return KeyFile(key[1], Path(key[2]))
    raise ConfigError(f"{name} must be none, maskinporten:SCOPE or header:NAME:FILE")


def _maskinporten(given: Mapping[str, str]) -> MaskinportenSetting:
    for name in ("KORTSJEKK_MASKINPORTEN_CLIENT_ID", "KORTSJEKK_MASKINPORTEN_KEY"):
        if name not in given:
            raise ConfigError(f"{name} must be set for a register with a scope of Maskinporten")
    audience = given.get("KORTSJEKK_MASKINPORTEN_AUDIENCE", MASKINPORTEN)
    token = given.get("KORTSJEKK_MASKINPORTEN_TOKEN", f"{MASKINPORTEN}token")
    return MaskinportenSetting(
        client_id=given["KORTSJEKK_MASKINPORTEN_CLIENT_ID"],
        key=Path(given["KORTSJEKK_MASKINPORTEN_KEY"]),
        key_id=given.get("KORTSJEKK_MASKINPORTEN_KEY_ID"),
        token_address=_address(token, "KORTSJEKK_MASKINPORTEN_TOKEN"),
        audience=audience,
        resource=given.get("KORTSJEKK_MASKINPORTEN_RESOURCE"),
    )


def _seconds(given: Mapping[str, str], name: str) -> float:
    try:
        seconds = float(given.get(name, LiveSettings().seconds))
    except ValueError as error:
        raise ConfigError(f"{name} must be a number") from error
    if not 0.1 <= seconds <= MOST_SECONDS:
        raise ConfigError(f"{name} must be a number from 0.1 to {MOST_SECONDS}")
    return seconds
