"""Why a QR text is not taken for a genuine card: closed codes, and the exception for wrong use of signing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RefusalCode(StrEnum):
    """Stable codes; the first letter names the stage: T text, D decoding, H header, S signature, C claims."""

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
    CLAIMS_MALFORMED = "C-CLM"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusal: the code is for machines and support, the detail for the person who debugs an issuer."""

    code: RefusalCode
    detail: str


class CardError(ValueError):
    """A Card, key or trust list was built from values that no card may carry."""
