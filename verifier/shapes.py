"""The JSON shapes of the API: requests are checked against them, the OpenAPI document is made from them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from signing import org_number_is_valid
from sync.checks import ComparedWith, Spot
from sync.registers.sources import Source
from sync.report import Ground, Position
from verifier.ages import SourceState
from verifier.findings import Judgement
from verifier.reasons import Consequence, Reason
from verifier.verdict import NextAct, Outcome


def _valid_org_number(text: str) -> str:
    if not org_number_is_valid(text):
        raise ValueError("not an organisation number: nine digits with a check digit")
    return text


CardNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{7,10}$")]
OrgNumber = Annotated[str, AfterValidator(_valid_org_number)]


class Shape(BaseModel):
    """What every shape has: no field that is not known, and nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PositionShape(Position):
    """Where a card was scanned: WGS 84 degrees, accuracy as a radius in metres."""

    @property
    def spot(self) -> Spot:
        """The same as the ledger takes it."""
        return Spot(self.latitude, self.longitude, round(self.accuracy_m))


class CheckRequest(Shape):
    """A code as scanned, or a card number typed in with the purpose of the look-up.

    `position` goes with a code alone: a number can be typed far from the card.
    """

    code: str | None = Field(default=None, min_length=1, max_length=12_000)
    card_number: CardNumber | None = None
    purpose: str | None = Field(default=None, min_length=1, max_length=200)
    site_org_number: OrgNumber | None = None
    position: PositionShape | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> CheckRequest:
        if (self.code is None) == (self.card_number is None):
            raise ValueError("give either code or card_number")
        if self.card_number is not None and self.purpose is None:
            raise ValueError("a look-up by card number names its purpose")
        if self.card_number is not None and self.position is not None:
            raise ValueError("a look-up by card number has no position")
        return self


class FrameQuery(Shape):
    """What the address of a frame may say: where the work is done, and the frame's number in its burst."""

    site_org_number: OrgNumber | None = None
    attempt: Annotated[int, Field(ge=0, le=999)] = 0


# A geo URI (RFC 5870) with its uncertainty in metres, and none of the parts that nobody here needs.
_GEO = re.compile(
    r"geo:(-?[0-9]{1,2}(?:\.[0-9]{1,8})?),(-?[0-9]{1,3}(?:\.[0-9]{1,8})?);u=([0-9]{1,8}(?:\.[0-9]{1,3})?)"
)


def position_of(geo: str | None) -> PositionShape | None:
    """The position in a geo URI such as geo:59.913,10.752;u=25; raises ValueError for any other text."""
    if geo is None:
        return None
    found = _GEO.fullmatch(geo)
    if found is None:
        raise ValueError("Kortsjekk-Position must be a geo URI: geo:59.913,10.752;u=25")
    latitude, longitude, accuracy = map(float, found.groups())
    return PositionShape(latitude=latitude, longitude=longitude, accuracy_m=accuracy)


class FindingShape(Shape):
    """One of the three findings."""

    answer: Judgement
    reason: Reason
    consequence: Consequence
    source: str
    as_of: datetime | None


class GroundShape(Shape):
    """A ground for confiscation with its paragraph."""

    ground: Ground
    paragraph: str
    confirmed: bool


class NoticeShape(Shape):
    """The paragraph behind the duty to notify, for one industry."""

    industry: int
    paragraph: str
    confirmed: bool


class NotAskedShape(Shape):
    """A register that could not be asked, and the time of the copy that answered instead, or null."""

    source: str
    as_of: datetime | None


class ParagraphShape(Shape):
    """A paragraph that lays the duty to notify on whoever checks; `confirmed`: somebody read it there."""

    paragraph: str
    confirmed: bool


class EmployerShape(Shape):
    """The employer of the holder, whom a notice goes to."""

    name: str
    org_number: str


class CardShape(Shape):
    """What is shown of the card, to be compared with the person and the print.

    `photo` is an address of this server; `face` the WebP out of the signed code, in base64; `said` what the
    register adds in words, for authorities alone.
    """

    card_number: str
    name: str
    birth_date: date
    org_number: str
    employer: str
    industries: tuple[int, ...]
    issued: date
    expires: date
    kind: str
    photo: str | None
    face: str | None
    said: str | None = None


class EarlierShape(Shape):
    """An earlier check of the same card by the same agency.

    `same_person`: whether its maker found the person to be the holder, null where nobody said.
    """

    at: datetime
    outcome: Outcome
    reason: Reason
    same_person: bool | None


class CheckShape(Shape):
    """CardCheck: one headline, three findings, and what this person may do next.

    `check_id` is what the check is kept under, null where it is not kept; `history` the checks of the last
    day, newest first; `if_lent` the grounds where the person who shows the card is not its holder.
    """

    check_id: UUID | None
    history: tuple[EarlierShape, ...]
    if_lent: tuple[GroundShape, ...]

    outcome: Outcome
    reason: Reason
    clean: bool
    genuine: FindingShape
    status: FindingShape
    employer: FindingShape
    hints: tuple[Reason, ...]
    card: CardShape | None
    card_number: str | None
    acts: tuple[NextAct, ...]
    grounds: tuple[GroundShape, ...]
    notice: tuple[NoticeShape, ...]
    not_asked: tuple[NotAskedShape, ...]
    checked_at: datetime
    code: str | None
    notify_employer: EmployerShape | None = None


class ComparisonRequest(Shape):
    """Whether the person who shows the card is the one on it, and what was compared."""

    same_person: bool
    compared_with: ComparedWith


class ComparisonShape(Shape):
    """Since when the comparison stands."""

    recorded_at: datetime


class FramesShape(Shape):
    """What was found in one frame: the check of each QR code, and the names of other kinds of bar code."""

    codes: tuple[CheckShape, ...]
    others: tuple[str, ...]
    milliseconds: float


class ReceiptShape(Shape):
    """The server's word that a report is kept."""

    id: str
    sha256: str
    number: int
    received_at: datetime
    signature: str


class ReceiptKeyShape(Shape):
    """The public key (JWK, RFC 7517) that the signatures of receipts are checked with."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str
    kid: str
    alg: Literal["ES256"]
    use: Literal["sig"]


class PersonShape(Shape):
    """Who is signed in."""

    id: str
    name: str
    role: str
    agency: str


class MeShape(Shape):
    """Who is signed in, what that person may do, and the server's time for comparing clocks."""

    person: PersonShape
    rights: tuple[str, ...]
    practice: bool
    server_time: datetime
    languages: tuple[str, ...]
    mail: dict[str, str] = Field(default={}, description="Where the authorities take notices, if it is set")


class SourceShape(Shape):
    """One source: its age in seconds, how old it may become, and whether checks need it here."""

    source: Source
    state: SourceState
    age_seconds: int | None
    limit_seconds: int
    needed: bool


class KeySetShape(Shape):
    """The key set in use: its number, and when it runs out."""

    sequence: int
    expires: datetime


class SourcesShape(Shape):
    """What checks rest on now, and the server's time for comparing clocks."""

    sources: tuple[SourceShape, ...]
    keyset: KeySetShape
    server_time: datetime


class ProblemShape(BaseModel):
    """RFC 9457 problem details with a stable code."""

    type: str
    title: str
    status: int
    detail: str
    code: str
