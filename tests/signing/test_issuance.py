"""The issuance log: no line can be changed, moved or taken out, and it counts what each operator issued."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from signing import CardError
from signing.issuance import Act, Entry, LimitReached, Log, payload_hash
from tests.support.cards import FACE, NORMAL, USUAL
from tests.support.issuing import cards

MORNING = datetime(2027, 1, 15, 8, tzinfo=UTC)
LATE = datetime(2027, 1, 15, 23, 59, tzinfo=UTC)


def entry(number: int = 0, act: Act = "issue", operator: str = "kari", time: datetime = MORNING) -> Entry:
    """Return the entry of one of the invented cards."""
    card = cards(number + 1)[number]
    return Entry(
        time=time,
        act=act,
        operator=operator,
        card_number=card.card_number,
        kid=NORMAL.kid.hex(),
        status=card.status_ref,
        payload=payload_hash(card, "NO-HSE"),
        output="texts.txt",
    )


def written(*entries: Entry) -> list[bytes]:
    """Return the lines of a log with these entries."""
    log, lines = Log(), []
    for each in entries:
        lines.append(log.line(each))
        log.take(lines[-1])
    return lines


def read(lines: list[bytes]) -> Log:
    """Return the log that these lines make."""
    log = Log()
    for line in lines:
        log.take(line)
    return log


def test_what_was_written_is_read() -> None:
    entries = [entry(0), entry(0, "face"), entry(1), entry(0, "again")]

    log = read(written(*entries))

    assert log.entries == entries
    assert all(log.has_been_at(json.loads(line)["before"]) for line in written(*entries))
    assert log.has_been_at(log.head)


def test_a_line_names_what_was_signed_and_nobody_who_holds_it() -> None:
    [line] = written(entry())

    document = json.loads(line)
    assert document == {
        "act": "issue",
        "before": "0" * 64,
        "card_number": "40000000",
        "kid": NORMAL.kid.hex(),
        "number": 1,
        "operator": "kari",
        "output": "texts.txt",
        "payload": payload_hash(cards(1)[0], "NO-HSE"),
        "status": [1, 500_000],
        "time": "2027-01-15T08:00:00.000+00:00",
    }
    assert cards(1)[0].name.encode() not in line


@pytest.mark.parametrize("name", ["card_number", "kid", "number", "operator", "output", "payload", "time"])
def test_a_changed_value_is_found(name: str) -> None:
    lines = written(entry(0), entry(1), entry(2))
    document = json.loads(lines[1])
    other = 7 if name == "number" else document[name].replace("0", "1", 1) + ("" if name == "time" else "1")
    lines[1] = json.dumps(document | {name: other}, sort_keys=True, separators=(",", ":")).encode() + b"\n"

    with pytest.raises(CardError, match="line [23] of the log"):
        read(lines)


@pytest.mark.parametrize(
    "order", [[1, 2], [0, 2], [1, 0, 2], [0, 2, 1], [0, 0, 1]], ids=lambda order: "".join(map(str, order))
)
def test_a_line_taken_out_moved_or_doubled_is_found(order: list[int]) -> None:
    lines = written(entry(0), entry(1), entry(2))

    with pytest.raises(CardError, match="does not follow"):
        read([lines[number] for number in order])


def test_a_log_whose_end_was_cut_off_no_longer_holds_the_head_that_was_noted() -> None:
    lines = written(entry(0), entry(1))
    noted = read(lines).head

    cut = read(lines[:1])

    assert not cut.has_been_at(noted)


def test_another_way_to_write_the_same_line_is_not_taken() -> None:
    [line] = written(entry())

    with pytest.raises(CardError, match="does not follow"):
        read([json.dumps(json.loads(line)).encode() + b"\n"])


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"{",
        b"\xff\n",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b"[" * 100_000,
        b'{"status":7}\n',
        *(
            json.dumps(json.loads(written(entry())[0]) | change).encode()
            for change in (
                {"act": "sell"},
                {"act": ["issue"]},
                {"time": "2027-01-15T08:00:00"},
                {"time": "soon"},
                {"operator": 7},
                {"status": [1]},
                {"status": [1, "7"]},
                {"status": [True, 7]},
            )
        ),
    ],
)
def test_what_is_no_entry_is_refused_with_its_line_number(line: bytes) -> None:
    with pytest.raises(CardError, match="line 1 of the log"):
        Log().take(line)


def test_a_place_in_the_status_list_is_signed_for_once() -> None:
    log = Log()
    log.take(log.line(entry(0)))

    with pytest.raises(CardError, match="a place that is taken"):
        log.take(log.line(replace(entry(0), card_number="49999999")))

    assert len(log.entries) == 1


def test_a_card_and_the_same_card_with_a_face_are_remembered_apart() -> None:
    card = cards(1)[0]
    log = read(written(entry(0)))

    assert log.signed(card) == entry(0)
    assert log.signed(replace(card, face=FACE)) is None
    assert log.signed(USUAL) is None


@pytest.mark.parametrize("face", [None, FACE])
def test_a_card_number_is_signed_with_one_place(face: bytes | None) -> None:
    card = replace(cards(1)[0], status_ref=(1, 7), face=face)

    with pytest.raises(CardError, match="issued before, with the place 1, 500000"):
        read(written(entry(0), entry(1))).signed(card)


def test_an_operator_may_issue_as_many_cards_a_day_as_the_limit() -> None:
    log = read(written(entry(0), entry(0, "face"), entry(1), entry(0, "again")))

    log.require_room("kari", LATE, 3)
    with pytest.raises(LimitReached, match="kari has issued 2 cards today"):
        log.require_room("kari", LATE, 2)
    log.require_room("ola", LATE, 2)
    log.require_room("kari", LATE + timedelta(minutes=1), 2)


def test_the_day_is_that_of_utc() -> None:
    oslo = timezone(timedelta(hours=1))
    log = read(written(entry(0, time=datetime(2027, 1, 16, 0, 30, tzinfo=oslo))))

    with pytest.raises(LimitReached):
        log.require_room("kari", LATE, 1)


def test_the_payload_of_a_card_depends_on_all_of_it() -> None:
    other = [replace(USUAL, name="Bo Li"), replace(USUAL, status_ref=(1, 7)), replace(USUAL, face=FACE)]

    hashes = {payload_hash(card, "NO-HSE") for card in (USUAL, *other)} | {payload_hash(USUAL, "XX-TEST")}

    assert len(hashes) == 5


@pytest.mark.parametrize(
    "change",
    [
        {"act": "burn"},
        {"time": datetime(2027, 1, 15, 8)},  # noqa: DTZ001 -- that it has no zone is the point
        {"operator": 5},
        {"output": None},
        {"status": (True, 7)},
        {"status": (1, 7.0)},
    ],
    ids=["act", "zone", "operator", "output", "list", "index"],
)
def test_a_line_that_follows_and_says_what_no_entry_says_is_refused(
    change: dict[str, Any],
) -> None:
    line = Log().line(replace(entry(), **change))

    with pytest.raises(CardError, match="^line 1 of the log is not an entry$"):
        Log().take(line)
