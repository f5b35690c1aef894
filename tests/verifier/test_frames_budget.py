"""The cascade's clock: easy steps first, hard ones in turn from frame to frame, none that would end late."""

from __future__ import annotations

import time

import numpy as np
import pytest

from verifier import cascade
from verifier.cascade import Clock
from verifier.seen import Seen
from verifier.steps import EASY, HARD, Step, View

DESK = np.full((720, 1280), 90, np.uint8)


class Clockwork:
    """Steps that find nothing and note that they were taken."""

    def __init__(self, easy: int, hard: int, cost: float = 0.0) -> None:
        self.taken: list[str] = []
        self.easy = tuple(self._step(f"easy {number}", cost) for number in range(easy))
        self.hard = tuple(self._step(f"hard {number}", cost) for number in range(hard))

    def _step(self, name: str, cost: float) -> Step:
        def read(_view: View) -> list[object]:
            self.taken.append(name)
            return []

        return Step(name, read, cost)  # type: ignore[arg-type]  # reads nothing at all


def names(steps: tuple[Step, ...]) -> list[str]:
    """Return the names of steps."""
    return [step.name for step in steps]


def test_steps_have_names_of_their_own() -> None:
    every = names(EASY + HARD)

    assert len(set(every)) == len(every)


@pytest.mark.parametrize("attempt", [0, 1, 2, 7, 999])
def test_every_frame_begins_with_the_easy_steps_and_could_take_them_all(attempt: int) -> None:
    order = [step.name for step in cascade.in_order(attempt)]

    assert order[: len(EASY)] == names(EASY)
    assert sorted(order) == sorted(names(EASY + HARD))


def test_a_burst_begins_the_hard_steps_with_each_of_them_in_turn() -> None:
    first = {[*cascade.in_order(attempt)][len(EASY)].name for attempt in range(len(HARD))}

    assert first == set(names(HARD))


def test_what_one_frame_has_no_time_for_the_next_begins_with(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Clockwork(easy=1, hard=3 * cascade.STRIDE)
    monkeypatch.setattr(cascade, "EASY", steps.easy)
    monkeypatch.setattr(cascade, "HARD", steps.hard)
    for attempt in range(3):
        monkeypatch.setattr(Clock, "fits", lambda *_: len(steps.taken) % (cascade.STRIDE + 1) != 0)
        cascade.read(DESK, 0.0, attempt, lambda _text: True)

    assert [name for name in steps.taken if name.startswith("hard")] == names(steps.hard)


def test_when_the_time_is_up_the_first_step_alone_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Clockwork(easy=3, hard=3, cost=1.0)
    monkeypatch.setattr(cascade, "EASY", steps.easy)
    monkeypatch.setattr(cascade, "HARD", steps.hard)

    assert cascade.read(DESK, time.monotonic() - 1, 0, lambda _text: True) == Seen()
    assert steps.taken == ["easy 0"]


def test_a_step_too_costly_for_the_time_left_is_passed_over_for_a_cheaper_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps, costly = Clockwork(easy=1, hard=1), Clockwork(easy=0, hard=1, cost=1e9)
    monkeypatch.setattr(cascade, "EASY", steps.easy)
    monkeypatch.setattr(cascade, "HARD", costly.hard + steps.hard)

    cascade.read(DESK, time.monotonic() + 60, 0, lambda _text: True)

    assert costly.taken == []
    assert len(steps.taken) == 2


def test_a_step_that_would_end_too_late_is_not_begun() -> None:
    clock = Clock(time.monotonic() + 60)

    assert clock.fits(60_000 / cascade.DOUBT * 0.95)
    assert not clock.fits(60_000 / cascade.DOUBT * 1.05)


def test_a_machine_that_is_slower_than_planned_begins_less() -> None:
    clock = Clock(time.monotonic() + 60, planned=10.0, taken=30.0)

    assert clock.fits(20_000 / cascade.DOUBT * 0.95)
    assert not clock.fits(20_000 / cascade.DOUBT * 1.05)


def test_a_machine_that_is_faster_than_planned_is_not_trusted_to_stay_so() -> None:
    clock = Clock(time.monotonic() + 60, planned=30.0, taken=10.0)

    assert not clock.fits(60_000 / cascade.DOUBT * 1.05)


def test_the_pace_is_learnt_from_the_steps_taken() -> None:
    [step] = Clockwork(easy=1, hard=0, cost=2.0).easy
    clock = Clock(time.monotonic() + 60)

    clock.run(step, View(DESK))

    assert clock.planned == pytest.approx(step.milliseconds(View(DESK)))
    assert clock.taken > 0


def test_large_pictures_are_known_to_cost_more() -> None:
    small, large = (View(np.full(size, 90, np.uint8)) for size in ((100, 100), (2_000, 2_000)))

    for step in EASY + HARD:
        assert step.milliseconds(small) < step.milliseconds(large)


def test_all_steps_together_fit_into_the_budget_on_a_usual_frame() -> None:
    planned = sum(step.milliseconds(View(DESK)) for step in EASY + HARD)

    assert planned / len(EASY + HARD) < 25
