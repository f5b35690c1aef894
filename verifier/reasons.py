"""The closed list of reasons, what each one allows, and on which ground. The law stands in rules/."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sync.report import Ground

RULES = Path(__file__).with_name("rules") / "industries.json"


class Consequence(StrEnum):
    """What follows from a reason for whoever checks."""

    NONE = "NONE"
    MAY_CONFISCATE = "MAY_CONFISCATE"
    MUST_NOTIFY = "MUST_NOTIFY"
    HINT = "HINT"
    CANNOT_TELL = "CANNOT_TELL"


class Reason(StrEnum):
    """Why a finding is as it is. Codes are stable: words, vectors and other programs rest on them."""

    SIGNATURE_GOOD = "SIGNATURE_GOOD"
    CARD_IN_ORDER = "CARD_IN_ORDER"
    EMPLOYER_IN_ORDER = "EMPLOYER_IN_ORDER"
    ORDER_PROOF = "ORDER_PROOF"
    NOT_SIGNED = "NOT_SIGNED"
    UNREADABLE = "UNREADABLE"
    UNKNOWN_FORMAT = "UNKNOWN_FORMAT"
    KEY_UNKNOWN = "KEY_UNKNOWN"
    KEYS_UNUSABLE = "KEYS_UNUSABLE"
    SIGNATURE_BAD = "SIGNATURE_BAD"
    NOT_YET_VALID = "NOT_YET_VALID"
    EXPIRED = "EXPIRED"
    LOST = "LOST"
    STOLEN = "STOLEN"
    BLOCKED = "BLOCKED"
    REPLACED = "REPLACED"
    CONFISCATED = "CONFISCATED"
    EMPLOYMENT_ENDED = "EMPLOYMENT_ENDED"
    CARD_UNKNOWN = "CARD_UNKNOWN"
    HOLDER_MISMATCH = "HOLDER_MISMATCH"
    COMPANY_DELETED = "COMPANY_DELETED"
    COMPANY_UNKNOWN = "COMPANY_UNKNOWN"
    COMPANY_BANKRUPT = "COMPANY_BANKRUPT"
    COMPANY_WINDING_UP = "COMPANY_WINDING_UP"
    APPROVAL_MISSING = "APPROVAL_MISSING"
    VAT_MISSING = "VAT_MISSING"
    OTHER_COMPANY = "OTHER_COMPANY"
    REGISTER_STALE = "REGISTER_STALE"
    REGISTER_UNREACHABLE = "REGISTER_UNREACHABLE"
    NOT_CHECKED = "NOT_CHECKED"


CONSEQUENCE: dict[Reason, Consequence] = {
    Reason.SIGNATURE_GOOD: Consequence.NONE,
    Reason.CARD_IN_ORDER: Consequence.NONE,
    Reason.EMPLOYER_IN_ORDER: Consequence.NONE,
    Reason.ORDER_PROOF: Consequence.NONE,
    Reason.NOT_SIGNED: Consequence.CANNOT_TELL,
    Reason.UNREADABLE: Consequence.CANNOT_TELL,
    Reason.UNKNOWN_FORMAT: Consequence.CANNOT_TELL,
    Reason.KEY_UNKNOWN: Consequence.MAY_CONFISCATE,
    Reason.KEYS_UNUSABLE: Consequence.CANNOT_TELL,
    Reason.SIGNATURE_BAD: Consequence.MAY_CONFISCATE,
    # Genuine, but the employment is not registered as begun: a register duty, not a ground for confiscation.
    Reason.NOT_YET_VALID: Consequence.MUST_NOTIFY,
    Reason.EXPIRED: Consequence.MAY_CONFISCATE,
    Reason.LOST: Consequence.MAY_CONFISCATE,
    Reason.STOLEN: Consequence.MAY_CONFISCATE,
    Reason.BLOCKED: Consequence.MAY_CONFISCATE,
    Reason.REPLACED: Consequence.MAY_CONFISCATE,
    Reason.CONFISCATED: Consequence.MAY_CONFISCATE,
    Reason.EMPLOYMENT_ENDED: Consequence.MAY_CONFISCATE,
    Reason.CARD_UNKNOWN: Consequence.MAY_CONFISCATE,
    Reason.HOLDER_MISMATCH: Consequence.MAY_CONFISCATE,
    Reason.COMPANY_DELETED: Consequence.MAY_CONFISCATE,
    Reason.COMPANY_UNKNOWN: Consequence.MUST_NOTIFY,
    # The estate may run on, so bankruptcy alone is not "company ended".
    Reason.COMPANY_BANKRUPT: Consequence.HINT,
    Reason.COMPANY_WINDING_UP: Consequence.HINT,
    Reason.APPROVAL_MISSING: Consequence.MAY_CONFISCATE,
    Reason.VAT_MISSING: Consequence.HINT,
    Reason.OTHER_COMPANY: Consequence.MAY_CONFISCATE,
    Reason.REGISTER_STALE: Consequence.CANNOT_TELL,
    Reason.REGISTER_UNREACHABLE: Consequence.CANNOT_TELL,
    Reason.NOT_CHECKED: Consequence.CANNOT_TELL,
}

GROUND: dict[Reason, Ground] = {
    Reason.EXPIRED: Ground.EXPIRED,
    Reason.EMPLOYMENT_ENDED: Ground.EMPLOYMENT_ENDED,
    Reason.COMPANY_DELETED: Ground.COMPANY_CEASED,
    Reason.APPROVAL_MISSING: Ground.APPROVAL_WITHDRAWN,
    Reason.HOLDER_MISMATCH: Ground.USE_INVALID,
    Reason.OTHER_COMPANY: Ground.USE_INVALID,
    Reason.KEY_UNKNOWN: Ground.CARD_INVALID,
    Reason.SIGNATURE_BAD: Ground.CARD_INVALID,
    Reason.LOST: Ground.CARD_INVALID,
    Reason.STOLEN: Ground.CARD_INVALID,
    Reason.BLOCKED: Ground.CARD_INVALID,
    Reason.REPLACED: Ground.CARD_INVALID,
    Reason.CONFISCATED: Ground.CARD_INVALID,
    Reason.CARD_UNKNOWN: Ground.CARD_INVALID,
}


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry (bransje) with the paragraphs that rule it; `confirmed`: whether somebody checked them."""

    code: int
    name: str
    needs_approval: bool
    confiscation: str
    notice: str
    confirmed: bool
    grounds: frozenset[Ground]


Rules = dict[int, Industry]


def load_rules(path: Path = RULES) -> Rules:
    """The industries by code, from the data file; raises ValueError or KeyError when it is malformed."""
    entries = json.loads(path.read_text("utf-8"))
    return {
        entry["code"]: Industry(
            **{**entry, "grounds": frozenset(Ground(ground) for ground in entry["grounds"])}
        )
        for entry in entries
    }
