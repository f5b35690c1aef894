"""The JSON shapes of the API: requests are checked against them, the OpenAPI document is made from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from signing import org_number_is_valid
from sync.report import Ground
from verifier.findings import Judgement
from verifier.reasons import Consequence, Reason
from verifier.verdict import NextAct, Outcome


def _valid_org_number(text: str) -> str:
    if not org_number_is_valid(text):
        raise ValueError("not an organisation number: nine digits with a check digit")
    return text


CardNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{7,10}$")]
OrgNumber = Annotated[str, AfterValidator(_valid_org_number)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CheckRequest(_Shape):
    """A code as scanned, or a card number typed in with the purpose of the look-up."""

    code: str | None = Field(default=None, min_length=1, max_length=12_000)
    card_number: CardNumber | None = None
    purpose: str | None = Field(default=None, min_length=1, max_length=200)
    site_org_number: OrgNumber | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> CheckRequest:
        if (self.code is None) == (self.card_number is None):
            raise ValueError("give either code or card_number")
        if self.card_number is not None and self.purpose is None:
            raise ValueError("a look-up by card number names its purpose")
        return self


class FrameQuery(_Shape):
    """What the address of a frame may say: where the work is done, and the frame's number in its burst."""

    site_org_number: OrgNumber | None = None
    attempt: Annotated[int, Field(ge=0, le=999)] = 0


class FindingShape(_Shape):
    """One of the three findings."""

    answer: Judgement
    reason: Reason
    consequence: Consequence
    source: str
    as_of: datetime | None


class GroundShape(_Shape):
    """A ground for confiscation with its paragraph."""

    ground: Ground
    paragraph: str
    confirmed: bool


class NoticeShape(_Shape):
    """The paragraph behind the duty to notify, for one industry."""

    industry: int
    paragraph: str
    confirmed: bool


class NotAskedShape(_Shape):
    """A register that could not be asked, and the time of the copy that answered instead, or null."""

    source: str
    as_of: datetime | None


class CardShape(_Shape):
    """What is shown of the card, to be compared with the person and the print."""

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


class CheckShape(_Shape):
    """CardCheck: one headline, three findings, and what this person may do next."""

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


class FramesShape(_Shape):
    """What was found in one frame: the check of each QR code, and the names of other kinds of bar code."""

    codes: tuple[CheckShape, ...]
    others: tuple[str, ...]
    milliseconds: float


class ReceiptShape(_Shape):
    """The server's word that a report is kept."""

    id: str
    sha256: str
    number: int
    received_at: datetime
    signature: str


class ReceiptKeyShape(_Shape):
    """The public key (JWK, RFC 7517) that the signatures of receipts are checked with."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str
    kid: str
    alg: Literal["ES256"]
    use: Literal["sig"]


class PersonShape(_Shape):
    """Who is signed in."""

    id: str
    name: str
    role: str
    agency: str


class MeShape(_Shape):
    """Who is signed in, what that person may do, and the server's time for comparing clocks."""

    person: PersonShape
    rights: tuple[str, ...]
    practice: bool
    server_time: datetime
    languages: tuple[str, ...]


class ProblemShape(BaseModel):
    """RFC 9457 problem details with a stable code."""

    type: str
    title: str
    status: int
    detail: str
    code: str
