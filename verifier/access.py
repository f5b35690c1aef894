"""Who may do what: one table of roles and rights, denied unless it stands here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from flask import g, session

from sync.report import Author

View = TypeVar("View", bound=Callable[..., object])


class Right(StrEnum):
    """What a role may do; PUBLIC asks for nobody to be signed in, COMPANY for a company's key instead."""

    PUBLIC = "public"
    COMPANY = "company"
    CHECK = "check"
    CONFISCATE = "confiscate"
    NOTIFY = "notify"


_AUTHORITY = frozenset({Right.CHECK, Right.CONFISCATE, Right.NOTIFY})
_VIEWER = frozenset({Right.CHECK, Right.NOTIFY})

# Four authorities (myndigheter) may confiscate; those entitled to see the card (innsynsberettigede) may not.
RIGHTS: dict[str, frozenset[Right]] = {
    "labour_inspector": _AUTHORITY,
    "offshore_inspector": _AUTHORITY,
    "tax_inspector": _AUTHORITY,
    "police_officer": _AUTHORITY,
    "safety_representative": _VIEWER,
    "regional_safety_representative": _VIEWER,
    "client": _VIEWER,
    "client_representative": _VIEWER,
    "hse_coordinator": _VIEWER,
    "principal_undertaking": _VIEWER,
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in; `id` is unique in this installation."""

    id: str
    name: str
    role: str
    agency: str

    @property
    def may_confiscate(self) -> bool:
        """Whether the law names this person's role among those that confiscate."""
        return self.may(Right.CONFISCATE)

    @property
    def author(self) -> Author:
        """This person as the author of a report: role and agency as they are now."""
        return Author(self.id, self.role, self.agency, self.may_confiscate)

    def may(self, right: Right) -> bool:
        """Whether this person's role has the right."""
        return right is Right.PUBLIC or right in RIGHTS.get(self.role, frozenset())


def needs(right: Right) -> Callable[[View], View]:
    """Marks a view with the right it asks for; a view without the mark is refused to everybody."""

    def mark(view: View) -> View:
        view.needs = right  # type: ignore[attr-defined]  # read back by security.guard
        return view

    return mark


def takes(limit: int) -> Callable[[View], View]:
    """Marks a view whose body may be larger than that of others; in bytes, read before anything else is."""

    def mark(view: View) -> View:
        view.takes = limit  # type: ignore[attr-defined]  # read back by security.guard
        return view

    return mark


def sign_in(person: Person) -> None:
    """Begin a session for a person; nothing of an earlier session stays."""
    session.clear()
    session["person"] = person.id
    session.permanent = True


def sign_out() -> None:
    """End the session."""
    session.clear()


def person() -> Person | None:
    """Who is signed in, or None; set once per request by security.guard."""
    found: Person | None = g.get("person")
    return found


def signed_in_person() -> Person:
    """Who is signed in, in a view that asks for a right and so has somebody."""
    found = person()
    if found is None:
        raise LookupError("the view names no right that asks for a person")
    return found
