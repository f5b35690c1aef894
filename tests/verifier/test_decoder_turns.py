"""Whose frame is next: fair between people, and bounded."""

from __future__ import annotations

import threading
from contextlib import ExitStack, suppress

import pytest

from verifier.decoder.turns import FRAMES_PER_PERSON, KEPT, LITTLE, LONGEST_LINE, DecodersBusy, Turns

LONG = 30.0


class Clock:
    """A clock that tests set."""

    now = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def use(turns: Turns, person: str, seconds: float) -> None:
    """Let a person use a decoder for so long."""
    with turns.turn(person, 0) as turn:
        turn.seconds = seconds


def one_place() -> Turns:
    """Turns at one place, which whoever has used little may take."""
    return Turns(1 - KEPT)


class Line:
    """People who stand in line one after the other, and end their turn as soon as they have it."""

    def __init__(self, turns: Turns, *people: str) -> None:
        """Return when all of them stand there, or were turned away."""
        self._served: list[str] = []
        self._threads: list[threading.Thread] = []
        for person in people:
            before = turns.waiting(person)
            thread = threading.Thread(target=self._wait, args=(turns, person))
            thread.start()
            self._threads.append(thread)
            while turns.waiting(person) == before and thread.is_alive():
                thread.join(0.001)

    def _wait(self, turns: Turns, person: str) -> None:
        try:
            with turns.turn(person, LONG):
                self._served.append(person)
        except DecodersBusy:
            self._served.append(f"not {person}")

    def served(self) -> list[str]:
        """Who was served, in order, once all were; who was turned away stands there as "not <person>"."""
        for thread in self._threads:
            thread.join()
        return self._served


def test_of_equals_the_first_in_line_is_served_first() -> None:
    turns = one_place()
    with turns.turn("somebody", 0):
        line = Line(turns, "anna", "berit", "carl")

    assert line.served() == ["anna", "berit", "carl"]


def test_who_has_used_least_comes_before_those_who_came_first() -> None:
    turns = one_place()
    use(turns, "flood", 1.0)
    with turns.turn("somebody", 0):
        line = Line(turns, "flood", "flood", "inspector")

    assert line.served() == ["inspector", "flood", "flood"]


def test_a_flood_never_gets_the_kept_place_and_others_need_not_wait() -> None:
    turns = Turns(1)
    for flood in ("flood-1", "flood-2"):
        use(turns, flood, 2 * LITTLE)
    with turns.turn("flood-1", 0):
        with pytest.raises(DecodersBusy), turns.turn("flood-2", 0):
            pytest.fail("the other place is kept")
        for person in ("anna", "berit"):
            use(turns, person, 0.1)


def test_who_has_used_much_goes_on_when_nobody_else_comes() -> None:
    turns = Turns(1)
    for _ in range(3):
        use(turns, "flood", 2 * LITTLE)


def test_who_waits_for_a_place_that_is_not_kept_gets_it_when_it_is_free() -> None:
    turns = Turns(1)
    use(turns, "flood", 2 * LITTLE)
    with turns.turn("anna", 0):
        line = Line(turns, "flood")

    assert line.served() == ["flood"]


def test_a_person_has_only_so_many_frames_under_way_and_others_are_served_beside_them() -> None:
    turns = Turns(FRAMES_PER_PERSON)
    with ExitStack() as held:
        for _ in range(FRAMES_PER_PERSON):
            held.enter_context(turns.turn("flood", 0))
        with pytest.raises(DecodersBusy):
            held.enter_context(turns.turn("flood", LONG))
        held.enter_context(turns.turn("inspector", 0))


def test_who_is_served_or_turned_away_may_come_again() -> None:
    turns = one_place()
    for _ in range(FRAMES_PER_PERSON + 2):
        with turns.turn("anna", 0), suppress(DecodersBusy), turns.turn("berit", 0):
            pytest.fail("there is one place")
    use(turns, "berit", 0.1)


def test_a_full_line_turns_away_who_has_used_no_less_than_those_in_it() -> None:
    turns = one_place()
    people = [f"person-{number}" for number in range(LONGEST_LINE)]
    with turns.turn("somebody", 0):
        line = Line(turns, *people)
        with pytest.raises(DecodersBusy), turns.turn("one more", LONG):
            pytest.fail("the line is full")

    assert line.served() == people


