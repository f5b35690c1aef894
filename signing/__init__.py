"""Is this card genuine? Signed print credentials: issue, print, read. No disk, network or clock inside."""

from signing.card import Card, org_number_is_valid
from signing.errors import CardError, Refusal, RefusalCode
from signing.issue import issue_card
from signing.keys import SigningKey, TrustedKey, TrustList
from signing.read import Period, Reading, read_card

__all__ = [
    "Card",
    "CardError",
    "Period",
    "Reading",
    "Refusal",
    "RefusalCode",
    "SigningKey",
    "TrustList",
    "TrustedKey",
    "issue_card",
    "org_number_is_valid",
    "read_card",
]
