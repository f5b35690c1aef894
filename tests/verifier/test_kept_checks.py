"""A check is kept: with what is said of the card again, and without what it is never kept with."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from PIL import Image

from sync.registers.live.check import Asked, Foreseen, OneCheck
from sync.registers.live.loop import Loop
from sync.registers.local import LocalRegisters
from sync.registers.ports import CardStatus
from sync.schema import card_check
from tests.support.apps import MakeApp, TestApp
from tests.support.checks import OSLO, checked, register_says, rows, with_face
from tests.support.faults import Fault
from verifier.access import Person
from verifier.checking import check_texts


def test_a_check_is_kept_with_codes_and_a_mark_and_names_nobody(app: TestApp) -> None:
    check = checked(app.client(), app.text_of("in-order"), position=OSLO)

    (row,) = rows(app)
    assert str(row["id"]) == check["check_id"]
    assert (row["person"], row["agency"], row["at"]) == ("labour-inspector", "Arbeidstilsynet", app.clock.now)
    assert (row["outcome"], row["reason"]) == ("VALID", "CARD_IN_ORDER")
    assert (row["genuine"], row["status"], row["employer"]) == (
        *("SIGNATURE_GOOD", "CARD_IN_ORDER", "EMPLOYER_IN_ORDER"),
    )
    assert (row["latitude"], row["longitude"], row["accuracy_m"]) == (59.913, 10.746, 12)
    assert (row["same_person"], row["compared_with"], row["compared_at"]) == (None, None, None)
    whole = repr(row)
    assert [word for word in ("99010417", "Ingrid", "Øvingsen", "1987", "314102274") if word in whole] == []


def test_what_the_database_holds_names_neither_card_nor_holder(app: TestApp) -> None:
    checked(app.client(), app.text_of("lost"), position=OSLO)
    app.ledger.close()

    content = b"".join(path.read_bytes() for path in app.config.instance.glob("ledger.db*"))

    assert b"CARD_IN_ORDER" in content or b"LOST" in content
    assert [word for word in (b"99011098", b"Andrei", b"Exersaru", b"59.91273") if word in content] == []


def test_a_code_that_names_no_card_is_not_kept(app: TestApp) -> None:
    check = checked(app.client(), "https://example.org/menu", position=OSLO)

    assert (check["check_id"], check["history"], rows(app)) == (None, [], [])


def test_what_was_invalid_at_ten_and_is_valid_at_two_is_said(app: TestApp) -> None:
    text = app.text_of("in-order")
    register_says(app.config.register_path, CardStatus.EMPLOYMENT_ENDED)
    at_ten = app.clock.now
    assert checked(app.client(), text)["history"] == []

    app.clock.move(timedelta(hours=4))
    register_says(app.config.register_path, CardStatus.IN_ORDER)
    check = checked(app.client(), text)

    assert (check["outcome"], check["reason"]) == ("VALID", "CARD_IN_ORDER")
    said = at_ten.isoformat().replace("+00:00", "Z")
    assert check["history"] == [
        {"at": said, "outcome": "INVALID", "reason": "EMPLOYMENT_ENDED", "same_person": None}
    ]


def test_history_is_the_own_agencys_and_of_a_day(app: TestApp) -> None:
    text = app.text_of("in-order")
    checked(app.client("police-officer"), text)
    assert len(checked(app.client("tax-inspector"), text)["history"]) == 0
    app.clock.move(timedelta(hours=24))
    assert len(checked(app.client("police-officer"), text)["history"]) == 1
    app.clock.move(timedelta(hours=24, seconds=1))

    assert checked(app.client("police-officer"), text)["history"] == []


def test_at_most_five_are_shown_the_newest_first(app: TestApp) -> None:
    text = app.text_of("in-order")
    for _ in range(7):
        checked(app.client(), text)
        app.clock.move(timedelta(minutes=10))

    times = [each["at"] for each in checked(app.client(), text)["history"]]

    assert len(times) == 5
    assert times == sorted(times, reverse=True)


def test_one_look_at_a_card_that_comes_twice_is_no_history(app: TestApp) -> None:
    text = app.text_of("in-order")
    checked(app.client(), text)
    app.clock.move(timedelta(seconds=2))
    assert checked(app.client(), text)["history"] == []

    other = checked(app.client(), text, site_org_number="314102444")

    assert other["reason"] == "OTHER_COMPANY"
    assert [each["outcome"] for each in other["history"]] == ["VALID", "VALID"]


def test_a_viewer_is_told_neither_history_nor_grounds_and_is_kept_all_the_same(app: TestApp) -> None:
    text = app.text_of("in-order")
    for _ in range(2):
        check = checked(app.client("client"), text)
        app.clock.move(timedelta(minutes=5))

    assert (check["history"], check["if_lent"]) == ([], [])
    assert len(rows(app)) == 2


def test_an_authority_is_told_the_ground_for_a_lent_card_beforehand(shared_app: TestApp) -> None:
    check = checked(shared_app.client(), shared_app.text_of("in-order"))

    assert check["grounds"] == []
    assert [each["ground"] for each in check["if_lent"]] == ["USE_INVALID"]
    assert all(each["paragraph"] for each in check["if_lent"])


# The face in the code


def test_the_face_in_a_signed_code_comes_with_the_check(app: TestApp) -> None:
    world = app.config.keyset_path.parent
    text, face = with_face(world, app.text_of("in-order"), app.config.base_url, app.clock.now)

    card = checked(app.client(), text)["card"]

    assert base64.b64decode(card["face"]) == face
    assert Image.open(io.BytesIO(face)).format == "WEBP"
    assert checked(app.client(), app.text_of("in-order"))["card"]["face"] is None


# A ledger that fails


def test_a_ledger_that_is_away_costs_the_history_and_not_the_verdict(app: TestApp) -> None:
    text = app.text_of("in-order")
    checked(app.client(), text)
    app.clock.move(timedelta(hours=1))

    before = not_kept(app)
    with Fault(app.ledger.checks.engine, at=1):
        check = checked(app.client(), text)

    assert (check["outcome"], check["check_id"], check["history"]) == ("VALID", None, [])
    assert len(rows(app)) == 1
    assert not_kept(app) == before + 1


def not_kept(app: TestApp) -> float:
    """Return how many checks the figures count that could not be kept."""
    figures = app.visitor().get("/metrics").text
    counted = re.search(r"^kortsjekk_checks_not_kept_total (\S+)$", figures, re.MULTILINE)
    return float(counted[1]) if counted else 0.0


def test_a_row_that_cannot_be_written_costs_the_history_and_not_the_verdict(app: TestApp) -> None:
    text = app.text_of("in-order")
    with app.ledger.engine.begin() as connection:
        connection.execute(
            sa.text("create trigger full before insert on card_check begin select raise(abort, 'full'); end")
        )

    check = checked(app.client(), text)

    assert (check["outcome"], check["check_id"]) == ("VALID", None)
    assert rows(app) == []


def test_while_a_report_is_written_a_check_is_answered_all_the_same(app: TestApp) -> None:
    with app.ledger.write():
        check = checked(app.client(), app.text_of("in-order"))

    assert (check["outcome"], check["check_id"]) == ("VALID", None)
    app.clock.move(timedelta(seconds=5))
    assert checked(app.client(), app.text_of("in-order"))["check_id"] is not None


def test_a_locked_ledger_is_waited_for_once_however_many_cards_are_checked(app: TestApp) -> None:
    texts = [app.text_of(each) for each in ("in-order", "lost", "expired")]
    app.client()
    with app.ledger.write(), statements(app) as asked:
        found = [checked(app.client(), text) for text in texts]

    assert [check["check_id"] for check in found] == [None] * 3
    assert sum(each.startswith("SELECT") for each in asked) == 1


@contextmanager
def statements(app: TestApp) -> Iterator[list[str]]:
    """Note what the table of kept checks is asked for meanwhile."""
    engine, asked = app.ledger.checks.engine, list[str]()

    def note(_cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    sa.event.listen(engine, "do_execute", note)
    yield asked
    sa.event.remove(engine, "do_execute", note)


@pytest.mark.parametrize("column", ["outcome", "reason"])
def test_what_another_version_found_is_left_out_of_the_history(app: TestApp, column: str) -> None:
    text = app.text_of("in-order")
    checked(app.client(), text)
    app.clock.move(timedelta(hours=1))
    checked(app.client(), text)
    with app.ledger.engine.begin() as connection:
        newest = card_check.c.id == rows(app)[-1]["id"]
        changed = connection.execute(sa.update(card_check).where(newest).values({column: "OF_TOMORROW"}))
    assert changed.rowcount == 1
    app.clock.move(timedelta(hours=1))

    check = checked(app.client(), text)

    assert [each["outcome"] for each in check["history"]] == ["VALID"]


INSPECTOR = Person("labour-inspector", "A", "labour_inspector", "Arbeidstilsynet")


@dataclass
class Watched:
    """Live registers that note when their time is reckoned, and have none to ask."""

    mirror: LocalRegisters
    loop: Loop
    order: list[str]
    given: list[float] = field(default_factory=list)

    def deadline(self) -> float:
        """The end of a check that begins now."""
        self.order.append("limit")
        return 17.0

    def begin(self, foreseen: Foreseen, deadline: float) -> OneCheck:
        """The registers of one check."""
        self.given.append(deadline)
        return OneCheck(Asked(self.mirror), self.loop, deadline)


def test_the_time_of_a_silent_ledger_is_taken_from_the_registers_and_not_added(app: TestApp) -> None:
    house, texts, loop = app.house, [app.text_of("in-order"), app.text_of("lost")], Loop()
    client = app.client()
    with statements(app) as asked:
        mirror = house.registers.site_list
        assert isinstance(mirror, LocalRegisters)
        watched = Watched(mirror, loop, asked)
        live = replace(house, registers=replace(house.registers, live=watched))
        app.app.extensions["kortsjekk"] = live
        checked(client, texts[0])
        assert (asked[0], asked.count("limit"), watched.given) == ("limit", 1, [17.0])
        with app.app.test_request_context():
            found = check_texts(texts, INSPECTOR, live)
    loop.close()

    assert [check.outcome for check in found] == ["VALID", "INVALID"]
    assert (asked.count("limit"), watched.given) == (2, [17.0] * 3)


def test_a_silent_ledger_is_waited_for_once_and_asked_again_later(app: TestApp) -> None:
    text = app.text_of("in-order")
    with Fault(app.ledger.checks.engine, at=1):
        checked(app.client(), text)

    assert checked(app.client(), text)["check_id"] is None
    app.clock.move(timedelta(seconds=5))
    assert checked(app.client(), text)["check_id"] is not None
    # A clock that is set back does not keep the ledger waiting.
    with Fault(app.ledger.checks.engine, at=1):
        checked(app.client(), text)
    app.clock.move(timedelta(hours=-1))
    assert checked(app.client(), text)["check_id"] is not None


def test_practice_forgets_at_its_start_what_is_too_old(make_app: MakeApp) -> None:
    from verifier import create_app

    app = make_app(KORTSJEKK_KEEP_CHECKS_DAYS="7")
    checked(app.client(), app.text_of("in-order"))

    for days, left in ((7, 1), (1, 0)):
        app.clock.move(timedelta(days=days))
        again = create_app(app.config, app.clock)
        again.extensions["kortsjekk"].ledger.close()
        assert len(rows(app)) == left
