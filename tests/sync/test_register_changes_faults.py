"""A list of changes with a fault changes nothing, and the same changes are asked for again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sync.registers.filling import noted
from sync.registers.rows import SourceError
from sync.registers.sources import Source
from tests.support import register_server as server
from tests.support.register_desk import NOW, Desk, desk
from tests.support.register_files import FOUR, INVALID, ONE, THREE, unit
from tests.support.unit_register import BASE, UnitRegister, followed, held, register

__all__ = ["desk", "register"]


def another_unit(desk: Desk, register: UnitRegister) -> None:
    """The look-up of one unit gives another."""
    register.units.pop(ONE)
    register.unlisted[ONE] = unit(FOUR)


def an_unasked_unit(desk: Desk, register: UnitRegister) -> None:
    """The search gives a unit that was not asked for."""
    register.units[ONE] = unit(FOUR)


def listed_as(path: str, act: server.Act) -> Callable[[Desk, UnitRegister], None]:
    """A path answers in a way."""

    def spoil(desk: Desk, register: UnitRegister) -> None:
        desk.served.acts[BASE + path] = act

    return spoil


def out_of_order(desk: Desk, register: UnitRegister) -> None:
    """The newest changes come first."""
    register.note(THREE, "Endring")
    register.events.reverse()


def standing_still(desk: Desk, register: UnitRegister) -> None:
    """There is always more, and it never comes."""
    page = b'{"page": {"totalElements": 9}, "_embedded": {"oppdaterteEnheter": [{"oppdateringsid": 7, "dato":'
    page += f'"2026-03-01", "organisasjonsnummer": "{INVALID}", "endringstype": "Ny"}}]}}}}'.encode()
    desk.served.acts[f"{BASE}/oppdateringer/enheter"] = server.gives(page)


FAULTS: dict[str, tuple[Callable[[Desk, UnitRegister], None], str]] = {
    "another unit": (another_unit, "another unit than the one asked for"),
    "a unit nobody asked for": (an_unasked_unit, "not asked for, or twice"),
    "newest first": (out_of_order, "not in order"),
    "standing still": (standing_still, "stands still"),
    "the list away": (listed_as("/oppdateringer/enheter", server.refused(500)), "answered 500"),
    "the search away": (listed_as("/enheter", server.refused(404)), "answered 404"),
    "a web page": (listed_as("/enheter", server.gives(b"<html>")), "not JSON"),
    "no page": (listed_as("/enheter", server.gives(b"{}")), "not an answer to a search"),
    "NaN": (listed_as("/enheter", server.gives(b'{"page": {"size": NaN}}')), "not JSON"),
    "a list without its lines": (
        listed_as("/oppdateringer/enheter", server.gives(b'{"page": {"totalElements": 2}}')),
        "counts changes and lists none",
    ),
}


@pytest.mark.parametrize(("spoil", "why"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_changes_nothing_and_the_same_changes_are_asked_for_again(
    desk: Desk, register: UnitRegister, spoil: Callable[[Desk, UnitRegister], None], why: str
) -> None:
    register.note(ONE, "Endring")
    spoil(desk, register)

    with pytest.raises(SourceError, match=why):
        followed(desk, register)

    known = noted(desk.mirror, Source.COMPANIES)
    assert known is not None
    assert known.fetched_at == NOW
    assert not held(desk, ONE).bankrupt
