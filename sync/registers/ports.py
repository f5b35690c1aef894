"""What the registers can be asked, and the shape of their answers. No storage and no network here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeAlias, TypeVar

T = TypeVar("T")


class CardStatus(StrEnum):
    """What the card register says of a card (status på HMS-kort)."""

    IN_ORDER = "IN_ORDER"
    LOST = "LOST"
    STOLEN = "STOLEN"
    BLOCKED = "BLOCKED"
    REPLACED = "REPLACED"
    CONFISCATED = "CONFISCATED"
    EMPLOYMENT_ENDED = "EMPLOYMENT_ENDED"


@dataclass(frozen=True, slots=True)
class CardRecord:
    """One card as the card register holds it; `org_number` is the unit the holder is employed in.

    `employed_from` is the first day of that employment and `said` what the register adds in words, such as
    the duty that is not met; None and "" where it says nothing.
    """

    card_number: str
    status: CardStatus
    name: str
    birth_date: date
    org_number: str
    employer: str
    valid_from: date
    valid_to: date
    employed_from: date | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """The picture of a card's holder; `media_type` is image/jpeg, image/png or image/webp."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Company:
    """A unit of Enhetsregisteret; `parent` is a sub-unit's (underenhet) main unit (hovedenhet), else None.

    `orphan` marks a sub-unit that no longer names its main unit, as closed ones may do.
    `deleted_on` is the day the unit was deleted or closed, which may lie ahead; `vat_registered` and
    `registered_on` are None where the register does not say.
    """

    org_number: str
    name: str
    parent: str | None = None
    deleted_on: date | None = None
    bankrupt: bool = False
    winding_up: bool = False
    vat_registered: bool | None = True
    registered_on: date | None = None
    # In the mirror it is said by the list that the unit stands in.
    orphan: bool = field(default=False, metadata={"stored": False})


class ApprovalState(StrEnum):
    """What an approval register says of a unit; PENDING is an application that is being dealt with."""

    APPROVED = "APPROVED"
    PENDING = "PENDING"
    NOT_APPROVED = "NOT_APPROVED"


@dataclass(frozen=True, slots=True)
class Approval:
    """One line of an approval register (godkjenningsregister) for an industry; keyed on the unit."""

    org_number: str
    industry: int
    state: ApprovalState


@dataclass(frozen=True, slots=True)
class SiteListEntry:
    """A line of the client's daily list of who works on the site (byggherreforskriften § 15)."""

    card_number: str
    org_number: str
    site: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The register could not be asked: neither good nor bad. `why` is for operators, not for the verdict."""

    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The register answered and holds a record.

    `instead` is set where a copy answers in place of the live register, which could not be asked: what
    it says against somebody stands as of the copy's time, and what it says for somebody is not enough.
    """

    value: T
    as_of: datetime
    source: str
    instead: Unavailable | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """The register answered and holds no such record; `instead` as in Found."""

    as_of: datetime
    source: str
    instead: Unavailable | None = None


Answer: TypeAlias = Found[T] | Absent | Unavailable


class CardRegister(Protocol):
    """The issuer's register of cards (kortutstederens register)."""

    def card(self, card_number: str) -> Answer[CardRecord]: ...


class CompanyRegister(Protocol):
    """Enhetsregisteret: main units and sub-units."""

    def company(self, org_number: str) -> Answer[Company]: ...


class ApprovalRegister(Protocol):
    """The approval registers, one per industry that needs approval."""

    def approval(self, org_number: str, industry: int) -> Answer[Approval]: ...


class SiteList(Protocol):
    """The client's list of persons on the site (oversiktsliste)."""

    def entry(self, card_number: str) -> Answer[SiteListEntry]: ...
