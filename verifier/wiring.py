"""Builds the parts from the settings; the only file that names concrete registers, keys and clocks."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from signing import TrustList
from sync.checks import CardMarks
from sync.gate import Gate, PublicLimits
from sync.ledger.checks import forget_old
from sync.private_file import read_or_make
from sync.receipts import ReceiptKey
from sync.registers.live.registers import LiveRegisters
from sync.registers.local import LocalRegisters
from sync.registers.mirror import Mirror
from sync.registers.sources import Source
from sync.schema import migrate
from sync.store import Ledger, LedgerUnavailable
from verifier.access import Person
from verifier.answers import Registers
from verifier.config import Config, ConfigError
from verifier.keeping import Keeper
from verifier.live_wiring import live_registers
from verifier.photos import PhotoAddresses
from verifier.places import Places
from verifier.precache import Precache
from verifier.published_keys import PublishedKeys
from verifier.rulebook import RuleBook, load_rules
from verifier.shelf import Shelf
from verifier.words import Words

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the views work with."""

    config: Config
    clock: Clock
    keys: PublishedKeys
    registers: Registers
    mirror: LocalRegisters
    live: LiveRegisters | None
    register_ages: Callable[[], Mapping[Source, int | None]]
    rules: RuleBook
    ledger: Ledger
    gate: Gate
    keeper: Keeper
    receipt_key: ReceiptKey
    words: Words
    precache: Precache
    shelf: Shelf
    people: dict[str, Person]
    photos: PhotoAddresses
    photo_of: Callable[[str, Person], str | None]
    public_places: Places = field(default_factory=Places)
    company_places: Places = field(default_factory=Places)

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

    `photo_of` gives the address of the photo behind a card number, or None where there is none; with a live
    card register that one is asked instead.
    """
    keys = PublishedKeys(config, clock())
    receipt_key = _receipt_key(config)
    local = LocalRegisters(Mirror(config.register_path), clock)
    live = live_registers(config.live, local, clock)
    photos = PhotoAddresses(secret_key(config), clock)
    if config.is_practice:
        migrate_ledger(config)
    ledger = _ledger(config)
    if config.is_practice:
        # No worker runs beside `make run`, so what is too old goes at the start; a busy ledger: at the next.
        with suppress(LedgerUnavailable):
            forget_old(ledger.checks, config.keep_checks_days, clock())
    return Parts(
        config=config,
        clock=clock,
        keys=keys,
        registers=Registers(local, local, local, local, live),
        mirror=local,
        live=live,
        register_ages=local.ages,
        rules=load_rules(),
        ledger=ledger,
        gate=_gate(config, ledger),
        keeper=Keeper(ledger.checks, CardMarks(secret_key(config))),
        receipt_key=receipt_key,
        words=Words(),
        precache=Precache(),
        shelf=Shelf(),
        people={person.id: person for person in people},
        photos=photos,
        photo_of=photos.address if live and live.has_photos else lambda number, _: photo_of(number),
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


def _gate(config: Config, ledger: Ledger) -> Gate:
    """The gate for others than inspectors; its key follows from the secret that all nodes share."""
    key = hmac.new(secret_key(config).encode(), b"kortsjekk gate", hashlib.sha256).digest()
    limits = PublicLimits(config.public_a_minute, config.public_numbers_a_day, config.public_a_minute_in_all)
    return Gate(ledger.tallies, key, limits)


def _receipt_key(config: Config) -> ReceiptKey:
    try:
        key = ReceiptKey.load_or_make(config.receipt_key_path, practice=config.is_practice)
    except (OSError, ValueError) as error:
        raise ConfigError(f"KORTSJEKK_RECEIPT_KEY: {config.receipt_key_path} is not a usable key") from error
    if not config.is_practice and key.is_practice:
        raise ConfigError("KORTSJEKK_RECEIPT_KEY is a practice key: production never signs with it")
    return key
