"""Is this card genuine? Signed print credentials: issue, print, read. No disk, network or clock inside."""

from signing.card import Card, org_number_is_valid
from signing.errors import CardError, Refusal, RefusalCode
from signing.issue import issue_card
from signing.keys import SigningKey, TrustedKey, TrustList
from signing.read import Period, Reading, read_card
from signing.statuslist import Freshness, Status, StatusList

__all__ = [
    "Card",
    "CardError",
    "Freshness",
    "Period",
    "Reading",
    "Refusal",
    "RefusalCode",
    "SigningKey",
    "Status",
    "StatusList",
    "TrustList",
    "TrustedKey",
    "issue_card",
    "org_number_is_valid",
    "read_card",
]
