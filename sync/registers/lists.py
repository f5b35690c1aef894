"""Cards and site lists as CSV in columns of our own: what an issuer or a client hands over as a file.

UTF-8, a comma or a semicolon between the columns, one line of headings. Such a file was made for this
product, so it is taken whole or not at all: a card that was passed over would be a card that nobody knows.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from signing import org_number_is_valid
from sync.registers.ports import CardRecord, CardStatus, SiteListEntry
from sync.registers.rows import Record, Row, SourceError, Taken

CARD_COLUMNS = (
    "card_number",
    "status",
    "name",
    "birth_date",
    "org_number",
    "employer",
    "valid_from",
    "valid_to",
)
MORE_CARD_COLUMNS = ("employed_from", "said")
SITE_COLUMNS = ("card_number", "org_number", "site")
MAX_LINE = 10_000
_CARD_NUMBER = re.compile(r"[0-9]{7,10}")


def cards(pieces: Iterable[bytes]) -> Iterator[Row]:
    """The cards in a list with CARD_COLUMNS and perhaps MORE_CARD_COLUMNS.

    Raises SourceError naming the first line that is wrong.
    """
    return _rows(pieces, CARD_COLUMNS, _card, MORE_CARD_COLUMNS)


def site_list(pieces: Iterable[bytes]) -> Iterator[Row]:
    """The entries in a list with SITE_COLUMNS; raises SourceError naming the first line that is wrong."""
    return _rows(pieces, SITE_COLUMNS, _entry)


def _rows(
    pieces: Iterable[bytes],
    columns: tuple[str, ...],
    make: Callable[..., Record],
    more: tuple[str, ...] = (),
) -> Iterator[Row]:
    lines = text_lines(pieces)
    headings = next(lines, "")
    reader = csv.reader(lines, delimiter=";" if ";" in headings else ",", strict=True)
    names = _names(headings, reader.dialect.delimiter)
    if sorted(name for name in names if name not in more) != sorted(columns) or len({*names}) < len(names):
        raise SourceError(f"the first line must name the columns {', '.join(columns)}")
    try:
        for cells in reader:
            if cells:
                yield Taken(_made(names, cells, make))
    except (csv.Error, ValueError) as error:
        # What stands in the line may be a person's, so it is not repeated.
        raise SourceError(f"line {reader.line_num + 1}: {error}") from error


def _names(headings: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([headings], delimiter=delimiter), [])]
    except csv.Error as error:
        raise SourceError("the first line cannot be read as a line of columns") from error


def _made(names: list[str], cells: list[str], make: Callable[..., Record]) -> Record:
    if len(cells) != len(names):
        raise ValueError(f"{len(cells)} columns instead of {len(names)}")
    return make(**{name: cell.strip() for name, cell in zip(names, cells, strict=True)})


def text_lines(pieces: Iterable[bytes], coding: str = "utf-8-sig") -> Iterator[str]:
    """Lines of text with their ends; one that has no end is not gathered without end.

    Raises SourceError where a line is longer than MAX_LINE, or the bytes are not in the coding.
    """
    decoder, rest = codecs.getincrementaldecoder(coding)(), ""
    try:
        for piece in pieces:
            *whole, rest = (rest + decoder.decode(piece)).split("\n")
            yield from (f"{line}\n" for line in whole)
            if len(rest) > MAX_LINE:
                raise SourceError("a line is too long")
        rest += decoder.decode(b"", True)
    except UnicodeDecodeError as error:
        raise SourceError("not UTF-8 text") from error
    if rest:
        yield rest


def _card(
    card_number: str,
    status: str,
    name: str,
    birth_date: str,
    org_number: str,
    employer: str,
    valid_from: str,
    valid_to: str,
    employed_from: str = "",
    said: str = "",
) -> CardRecord:
    if status not in tuple(CardStatus):
        raise ValueError("status is not known")
    return CardRecord(
        card_number=_card_number(card_number),
        status=CardStatus(status),
        name=_text(name, "name"),
        birth_date=_day(birth_date, "birth_date"),
        org_number=_org_number(org_number),
        employer=_text(employer, "employer"),
        valid_from=_day(valid_from, "valid_from"),
        valid_to=_day(valid_to, "valid_to"),
        employed_from=_day(employed_from, "employed_from") if employed_from else None,
        said=said,
    )


def _entry(card_number: str, org_number: str, site: str) -> SiteListEntry:
    return SiteListEntry(_card_number(card_number), _org_number(org_number), _text(site, "site"))


def _card_number(text: str) -> str:
    if not _CARD_NUMBER.fullmatch(text):
        raise ValueError("card_number is not 7 to 10 digits")
    return text


def _org_number(text: str) -> str:
    if not org_number_is_valid(text):
        raise ValueError("org_number is not a valid organisation number")
    return text


def _text(text: str, name: str) -> str:
    if not text:
        raise ValueError(f"{name} is empty")
    return text


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{name} is not a day such as 2026-03-02") from error
