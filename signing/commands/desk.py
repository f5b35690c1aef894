"""The desk at which cards are signed: what leaves it is held by the register and named in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from signing import cose, qr
from signing.card import Card
from signing.commands.journal import GrowingFile, Journal, growing
from signing.commands.readers_key import ReadersKey
from signing.errors import CardError
from signing.issuance import DAILY_LIMIT, Act, Entry, payload_hash
from signing.issue import issue_card
from signing.keys import Signer
from signing.printing.fit import require_printable
from signing.printing.style import Style
from signing.register import Register, objection

STANDARD_OUTPUT = "-"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who signs, with which key, against which register, and where it is logged.

    `register` and `journal` are None for practice only, `style` where cards are printed elsewhere. `again`
    lets what was signed before be signed again, the same and logged as such, for a text that was lost.
    """

    key: Signer
    readers: ReadersKey
    clock: Callable[[], datetime]
    base_url: str
    register: Register | None = None
    journal: Journal | None = None
    operator: str = ""
    daily_limit: int = DAILY_LIMIT
    again: bool = False
    style: Style | None = None

    def issue(self, card: Card, face: bytes | None, output: str, present: set[str]) -> list[Text]:
        """The texts of a card, and of the card with its face, that `output` does not hold yet.

        `present` are the hashes of what it holds. Raises CardError when the card must not be signed, and
        LimitReached when this operator may sign no more today.
        """
        wrong = objection(card, self.register) if self.register else None
        if wrong:
            raise CardError(wrong)
        self.readers.require_date(card.starts_at)
        if card.ends_at < self.clock():
            raise CardError(f"its period is over: it expires {card.expires}")
        if self.style is not None:
            require_printable(card, self.style)
        wanted = [card] if face is None else [card, replace(card, face=face)]
        missing = [each for each in wanted if payload_hash(each, self.key.issuer) not in present]
        return [Text(self, each, self._act(each, output), output) for each in missing]

    def _act(self, card: Card, output: str) -> Act:
        """What signing this card is in the log; raises CardError when it was signed before."""
        if self.journal is None:
            return "issue"
        first: Act = "issue" if card.face is None else "face"
        log, payload = self.journal.log, payload_hash(card, self.key.issuer)
        earlier = log.signed(card)
        if earlier is None:
            if first == "issue":
                log.require_room(self.operator, self.clock(), self.daily_limit)
            return first
        if earlier.card_number != card.card_number:
            raise CardError(f"its place in the status list belongs to card {earlier.card_number} as logged")
        if earlier.payload != payload:
            raise CardError("it was signed before with other contents: a changed card gets a new number")
        # Only the last one can have been logged and then lost, by a run that was cut off in between.
        last = log.entries[-1]
        cut_off = output != STANDARD_OUTPUT and (last.payload, last.output) == (payload, output)
        if not cut_off and not self.again:
            raise CardError(f"it was issued before ({earlier.time:%Y-%m-%d}, to {earlier.output})")
        return "again"


@dataclass(frozen=True, slots=True)
class Text:
    """A text that may be signed, and is when it is asked for: read back, logged, and only then given."""

    desk: Desk
    card: Card
    act: Act
    output: str

    @property
    def payload(self) -> str:
        """The hash of what is signed."""
        return payload_hash(self.card, self.desk.key.issuer)

    def signed(self) -> str:
        """The QR text; raises CardError, and logs nothing, when readers would not take it."""
        desk = self.desk
        text = issue_card(self.card, desk.key, desk.base_url)
        desk.readers.require_reads(text, self.card, desk.clock())
        if desk.journal is not None:
            desk.journal.write(
                Entry(
                    time=desk.clock(),
                    act=self.act,
                    operator=desk.operator,
                    card_number=self.card.card_number,
                    kid=desk.key.kid.hex(),
                    status=self.card.status_ref,
                    payload=self.payload,
                    output=self.output,
                )
            )
        return text


class Texts:
    """The file that the texts go to, one a line, and the hashes of those that it holds."""

    def __init__(self, path: Path, file: GrowingFile) -> None:
        # The whole path: a file of the same name elsewhere is another one.
        self.name = str(path.resolve())
        self._file = file
        self.present: set[str] = set()
        for number, line in enumerate(file.lines(), 1):
            found = _hash_in(line)
            if found is None:
                raise CardError(f"{path}, line {number}: not the text of a card")
            self.present.add(found)
        whole = _hash_in(file.broken)
        if whole is None:
            file.drop_broken_end(b"http")
        else:
            # The last text lacks nothing but its end.
            file.append(b"\n")
            self.present.add(whole)

    def add(self, text: Text) -> None:
        """Sign a text and write it down."""
        self._file.append(text.signed().encode() + b"\n")
        self.present.add(text.payload)


@contextmanager
def texts_in(path: Path) -> Iterator[Texts]:
    """Give the file of texts; raises CardError when it holds anything else."""
    with growing(path) as file:
        yield Texts(path, file)


def _hash_in(line: bytes) -> str | None:
    """The hash of what was signed, from a line of texts; None when the line is no text of a card."""
    code = qr.parse(line.removesuffix(b"\n").decode("utf-8", "replace"))
    parts = cose.parse(code.data) if isinstance(code, qr.SignedBytes) else None
    return hashlib.sha256(parts.payload).hexdigest() if isinstance(parts, cose.Sign1) else None
