"""What a check is decided from and what it comes to, as JSON: the form of tests/vectors/verdicts.json."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, TypeVar

from signing import Card, Reading, Refusal, RefusalCode
from signing.statuslist import Status
from sync.registers.ports import (
    Absent,
    Answer,
    Approval,
    ApprovalState,
    CardRecord,
    CardStatus,
    Company,
    Found,
    Unavailable,
)
from verifier.answers import Answers
from verifier.findings import Finding
from verifier.offline_verdict import Listed, OfflineCheck
from verifier.sighting import Sighting
from verifier.verdict import CardCheck

T = TypeVar("T")
Json = dict[str, Any]
UNITS = ("employer", "printed", "on_site", "branch")


def plain(value: Any) -> Any:
    """Return a value as JSON has it: days and times in ISO 8601, tuples as lists."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case dict():
            return {name: plain(each) for name, each in value.items()}
        case tuple() | list():
            return [plain(each) for each in value]
        case _:
            return value


def reading_to_json(reading: Reading) -> Json:
    """Return what a decision takes of a reading."""
    card = None if reading.card is None else asdict(reading.card)
    for name in ("status_ref", "face"):
        if card is not None:
            del card[name]
    refusal = reading.refusal.code.value if reading.refusal else None
    return {"card": plain(card), "refusal": refusal, "card_number": reading.card_number}


def reading_from_json(given: Json) -> Reading:
    """Return the reading."""
    refusal = None if given["refusal"] is None else Refusal(RefusalCode(given["refusal"]), "why")
    if given["card"] is None:
        return Reading(None, refusal, card_number=given["card_number"])
    days = {name: date.fromisoformat(given["card"][name]) for name in ("birth_date", "issued", "expires")}
    card = Card(
        **{**given["card"], **days, "industries": tuple(given["card"]["industries"])}, status_ref=(1, 0)
    )
    return Reading(card, refusal, card_number=given["card_number"])


def _answer_to_json(answer: Answer[Any] | None) -> Json | None:
    match answer:
        case None:
            return None
        case Unavailable(source=source):
            return {"unavailable": source}
        case Found() | Absent():
            value = plain(asdict(answer.value)) if isinstance(answer, Found) else None
            instead = answer.instead.source if answer.instead else None
            return {
                "found": value,
                "as_of": answer.as_of.isoformat(),
                "source": answer.source,
                "instead": instead,
            }


def _answer_from_json(given: Json | None, make: Callable[[Json], T]) -> Answer[T] | None:
    if given is None:
        return None
    if "unavailable" in given:
        return Unavailable("away", given["unavailable"])
    as_of = datetime.fromisoformat(given["as_of"])
    instead = None if given["instead"] is None else Unavailable("away", given["instead"])
    if given["found"] is None:
        return Absent(as_of, given["source"], instead)
    return Found(make(given["found"]), as_of, given["source"], instead)


def _days(given: Json, *names: str) -> Json:
    return {name: date.fromisoformat(given[name]) if given[name] else None for name in names}


def _record(given: Json) -> CardRecord:
    days = _days(given, "birth_date", "valid_from", "valid_to", "employed_from")
    return CardRecord(**{**given, **days, "status": CardStatus(given["status"])})


def _company(given: Json) -> Company:
    return Company(**{**given, **_days(given, "deleted_on", "registered_on")})


def _approval(given: Json) -> Approval:
    return Approval(**{**given, "state": ApprovalState(given["state"])})


def answers_to_json(answers: Answers) -> Json:
    """Return what the registers answered."""
    return {
        "card": _answer_to_json(answers.card),
        **{name: _answer_to_json(getattr(answers, name)) for name in UNITS},
        "approvals": [[code, _answer_to_json(answer)] for code, answer in answers.approvals],
        "sighting": None if answers.sighting is None else plain(asdict(answers.sighting)),
    }


def answers_from_json(given: Json) -> Answers:
    """Return the answers; raises ValueError where the sub-unit is no record, which it always is."""
    units = {name: _answer_from_json(given[name], _company) for name in UNITS}
    branch = units.pop("branch")
    if isinstance(branch, Absent | Unavailable):
        raise ValueError("a branch is one that was found")
    seen = given["sighting"]
    return Answers(
        _answer_from_json(given["card"], _record),
        **units,
        branch=branch,
        approvals=tuple(
            (code, answer)
            for code, each in given["approvals"]
            if (answer := _answer_from_json(each, _approval)) is not None
        ),
        sighting=None if seen is None else Sighting(**{**seen, "at": datetime.fromisoformat(seen["at"])}),
    )


def listed_to_json(listed: Listed | None) -> Json | None:
    """Return what a status list says of a place, as the browser's code says it."""
    if listed is None:
        return None
    status = "L-IDX" if listed.status is None else listed.status.name
    return {"status": status, "iat": listed.iat, "exp": listed.exp, "ttl": listed.ttl}


def listed_from_json(given: Json | None) -> Listed | None:
    """Return what a status list says of a place."""
    if given is None:
        return None
    status = None if given["status"] == "L-IDX" else Status[given["status"]]
    return Listed(status, given["iat"], given["exp"], given["ttl"])


def _finding(finding: Finding) -> Json:
    return {**plain(asdict(finding)), "consequence": finding.consequence}


def check_to_json(check: CardCheck) -> Json:
    """Return the whole check, without what it repeats of the reading and the register's record."""
    return {
        "outcome": check.outcome,
        "reason": check.reason,
        "clean": check.clean,
        **{name: _finding(getattr(check, name)) for name in ("genuine", "status", "employer")},
        "hints": [*check.hints],
        "acts": [*check.acts],
        "grounds": [asdict(each) for each in check.grounds],
        "notice": [asdict(each) for each in check.notice],
        "not_asked": plain([asdict(each) for each in check.not_asked]),
        "card_number": check.card_number,
    }


def offline_to_json(check: OfflineCheck) -> Json:
    """Return what a phone may say alone; what follows from a reason stands in the list of reasons."""
    return plain(asdict(check))  # type: ignore[no-any-return]  # a dict stays one
