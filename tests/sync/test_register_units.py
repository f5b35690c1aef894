"""Units of Enhetsregisteret: what is left out is false or unknown, and what is strange is no answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sync.registers.ports import Company
from sync.registers.rows import NoAnswer, Skipped, SourceError, Taken
from sync.registers.units import NO_NUMBER, Change, Changes, Event, changes, main_unit, sub_unit
from tests.support.register_files import INVALID, ONE, TWO, branch, unit

IN_ORDER = Company(ONE, "Øvingsbygg AS", registered_on=date(2024, 1, 4))
BRANCH = Company(TWO, "Øvingsbygg AS", parent=ONE, registered_on=date(2024, 1, 4))


def test_a_main_unit_in_order() -> None:
    assert main_unit(unit()) == Taken(IN_ORDER)


def test_a_sub_unit_names_its_main_unit() -> None:
    assert sub_unit(branch()) == Taken(BRANCH)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"konkurs": True, "konkursdato": "2026-01-31"}, {"bankrupt": True}),
        ({"konkurs": None, "konkursdato": "2026-01-31"}, {"bankrupt": True}),
        ({"konkurs": None}, {"bankrupt": False}),
        ({"underAvvikling": True}, {"winding_up": True}),
        ({"underAvvikling": None, "underAvviklingDato": "2026-01-31"}, {"winding_up": True}),
        ({"underTvangsavviklingEllerTvangsopplosning": True}, {"winding_up": True}),
        ({"registrertIMvaregisteret": False}, {"vat_registered": False}),
        ({"registrertIMvaregisteret": None}, {"vat_registered": None}),
        ({"registreringsdatoEnhetsregisteret": None}, {"registered_on": None}),
        ({"slettedato": "2024-03-09"}, {"deleted_on": date(2024, 3, 9)}),
        ({"respons_klasse": "Enhet"}, {}),
        ({"overordnetEnhet": TWO}, {}),
        ({"et_felt_som_kom_senere": {"kode": 1}}, {}),
    ],
)
def test_what_a_unit_says_is_kept_and_what_it_leaves_out_is_not_made_up(
    said: dict[str, Any], meant: dict[str, Any]
) -> None:
    assert main_unit(unit(**said)) == Taken(replace(IN_ORDER, **meant))


def test_a_deleted_unit_says_so_without_more() -> None:
    deleted = {
        "respons_klasse": "SlettetEnhet",
        "organisasjonsnummer": ONE,
        "navn": "Øvingsbygg AS",
        "organisasjonsform": {"kode": "AS"},
        "slettedato": "2024-03-09",
    }

    assert main_unit(deleted) == Taken(
        Company(ONE, "Øvingsbygg AS", deleted_on=date(2024, 3, 9), vat_registered=None)
    )


def test_a_closed_sub_unit_is_deleted_on_the_day_it_closed() -> None:
    assert sub_unit(branch(nedleggelsesdato="2026-02-01")) == Taken(
        replace(BRANCH, deleted_on=date(2026, 2, 1))
    )


def test_a_deleted_sub_unit_need_not_name_a_main_unit() -> None:
    assert sub_unit(branch(parent=None, slettedato="2026-02-01")) == Taken(
        replace(BRANCH, parent=None, deleted_on=date(2026, 2, 1), orphan=True)
    )


@pytest.mark.parametrize(
    "number", [None, INVALID, "31410227", "314102274 ", 314102274, "", "３１４１０２２７４"]
)
def test_a_unit_without_a_valid_number_is_skipped(number: object) -> None:
    assert main_unit(unit(organisasjonsnummer=number)) == Skipped(NO_NUMBER)
    assert sub_unit(branch(organisasjonsnummer=number)) == Skipped(NO_NUMBER)


@pytest.mark.parametrize("document", [None, 1, "unit", [], [unit()]])
def test_what_is_no_unit_is_skipped(document: object) -> None:
    assert main_unit(document) == Skipped("not a unit")


@pytest.mark.parametrize("form", ["BEDR", "AAFY"])
def test_a_sub_unit_is_no_main_unit(form: str) -> None:
    document = branch(organisasjonsform={"kode": form})

    assert main_unit(document) == Skipped("a sub-unit among main units")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"konkurs": "false"}, "konkurs is neither yes nor no"),
        ({"konkurs": 0}, "konkurs is neither yes nor no"),
        ({"underAvvikling": "nei"}, "underAvvikling is neither yes nor no"),
        ({"registrertIMvaregisteret": []}, "registrertIMvaregisteret is neither yes nor no"),
        ({"slettedato": ""}, "slettedato is not a day"),
        ({"slettedato": "09.03.2024"}, "slettedato is not a day"),
        ({"slettedato": 20240309}, "slettedato is not a day"),
        ({"respons_klasse": "SlettetEnhet"}, "deleted without a day"),
        ({"respons_klasse": "Hemmelig"}, "respons_klasse is not known"),
        ({"respons_klasse": ["Enhet"]}, "respons_klasse is not known"),
        ({"navn": None}, "without a name"),
        ({"navn": ""}, "without a name"),
        ({"navn": "Øving \ud800"}, "without a name"),
        ({"navn": {"nb": "Øving"}}, "without a name"),
    ],
)
def test_a_unit_in_a_form_that_nobody_described_is_no_answer(said: dict[str, Any], why: str) -> None:
    assert main_unit(unit(**said)) == NoAnswer((ONE,), why)


@pytest.mark.parametrize("parent", [None, INVALID, 314102274])
def test_an_open_sub_unit_without_a_main_unit_is_no_answer(parent: Any) -> None:
    assert sub_unit(branch(parent=parent)) == NoAnswer((TWO,), "a sub-unit without a main unit")


def page(*lines: object, listed_as: str = "oppdaterteEnheter") -> dict[str, object]:
    """A page of the list of changes."""
    return {"_embedded": {listed_as: list(lines)}, "page": {"size": 20, "totalElements": len(lines)}}


def line(**more: object) -> dict[str, object]:
    """A line of the list of changes."""
    return {
        "oppdateringsid": 7,
        "dato": "2026-03-01T06:03:29.443Z",
        "organisasjonsnummer": ONE,
        "endringstype": "Endring",
        **more,
    }


@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize("listed_as", ["oppdaterteEnheter", "oppdaterteUnderenheter"])
def test_each_kind_of_change_is_known(change: Change, listed_as: str) -> None:
    document = page(line(endringstype=str(change)), listed_as=listed_as)

    assert changes(document, listed_as) == Changes((Event(7, ONE, change, date(2026, 3, 1)),), 1)


def test_a_kind_of_change_that_came_later_is_one_that_says_nothing() -> None:
    [event] = changes(page(line(endringstype="Sammenslaaing")), "oppdaterteEnheter").events

    assert event.change is Change.UNKNOWN


def test_a_page_without_changes_is_empty() -> None:
    assert changes({"page": {"size": 20, "totalElements": 0}}, "oppdaterteEnheter") == Changes((), 0)


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"page": 1},
        {"page": {"size": 20}},
        {"page": {"totalElements": "0"}},
        {"page": {"totalElements": 3}},
        page(None),
        page({}),
        page(line(oppdateringsid="7")),
        page(line(oppdateringsid=True)),
        page(line(oppdateringsid=None)),
        page(line(dato="i går")),
        page(line(dato=None)),
        page(line(organisasjonsnummer=None)),
        {"_embedded": [], "page": {}},
        {"_embedded": {"oppdaterteEnheter": 1}, "page": {}},
    ],
)
def test_what_is_no_page_of_changes_is_never_taken_for_none(document: object) -> None:
    with pytest.raises(SourceError, match="not a page of the list of changes"):
        changes(document, "oppdaterteEnheter")
