"""The words of a report: what an inspector files, what the server answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from sync import strict_json
from sync.days import day_of
from sync.notices import NoticeText, Notified

FORMAT = "kortsjekk.report/1"
MAX_BODY = 256 * 1024
NAME_LENGTH, PLACE_LENGTH, NOTE_LENGTH = 150, 300, 4000

CardNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{7,10}$")]
OrgNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
# From 1900 on, as on a card. Not checked against the calendar: inspectors write down what a print says.
BirthDate = Annotated[
    str,
    StringConstraints(
        pattern=r"^(19|[2-9][0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    ),
]


def _can_be_kept(time: datetime) -> datetime:
    """A clock may be wrong by years; a time that has no counterpart in UTC cannot be stored."""
    if not 1970 <= time.year <= 9998:
        raise ValueError("not a time between 1970 and 9998")
    return time.astimezone(UTC)


MadeAt = Annotated[AwareDatetime, AfterValidator(_can_be_kept)]


class Act(StrEnum):
    """What the report says was done."""

    CONFISCATION = "confiscation"
    NOTICE = "notice"
    NOTIFIED = "notified"


class Ground(StrEnum):
    """The statutory grounds for confiscation (inndragningsgrunn)."""

    EXPIRED = "EXPIRED"
    EMPLOYMENT_ENDED = "EMPLOYMENT_ENDED"
    COMPANY_CEASED = "COMPANY_CEASED"
    APPROVAL_WITHDRAWN = "APPROVAL_WITHDRAWN"
    CARD_INVALID = "CARD_INVALID"
    USE_INVALID = "USE_INVALID"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Position(_Part):
    """Where the phone was: WGS 84 degrees, accuracy as a radius in metres."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    accuracy_m: float = Field(ge=0, le=10_000_000)


class Place(_Part):
    """Where it happened."""

    text: str = Field(max_length=PLACE_LENGTH)
    position: Position | None = None


class Holder(_Part):
    """The person who showed the card, as written down by the inspector."""

    name: str = Field(max_length=NAME_LENGTH)
    birth_date: BirthDate | None = None


class Employer(_Part):
    """The employer on the card."""

    org_number: OrgNumber
    name: str = Field(max_length=NAME_LENGTH)


class ReportBody(_Part):
    """A confiscation report (inndragningsrapport) or a notice (varsel), exactly as frozen on the phone.

    Or that an addressee of a notice was notified: a report of its own with nothing else in it.
    """

    format: Literal["kortsjekk.report/1"]
    id: UUID
    act: Act
    grounds: tuple[Ground, ...] = Field(max_length=6)
    card_number: CardNumber | None
    holder: Holder | None
    employer: Employer | None
    note: str = Field(max_length=NOTE_LENGTH)
    place: Place
    check: dict[str, Any] | None
    made_at: MadeAt
    server_offset_ms: int | None = Field(ge=-(10**15), le=10**15)
    counter: int = Field(ge=0, le=2**53)
    app_version: str = Field(max_length=100)
    author: str = Field(min_length=1, max_length=100)
    notice: NoticeText | None = None
    notified: Notified | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> ReportBody:
        if self.act is Act.CONFISCATION and not self.grounds:
            raise ValueError("a confiscation names at least one ground")
        if len(set(self.grounds)) != len(self.grounds):
            raise ValueError("a ground stands twice")
        if self.act is Act.CONFISCATION and self.card_number is None:
            raise ValueError("a confiscation names the card's number")
        if self.notice is not None and self.act is not Act.NOTICE:
            raise ValueError("letters belong to a notice")
        if (self.notified is not None) is not (self.act is Act.NOTIFIED):
            raise ValueError("who was notified is said by a report of that act, and by no other")
        if self.act is Act.NOTIFIED and (self.grounds or self.card_number or self.holder or self.employer):
            raise ValueError("that somebody was notified says nothing of the card or a person")
        return self


@dataclass(frozen=True, slots=True)
class Author:
    """Who sends a report, and whether the law lets that person confiscate."""

    id: str
    role: str
    agency: str
    may_confiscate: bool


@dataclass(frozen=True, slots=True)
class Envelope:
    """The bytes of a report as they came, under the id that the phone gave them."""

    report_id: UUID
    body: bytes
    author: Author

    @property
    def sha256(self) -> str:
        """The hash of the body, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server's word that a report is kept: repeats id and hash, and is signed (compact JWS)."""

    id: str
    sha256: str
    number: int
    received_at: datetime
    signature: str


class Fault(StrEnum):
    """Why a report was kept but not accepted; each needs the inspector's attention."""

    NOT_A_REPORT = "report-refused"
    ACT_NOT_ALLOWED = "act-not-allowed"
    OTHER_AUTHOR = "other-author"


@dataclass(frozen=True, slots=True)
class Refused:
    """The envelope is kept; the report in it is not accepted."""

    fault: Fault
    detail: str


def open_body(envelope: Envelope, now: datetime) -> ReportBody | Refused:
    """The report in an envelope at the aware time `now`, or what is wrong with it, by the field's name."""
    try:
        body = strict_json.parse(ReportBody, envelope.body)
    except (strict_json.BadJson, strict_json.Malformed) as error:
        return Refused(Fault.NOT_A_REPORT, str(error))
    if body.id != envelope.report_id:
        return Refused(Fault.NOT_A_REPORT, "id: not the one it was sent under")
    # ISO dates sort as text. The server's day: a phone's clock may be wrong by years.
    if body.holder and body.holder.birth_date and body.holder.birth_date > day_of(now).isoformat():
        return Refused(Fault.NOT_A_REPORT, "holder.birth_date: in the future")
    if body.author != envelope.author.id:
        return Refused(Fault.OTHER_AUTHOR, "author: the report was made by another person")
    if body.act is Act.CONFISCATION and not envelope.author.may_confiscate:
        return Refused(Fault.ACT_NOT_ALLOWED, "act: this role may notify, not confiscate")
    return body
