"""What counts as a report, and what is said when it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.report import Act, Envelope, Fault, Ground, Refused, ReportBody, open_body
from tests.support.reports import COLLEAGUE, INSPECTOR, NOW, REPRESENTATIVE, as_bytes, document, sent

ID = UUID("7d7bdf28-29a0-4a3e-92d1-1d6c6a2f3b11")


def refusal(envelope: Envelope) -> Refused:
    """Return why an envelope's report is refused; fails when it is not."""
    opened = open_body(envelope, NOW)
    assert isinstance(opened, Refused)
    return opened


def test_a_sound_report_is_read_whole() -> None:
    report = open_body(sent(ID), NOW)

    assert isinstance(report, ReportBody)
    assert (report.id, report.act, report.grounds) == (ID, Act.CONFISCATION, (Ground.EXPIRED,))
    assert report.place.position is not None
    assert report.place.position.latitude == 59.0
    assert report.made_at == datetime(2026, 3, 2, 7, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "changes",
    [
        {"act": "notice", "grounds": []},
        {"act": "notice", "grounds": [], "card_number": None, "holder": None, "employer": None},
        {"check": None, "server_offset_ms": None, "place": {"text": ""}},
        {"card_number": "0123456"},
        {"grounds": [ground.value for ground in Ground]},
        {"made_at": "1970-01-01T12:00:00Z"},
        {"note": "ø" * 4000},
    ],
)
def test_what_an_inspector_may_leave_out_or_fill_up_is_accepted(changes: dict[str, object]) -> None:
    assert isinstance(open_body(sent(ID, **changes), NOW), ReportBody)


@pytest.mark.parametrize("day", [None, "1900-01-01", "1987-12-31", "2026-03-02"])
def test_a_birth_date_may_be_any_day_from_1900_to_today(day: str | None) -> None:
    assert isinstance(open_body(sent(ID, holder={"name": "Ola", "birth_date": day}), NOW), ReportBody)


@pytest.mark.parametrize(
    "day",
    ["9999-99-99", "1899-12-31", "2026-03-03", "9998-12-31", "1987-13-01", "1987-00-10", "1987-01-00"]
    + ["1987-01-32", "0000-00-00", "", "1987-1-1", "１９８７-01-01", "1987-01-01\n"],
)
def test_what_can_be_nobodys_birth_date_is_refused_by_its_name(day: str) -> None:
    said = refusal(sent(ID, holder={"name": "Ola", "birth_date": day}))

    assert (said.fault, said.detail.partition(":")[0]) == (Fault.NOT_A_REPORT, "holder.birth_date")


def test_a_safety_representative_may_notify() -> None:
    assert isinstance(open_body(sent(ID, REPRESENTATIVE, act="notice"), NOW), ReportBody)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "kortsjekk.report/2"}, "format: Input should be 'kortsjekk.report/1'"),
        ({"id": "\x00"}, "id: not a UUID"),
        ({"id": "7d7bdf28-29a0-4a3e-92d1-1d6c6a2f3b12"}, "id: not the one it was sent under"),
        ({"act": "arrest"}, "act: Input should be 'confiscation', 'notice' or 'notified'"),
        ({"grounds": []}, "a confiscation names at least one ground"),
        ({"grounds": ["EXPIRED", "EXPIRED"]}, "a ground stands twice"),
        ({"card_number": None}, "a confiscation names the card's number"),
        ({"card_number": "48217730\n"}, "card_number: String should match pattern '^[0-9]{7,10}$'"),
        ({"card_number": "４８２１７７３０"}, "card_number: String should match pattern '^[0-9]{7,10}$'"),
        ({"counter": "7"}, "counter: Input should be a valid integer"),
        ({"counter": -1}, "counter: Input should be greater than or equal to 0"),
        ({"made_at": "2026-03-02T08:59:00"}, "made_at: Input should have timezone info"),
        ({"made_at": "0001-01-01T00:00:00+14:00"}, "made_at: not a time between 1970 and 9998"),
        ({"made_at": "9999-12-31T23:59:59-12:00"}, "made_at: not a time between 1970 and 9998"),
        ({"made_at": 1_700_000_000}, "made_at: Input should be a valid datetime"),
        ({"place": {"text": "", "mood\x00": "bad"}}, "place: a field that is not known"),
        ({"note": "n" * 4001}, "note: String should have at most 4000 characters"),
        ({"author": ""}, "author: String should have at least 1 character"),
    ],
)
def test_a_malformed_report_is_refused_by_the_name_of_the_field(
    changes: dict[str, object], said: str
) -> None:
    assert refusal(sent(ID, **changes)) == Refused(Fault.NOT_A_REPORT, said)


@pytest.mark.parametrize("missing", sorted(document(ID)))
def test_no_field_may_be_missing(missing: str) -> None:
    fields = document(ID)
    del fields[missing]

    assert refusal(Envelope(ID, as_bytes(fields), INSPECTOR)).detail == f"{missing}: Field required"


def test_a_position_off_the_earth_is_refused() -> None:
    place = {"text": "", "position": {"latitude": 90.5, "longitude": 0, "accuracy_m": 1}}

    assert refusal(sent(ID, place=place)).detail.startswith("place.position.latitude: ")


def test_a_report_of_another_person_is_refused() -> None:
    borrowed = Envelope(ID, as_bytes(document(ID, INSPECTOR)), COLLEAGUE)

    assert refusal(borrowed).fault is Fault.OTHER_AUTHOR


def test_who_may_not_confiscate_may_not_report_a_confiscation() -> None:
    assert refusal(sent(ID, REPRESENTATIVE)).fault is Fault.ACT_NOT_ALLOWED


fields = st.sampled_from(sorted(document(ID)))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(fields, values, min_size=1, max_size=4))
@settings(deadline=None, max_examples=150)
def test_whatever_stands_in_a_field_there_is_a_report_or_a_refusal_that_can_be_stored(
    changes: dict[str, object],
) -> None:
    opened = open_body(sent(ID, **changes), NOW)

    assert isinstance(opened, ReportBody) or "\x00" not in opened.detail
