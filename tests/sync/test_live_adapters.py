"""Units and approvals of live registers, and the mirror behind them: what is taken, and what is no answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from sync.registers.filling import build_mirror
from sync.registers.ports import (
    Absent,
    Answer,
    Approval,
    ApprovalState,
    CardRecord,
    Company,
    Found,
    Unavailable,
)
from tests.support import register_server as server
from tests.support.live_desk import HTML, NOW, LiveDesk, live_desk
from tests.support.live_registers import (
    approval_body,
    as_json,
    card_body,
    unit_body,
)
from tests.support.register_files import ONE, THREE, TWO, branch, unit
from tests.support.register_server import Act
from tests.support.verdicts import RECORD

__all__ = ["live_desk"]

CARD = RECORD.card_number
BODY = card_body(RECORD)


def card(desk: LiveDesk, act: Act) -> Answer[CardRecord]:
    """Ask for the card of a register that acts in a way."""
    desk.served.acts[f"/hms/cards/{CARD}"] = act
    return desk.check().card(CARD)


def company(desk: LiveDesk, main: Act, sub: Act | None = None, number: str = ONE) -> Answer[Company]:
    """Ask for a unit of a register that acts so for main units, and so for sub-units."""
    nothing = server.gives(b"", 404)
    desk.served.acts |= {f"/er/enheter/{number}": main, f"/er/underenheter/{number}": sub or nothing}
    return desk.check().company(number)


def approval(desk: LiveDesk, act: Act, industry: int = 45) -> Answer[Approval]:
    """Ask for an approval of a register that acts in a way."""
    desk.served.acts |= {f"/bil/{ONE}": act, f"/bem/{ONE}": act}
    return desk.check().approval(ONE, industry)


# Companies


def test_a_main_unit_is_found_among_main_units(live_desk: LiveDesk) -> None:
    answer = company(live_desk, server.gives(as_json(unit(konkurs=True, respons_klasse="Enhet"))))

    assert isinstance(answer, Found)
    assert (answer.value.org_number, answer.value.bankrupt, answer.as_of) == (ONE, True, NOW)
    [(_, headers)] = live_desk.served.asked
    assert headers["accept"] == "application/vnd.brreg.enhetsregisteret.enhet.v2+json"


def test_a_sub_unit_is_found_where_no_main_unit_is(live_desk: LiveDesk) -> None:
    nothing = server.gives(b"", 404)

    answer = company(live_desk, nothing, server.gives(as_json(branch(TWO, ONE))), TWO)

    assert isinstance(answer, Found)
    assert (answer.value.org_number, answer.value.parent) == (TWO, ONE)


def test_a_closed_sub_unit_that_names_no_main_unit_is_told_from_a_main_unit(live_desk: LiveDesk) -> None:
    closed = server.gives(as_json(branch(TWO, None, slettedato="2026-02-01")))

    answer = company(live_desk, server.gives(b"", 404), closed, TWO)

    assert isinstance(answer, Found)
    assert (answer.value.parent, answer.value.orphan) == (None, True)


def test_a_unit_in_neither_list_is_absent(live_desk: LiveDesk) -> None:
    assert company(live_desk, server.gives(b"", 404)) == Absent(NOW, "company_register")


def test_a_deleted_unit_says_since_when(live_desk: LiveDesk) -> None:
    gone = Company(ONE, "Øvingsbygg AS", deleted_on=date(2026, 2, 1))

    answer = company(live_desk, server.gives(as_json(unit_body(gone))))

    assert isinstance(answer, Found)
    assert answer.value.deleted_on == date(2026, 2, 1)


def test_a_unit_that_was_removed_is_absent_as_in_the_mirror(live_desk: LiveDesk) -> None:
    removed = as_json({"organisasjonsnummer": ONE, "slettedato": "2026-03-01", "_links": {}})

    assert company(live_desk, server.gives(removed, 410)) == Absent(NOW, "company_register")


NO_UNITS: dict[str, tuple[Act, Act | None]] = {
    "another unit": (server.gives(as_json(unit(THREE))), None),
    "another removed": (server.gives(as_json({"organisasjonsnummer": THREE}), 410), None),
    "page as 410": (server.gives(HTML, 410), None),
    "page as 404": (server.gives(HTML, 404), None),
    "page as 404 of sub-units": (server.gives(b"", 404), server.gives(HTML, 404)),
    "another sub-unit": (server.gives(b"", 404), server.gives(as_json(branch(TWO, THREE)))),
    "a sub-unit among main units": (server.gives(as_json(branch(ONE, TWO))), None),
    "a sub-unit without a main unit": (
        server.gives(b"", 404),
        server.gives(as_json(branch(ONE, None))),
    ),
    "a flag in words": (server.gives(as_json(unit(konkurs="nei"))), None),
    "a class that came later": (server.gives(as_json(unit(respons_klasse="Sammenslått"))), None),
    "400": (server.gives(as_json({"status": 400, "feilmelding": "x"}), 400), None),
}


@pytest.mark.parametrize("name", NO_UNITS)
def test_what_is_no_word_about_a_unit_is_no_answer(live_desk: LiveDesk, name: str) -> None:
    assert isinstance(company(live_desk, *NO_UNITS[name]), Unavailable)


# Approvals


@pytest.mark.parametrize(
    ("industry", "code", "state"),
    [
        (45, 3, ApprovalState.APPROVED),
        (45, 4, ApprovalState.APPROVED),
        (45, 1, ApprovalState.PENDING),
        (45, 2, ApprovalState.PENDING),
    ],
)
def test_car_care_is_told_by_its_code(
    live_desk: LiveDesk, industry: int, code: int, state: ApprovalState
) -> None:
    answer = approval(live_desk, server.gives(as_json(approval_body(ONE, code))), industry)

    assert answer == Found(Approval(ONE, industry, state), NOW, "approval_register")
    assert live_desk.served.asked[0][1]["content-version"] == "1.2"


def test_not_approved_in_car_care_needs_the_word_of_the_workshops_too(live_desk: LiveDesk) -> None:
    refused = server.gives(as_json(approval_body(ONE, 5)))
    unknown = approval(live_desk, refused)
    yesterday = NOW - timedelta(hours=20)
    build_mirror(
        live_desk.mirror,
        cards=[],
        companies=[],
        approvals=[Approval(TWO, 45, ApprovalState.APPROVED)],
        site_list=[],
        fetched_at=yesterday,
    )

    assert isinstance(unknown, Unavailable)
    assert unknown.source == "workshop_register"
    assert approval(live_desk, refused) == Found(
        Approval(ONE, 45, ApprovalState.NOT_APPROVED), yesterday, "approval_register"
    )


@pytest.mark.parametrize(("code", "approved"), [(1, True), (0, False), (2, False)])
def test_staffing_is_told_by_its_code(live_desk: LiveDesk, code: int, approved: bool) -> None:
    state = ApprovalState.APPROVED if approved else ApprovalState.NOT_APPROVED
    words = "Godkjent" if approved else "Ikke godkjent"
    body = approval_body(ONE, code, godkjenningsstatus=words)

    answer = approval(live_desk, server.gives(as_json(body)), 78)

    assert answer == Found(Approval(ONE, 78, state), NOW, "approval_register")


NO_APPROVALS: dict[str, Act] = {
    "another unit": server.gives(as_json(approval_body(THREE, 4))),
    "unknown code": server.gives(as_json(approval_body(ONE, 6, godkjenningsstatus="Godkjent"))),
    "code 0 of car care": server.gives(as_json(approval_body(ONE, 0))),
    "words that disagree": server.gives(as_json(approval_body(ONE, 4, godkjenningsstatus="Ikke godkjent"))),
    "code without words": server.gives(as_json(approval_body(ONE, 4, godkjenningsstatus=None))),
    "a code in quotes": server.gives(as_json(approval_body(ONE, "4"))),
    "a list": server.gives(as_json({"data": [approval_body(ONE, 4)["data"]]})),
    "another register": server.gives(as_json({**approval_body(ONE, 4), "registernavn": "renhold"})),
    "not found": server.gives(b"", 404),
    "not found, in JSON": server.gives(as_json({"status": 404}), 404),
}


@pytest.mark.parametrize("name", NO_APPROVALS)
def test_what_is_no_word_about_an_approval_approves_and_blames_nobody(live_desk: LiveDesk, name: str) -> None:
    assert isinstance(approval(live_desk, NO_APPROVALS[name]), Unavailable)


def test_no_code_of_staffing_taken_for_one_of_car_care_approves_anybody(live_desk: LiveDesk) -> None:
    for code in range(6):
        for words in ("Godkjent", "Ikke godkjent"):
            right = {(3, "Godkjent"), (4, "Godkjent")}
            body = approval_body(ONE, code, godkjenningsstatus=words)
            answer = approval(live_desk, server.gives(as_json(body)))
            is_approved = isinstance(answer, Found) and answer.value.state is ApprovalState.APPROVED
            assert is_approved is ((code, words) in right)


def test_cleaning_is_never_asked_live(live_desk: LiveDesk) -> None:
    assert isinstance(live_desk.check().approval(ONE, 81), Unavailable)
    assert live_desk.served.asked == []


# The mirror in place of a register


def test_the_mirror_answers_in_place_of_a_register_and_says_so(live_desk: LiveDesk) -> None:
    yesterday = NOW - timedelta(hours=20)
    build_mirror(
        live_desk.mirror,
        cards=[RECORD],
        companies=[Company(ONE, "Øvingsbygg AS")],
        approvals=[Approval(ONE, 45, ApprovalState.APPROVED)],
        site_list=[],
        fetched_at=yesterday,
    )
    check = live_desk.check()
    answers: list[Answer[Any]] = [check.card(CARD), check.company(ONE), check.approval(ONE, 45)]
    missing: list[Answer[Any]] = [check.card("7654321"), check.company(TWO), check.approval(TWO, 45)]

    for answer in answers:
        assert isinstance(answer, Found)
    for answer in missing:
        assert isinstance(answer, Absent)
    for answer in (*answers, *missing):
        assert not isinstance(answer, Unavailable)
        assert answer.as_of == yesterday
        assert answer.instead is not None
        assert answer.instead.source == answer.source


def test_a_live_answer_is_in_place_of_nobody(live_desk: LiveDesk) -> None:
    answer = card(live_desk, server.gives(as_json(BODY)))

    assert isinstance(answer, Found)
    assert answer.instead is None
