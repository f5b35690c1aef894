"""Builds the parts from the settings; the only file that names concrete registers, keys and clocks."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from signing import TrustList
from sync.private_file import read_or_make
from sync.receipts import ReceiptKey
from sync.registers.local import LocalRegisters
from sync.registers.mirror import Mirror
from sync.registers.sources import Source
from sync.schema import migrate
from sync.store import Ledger
from verifier.access import Person
from verifier.answers import Registers
from verifier.config import Config, ConfigError
from verifier.precache import Precache
from verifier.published_keys import PublishedKeys
from verifier.rulebook import RuleBook, load_rules
from verifier.words import Words

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the views work with."""

    config: Config
    clock: Clock
    keys: PublishedKeys
    registers: Registers
    register_ages: Callable[[], Mapping[Source, int | None]]
    rules: RuleBook
    ledger: Ledger
    receipt_key: ReceiptKey
    words: Words
    precache: Precache
    people: dict[str, Person]
    photo_of: Callable[[str], str | None]

    @property
    def trust(self) -> TrustList:
        """The keys that are trusted now; cards and status lists are read against them."""
        return self.keys.edition(self.clock()).trust


def utc_now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


def build(
    config: Config,
    people: tuple[Person, ...],
    photo_of: Callable[[str], str | None],
    clock: Clock,
) -> Parts:
    """All parts, or ConfigError naming the setting that keeps this installation from starting.

    `photo_of` gives the address of the photo behind a card number, or None where the register holds none.
    """
    keys = PublishedKeys(config, clock())
    receipt_key = _receipt_key(config)
    local = LocalRegisters(Mirror(config.register_path), clock)
    if config.is_practice:
        migrate_ledger(config)
    return Parts(
        config=config,
        clock=clock,
        keys=keys,
        registers=Registers(local, local, local, local),
        register_ages=local.ages,
        rules=load_rules(),
        ledger=_ledger(config),
        receipt_key=receipt_key,
        words=Words(),
        precache=Precache(),
        people={person.id: person for person in people},
        photo_of=photo_of,
    )


def parts() -> Parts:
    """The parts of the app that serves this request."""
    found: Parts = current_app.extensions["kortsjekk"]
    return found


def secret_key(config: Config) -> str:
    """The key that signs sessions: the one set, or for practice one that all workers share through a file."""
    if config.secret_key:
        return config.secret_key
    made = read_or_make(config.instance / "session-key", lambda: secrets.token_urlsafe(48).encode())
    return made.decode()


def migrate_ledger(config: Config) -> None:
    """Bring the ledger's tables to this version; raises ConfigError when the database cannot be had."""
    try:
        migrate(config.database_url)
    except (SQLAlchemyError, OSError) as error:
        raise ConfigError(f"DATABASE_URL: the ledger cannot be opened ({type(error).__name__})") from error


def _ledger(config: Config) -> Ledger:
    try:
        return Ledger(config.database_url)
    except (SQLAlchemyError, OSError) as error:
        # The address may hold a password, so it is not repeated.
        raise ConfigError(f"DATABASE_URL names no database ({type(error).__name__})") from error


def _receipt_key(config: Config) -> ReceiptKey:
    try:
        key = ReceiptKey.load_or_make(config.receipt_key_path, practice=config.is_practice)
    except (OSError, ValueError) as error:
        raise ConfigError(f"KORTSJEKK_RECEIPT_KEY: {config.receipt_key_path} is not a usable key") from error
    if not config.is_practice and key.is_practice:
        raise ConfigError("KORTSJEKK_RECEIPT_KEY is a practice key: production never signs with it")
    return key
