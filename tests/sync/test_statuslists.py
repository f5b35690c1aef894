"""Publishing status lists: what the register says, signed, dated and told to every node in the same bytes."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from signing import CardError, Refusal, TrustedKey, TrustList
from signing.statusdelta import apply_delta
from signing.statuslist import Status, StatusList
from sync.ledger.statuslists import Place
from sync.registers.mirror import Mirror, MirrorMissing
from sync.registers.ports import CardStatus
from sync.statuslists import CannotPublish, Published, publish
from sync.store import Ledger, LedgerUnavailable
from tests.support.faults import Fault
from tests.support.registers import register
from tests.support.reports import NOW
from tests.support.statuslists import STATUS_KEY, trusted

BASE_URL = "https://hse.example.no"
TRUST = TrustList.of(trusted(STATUS_KEY))
CARDS = {str(10_000_000 + n): status for n, status in enumerate(CardStatus)}
HOUR = timedelta(hours=1)
# Copied after the places were drawn: so the copy knows of them.
COPIED = NOW + timedelta(minutes=1)


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    """A register that holds a card of every status, copied a minute from now."""
    return register(tmp_path / "register.sqlite", CARDS, COPIED)


@pytest.fixture
def places(ledger: Ledger) -> dict[str, Place]:
    """The places of the register's cards, drawn now."""
    return ledger.status_lists.draw(list(CARDS), NOW)


def published(ledger: Ledger, mirror: Mirror, now: datetime = NOW, base_url: str = BASE_URL) -> Published:
    """Publish the one list there is, at whatever address."""
    (only,) = publish(ledger, mirror, STATUS_KEY, base_url, now, moved=True)
    return only


def served(ledger: Ledger, now: datetime = NOW, trust: TrustList = TRUST) -> StatusList:
    """Return list 1 as a phone reads it."""
    read = StatusList.from_token(ledger.status_lists.token(1) or b"", trust, now, sub=f"{BASE_URL}/s/1")
    if isinstance(read, Refusal):
        raise AssertionError(read)
    return read


def test_whatever_is_not_in_order_is_invalid_and_nothing_says_why(
    ledger: Ledger, mirror: Mirror, places: dict[str, Place]
) -> None:
    published(ledger, mirror)

    said = served(ledger)
    answers = {CARDS[number]: said.status(place.list_index) for number, place in places.items()}
    assert answers == {
        status: Status.VALID if status is CardStatus.IN_ORDER else Status.INVALID for status in CardStatus
    }


def test_decoys_are_published_as_if_they_were_cards(
    ledger: Ledger, mirror: Mirror, places: dict[str, Place]
) -> None:
    done = published(ledger, mirror)

    said = served(ledger)
    decoys = [each for each in ledger.status_lists.entries(1, NOW) if each.card_number is None]
    assert {each.index: said.status(each.index) for each in decoys} == {
        each.index: each.status for each in decoys
    }
    real = sum(status is not CardStatus.IN_ORDER for status in CARDS.values())
    assert done.marked == real + sum(each.status != Status.VALID for each in decoys)


def test_a_card_that_the_register_no_longer_knows_is_marked_and_one_it_cannot_know_yet_is_not(
    ledger: Ledger, mirror: Mirror
) -> None:
    gone = ledger.status_lists.draw(["20000000"], NOW)["20000000"]
    new = ledger.status_lists.draw(["20000001"], NOW + 2 * HOUR)["20000001"]

    published(ledger, mirror, NOW + 3 * HOUR)

    said = served(ledger, NOW + 3 * HOUR)
    assert said.status(gone.list_index) is Status.INVALID
    assert said.status(new.list_index) is Status.VALID


@pytest.mark.parametrize("step", [timedelta(0), timedelta(seconds=-100), HOUR, timedelta(milliseconds=400)])
def test_the_date_always_rises(
    ledger: Ledger, mirror: Mirror, places: dict[str, Place], step: timedelta
) -> None:
    dates = [published(ledger, mirror, NOW + n * step).iat for n in range(3)]

    assert dates == sorted(set(dates))
    assert dates[0] == int(NOW.timestamp())


def test_with_a_clock_far_behind_nothing_is_published(
    ledger: Ledger, mirror: Mirror, places: dict[str, Place]
) -> None:
    first = published(ledger, mirror)
    token = ledger.status_lists.token(1)

    with pytest.raises(CannotPublish, match="clock"):
        published(ledger, mirror, NOW - HOUR)

    assert ledger.status_lists.token(1) == token
    assert served(ledger).iat == first.iat


