"""The words of a notice (varsel): its two letters as the sender saw them, and that one was passed on."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MAX_LETTER = 12_000

# Lines of text: no control character but the end of a line, so that a letter prints as it was read.
Lines = Annotated[str, StringConstraints(pattern=r"^(?:\P{Cc}|\n)*$", min_length=1, max_length=MAX_LETTER)]
Line = Annotated[str, StringConstraints(pattern=r"^\P{Cc}*$", min_length=1, max_length=200)]


class Language(StrEnum):
    """The language of a letter."""

    NB = "nb"
    NN = "nn"
    EN = "en"


class Authority(StrEnum):
    """Which of the two authorities a notice goes to; the second where the site is petroleum activity."""

    LABOUR = "arbeidstilsynet"
    OFFSHORE = "havindustritilsynet"


class Addressee(StrEnum):
    """Whom the law names: a notice goes to both."""

    AUTHORITY = "authority"
    EMPLOYER = "employer"


class How(StrEnum):
    """By which way the sender passed a letter on."""

    SHARED = "shared"
    COPIED = "copied"
    EMAIL = "email"
    PRINTED = "printed"
    OTHER = "other"


class NoticeText(BaseModel):
    """The two letters of a notice, to the character as its sender saw them, in the language of `language`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Language
    authority: Authority
    subject: Line
    to_authority: Lines
    to_employer: Lines

    def letter_to(self, addressee: Addressee) -> str:
        """The letter to one of the two."""
        match addressee:
            case Addressee.AUTHORITY:
                return self.to_authority
            case Addressee.EMPLOYER:
                return self.to_employer


class Notified(BaseModel):
    """That the letter to one addressee of a notice was passed on; the notice itself is never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    notice: UUID = Field(description="The id of the notice, a report of the same author")
    addressee: Addressee
    how: How
