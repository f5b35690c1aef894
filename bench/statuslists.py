"""Status lists: bytes against entropy, time to build and to look up, and what a day's changes come to."""

from __future__ import annotations

import math
import random
import timeit

from bench.report import Table
from bench.timing import followed, percentile, timed
from signing import SigningKey, bitarray
from signing.statusdelta import make_delta
from signing.statuslist import Status, StatusList

BASE_URL, IAT = "https://hse.example.no", 1_800_000_000
MILLION = 1_000_000
SIZES = (MILLION // 2, MILLION, 5 * MILLION)
SHARES = (3, 10, 30)
CHANGES = (50, 500, 2_000)
MIXTURES = {"one value": (Status.INVALID,), "75/15/10": (1,) * 15 + (2,) * 3 + (3,) * 2}
LOOKED_UP = (10_000, 100_000, MILLION, 10 * MILLION)
CALLS = 200_000


def measure() -> list[Table]:
    """Measure sizes, building, looking up and deltas."""
    draw, key = random.Random(1), SigningKey.generate()  # noqa: S311 -- the same lists in every run
    return [_sizes(draw, key), _look_ups(draw), _deltas(draw, key)]


def statuses(draw: random.Random, cards: int, share: int, values: tuple[int, ...]) -> list[bytes]:
    """Return lists of cards at random indices, a share of them (in percent) marked; one status a byte."""
    lists = math.ceil(cards / MILLION)
    return [_one_list(draw, cards // lists, share, values) for _ in range(lists)]


def _one_list(draw: random.Random, cards: int, share: int, values: tuple[int, ...]) -> bytes:
    made = bytearray(bitarray.ENTRIES)
    for index in draw.sample(range(bitarray.ENTRIES), cards * share // 100):
        made[index] = draw.choice(values)
    return bytes(made)


def _sizes(draw: random.Random, key: SigningKey) -> Table:
    columns = (
        "cards",
        "marked %",
        "values",
        "lists",
        "tokens",
        "entropy",
        "x entropy",
        "build ms a list",
        "read ms",
    )
    table = Table("Status list tokens in bytes", columns)
    cases = [(cards, share, name) for cards in SIZES for share in SHARES for name in MIXTURES]
    for cards, share, name in followed(cases, "Status lists"):
        tokens, least, building, reading = 0, 0.0, [], []
        for values in statuses(draw, cards, share, MIXTURES[name]):
            token, build_s = timed(_signed, values, key)
            array, inflate_s = timed(bitarray.inflate, bitarray.deflate(bitarray.pack(values)))
            if array is None:
                raise ValueError("a list did not come back")
            tokens += len(token)
            least += _entropy_bytes(bitarray.counts(array))
            building.append(build_s * 1000)
            reading.append(inflate_s * 1000)
        figures = percentile(building, 0.5), percentile(reading, 0.5)
        lists = len(building)
        table.add(cards, share, name, lists, tokens, round(least), tokens / least, *figures)
    table.notes += [
        "One value: what the card register publishes, INVALID alone. 75/15/10: INVALID, SUSPENDED and OTHER.",
        "Build: one status a byte to the signed token. Entropy: of entries in this mixture in random order.",
    ]
    return table


def _signed(values: bytes, key: SigningKey) -> bytes:
    return StatusList.build(values, f"{BASE_URL}/s/1", IAT).to_token(key)


def _entropy_bytes(counts: tuple[int, ...]) -> float:
    return sum(-count * math.log2(count / bitarray.ENTRIES) for count in counts if count) / 8


def _look_ups(draw: random.Random) -> Table:
    table = Table("Status look-up", ("cards", "lists", "us a look-up"))
    for cards in LOOKED_UP:
        lists = [
            StatusList.build(values, f"{BASE_URL}/s/{number}", IAT)
            for number, values in enumerate(statuses(draw, cards, 10, MIXTURES["one value"]))
        ]
        places = [(draw.randrange(len(lists)), draw.randrange(bitarray.ENTRIES)) for _ in range(1_000)]

        def look_up(lists: list[StatusList] = lists, places: list[tuple[int, int]] = places) -> None:
            for number, index in places:
                lists[number].status(index)

        rounds = CALLS // len(places)
        table.add(cards, len(lists), min(timeit.repeat(look_up, number=rounds, repeat=3)) / CALLS * 1e6)
    return table


def _deltas(draw: random.Random, key: SigningKey) -> Table:
    columns = ("cards", "changes", "whole lists", "deltas", "build ms a list")
    table = Table("Signed deltas in bytes, 10 % marked", columns)
    for cards in (MILLION, 5 * MILLION):
        before = statuses(draw, cards, 10, MIXTURES["one value"])
        whole = sum(len(_signed(values, key)) for values in before)
        for changes in CHANGES:
            made = [timed(_delta, draw, values, changes // len(before), key) for values in before]
            building = [seconds * 1000 for _, seconds in made]
            table.add(cards, changes, whole, sum(len(delta) for delta, _ in made), percentile(building, 0.5))
    table.notes.append("A delta for each list: five at 5 million cards, each with its signature and claims.")
    return table


def _delta(draw: random.Random, values: bytes, changes: int, key: SigningKey) -> bytes:
    after = bytearray(values)
    for index in draw.sample(range(bitarray.ENTRIES), changes):
        after[index] ^= Status.INVALID
    old = StatusList.build(values, f"{BASE_URL}/s/1", IAT)
    return make_delta(old, StatusList.build(bytes(after), old.sub, IAT + 86_400), key)
