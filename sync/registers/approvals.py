"""The approval registers of Arbeidstilsynet in JSON: car care and staffing, each with its own codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from signing import org_number_is_valid
from sync.registers.blocks import document
from sync.registers.ports import Approval, ApprovalState
from sync.registers.rows import NoAnswer, Row, Skipped, SourceError, Taken
from sync.registers.sources import CAR_CARE, STAFFING
from sync.registers.units import NO_NUMBER


@dataclass(frozen=True, slots=True)
class Register:
    """How one register writes: the name it calls itself, and what its codes (registerstatus) mean."""

    name: str
    industry: int
    approved: frozenset[int]
    not_approved: frozenset[int]
    pending: frozenset[int] = frozenset()

    def state(self, code: int) -> ApprovalState | None:
        """What a code means, or None where nobody described it."""
        if code in self.approved:
            return ApprovalState.APPROVED
        if code in self.pending:
            return ApprovalState.PENDING
        return ApprovalState.NOT_APPROVED if code in self.not_approved else None


# Car care: 1 applied for, 2 cards being ordered, 3 approved without and 4 with employees, 5 not approved.
# Its 0 means "unknown", and says nothing.
CAR_CARE_REGISTER = Register(
    "bilpleieregisteret", CAR_CARE, frozenset({3, 4}), frozenset({5}), frozenset({1, 2})
)
# Staffing: 0 not registered, 1 approved, 2 not approved.
STAFFING_REGISTER = Register("bemanningsforetaksregisteret", STAFFING, frozenset({1}), frozenset({0, 2}))

SAID_IN_WORDS = "godkjenningsstatus"


def entries(pieces: Iterable[bytes], register: Register) -> Iterator[Row]:
    """The rows of all entries of the register; raises SourceError where the file is no such register.

    It has to say which one it is: the codes of one register mean something else in the other.
    """
    whole = document(pieces)
    if not isinstance(whole, dict) or whole.get("registernavn") != register.name:
        raise SourceError(f"its registernavn is not {register.name}")
    listed = whole.get("data")
    if not isinstance(listed, list):
        raise SourceError("it holds no list of entries")
    for each in listed:
        yield from entry(each, register)


def entry(given: object, register: Register) -> Iterator[Row]:
    """The rows of one entry: the main unit and its sub-units, which inherit its status where they have none.

    A code that nobody described, or one that the words beside it contradict, gives no answer.
    """
    if not isinstance(given, dict):
        yield Skipped("not an entry")
        return
    yield _row(given, given, register)
    units = given.get("underenheter")
    for unit in units if isinstance(units, list) else ():
        if isinstance(unit, dict) and unit:
            own = unit if unit.get("registerstatus") is not None else given
            yield _row(unit, own, register)


def _row(unit: Mapping[str, object], status: Mapping[str, object], register: Register) -> Row:
    number = unit.get("organisasjonsnummer")
    if not isinstance(number, str) or not org_number_is_valid(number):
        return Skipped(NO_NUMBER)
    code = status.get("registerstatus")
    if isinstance(code, bool) or not isinstance(code, int):
        return NoAnswer((number, register.industry), "without a status code")
    state = register.state(code)
    if state is None:
        return NoAnswer((number, register.industry), f"status code {code} is not known")
    approved = state is ApprovalState.APPROVED
    words = status.get(SAID_IN_WORDS)
    if words is not None and (not isinstance(words, str) or (folded(words) == "godkjent") is not approved):
        return NoAnswer((number, register.industry), f"status code {code} and its words disagree")
    return Taken(Approval(number, register.industry, state))


def folded(text: str) -> str:
    """A status in words, without regard to case and white space."""
    return " ".join(text.split()).casefold()
