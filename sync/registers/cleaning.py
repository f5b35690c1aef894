"""The cleaning register of Arbeidstilsynet (renholdsregisteret) in XML, in the two forms that are published.

Form one lists Renholdsvirksomhet with Status beside the number, form two Virksomhet with the main unit in
Hovedenhet and Godkjenningsstatus there or beside it. In both sub-units (Avdeling) inherit the status.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from signing import org_number_is_valid
from sync.registers.approvals import folded
from sync.registers.ports import Approval, ApprovalState
from sync.registers.rows import NoAnswer, Row, Skipped, SourceError, Taken
from sync.registers.sources import CLEANING
from sync.registers.units import NO_NUMBER

APPROVED = frozenset({"godkjent med ansatte", "godkjent uten ansatte"})
# Neither approved nor refused yet: the application, or the order of cards, is being dealt with.
PENDING = frozenset(
    {
        "søknad under behandling",
        "under behandling",
        "hms-kortbestilling under behandling",
        "under hms-kortbestilling",
    }
)
NOT_APPROVED = frozenset({"ikke godkjent"})
_STATES = (
    (APPROVED, ApprovalState.APPROVED),
    (PENDING, ApprovalState.PENDING),
    (NOT_APPROVED, ApprovalState.NOT_APPROVED),
)
_ENTRIES = ("Renholdsvirksomhet", "Virksomhet")
_STATUS = ("Status", "Godkjenningsstatus")
_NUMBER = "Organisasjonsnummer"
_BRANCH = "Avdeling"
_CODINGS = ("utf-8", "utf-16", "iso-8859-1", "us-ascii", "windows-1252")
# Far more than the largest entry; what is longer is no register.
MAX_ENTRY = 4 * 1024 * 1024
MAX_DEPTH = 32


@dataclass(slots=True)
class _Unit:
    numbers: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """Follows the elements, and holds one entry at a time: however long the file, memory stays the same."""

    path: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    is_leaf: bool = False
    main: _Unit | None = None
    branch: _Unit | None = None
    branches: list[_Unit] = field(default_factory=list)
    done: list[tuple[_Unit, list[_Unit]]] = field(default_factory=list)

    def start(self, name: str, _: object) -> None:
        self.path.append(name.rpartition(":")[2])
        self.text, self.is_leaf = [], True
        if len(self.path) > MAX_DEPTH:
            raise SourceError(f"the XML is nested deeper than {MAX_DEPTH}")
        if self.main is None and self.path[-1] in _ENTRIES:
            self.main, self.branches = _Unit(), []
        elif self.main is not None and self.path[-1] == _BRANCH:
            self.branch = _Unit()

    def characters(self, said: str) -> None:
        if self.main is not None:
            self.text.append(said)

    def end(self, _: str) -> None:
        name, said, is_leaf = self.path.pop(), "".join(self.text).strip(), self.is_leaf
        self.text, self.is_leaf = [], False
        if self.main is None:
            return
        if name == _BRANCH and self.branch is not None:
            self.branches.append(self.branch)
            self.branch = None
        elif name in _ENTRIES and not any(each in _ENTRIES for each in self.path):
            self.done.append((self.main, self.branches))
            self.main = None
        elif is_leaf and self._stands_right():
            self._note(self.branch or self.main, name, said)

    def _stands_right(self) -> bool:
        """Whether the element above is a unit: a number deeper down is somebody else's."""
        above = self.path[-1] if self.path else ""
        return above == _BRANCH if self.branch else above in (*_ENTRIES, "Hovedenhet")

    @staticmethod
    def _note(unit: _Unit, name: str, said: str) -> None:
        if name == _NUMBER:
            unit.numbers.append(said)
        elif name in _STATUS and said:
            unit.statuses.append(said)


def _no_definitions(*_: object) -> None:
    """Definitions make small files large and fetch others; a register has none."""
    raise SourceError("the XML defines a document type, which no register needs")


def _known_coding(_version: str, encoding: str | None, _standalone: int) -> None:
    """Any other name would be looked up among Python's codecs, which fail in ways of their own."""
    if encoding is not None and encoding.lower() not in _CODINGS:
        raise SourceError("the XML is in a coding that is not read")


def entries(blocks: Iterable[bytes]) -> Iterator[Row]:
    """The rows of the register in `blocks` of XML; raises SourceError where it is no such XML."""
    reader, parser = _Reader(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = _no_definitions
    parser.XmlDeclHandler = _known_coding
    since = 0
    try:
        for block in blocks:
            parser.Parse(block, False)
            since = 0 if reader.done else since + len(block)
            if since > MAX_ENTRY:
                raise SourceError("an entry is too large, or there is none")
            yield from _drained(reader)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SourceError(f"not XML: {error}") from error
    yield from _drained(reader)


def _drained(reader: _Reader) -> Iterator[Row]:
    done, reader.done = reader.done, []
    for main, branches in done:
        yield _row(main, main)
        for branch in branches:
            yield _row(branch, branch if branch.statuses else main)


def _row(unit: _Unit, status: _Unit) -> Row:
    number = unit.numbers[0] if len(set(unit.numbers)) == 1 else ""
    if not org_number_is_valid(number):
        return Skipped(NO_NUMBER)
    said = {folded(each) for each in status.statuses}
    for words, state in _STATES:
        if said and said <= words:
            return Taken(Approval(number, CLEANING, state))
    why = {0: "without a status", 1: f"status {min(said, default='')[:40]!r} is not known"}
    return NoAnswer((number, CLEANING), why.get(len(said), "two statuses"))