def test_from_each_of_the_last_eight_publications_a_delta_leads_to_the_newest(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.status_lists.draw(list(CARDS), NOW)
    seen = []
    for n in range(11):
        mirror = register(tmp_path / "register.sqlite", dict(list(CARDS.items())[: 1 + n % 6]), COPIED)
        done = published(ledger, mirror, NOW + n * HOUR)
        seen.append(served(ledger, NOW + n * HOUR))
    newest, now = seen[-1], NOW + 10 * HOUR

    found = [ledger.status_lists.delta(1, each.iat) for each in seen]

    assert [delta is not None for delta in found] == [False] * 2 + [True] * 8 + [False]
    assert [apply_delta(old, delta, TRUST, now) for old, delta in zip(seen, found, strict=True) if delta] == (
        [newest] * 8
    )
    assert sorted(done.delta_bytes) == sorted(len(delta) for delta in found if delta)
    assert len(ledger.status_lists.publications(1, 100)) == 9


def test_at_another_address_a_list_begins_anew(
    ledger: Ledger, mirror: Mirror, places: dict[str, Place]
) -> None:
    first = published(ledger, mirror)

    moved = published(ledger, mirror, NOW + HOUR, "http://localhost:8000")

    assert (moved.delta_bytes, ledger.status_lists.delta(1, first.iat)) == ([], None)
    assert ledger.status_lists.subjects() == ["http://localhost:8000/s/1"]


def test_a_delta_larger_than_the_list_is_left_out(ledger: Ledger, tmp_path: Path) -> None:
    numbers = [str(10_000_000 + n) for n in range(14_000)]
    ledger.status_lists.draw(numbers, NOW)
    lost = register(tmp_path / "lost.sqlite", dict.fromkeys(numbers, CardStatus.LOST), COPIED)
    found = register(tmp_path / "found.sqlite", dict.fromkeys(numbers, CardStatus.IN_ORDER), COPIED)

    first = published(ledger, lost)
    second = published(ledger, found, NOW + HOUR)

    assert ledger.status_lists.delta(1, first.iat) is None
    assert second.token_bytes < first.token_bytes


def test_of_two_publishers_one_is_told_that_the_other_was_quicker(
    ledger: Ledger, mirror: Mirror, places: dict[str, Place]
) -> None:
    class Slow(Mirror):
        """A register that somebody else publishes from while it is being read."""

        def statuses(self):  # type: ignore[no-untyped-def]  # as in Mirror
            published(ledger, mirror, NOW)
            return mirror.statuses()

    slow = Slow(mirror._path)

    with pytest.raises(CannotPublish, match="somebody else"):
        published(ledger, slow, NOW + HOUR)

    assert served(ledger).iat == int(NOW.timestamp())


def test_without_a_register_the_list_before_stays(
    ledger: Ledger, mirror: Mirror, places: dict[str, Place], tmp_path: Path
) -> None:
    published(ledger, mirror)
    token = ledger.status_lists.token(1)

    with pytest.raises(MirrorMissing):
        published(ledger, Mirror(tmp_path / "none.sqlite"), NOW + HOUR)

    assert ledger.status_lists.token(1) == token


def test_a_register_that_breaks_off_half_way_publishes_nothing(
    ledger: Ledger, places: dict[str, Place], tmp_path: Path
) -> None:
    many = {str(20_000_000 + n): CardStatus.IN_ORDER for n in range(20_000)}
    broken = register(tmp_path / "broken.sqlite", many, NOW)
    path = tmp_path / "broken.sqlite"
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 100_000)

    with pytest.raises(MirrorMissing):
        published(ledger, broken)

    assert ledger.status_lists.token(1) is None


def test_no_list_is_published_at_an_address_that_no_card_names(
    ledger: Ledger, mirror: Mirror, places: dict[str, Place]
) -> None:
    with pytest.raises(CardError):
        published(ledger, mirror, base_url="https://HSE.example.no")


def test_whatever_call_fails_a_publication_is_whole_or_not_there(
    ledger: Ledger, mirror: Mirror, places: dict[str, Place]
) -> None:
    published(ledger, mirror)
    stops = 0
    while True:
        before = ledger.status_lists.publications(1, 100)
        with Fault(ledger.engine, at=stops + 1) as fault:
            if not fault.stopped(published, ledger, mirror, NOW + (stops + 1) * HOUR):
                break
        stops += 1
        after = ledger.status_lists.publications(1, 100)
        assert after == before or after[1:] == before
        assert [ledger.status_lists.delta(1, old.iat) is not None for old in after] == [False] + [True] * (
            len(after) - 1
        )
    assert stops > 8


def test_a_ledger_that_is_away_is_unavailable(ledger: Ledger) -> None:
    with Fault(ledger.engine, at=1), pytest.raises(LedgerUnavailable):
        ledger.status_lists.token(1)


def test_the_key_that_signs_lists_is_trusted_for_nothing_else(
    ledger: Ledger, mirror: Mirror, places: dict[str, Place]
) -> None:
    published(ledger, mirror)

    for_cards = TrustList.of(TrustedKey(STATUS_KEY.public_key, STATUS_KEY.issuer))
    assert isinstance(StatusList.from_token(ledger.status_lists.token(1) or b"", for_cards, NOW), Refusal)
