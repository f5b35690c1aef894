"""How long printing takes and how large the prints are; and what a face of 400 bytes keeps of a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bench.report import Table
from bench.timing import percentile, timed
from signing import issue_card, symbol
from signing.face import shrink
from signing.printing import page, pdf, proof, svg
from signing.printing.card import Print, back
from signing.printing.drawing import INCH, Symbol
from signing.printing.style import Style
from tests.support.cards import LONGEST, NORMAL, SHORT, USUAL
from tests.support.issuing import cards, photograph
from tests.support.prints import job, rendered, style, texts_in

RUNS = 5
SHEET = 10


def measure() -> list[Table]:
    """Measure the making of prints, and the codes on them."""
    return [_seconds(), _modules()]


def _seconds() -> Table:
    table = Table("Prints, one core", ("print", "seconds", "bytes"))
    look, picture = style(), photograph()
    face = shrink(picture)
    jobs = [job(card, picture=picture) for card in cards(SHEET)]
    with_face = job(USUAL, face=face, picture=picture)
    proofs = job(replace(USUAL, kind="order_proof"))
    _require_read(jobs, pdf.write(_sheets(jobs, look), "Cards"))
    one = page.single(jobs[0], look)
    works: tuple[tuple[str, Callable[[], bytes]], ...] = (
        ("one card, PDF", lambda: pdf.write(page.single(jobs[0], look), "Card")),
        ("one card with a face, PDF", lambda: pdf.write(page.single(with_face, look), "Card")),
        ("one front, SVG", lambda: svg.write(one[0], "Card").encode()),
        (f"an A4 sheet of {SHEET} with pictures, both sides", lambda: pdf.write(_sheets(jobs, look), "")),
        ("an order proof, PNG", lambda: proof.write(proofs, look)),
        ("a face of at most 400 bytes", lambda: shrink(picture)),
    )
    for what, work in works:
        made = [timed(work) for _ in range(RUNS)]
        table.add(what, percentile([seconds for _, seconds in made], 0.5), len(made[0][0]))
    return table


def _sheets(jobs: list[Print], look: Style) -> list[page.Page]:
    return page.sheets([page.both_sides(each, look) for each in jobs], look.dpi)


def _require_read(jobs: list[Print], sheets: bytes) -> None:
    """A fast print that no camera reads would be worth nothing."""
    read = set(texts_in(rendered(sheets)[1]))
    if read != {each.text for each in jobs}:
        raise ValueError(f"{len(read)} of {len(jobs)} codes on the sheet are read back")


def _modules() -> Table:
    columns = ("names", "level", "version", "dots of 300 dpi", "module mm", "symbol mm")
    table = Table("The code on the back, as large as it fits, its quiet zone included", columns)
    face = shrink(photograph())
    for names, card in (("short", SHORT), ("usual", USUAL), ("longest", LONGEST)):
        for level in "MQ":
            [code] = _codes(job(card), level)
            table.add(names, level, *_figures(code))
        both = _codes(job(card, face=face), "Q")
        table.add(f"{names}, beside a face", "Q", *_figures(both[0]))
        table.add(f"{names}, the face's", "M", *_figures(both[1]))
    text = issue_card(replace(USUAL, face=face), NORMAL)
    table.notes.append(f"A face of {len(face)} bytes makes a text of {len(text)} characters.")
    return table


def _codes(what: Print, level: str) -> list[Symbol]:
    return [shape for shape in back(what, style(level=level)) if isinstance(shape, Symbol)]


def _figures(code: Symbol) -> tuple[int, int, float, float]:
    across = len(code.rows) + 2 * symbol.QUIET
    return (
        (len(code.rows) - 17) // 4,
        round(code.module * 300 / INCH),
        code.module,
        round(across * code.module, 1),
    )
