"""The settings, read once from the environment. Nothing else in the house reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sync.notices import Authority
from verifier.live_settings import ConfigError as ConfigError
from verifier.live_settings import LiveSettings, live_settings

Mode = Literal["practice", "production"]

NEEDED_IN_PRODUCTION = (
    "SECRET_KEY",
    "DATABASE_URL",
    "KORTSJEKK_BASE_URL",
    "KORTSJEKK_REGISTER",
    "KORTSJEKK_KEYSET",
    "KORTSJEKK_ROOT",
    "KORTSJEKK_RECEIPT_KEY",
)
# What cards can carry: see signing.qr.
_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")

_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that differs between two installations."""

    mode: Mode
    instance: Path
    base_url: str
    database_url: str
    secret_key: str | None
    register_path: Path
    keyset_path: Path
    root_path: Path
    receipt_key_path: Path
    register_max_age_hours: float = 24.0
    keep_checks_days: int = 30
    trusted_proxies: int = 0
    public_a_minute: int = 10
    public_numbers_a_day: int = 40
    public_a_minute_in_all: int = 300
    mail_arbeidstilsynet: str | None = None
    mail_havindustritilsynet: str | None = None
    live: LiveSettings = LiveSettings()

    @property
    def is_practice(self) -> bool:
        """Whether invented people, cards and registers are served."""
        return self.mode == "practice"

    def mail_of(self, authority: Authority) -> str | None:
        """Where an authority takes notices by e-mail, None where nobody has set it."""
        match authority:
            case Authority.LABOUR:
                return self.mail_arbeidstilsynet
            case Authority.OFFSHORE:
                return self.mail_havindustritilsynet

    @property
    def is_https(self) -> bool:
        """Whether the product is reached by HTTPS, so that cookies may demand it."""
        return self.base_url.startswith("https://")


def from_env(environ: Mapping[str, str]) -> Config:
    """The settings of this process (docs/operations.md lists them); an empty one counts as none.

    Raises ConfigError by the setting's name.
    """
    given = {name: value for name, value in environ.items() if value}
    mode = _mode(given)
    instance = Path(given.get("KORTSJEKK_INSTANCE", "instance")).absolute()
    world = instance / "practice"
    if mode == "production":
        _check_production(given)
    return Config(
        mode=mode,
        instance=instance,
        base_url=_base_url(given),
        database_url=given.get("DATABASE_URL", f"sqlite:///{instance / 'ledger.db'}"),
        secret_key=given.get("SECRET_KEY"),
        register_path=Path(given.get("KORTSJEKK_REGISTER", world / "register.sqlite")),
        keyset_path=Path(given.get("KORTSJEKK_KEYSET", world / "hse-keyset.cose")),
        root_path=Path(given.get("KORTSJEKK_ROOT", world / "root.pub")),
        receipt_key_path=Path(given.get("KORTSJEKK_RECEIPT_KEY", instance / "receipt-key.json")),
        register_max_age_hours=_number(given, "KORTSJEKK_REGISTER_MAX_AGE_HOURS", 24.0),
        trusted_proxies=_count(given, "KORTSJEKK_TRUSTED_PROXIES", 0, 99),
        public_a_minute=_count(given, "KORTSJEKK_PUBLIC_A_MINUTE", 10),
        public_numbers_a_day=_count(given, "KORTSJEKK_PUBLIC_NUMBERS_A_DAY", 40),
        public_a_minute_in_all=_count(given, "KORTSJEKK_PUBLIC_A_MINUTE_IN_ALL", 300),
        mail_arbeidstilsynet=_mail(given, "KORTSJEKK_MAIL_ARBEIDSTILSYNET"),
        mail_havindustritilsynet=_mail(given, "KORTSJEKK_MAIL_HAVINDUSTRITILSYNET"),
        keep_checks_days=_days(given, "KORTSJEKK_KEEP_CHECKS_DAYS", 30),
        live=live_settings(given),
    )


def _mode(given: Mapping[str, str]) -> Mode:
    match given.get("KORTSJEKK_MODE", "practice"):
        case "practice":
            return "practice"
        case "production":
            return "production"
        case _:
            raise ConfigError("KORTSJEKK_MODE must be practice or production")


def _check_production(given: Mapping[str, str]) -> None:
    """In production nothing that protects somebody has a default."""
    for name in NEEDED_IN_PRODUCTION:
        if name not in given:
            raise ConfigError(f"{name} must be set in production")
    if len(given["SECRET_KEY"]) < 32:
        raise ConfigError("SECRET_KEY must be at least 32 characters long")
    if not given["KORTSJEKK_BASE_URL"].startswith("https://"):
        raise ConfigError("KORTSJEKK_BASE_URL must begin with https:// in production")


def _base_url(given: Mapping[str, str]) -> str:
    address = given.get("KORTSJEKK_BASE_URL", "http://localhost:8000").rstrip("/")
    if not _ADDRESS.fullmatch(address):
        raise ConfigError("KORTSJEKK_BASE_URL must be scheme and host in lower case, without a path")
    return address


def _mail(given: Mapping[str, str], name: str) -> str | None:
    """An e-mail address, or None: there is no default, for nobody may invent where an authority reads."""
    address = given.get(name)
    if address is not None and not _MAIL.fullmatch(address):
        raise ConfigError(f"{name} must be one plain e-mail address")
    return address


def _number(given: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(given.get(name, default))
    except ValueError as error:
        raise ConfigError(f"{name} must be a number") from error
    if not 0 <= value < 100_000:
        raise ConfigError(f"{name} must be a number from 0 to 100000")
    return value


def _count(given: Mapping[str, str], name: str, default: int, most: int = 1_000_000) -> int:
    text = given.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,7}", text) or int(text) > most:
        raise ConfigError(f"{name} must be a whole number from 0 to {most}")
    return int(text)


def _days(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, str(default))
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        raise ConfigError(f"{name} must be a whole number from 1 to 9999")
    return int(text)
