"""The closed list of reasons, what each one allows, and on which ground. The law stands in rules/."""

from __future__ import annotations

from enum import StrEnum

from sync.report import Ground


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
    ORDER_PROOF_OLD = "ORDER_PROOF_OLD"
    APPROVAL_PENDING = "APPROVAL_PENDING"
    MARKED = "MARKED"
    CLOCK_DOUBTFUL = "CLOCK_DOUBTFUL"
    COMPANY_NEW = "COMPANY_NEW"
    CARD_BEFORE_EMPLOYMENT = "CARD_BEFORE_EMPLOYMENT"
    REGISTRATION_DELAY = "REGISTRATION_DELAY"
    SEEN_ELSEWHERE = "SEEN_ELSEWHERE"
    VIEWER_NOT_NAMED = "VIEWER_NOT_NAMED"


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
    # How long a proof may stand in for the card is a judgement of ours, so nobody loses it over that.
    Reason.ORDER_PROOF_OLD: Consequence.HINT,
    # Buying is lawful in these states, so it is neither an approval nor a ground.
    Reason.APPROVAL_PENDING: Consequence.HINT,
    # A status list never says why, so no ground follows from it; the register has to be asked for one.
    Reason.MARKED: Consequence.MUST_NOTIFY,
    Reason.CLOCK_DOUBTFUL: Consequence.CANNOT_TELL,
    Reason.COMPANY_NEW: Consequence.HINT,
    Reason.CARD_BEFORE_EMPLOYMENT: Consequence.HINT,
    Reason.REGISTRATION_DELAY: Consequence.HINT,
    Reason.SEEN_ELSEWHERE: Consequence.HINT,
    Reason.VIEWER_NOT_NAMED: Consequence.HINT,
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
