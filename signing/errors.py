"""Why a QR text is not taken for a genuine card: closed codes, and the exception for wrong use of signing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RefusalCode(StrEnum):
    """Stable codes; the first letter names the stage.

    T text, D decoding, H header, S signature, C claims, K key set, L status list.
    """

    TEXT_TOO_LONG = "T-LEN"
    TEXT_UNKNOWN = "T-FMT"
    TEXT_NUMBER_ONLY = "T-NUM"
    DIGITS_NOT_CANONICAL = "D-DIG"
    CBOR_NOT_STRICT = "D-CBR"
    NOT_COSE_SIGN1 = "D-COS"
    HEADER_NOT_ALLOWED = "H-HDR"
    ALGORITHM_NOT_ALLOWED = "H-ALG"
    KEY_UNKNOWN = "S-KID"
    SIGNATURE_BAD = "S-SIG"
    ISSUER_MISMATCH = "S-ISS"
    OUTSIDE_KEY_WINDOW = "S-WIN"
    KEY_COMPROMISED = "S-CMP"
    CLAIMS_MALFORMED = "C-CLM"
    ROOT_UNKNOWN = "K-ROO"
    KEYSET_MALFORMED = "K-SET"
    KEYSET_OLDER = "K-OLD"
    KEYSET_DIFFERS = "K-DIF"
    KEYSET_GIVES_BACK = "K-BCK"
    KEYSET_EXPIRED = "K-EXP"
    LIST_OTHER = "L-SUB"
    LIST_NOT_YET = "L-FUT"
    LIST_EXPIRED = "L-EXP"
    LIST_OLDER = "L-OLD"
    LIST_DAMAGED = "L-ARR"
    INDEX_OUTSIDE = "L-IDX"
    DELTA_OTHER = "L-DLT"
    DELTA_RESULT = "L-SUM"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusal: the code is for machines and support, the detail for the person who debugs an issuer."""

    code: RefusalCode
    detail: str


class CardError(ValueError):
    """A Card, key or trust list was built from values that no card may carry."""
