"""For every reason a whole check in which it stands, made from the vectors: to be shown on a screen."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.support.sources import CHECKOUT
from verifier.reasons import CONSEQUENCE, Reason
from verifier.shapes import CheckShape

FINDINGS = ("genuine", "status", "employer")
EMPTY = ("hints", "grounds", "notice", "not_asked", "history", "if_lent")
NOTHING: dict[str, Any] = {"acts": ["notify"], "check_id": None, **{name: [] for name in EMPTY}}


@cache
def _expected() -> tuple[dict[str, Any], ...]:
    document = json.loads((CHECKOUT / "tests" / "vectors" / "verdicts.json").read_text("utf-8"))
    return tuple(
        {"card_number": case["reading"]["card_number"], **NOTHING, **case["expect"]}
        for group in ("checks", "offline")
        for case in document[group]
    )


def parts_of(check: CheckShape, reason: Reason) -> tuple[str, ...]:
    """Return which sentences of a reason a check shows, where it says it: in headline, finding or hint."""
    if check.reason is not reason:
        return ("headline", "say") if reason in check.hints else ("headline",)
    by_a_copy = check.clean and reason is Reason.REGISTER_UNREACHABLE
    return "headline", "say-clean" if by_a_copy else "say", "next"


def check_with(reason: Reason) -> CheckShape:
    """Return the first vector's check that says the reason, in its headline where there is one."""
    checks = [_shape(expect) for expect in _expected() if _says(expect, reason)]
    return next((check for check in checks if check.reason is reason), checks[0])


def _says(expect: dict[str, Any], reason: Reason) -> bool:
    return reason in (*(expect[name]["reason"] for name in FINDINGS), *expect["hints"])


def _shape(expect: dict[str, Any]) -> CheckShape:
    findings = {name: _finding(expect[name]) for name in FINDINGS}
    rest = {"card": None, "checked_at": "2027-01-15T12:00:00Z", "code": "https://hse.example.no/c#1"}
    return CheckShape.model_validate_json(json.dumps({**expect, **findings, **rest}))


def _finding(finding: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in finding.items() if name != "clean"}
    return {"consequence": CONSEQUENCE[Reason(finding["reason"])], **kept}
