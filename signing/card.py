"""The card as it stands in the QR, and its claims (RFC 8392, MOSIP claim 169 with our numbers 75 to 79)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, cast

from signing.errors import CardError
from signing.keys import issuer_is_valid

Kind = Literal["card", "order_proof"]

CLAIM_ISSUER, CLAIM_EXPIRES, CLAIM_ISSUED, CLAIM_169 = 1, 4, 6, 169
NUMBER, NAME, BIRTH, FACES, ORG, EMPLOYER, INDUSTRY, STATUS, KIND = 1, 4, 8, 62, 75, 76, 77, 78, 79

_CARD_NUMBER = re.compile(r"[0-9]{7,10}")
_FIRST_BIRTH, _EPOCH, _LAST_DAY = date(1900, 1, 1), date(1970, 1, 1), date(2999, 12, 31)
_DAY = 86_400
_LAST_SECOND = ((_LAST_DAY - _EPOCH).days + 1) * _DAY - 1
# A fixed list, since what Unicode calls a letter changes with each version of Python and of browsers: control
# and format characters, blanks but the plain space, surrogates, private use, and what never gets a meaning.
_UNCLEAN = re.compile(
    r"[\x00-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u206f\u3000\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\U000110bd"
    r"\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U0001fffe\U0001ffff"
    r"\U0002fffe\U0002ffff\U0003fffe-\U000e00ff\U000e01f0-\U0010ffff]"
)
MAX_TEXT = 150
MAX_FACE = 1024
MAX_INDUSTRIES = 4
STATUS_LIST_SIZE = 1 << 20


def org_number_is_valid(text: str) -> bool:
    """Whether `text` is nine digits, no 0 first, with its check digit (organisasjonsnummer, modulus 11)."""
    if not re.fullmatch(r"[1-9][0-9]{8}", text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, (3, 2, 7, 6, 5, 4, 3, 2), strict=False))
    check = -total % 11
    return check < 10 and check == int(text[8])


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise CardError(what)


def text_is_clean(text: object) -> bool:
    """Whether `text` is 1 to 150 characters, none of which hides or misleads, with no blank at either end.

    The refused ones turn a name round on the screen, split it in a log, or make it look like another.
    """
    return (
        isinstance(text, str)
        and 0 < len(text) <= MAX_TEXT
        and text == text.strip(" ")
        and _UNCLEAN.search(text) is None
    )


def _as_day(value: date) -> date:
    """A plain day; an aware date-time becomes its day in UTC."""
    if isinstance(value, datetime):
        _require(value.tzinfo is not None, "date-times need a time zone")
        return value.astimezone(UTC).date()
    _require(isinstance(value, date), "a date is needed")
    return value


@dataclass(frozen=True, slots=True)
class Card:
    """A card (HMS-kort) or an order proof (bestillingsbevis); raises CardError on values no card may carry.

    `issued` is a day that begins at 00:00 UTC, `expires` a day that ends at 23:59:59 UTC. `org_number` is the
    main unit. `industries` are industry codes. `status_ref` is (status list number, index). `face` is a small
    WebP.
    """

    card_number: str
    name: str
    birth_date: date
    org_number: str
    employer: str
    industries: tuple[int, ...]
    issued: date
    expires: date
    status_ref: tuple[int, int]
    kind: Kind = "card"
    face: bytes | None = None

    def __post_init__(self) -> None:
        for field in ("birth_date", "issued", "expires"):
            object.__setattr__(self, field, _as_day(getattr(self, field)))
        object.__setattr__(self, "industries", tuple(self.industries))
        object.__setattr__(self, "status_ref", tuple(self.status_ref))
        _require(
            isinstance(self.card_number, str) and _CARD_NUMBER.fullmatch(self.card_number) is not None,
            "card_number must be 7 to 10 digits",
        )
        _require(text_is_clean(self.name), "name must be 1 to 150 printable characters")
        _require(text_is_clean(self.employer), "employer must be 1 to 150 printable characters")
        _require(
            isinstance(self.org_number, str) and org_number_is_valid(self.org_number),
            "org_number must be 9 digits with a valid check digit",
        )
        _require(0 < len(self.industries) <= MAX_INDUSTRIES, "industries must be 1 to 4 codes")
        _require(all(_is_code(code, 1, 9999) for code in self.industries), "industry codes are 1 to 9999")
        _require(len(set(self.industries)) == len(self.industries), "an industry stands twice")
        _require(_FIRST_BIRTH <= self.birth_date <= self.issued, "birth_date lies from 1900 to issued")
        _require(_EPOCH <= self.issued <= self.expires, "expires must not lie before issued")
        _require(self.expires <= _LAST_DAY, "expires must not lie after 2999")
        _require(len(self.status_ref) == 2, "status_ref is (list, index)")
        _require(_is_code(self.status_ref[0], 0, 65_535), "status list numbers are 0 to 65535")
        _require(_is_code(self.status_ref[1], 0, STATUS_LIST_SIZE - 1), "status indices are 0 to 1048575")
        _require(self.kind in ("card", "order_proof"), "kind is card or order_proof")
        _require(
            self.face is None or (isinstance(self.face, bytes) and 0 < len(self.face) <= MAX_FACE),
            "face must be 1 to 1024 bytes",
        )

    @property
    def starts_at(self) -> datetime:
        """The first moment of the printed period."""
        return datetime(self.issued.year, self.issued.month, self.issued.day, tzinfo=UTC)

    @property
    def ends_at(self) -> datetime:
        """The last second of the printed period."""
        return datetime(self.expires.year, self.expires.month, self.expires.day, 23, 59, 59, tzinfo=UTC)


def _is_code(value: object, lowest: int, highest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest


def to_claims(card: Card, issuer: str) -> dict[int, Any]:
    """The CWT claims of `card` as `issuer` signs them."""
    holder: dict[int, Any] = {
        NUMBER: card.card_number,
        NAME: card.name,
        BIRTH: card.birth_date.strftime("%Y%m%d"),
        ORG: int(card.org_number),
        EMPLOYER: card.employer,
        INDUSTRY: card.industries[0] if len(card.industries) == 1 else list(card.industries),
        STATUS: list(card.status_ref),
    }
    if card.kind == "order_proof":
        holder[KIND] = 1
    if card.face is not None:
        holder[FACES] = [{0: card.face, 1: 0, 2: 4}]
    return {
        CLAIM_ISSUER: issuer,
        CLAIM_EXPIRES: int(card.ends_at.timestamp()),
        CLAIM_ISSUED: int(card.starts_at.timestamp()),
        CLAIM_169: holder,
    }


def from_claims(claims: object) -> tuple[str, Card]:
    """(issuer, card) from decoded claims; raises CardError when a claim is missing or of the wrong form.

    Unknown numbers inside claim 169 are passed over, as its specification asks; unknown outer claims are
    refused.
    """
    _require(isinstance(claims, dict), "claims are not a map")
    outer = cast("dict[Any, Any]", claims)
    _require(set(outer) == {CLAIM_ISSUER, CLAIM_EXPIRES, CLAIM_ISSUED, CLAIM_169}, "wrong set of claims")
    issuer, holder = outer[CLAIM_ISSUER], outer[CLAIM_169]
    _require(issuer_is_valid(issuer), "iss is not a short id")
    _require(isinstance(holder, dict), "claim 169 is not a map")
    _require(_is_code(holder.get(ORG), 100_000_000, 999_999_999), "claim 75 is not an organisation number")
    kind = holder.get(KIND)
    _require(kind is None or _is_code(kind, 1, 1), "claim 79 is not a kind")
    card = Card(
        card_number=holder.get(NUMBER),
        name=holder.get(NAME),
        birth_date=_birth_date(holder.get(BIRTH)),
        org_number=str(holder[ORG]),
        employer=holder.get(EMPLOYER),
        industries=_industries(holder.get(INDUSTRY)),
        issued=_day_of(outer[CLAIM_ISSUED], 0),
        expires=_day_of(outer[CLAIM_EXPIRES], _DAY - 1),
        status_ref=_pair(holder.get(STATUS)),
        kind="order_proof" if kind else "card",
        face=_face(holder.get(FACES)),
    )
    return issuer, card


def _birth_date(text: object) -> date:
    _require(isinstance(text, str) and re.fullmatch(r"[0-9]{8}", text) is not None, "claim 8 is not YYYYMMDD")
    digits = cast("str", text)
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise CardError("claim 8 is not a date") from error


def _day_of(seconds: object, second_of_day: int) -> date:
    _require(_is_code(seconds, 0, _LAST_SECOND), "a time is not seconds since 1970")
    days, rest = divmod(cast("int", seconds), _DAY)
    _require(rest == second_of_day, "iat must begin a day and exp must end one")
    return _EPOCH + timedelta(days=days)


def _industries(value: object) -> tuple[int, ...]:
    if isinstance(value, list):
        _require(len(value) >= 2, "claim 77 lists two or more industries")
        return tuple(value)
    _require(isinstance(value, int), "claim 77 is not an industry")
    return (cast("int", value),)


def _pair(value: object) -> tuple[int, int]:
    _require(isinstance(value, list) and len(value) == 2, "claim 78 is not [list, index]")
    first, second = cast("list[int]", value)
    return first, second


def _face(value: object) -> bytes | None:
    if value is None:
        return None
    _require(
        isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict), "claim 62 is not one face"
    )
    face = cast("list[dict[Any, Any]]", value)[0]
    _require(set(face) == {0, 1, 2} and isinstance(face[0], bytes), "claim 62 is not one face")
    _require((face[1], face[2]) == (0, 4), "claim 62 is not a WebP")
    return cast("bytes", face[0])
