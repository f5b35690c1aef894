"""Units of Enhetsregisteret as it publishes them (JSON), made into ours; and pages of its list of changes.

What a unit leaves out is false or unknown, as the register's own description says. What it says in a form
that nobody has described is never guessed at: such a unit is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from signing import org_number_is_valid
from sync.registers.ports import Company
from sync.registers.rows import NoAnswer, Row, Skipped, SourceError, Taken

NO_NUMBER = "without a valid organisation number"
# Organisation forms of sub-units: to business, and to everybody else.
_SUB_UNIT_FORMS = ("BEDR", "AAFY")
_KINDS = (None, "Enhet", "Underenhet", "SlettetEnhet", "SlettetUnderenhet")
MAX_NAME = 1000
# Half a surrogate pair is no character, and no database takes it.
_HALF = re.compile("[\ud800-\udfff]")


class Change(StrEnum):
    """What the list of changes says of a unit (endringstype)."""

    NEW = "Ny"
    CHANGED = "Endring"
    DELETED = "Sletting"
    REMOVED = "Fjernet"
    UNKNOWN = "Ukjent"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the list of changes; `id` (oppdateringsid) grows, and `day` is the day of the change.

    `org_number` is as it stands there: whether it is one is not looked at.
    """

    id: int
    org_number: str
    change: Change
    day: date


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of the list of changes, and how many there are from its first one on."""

    events: tuple[Event, ...]
    total: int


class _Strange(ValueError):
    """A field is of a form that nobody described."""


def main_unit(document: object) -> Row:
    """A main unit (hovedenhet). Its own superior unit, where a public body has one, is no employer."""
    return _unit(document, is_sub_unit=False)


def sub_unit(document: object) -> Row:
    """A sub-unit (underenhet); one that is open names its main unit."""
    return _unit(document, is_sub_unit=True)


def _unit(document: object, *, is_sub_unit: bool) -> Row:
    if not isinstance(document, dict):
        return Skipped("not a unit")
    number = document.get("organisasjonsnummer")
    if not isinstance(number, str) or not org_number_is_valid(number):
        return Skipped(NO_NUMBER)
    if not is_sub_unit and _form(document) in _SUB_UNIT_FORMS:
        return Skipped("a sub-unit among main units")
    try:
        return Taken(_company(document, number, is_sub_unit=is_sub_unit))
    except _Strange as error:
        return NoAnswer((number,), str(error))


def _company(document: Mapping[str, Any], number: str, *, is_sub_unit: bool) -> Company:
    deleted_on = _deleted_on(document)
    parent = _parent(document, deleted_on) if is_sub_unit else None
    name = document.get("navn")
    if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME or _HALF.search(name):
        raise _Strange("without a name")
    winding_up = [
        _yes(document, flag, since)
        for flag, since in (
            ("underAvvikling", "underAvviklingDato"),
            ("underTvangsavviklingEllerTvangsopplosning", "tvangsavvikletPgaManglendeSlettingDato"),
        )
    ]
    return Company(
        org_number=number,
        name=name,
        parent=parent,
        orphan=is_sub_unit and parent is None,
        deleted_on=deleted_on,
        bankrupt=_yes(document, "konkurs", "konkursdato"),
        winding_up=any(winding_up),
        vat_registered=_flag(document, "registrertIMvaregisteret"),
        registered_on=_day(document, "registreringsdatoEnhetsregisteret"),
    )


def _form(document: Mapping[str, Any]) -> object:
    form = document.get("organisasjonsform")
    return form.get("kode") if isinstance(form, dict) else None


def _parent(document: Mapping[str, Any], deleted_on: date | None) -> str | None:
    parent = document.get("overordnetEnhet")
    if parent is None and deleted_on is not None:
        return None
    if not isinstance(parent, str) or not org_number_is_valid(parent):
        raise _Strange("a sub-unit without a main unit")
    return parent


def _deleted_on(document: Mapping[str, Any]) -> date | None:
    kind = document.get("respons_klasse")
    if kind not in _KINDS:
        raise _Strange("respons_klasse is not known")
    days = [_day(document, name) for name in ("slettedato", "nedleggelsesdato")]
    given = [day for day in days if day is not None]
    if not given and isinstance(kind, str) and kind.startswith("Slettet"):
        raise _Strange("deleted without a day")
    return min(given, default=None)


def _yes(document: Mapping[str, Any], name: str, since: str) -> bool:
    """A flag; where it is left out, the day since when it holds says it too."""
    flag = _flag(document, name)
    return document.get(since) is not None if flag is None else flag


def _flag(document: Mapping[str, Any], name: str) -> bool | None:
    value = document.get(name)
    if value is not None and not isinstance(value, bool):
        raise _Strange(f"{name} is neither yes nor no")
    return value


def _day(document: Mapping[str, Any], name: str) -> date | None:
    value = document.get(name)
    if value is None:
        return None
    try:
        # Some are days, some moments.
        return date.fromisoformat(value[:10])
    except (TypeError, ValueError) as error:
        raise _Strange(f"{name} is not a day") from error


def changes(document: object, listed_as: str) -> Changes:
    """A page of the list of changes; `listed_as` is oppdaterteEnheter or oppdaterteUnderenheter.

    Raises SourceError when it is no such page: a change that cannot be read must not be passed over.
    """
    try:
        if not isinstance(document, dict):
            raise _Strange("no page")
        total = document["page"]["totalElements"]
        if isinstance(total, bool) or not isinstance(total, int):
            raise _Strange("totalElements is not a number")
        lines = document.get("_embedded", {}).get(listed_as, [])
        found = Changes(tuple(_event(line) for line in lines), total)
        if total and not found.events:
            raise _Strange("it counts changes and lists none")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SourceError(f"not a page of the list of changes: {error}") from error
    return found


def _event(line: Mapping[str, Any]) -> Event:
    number, identity = line["organisasjonsnummer"], line["oppdateringsid"]
    if not isinstance(number, str) or isinstance(identity, bool) or not isinstance(identity, int):
        raise _Strange("a line without number or oppdateringsid")
    kind = line["endringstype"]
    # A kind that came later is treated as one that says nothing: the unit is fetched anew.
    change = Change(kind) if kind in tuple(Change) else Change.UNKNOWN
    return Event(identity, number, change, date.fromisoformat(line["dato"][:10]))
