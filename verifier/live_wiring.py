"""Builds the live registers from their settings: keys from their files, one way to each register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sync.registers.live.client import Client, trusting
from sync.registers.live.credentials import Credentials, HeaderKey, NoCredentials
from sync.registers.live.maskinporten import ClientKey, Grant, Issuer, Maskinporten
from sync.registers.live.registers import LiveRegisters, Manner, Way, Ways
from sync.registers.local import LocalRegisters
from verifier.figures import count_register
from verifier.live_settings import (
    ConfigError,
    KeyFile,
    LiveSettings,
    MaskinportenSetting,
    RegisterSetting,
    Scope,
)


def live_registers(
    settings: LiveSettings, mirror: LocalRegisters, clock: Callable[[], datetime]
) -> LiveRegisters | None:
    """The live registers over the mirror, None where none is set; raises ConfigError naming the setting."""
    if not settings.is_any:
        return None
    try:
        authorities = trusting(settings.authorities)
    except (OSError, ValueError) as error:
        raise ConfigError(f"KORTSJEKK_LIVE_CA: {settings.authorities} cannot be used") from error
    manner = Manner(settings.seconds, clock, count_register, authorities)

    def way(register: RegisterSetting | None) -> Way | None:
        if register is None:
            return None
        return Way(register.address, _credentials(register, settings.maskinporten, manner))

    ways = Ways(way(settings.cards), way(settings.companies), way(settings.car_care), way(settings.staffing))
    return LiveRegisters(ways, mirror, manner)


def _credentials(
    register: RegisterSetting, setting: MaskinportenSetting | None, manner: Manner
) -> Credentials:
    match register.access:
        case None:
            return NoCredentials()
        case KeyFile(header=header, path=path):
            try:
                return HeaderKey.from_file(header, path)
            except (OSError, ValueError) as error:
                raise ConfigError(f"{register.access_name}: {path}: {_said(error)}") from error
        case Scope(scope=scope):
            return _maskinporten(scope, setting, manner)


def _maskinporten(scope: str, setting: MaskinportenSetting | None, manner: Manner) -> Maskinporten:
    if setting is None:
        raise ConfigError("KORTSJEKK_MASKINPORTEN_CLIENT_ID must be set for a scope of Maskinporten")
    try:
        key = ClientKey.from_file(setting.key, setting.key_id)
    except (OSError, ValueError) as error:
        raise ConfigError(f"KORTSJEKK_MASKINPORTEN_KEY: {setting.key} {_said(error)}") from error
    issuer = Issuer(setting.token_address, setting.audience)
    grant = Grant(setting.client_id, scope, setting.resource)
    return Maskinporten(Client(manner.limits, manner.authorities), issuer, key, grant, manner.clock)


def _said(error: OSError | ValueError) -> str:
    """What is wrong with a file, without a word of what stands in it."""
    return "cannot be read" if isinstance(error, (OSError, UnicodeError)) else str(error)
