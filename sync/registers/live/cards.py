"""The issuer's card register over HTTP, in a shape of our own: docs/registers.md.

The real interface is given out on application and is described nowhere in public. Where it turns out
otherwise, this file is what changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints

from signing import org_number_is_valid
from sync import strict_json
from sync.registers.live.client import Question, Reply
from sync.registers.live.documents import Unusable, about
from sync.registers.live.line import Line
from sync.registers.ports import Absent, Answer, CardRecord, CardStatus, Found, Photo, Unavailable
from sync.registers.web import FetchFailed

NO_SUCH_CARD = "urn:kortsjekk:card-register:no-such-card"
NO_PHOTO = "urn:kortsjekk:card-register:no-photo"
PROBLEM = "application/problem+json"
MAX_PHOTO = 1_000_000


def _valid_org_number(text: str) -> str:
    if not org_number_is_valid(text):
        raise ValueError("not an organisation number")
    return text


_Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{7,10}$")]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
_Said = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
_OrgNumber = Annotated[str, AfterValidator(_valid_org_number)]


class CardBody(BaseModel):
    """A card as the register gives it; what else stands there is not looked at."""

    model_config = ConfigDict(frozen=True)

    card_number: _Number
    status: CardStatus
    name: _Text
    birth_date: date
    org_number: _OrgNumber
    employer: _Text
    valid_from: date
    valid_to: date
    employed_from: date | None = None
    said: _Said = ""
    as_of: AwareDatetime | None = None

    def record(self) -> CardRecord:
        """The record of ours."""
        return CardRecord(**self.model_dump(exclude={"as_of"}))


@dataclass(frozen=True, slots=True)
class LiveCards:
    """Cards and their holders' photos, each by a line of its own: photos may fail where cards do not."""

    address: str
    cards: Line
    photos: Line

    async def card(self, card_number: str, deadline: float) -> Answer[CardRecord]:
        """The record of a card number, by `deadline` of time.monotonic."""

        def read(reply: Reply, now: datetime) -> Answer[CardRecord]:
            if reply.status == 404:
                return self._absent(reply, NO_SUCH_CARD, card_number, now)
            _check_status(reply)
            about(reply, "card_number", card_number)
            try:
                body = strict_json.parse(CardBody, reply.body)
            except strict_json.Malformed as error:
                # One card that makes no sense: the register is well, and other cards may be too.
                return Unavailable(f"{self.cards.name}: a card in another shape: {error}", self.cards.source)
            return Found(body.record(), body.as_of or now, self.cards.source)

        question = Question(f"{self.address}/cards/{card_number}", f"application/json, {PROBLEM}")
        return await self.cards.ask(question, deadline, read)

    async def photo(self, card_number: str, deadline: float) -> Answer[Photo]:
        """The photo of a card's holder; absent too where the register does not know the card."""

        def read(reply: Reply, now: datetime) -> Answer[Photo]:
            if reply.status == 404:
                return self._absent(reply, NO_PHOTO, card_number, now)
            _check_status(reply)
            kind = picture_kind(reply.body)
            if kind is None:
                raise Unusable("answered with what is no picture", reply.status)
            return Found(Photo(kind, reply.body), now, self.photos.source)

        address = f"{self.address}/cards/{card_number}/photo"
        accept = f"image/jpeg, image/png, image/webp, {PROBLEM}"
        return await self.photos.ask(Question(address, accept, most_bytes=MAX_PHOTO), deadline, read)

    def _absent(self, reply: Reply, type_: str, card_number: str, now: datetime) -> Absent:
        """Only where the register itself says so of this card: a proxy's 404 is no word about any card."""
        if reply.media_type != PROBLEM:
            raise Unusable("answered 404, and not by itself", 404)
        if about(reply, "card_number", card_number).get("type") not in (NO_SUCH_CARD, type_):
            raise Unusable("answered 404 about something else", 404)
        return Absent(now, self.cards.source)


def picture_kind(data: bytes) -> str | None:
    """The media type that a picture's first bytes say, None where they are none of the three we take."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def _check_status(reply: Reply) -> None:
    if reply.status != 200:
        raise FetchFailed(f"answered {reply.status}", reply.status)
