"""By a number alone: a refused employer is not in order, and a slip of the finger is no ground."""

from __future__ import annotations

import pytest

from tests.support.apps import TestApp, post
from tests.support.doors import answer_on, looked_up, number

TYPED = {"purpose": "code-unreadable"}


def typed(app: TestApp, card_number: str, person: str = "labour-inspector") -> dict[str, object]:
    """Check a number as somebody who typed it."""
    answer = post(app.client(person), "/api/v1/checks", json={"card_number": card_number, **TYPED})
    found: dict[str, object] = answer.get_json()
    return found


@pytest.mark.parametrize(
    ("card_id", "reason"), [("approval-missing", "NOT_CHECKED"), ("approval-pending", "APPROVAL_PENDING")]
)
def test_a_company_that_a_register_has_and_does_not_approve_is_not_in_order(
    app: TestApp, card_id: str, reason: str
) -> None:
    check = typed(app, number(card_id))

    assert check["employer"] == {**check["employer"], "answer": "UNKNOWN", "reason": reason}  # type: ignore[dict-item]
    assert check["clean"] is False
    assert answer_on(looked_up(app, number(card_id))) != "by-number"


def test_a_company_in_no_register_of_approvals_is_in_order_by_its_number(app: TestApp) -> None:
    check = typed(app, number("in-order"))

    assert (check["reason"], check["clean"]) == ("NOT_SIGNED", True)


def test_a_number_that_nobody_has_is_a_slip_before_it_is_a_ground(app: TestApp) -> None:
    check = typed(app, "12345678")

    assert (check["outcome"], check["reason"]) == ("INVALID", "CARD_UNKNOWN")
    assert (check["acts"], check["grounds"]) == (["notify"], [])


def test_a_number_that_is_known_as_stolen_is_a_ground(app: TestApp) -> None:
    assert typed(app, number("stolen"))["acts"] == ["confiscate", "notify"]
