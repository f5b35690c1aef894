"""read_card: QR text to a Reading, step by step; nothing is believed before the signature is checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signing import cose, qr, strict_cbor
from signing.card import Card, from_claims
from signing.errors import CardError, Refusal, RefusalCode
from signing.keys import TrustedKey, TrustList


class Period(StrEnum):
    """Where `now` lies against the printed period of a genuine card."""

    NOT_YET = "NOT_YET"
    CURRENT = "CURRENT"
    OVER = "OVER"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a code is: `refusal` is None exactly when it is genuine; only then are `card` and `period` there.

    Genuine is not valid: it says who wrote the card, not what the registers say of it now. `card_number` is
    also given for a plain code, which names a number and proves nothing. The signature is not kept, since an
    ECDSA signature has a twin that also verifies: a card is known by its issuer, number and `status_ref`.
    """

    card: Card | None
    refusal: Refusal | None
    period: Period | None = None
    kid: bytes | None = None
    card_number: str | None = None


def read_card(text: str, trust: TrustList, now: datetime) -> Reading:
    """Read a QR text against the trusted keys at the aware time `now`; never raises on bad text.

    Raises ValueError when `now` has no time zone, whatever the text is: a caller's fault shows at once.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    code = qr.parse(text)
    if isinstance(code, Refusal):
        return Reading(None, code)
    if isinstance(code, qr.PlainNumber):
        refusal = Refusal(RefusalCode.TEXT_NUMBER_ONLY, "a card number without a signature")
        return Reading(None, refusal, card_number=code.card_number)
    return _read_signed(code.data, trust, now)


def _read_signed(data: bytes, trust: TrustList, now: datetime) -> Reading:
    parts = cose.parse(data)
    if isinstance(parts, Refusal):
        return Reading(None, parts)
    if not trust.is_usable(now):
        # Nobody can say of an old list that a key missing from it is not the issuer's.
        expired = Refusal(RefusalCode.KEYSET_EXPIRED, "the list of keys has run out")
        return Reading(None, expired, kid=parts.kid)
    signer = cose.signer_of(parts, trust, "card")
    if isinstance(signer, Refusal):
        return Reading(None, signer, kid=parts.kid)
    believed = _believe(parts.payload, signer)
    if isinstance(believed, Refusal):
        return Reading(None, believed, kid=parts.kid)
    return Reading(believed, None, _period(believed, now), parts.kid, believed.card_number)


def _believe(payload: bytes, signer: TrustedKey) -> Card | Refusal:
    try:
        issuer, card = from_claims(strict_cbor.loads(payload))
    except CardError as error:
        return Refusal(RefusalCode.CLAIMS_MALFORMED, str(error))
    if issuer != signer.issuer:
        return Refusal(RefusalCode.ISSUER_MISMATCH, "the key belongs to another issuer")
    return signer.refuses_date(card.starts_at) or card


def _period(card: Card, now: datetime) -> Period:
    if now < card.starts_at:
        return Period.NOT_YET
    return Period.CURRENT if now <= card.ends_at else Period.OVER
