"""A notice on paper: to the character, under its receipt, whatever stands in it."""

from __future__ import annotations

import json

import pytest

from sync.schema import envelope, report
from tests.support.apps import TestApp
from tests.support.notices import filed, text_of
from tests.support.reports import rows
from verifier.notice_pdf import SIZE, printed, wrapped


def test_the_pdf_bears_the_letters_and_the_receipt(app: TestApp) -> None:
    address = filed(app)
    body = json.loads(rows(app.ledger, envelope)[0]["body"])

    both, one = app.client().get(f"{address}.pdf"), app.client().get(f"{address}.pdf?to=employer")

    assert (both.mimetype, both.headers["Cache-Control"]) == ("application/pdf", "no-store")
    pages = text_of(both.data)
    assert len(pages) == 2
    for page, wanted in zip(pages, ("to_authority", "to_employer"), strict=True):
        assert " ".join(body["notice"][wanted].split()) in " ".join(page.split())
        assert rows(app.ledger, report)[0]["sha256"] in page
        assert "Kvittering nr. 1" in page
    assert len(text_of(one.data)) == 1
    assert "Til: Øvingsbud" in text_of(one.data)[0]
    assert app.client().get(f"{address}.pdf?to=police").status_code == 404


HOSTILE: dict[str, str] = {
    "one word without an end": "x" * 12_000,
    "lines alone": "\n" * 12_000,
    "scripts that need shaping": "شكراً जय 🚧\u202e",
    "a letter with a mark of its own": "e\u0301\u0301\u0301",
    "nothing": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_stands_in_a_letter_it_is_printed(text: str) -> None:
    pdf = printed(
        [f"Start {text} slutt"],
        text or "x",
        ["fot"],
        "noe mangler",
    )

    pages = text_of(pdf)
    assert pdf == printed([f"Start {text} slutt"], text or "x", ["fot"], "noe mangler")
    assert "Start" in pages[0]
    assert all("fot" in page for page in pages)
    assert len(pages) < 400


def test_what_cannot_be_printed_is_said_below_the_letter() -> None:
    (with_some,) = text_of(printed(["Hei 🚧"], "t", [], "noe mangler"))
    (without,) = text_of(printed(["Hei Łukasz Ђорђе"], "t", [], "noe mangler"))

    assert "noe mangler" in with_some
    assert "noe mangler" not in without
    assert "Łukasz Ђорђе" in without


@pytest.mark.parametrize(
    ("paragraph", "lines"),
    [
        ("", [""]),
        ("kort", ["kort"]),
        ("a" * 30, ["a" * 10, "a" * 10, "a" * 10]),
        ("aaaa aaaa aaaa", ["aaaa aaaa", "aaaa"]),
        ("aaaaaaaaaa aa", ["aaaaaaaaaa", "aa"]),
    ],
)
def test_lines_are_broken_at_blanks_and_long_words_where_they_are_full(
    paragraph: str, lines: list[str]
) -> None:
    ten = sum(1 for _ in "a" * 10) * _width_of_a()

    assert list(wrapped(paragraph, ten + 0.01)) == lines


def _width_of_a() -> float:
    """Return the width of one a as it is printed, by how many fit in a wide line."""
    fitted = next(wrapped("a" * 1_000, 1_000.0))
    assert SIZE * 0.3 < 1_000 / len(fitted) < SIZE
    narrow = next(width / 100 for width in range(300, 1_200) if next(wrapped("aa", width / 100)) == "aa")
    return narrow / 2
