"""Prints practice cards: signs the honest ones, and spoils those that must be found out."""

from __future__ import annotations

from datetime import date, timedelta

from signing import Card, SigningKey, cose, issue_card, qr, strict_cbor
from signing.card import CLAIM_169, NAME
from verifier.practice.card import PracticeCard, Print, PrintedCard


def print_card(
    card: PracticeCard,
    key: SigningKey,
    stranger: SigningKey,
    base_url: str,
    made_on: date,
    status_ref: tuple[int, int],
) -> PrintedCard:
    """The card as printed in a world made on `made_on`; `stranger` signs the card whose key nobody knows."""
    issued = made_on + timedelta(days=card.issued)
    expires = issued + timedelta(days=card.runs)
    honest = _payload(card, issued, expires, status_ref)
    match card.print:
        case Print.SIGNED:
            text = issue_card(honest, key, base_url=base_url)
        case Print.UNKNOWN_KEY:
            text = issue_card(honest, stranger, base_url=base_url)
        case Print.CHANGED_NAME:
            text = _with_name(issue_card(honest, key, base_url=base_url), card.printed_name, base_url)
        case Print.NUMBER_ONLY:
            text = card.card_number
    return PrintedCard(card, text, issued, expires, status_ref)


def _payload(card: PracticeCard, issued: date, expires: date, status_ref: tuple[int, int]) -> Card:
    return Card(
        card_number=card.card_number,
        name=card.holder,
        birth_date=card.birth_date,
        org_number=card.employer.org_number,
        employer=card.employer.name,
        industries=card.industries,
        issued=issued,
        expires=expires,
        status_ref=status_ref,
        kind=card.kind,
    )


def _with_name(text: str, name: str, base_url: str) -> str:
    """The same signed text with another name written over, as a forger would: the signature stays."""
    code = qr.parse(text)
    parts = cose.parse(code.data) if isinstance(code, qr.SignedBytes) else code
    if not isinstance(parts, cose.Sign1):
        raise ValueError(f"not a signed card: {parts}")
    claims = strict_cbor.loads(parts.payload)
    claims[CLAIM_169][NAME] = name
    changed = [parts.protected, {}, strict_cbor.dumps(claims), parts.signature]
    return qr.to_text(bytes([cose.TAG_18]) + strict_cbor.dumps(changed), base_url)