def test_in_a_full_line_whoever_used_most_makes_room() -> None:
    turns = one_place()
    use(turns, "flood", 1.0)
    people = ["flood", *(f"person-{number}" for number in range(LONGEST_LINE - 1))]
    with turns.turn("somebody", 0):
        line, also = Line(turns, *people), Line(turns, "inspector")

    assert "not flood" in line.served()
    assert also.served() == ["inspector"]


def test_a_wait_ends_and_leaves_the_line_to_others() -> None:
    turns = one_place()
    with turns.turn("somebody", 0):
        with pytest.raises(DecodersBusy), turns.turn("impatient", 0.001):
            pytest.fail("the only place is taken")
        assert turns.waiting("impatient") == 0
        line = Line(turns, "anna")

    assert line.served() == ["anna"]


def test_what_was_used_is_forgotten_with_time() -> None:
    clock = Clock()
    turns = Turns(1 - KEPT, clock)
    use(turns, "flood", 1.0)
    clock.now = 3600.0
    use(turns, "inspector", 0.1)
    with turns.turn("somebody", 0):
        line = Line(turns, "inspector", "flood")

    assert line.served() == ["flood", "inspector"]


def test_many_at_once_never_take_more_places_than_there_are() -> None:
    turns, lock = Turns(3 - KEPT), threading.Lock()
    inside, most, served = 0, 0, 0

    def work(person: str) -> None:
        nonlocal inside, most, served
        for _ in range(50):
            with suppress(DecodersBusy), turns.turn(person, LONG):
                with lock:
                    inside, served = inside + 1, served + 1
                    most = max(most, inside)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=work, args=(f"person-{n % 6}",)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert served > 50
    assert 1 <= most <= 3
    with ExitStack() as held:
        for number in range(3):
            held.enter_context(turns.turn(f"after-{number}", 0))


def test_the_kept_place_is_not_for_whoever_is_at_a_decoder_already() -> None:
    turns = Turns(1)

    with turns.turn("fresh", 0):
        with pytest.raises(DecodersBusy), turns.turn("fresh", 0.01):
            pass
        with turns.turn("inspector", 0):
            pass


def test_whoever_may_not_go_holds_nobody_up_who_may() -> None:
    """Whoever used least is at a decoder: a second frame may not have the kept place, the scan may."""
    turns = Turns(1)
    use(turns, "inspector", 0.1)

    with turns.turn("fresh", 0):
        with turns.turn("somebody", 0):
            second, scan = Line(turns, "fresh"), Line(turns, "inspector")
        # The first frame of "fresh" is still under way.
        assert scan.served() == ["inspector"]
        assert turns.waiting("fresh") == 1

    assert second.served() == ["fresh"]


def test_all_who_may_go_go_when_one_frame_ends() -> None:
    """Two places are free once the first frame ends, and two in line may have them by then."""
    turns = Turns(1)

    with turns.turn("fresh", 0), turns.turn("busy", 0) as busy:
        busy.seconds = LITTLE
        flood = Line(turns, "fresh", "busy")

    assert sorted(flood.served()) == ["busy", "fresh"]
    assert turns.waiting("fresh") == turns.waiting("busy") == 0


def test_in_a_full_line_a_second_frame_makes_room_for_a_first_one() -> None:
    """A flood that has only begun has used nothing yet, and whoever scans cards has used a little."""
    turns = Turns(2 - KEPT)
    use(turns, "inspector", 0.1)
    flood = [f"person-{number}" for number in range(LONGEST_LINE)]
    with turns.turn(flood[0], 0), turns.turn(flood[1], 0):
        line, scan = Line(turns, *flood), Line(turns, "inspector")
        with pytest.raises(DecodersBusy), turns.turn("inspector", 0):
            pytest.fail("a second frame of the inspector finds the line full")

    assert scan.served() == ["inspector"]
    assert sorted(each for each in line.served() if each.startswith("not")) in (
        ["not person-0"],
        ["not person-1"],
    )
