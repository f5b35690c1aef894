"""Approval registers: only the codes that mean approval approve, and no unknown one decides anything."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable

import pytest

from sync.registers import cleaning
from sync.registers.approvals import CAR_CARE_REGISTER, STAFFING_REGISTER, Register, entries
from sync.registers.ports import Approval, ApprovalState
from sync.registers.rows import NoAnswer, Row, Skipped, SourceError, Taken
from sync.registers.sources import CAR_CARE, CLEANING, STAFFING
from sync.registers.units import NO_NUMBER
from tests.support import register_files as files
from tests.support.register_files import INVALID, ONE, THREE, TWO, approved

APPROVED, PENDING, NOT_APPROVED = ApprovalState
CODES = {
    CAR_CARE_REGISTER: {1: PENDING, 2: PENDING, 3: APPROVED, 4: APPROVED, 5: NOT_APPROVED},
    STAFFING_REGISTER: {0: NOT_APPROVED, 1: APPROVED, 2: NOT_APPROVED},
}


def rows(*documents: object, register: Register = CAR_CARE_REGISTER) -> list[Row]:
    """What the entries come to."""
    return list(entries([files.approvals(*documents, name=register.name)], register))


@pytest.mark.parametrize(
    ("register", "code", "means"),
    [(register, code, means) for register, codes in CODES.items() for code, means in codes.items()],
)
def test_every_known_code_has_its_meaning(register: Register, code: int, means: ApprovalState) -> None:
    assert rows(approved(ONE, code), register=register) == [Taken(Approval(ONE, register.industry, means))]


@pytest.mark.parametrize("code", [0, 6, 7, -1, 40, 10**12])
def test_a_code_that_is_not_known_decides_nothing_and_is_named(code: int) -> None:
    assert rows(approved(ONE, code)) == [NoAnswer((ONE, CAR_CARE), f"status code {code} is not known")]


@pytest.mark.parametrize("code", [None, "4", 4.0, True, [4], {"kode": 4}])
def test_a_code_of_another_type_decides_nothing(code: object) -> None:
    assert rows(approved(ONE, code)) == [NoAnswer((ONE, CAR_CARE), "without a status code")]


@pytest.mark.parametrize(
    ("code", "words", "agree"),
    [
        (4, "Godkjent", True),
        (4, " GODKJENT ", True),
        (5, "Ikke Godkjent", True),
        (4, "Ikke godkjent", False),
        (5, "Godkjent", False),
        (1, "Under behandling", True),
        (2, "Godkjent", False),
        (4, "", False),
        (4, 1, False),
    ],
)
def test_a_code_that_its_own_words_contradict_decides_nothing(code: int, words: object, agree: bool) -> None:
    [row] = rows(approved(ONE, code, godkjenningsstatus=words))

    assert isinstance(row, Taken if agree else NoAnswer)


def test_sub_units_inherit_where_they_have_no_status_of_their_own() -> None:
    inherits, refused = {"organisasjonsnummer": TWO}, approved(THREE, 2)

    found = rows(approved(ONE, 1, inherits, refused, {}), register=STAFFING_REGISTER)

    assert found == [
        Taken(Approval(ONE, STAFFING, APPROVED)),
        Taken(Approval(TWO, STAFFING, APPROVED)),
        Taken(Approval(THREE, STAFFING, NOT_APPROVED)),
    ]


@pytest.mark.parametrize("number", [None, INVALID, "", 314102274])
def test_an_entry_without_a_valid_number_is_skipped(number: object) -> None:
    assert rows({"organisasjonsnummer": number, "registerstatus": 4}) == [Skipped(NO_NUMBER)]


def test_what_is_no_entry_is_skipped() -> None:
    assert rows(None, 4, [approved(ONE, 4)]) == [Skipped("not an entry")] * 3


@pytest.mark.parametrize(
    "said", [{"registernavn": name} for name in ("bilpleieregisteret", "Bemanning", "", None, 1)] + [{}]
)
def test_a_register_that_does_not_say_that_it_is_this_one_is_not_read(said: dict[str, object]) -> None:
    data = json.dumps({**said, "data": [approved(ONE, 1)]}).encode()

    with pytest.raises(SourceError, match="registernavn is not bemanningsforetaksregisteret"):
        list(entries([data], STAFFING_REGISTER))


@pytest.mark.parametrize("data", [None, {}, "[]", approved(ONE, 4)])
def test_a_register_without_a_list_is_refused(data: object) -> None:
    with pytest.raises(SourceError, match="no list of entries"):
        list(
            entries(
                [json.dumps({"registernavn": "bilpleieregisteret", "data": data}).encode()], CAR_CARE_REGISTER
            )
        )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        files.approvals(approved(ONE, 4))[:-1],
        files.approvals(approved(ONE, 4)).replace(
            b'"registerstatus": 4', b'"registerstatus": 5, "registerstatus": 4'
        ),
        files.approvals(approved(ONE, 4)).replace(b": 4", b": NaN"),
        b"[" * 100_000,
    ],
    ids=["empty", "a web page", "cut", "a name twice", "NaN", "brackets"],
)
def test_approvals_that_are_no_strict_json_are_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="not JSON, or cut off"):
        list(entries([data], CAR_CARE_REGISTER))


def test_a_register_larger_than_any_is_not_held_in_memory() -> None:
    with pytest.raises(SourceError, match="larger than"):
        list(entries(itertools.repeat(b" " * 1_000_000), CAR_CARE_REGISTER))


# Cleaning

Form = Callable[[Iterable[tuple[str, str | None, tuple[str, ...]]]], bytes]
FORMS: dict[str, Form] = {
    "flat": files.cleaning,
    "nested": files.cleaning_nested,
    "nested, status beside": lambda given: files.cleaning_nested(given, beside=True),
}
STATUSES = {
    "Godkjent med ansatte": APPROVED,
    "Godkjent uten ansatte": APPROVED,
    "  godkjent \n MED   ansatte ": APPROVED,
    "Ikke godkjent": NOT_APPROVED,
    "Søknad under behandling": PENDING,
    "Under behandling": PENDING,
    "HMS-kortbestilling under behandling": PENDING,
    "Under HMS-kortbestilling": PENDING,
}


def read(xml: bytes, size: int = 1 << 20) -> list[Row]:
    """What the XML comes to, handed over in pieces of a size."""
    return list(cleaning.entries(xml[start : start + size] for start in range(0, len(xml), size)))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize(("status", "means"), STATUSES.items())
def test_a_status_means_the_same_in_both_forms_and_for_sub_units(
    form: Form, status: str, means: ApprovalState
) -> None:
    assert read(form([(ONE, status, (TWO, THREE))])) == [
        Taken(Approval(number, CLEANING, means)) for number in (ONE, TWO, THREE)
    ]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("Godkjent på prøve", "status 'godkjent på prøve' is not known"),
        ("", "without a status"),
        (None, "without a status"),
    ],
)
def test_a_status_that_is_not_known_decides_nothing(form: Form, status: str | None, why: str) -> None:
    assert read(form([(ONE, status, (TWO,))])) == [
        NoAnswer((ONE, CLEANING), why),
        NoAnswer((TWO, CLEANING), why),
    ]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("size", [1, 7, 100])
def test_it_is_the_same_in_whatever_pieces_it_comes(form: Form, size: int) -> None:
    given: list[tuple[str, str | None, tuple[str, ...]]] = [
        (ONE, "Godkjent med ansatte", (TWO,)),
        (THREE, "Ikke godkjent", ()),
    ]

    assert read(form(given), size) == read(form(given))
    assert len(read(form(given))) == 3


def test_two_statuses_that_differ_decide_nothing() -> None:
    xml = files.cleaning([(ONE, "Godkjent med ansatte</Status><Status>Ikke godkjent", ())])

    assert read(xml) == [NoAnswer((ONE, CLEANING), "two statuses")]


def test_a_sub_unit_with_a_status_of_its_own_keeps_it() -> None:
    own = f"{TWO}</Organisasjonsnummer><Status>Ikke godkjent</Status><Organisasjonsnummer>{TWO}"

    assert read(files.cleaning([(ONE, "Godkjent med ansatte", (own,))])) == [
        Taken(Approval(ONE, CLEANING, APPROVED)),
        Taken(Approval(TWO, CLEANING, NOT_APPROVED)),
    ]


def test_an_entry_without_a_valid_number_is_skipped_in_xml_too() -> None:
    found = read(
        files.cleaning([(INVALID, "Godkjent med ansatte", (TWO,)), ("", "Godkjent med ansatte", ())])
    )

    assert found == [Skipped(NO_NUMBER), Taken(Approval(TWO, CLEANING, APPROVED)), Skipped(NO_NUMBER)]


def test_half_a_text_around_another_element_is_no_status() -> None:
    xml = files.cleaning([(ONE, "Ikke <b/>godkjent med ansatte", ())])

    assert read(xml) == [NoAnswer((ONE, CLEANING), "without a status")]


def test_a_number_and_a_status_deeper_down_are_somebody_elses() -> None:
    contact = f"<Organisasjonsnummer>{THREE}</Organisasjonsnummer><Status>Godkjent med ansatte</Status>"
    xml = files.cleaning([(ONE, f"Ikke godkjent</Status><Kontakt>{contact}</Kontakt><Status>", ())])

    assert read(xml) == [Taken(Approval(ONE, CLEANING, NOT_APPROVED))]


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (b"", "not XML"),
        (b"<html><body>Logg inn</p></html>", "not XML"),
        (b"{}", "not XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "defines a document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "defines a document type"),
        (b"<a>" * 40, "nested deeper"),
        (files.cleaning([(ONE, "Godkjent med ansatte", ())])[:-20], "not XML"),
        (b"<ArrayOfRenholdsvirksomhet>" + b"<a></a>" * (1 << 20), "too large"),
        (b'<?xml version="1.0" encoding="Atf-8"?><a/>', "in a coding that is not read"),
        (b'<?xml version="1.0" encoding="shift_jis"?><a/>', "in a coding that is not read"),
    ],
    ids=[
        "empty",
        "a web page",
        "JSON",
        "entities",
        "an outer entity",
        "too deep",
        "cut",
        "no entry",
        "no coding",
        "many bytes",
    ],
)
def test_what_is_no_register_is_refused(xml: bytes, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        read(xml)


@pytest.mark.parametrize("coding", ["utf-8", "UTF-16", "ISO-8859-1", "windows-1252"])
def test_the_codings_that_norwegian_files_come_in_are_read(coding: str) -> None:
    text = files.cleaning([(ONE, "Godkjent med ansatte", ())]).decode().replace("utf-8", coding)

    assert read(text.encode(coding)) == [Taken(Approval(ONE, CLEANING, APPROVED))]
