"""Whatever a register sends, a parser gives rows or refuses: it never fails in another way, nor guesses."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.registers import approvals, cleaning, lists, units
from sync.registers.blocks import document, inflated, objects
from sync.registers.ports import Approval, ApprovalState, Company
from sync.registers.rows import NoAnswer, Skipped, SourceError, Taken
from tests.support import register_files as files
from tests.support.register_files import ONE, TWO, branch, unit

DAYS = ["slettedato", "nedleggelsesdato", "konkursdato", "underAvviklingDato"]
FIELDS = [*unit(), *branch(), *DAYS, "respons_klasse"]
WORDS = ["2026-02-31", "2026-02-28", ONE, "Enhet", "SlettetEnhet", "BEDR", "\ud800", "true", "nei"]
CARD = f"0123456,LOST,Ø,1990-02-28,{ONE},Ø,2025-01-01,2027-01-01"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
CODES = ["registerstatus", "godkjenningsstatus", "underenheter", "organisasjonsnummer"]
PIECES = st.lists(st.binary(max_size=200), max_size=5)


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES), st.booleans())
def test_a_changed_unit_is_a_row_that_a_database_takes(changes: dict[str, Any], is_branch: bool) -> None:
    row = units.sub_unit(branch(**changes)) if is_branch else units.main_unit(unit(**changes))

    assert isinstance(row, Taken | NoAnswer | Skipped)
    if isinstance(row, Taken):
        assert isinstance(row.record, Company)
        row.record.name.encode()
        # What speaks against a unit is never lost.
        said = branch(**changes) if is_branch else unit(**changes)
        assert said.get("konkurs") in (None, row.record.bankrupt)
        assert row.record.winding_up or not said.get("underAvvikling")
        assert row.record.deleted_on is not None or not said.get("slettedato")


@given(VALUES)
def test_anything_at_all_is_a_row(value: Any) -> None:
    for read in (units.main_unit, units.sub_unit):
        assert isinstance(read(value), Skipped | NoAnswer)
    assert all(
        isinstance(row, Skipped | NoAnswer) for row in approvals.entry(value, approvals.STAFFING_REGISTER)
    )
    with pytest.raises(SourceError):
        units.changes(value, "oppdaterteEnheter")


@given(st.dictionaries(st.sampled_from(CODES), VALUES))
def test_nothing_but_a_known_code_approves(changes: dict[str, Any]) -> None:
    entry = {**files.approved(ONE, 5, {"organisasjonsnummer": TWO}), **changes}

    for row in approvals.entry(entry, approvals.CAR_CARE_REGISTER):
        if (
            isinstance(row, Taken)
            and isinstance(row.record, Approval)
            and row.record.state is ApprovalState.APPROVED
        ):
            assert json.dumps(changes.get("registerstatus", changes.get("underenheter"))) in ("3", "4")


READERS: dict[str, Callable[[Iterable[bytes]], Iterable[object]]] = {
    "objects": objects,
    "document": lambda pieces: [document(pieces)],
    "gzip": inflated,
    "gzip, said so": lambda pieces: inflated([b"\x1f\x8b\x08", *pieces]),
    "cleaning": cleaning.entries,
    "cards": lists.cards,
    "site list": lists.site_list,
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
@given(pieces=PIECES)
def test_any_bytes_are_read_or_refused(
    read: Callable[[Iterable[bytes]], Iterable[object]], pieces: list[bytes]
) -> None:
    with suppress(SourceError):
        list(read(pieces))


@pytest.mark.parametrize("name", ["cleaning", "cards", "objects"])
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused(name: str, place: int, byte: int) -> None:
    good = {
        "cleaning": files.cleaning([(ONE, "Ikke godkjent", (TWO,))]),
        "cards": f"{','.join(lists.CARD_COLUMNS)}\n{CARD}\n".encode(),
        "objects": files.as_json(unit(ONE)),
    }[name]
    place %= len(good)
    damaged = bytes([*good[:place], byte, *good[place + 1 :]])
    try:
        rows = list(READERS[name]([damaged]))
    except SourceError:
        return
    assert not any(
        isinstance(row, Taken)
        and isinstance(row.record, Approval)
        and row.record.state is ApprovalState.APPROVED
        for row in rows
    )


NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.text(st.characters(exclude_categories=["Cs"]))
TREES = st.recursive(
    st.none() | st.booleans() | NUMBERS | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(TREES, max_size=5), st.integers(1, 50), st.sampled_from([None, 0, 1]))
def test_objects_are_what_json_says_they_are(documents: list[Any], size: int, indent: int | None) -> None:
    packed = gzip.compress(json.dumps(documents, ensure_ascii=False, indent=indent).encode())

    assert list(objects(inflated(packed[at : at + size] for at in range(0, len(packed), size)))) == documents
