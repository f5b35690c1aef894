"""Ordinary scans while others send pictures made to harm, and what decoding in another process costs.

The one who sends shares the cores with the server, so the figures are rather too high than too low.
"""

from __future__ import annotations

import http.client
import json
import queue
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from bench.report import Table
from bench.timing import percentile, timed
from tests.support import film
from tests.support.decoders import children_of
from tests.support.hostile_pictures import hostile_pictures, long_searches
from tests.support.pictures import symbol_of
from tests.support.product import Product
from verifier import decoding
from verifier.frames import read_frame

QUIET_SECONDS, FLOOD_SECONDS = 30.0, 60.0
SCANS_A_SECOND, HOSTILE_A_SECOND = 2, 50
CARDS = ("in-order", "lost", "expired")
INSPECTORS = ("labour-inspector", "tax-inspector")
SENDERS = 48
EASY_FRAMES = 400
GOAL_MS = 1_000
FAILED = 0
ORDINARY = ("scans", "p50 ms", "p95 ms", "longest ms", "503", "not read")
HOSTILE = ("hostile a second", "200", "4xx", "503 ", "5xx")
COLUMNS = ("beside", *ORDINARY, *HOSTILE)


@dataclass
class Tally:
    """What was answered to requests of one kind: seconds from the time each was due, and statuses."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: int = 0


@dataclass(frozen=True)
class Shot:
    """One request: who sends it (a cookie), what, and the text that has to be found in it, if any."""

    cookie: str
    image: bytes
    text: str | None = None


def measure() -> list[Table]:
    """Measure scans alone, beside two floods, the second of pictures that all take long; the overhead."""
    with TemporaryDirectory(prefix="kortsjekk-bench-") as place:
        product = Product(Path(place) / "instance")
        product.start()
        try:
            tables = [_floods(product)]
        finally:
            product.stop()
    return [*tables, _overhead()]


def _floods(product: Product) -> Table:
    table = Table(
        f"{SCANS_A_SECOND} ordinary scans a second, while {HOSTILE_A_SECOND} hostile pictures a second come",
        COLUMNS,
    )
    people = [each["id"] for each in json.loads(_get(product, "/practice/people.json"))]
    floods = [_signed_in(product, person) for person in people if person not in INSPECTORS][:5]
    scans = _scans(product)
    workers = children_of(product.process.pid) if product.process else set()
    for name, pictures, seconds in (
        ("nothing", [], QUIET_SECONDS),
        ("a mixture", list(hostile_pictures().values()), FLOOD_SECONDS),
        ("long searches", list(long_searches().values()), FLOOD_SECONDS),
    ):
        flood = [Shot(cookie, picture) for picture in pictures for cookie in floods]
        ordinary, hostile = _run(product.port, scans, flood, seconds)
        table.add(name, *_ordinary_cells(ordinary), *_hostile_cells(hostile, seconds))
    left = children_of(product.process.pid) if product.process else set()
    table.notes.append(f"Workers lost: {len(workers - left)} of {len(workers)}. {_decoders_lost(product)}")
    table.notes.append(
        f"Five people send the hostile ones. Goal: p95 under {GOAL_MS} ms. 5xx: other than 503."
    )
    return table


def _ordinary_cells(tally: Tally) -> tuple[float | int, ...]:
    took = [1000 * each for each in tally.seconds]
    busy = tally.statuses[503]
    failed = sum(count for status, count in tally.statuses.items() if status not in (200, 503))
    return len(took), percentile(took, 0.5), percentile(took, 0.95), max(took), busy, failed + tally.wrong


def _hostile_cells(tally: Tally, seconds: float) -> tuple[float | int, ...]:
    count = tally.statuses
    refused = sum(count[status] for status in count if 400 <= status < 500)
    faults = sum(count[status] for status in count if status == FAILED or (status >= 500 and status != 503))
    return sum(count.values()) / seconds, count[200], refused, count[503], faults


def _run(port: int, scans: Sequence[Shot], flood: Sequence[Shot], seconds: float) -> tuple[Tally, Tally]:
    """Send both kinds at their rates, each request at its time whatever became of those before it."""
    ordinary, hostile = Tally(), Tally()
    senders = [
        threading.Thread(target=_send_all, args=(port, scans, SCANS_A_SECOND, seconds, 8, ordinary)),
        threading.Thread(target=_send_all, args=(port, flood, HOSTILE_A_SECOND, seconds, SENDERS, hostile)),
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return ordinary, hostile


def _send_all(
    port: int, shots: Sequence[Shot], rate: int, seconds: float, senders: int, tally: Tally
) -> None:
    if not shots:
        return
    due: queue.Queue[tuple[float, Shot] | None] = queue.Queue()
    threads = [threading.Thread(target=_send, args=(port, due, tally)) for _ in range(senders)]
    for thread in threads:
        thread.start()
    begun = time.perf_counter()
    for number, shot in zip(range(int(rate * seconds)), cycle(shots), strict=False):
        at = begun + number / rate
        time.sleep(max(0.0, at - time.perf_counter()))
        due.put((at, shot))
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()


def _send(port: int, due: queue.Queue[tuple[float, Shot] | None], tally: Tally) -> None:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    while item := due.get():
        at, shot = item
        status, wrong = FAILED, False
        # A server that has answered and closed meets the next request with a reset: asked once more, anew.
        for _ in range(2):
            try:
                status, wrong = _answered(connection, port, shot)
                break
            except (OSError, http.client.HTTPException):
                connection.close()
        tally.seconds.append(time.perf_counter() - at)
        tally.statuses[status] += 1
        tally.wrong += wrong
    connection.close()


def _answered(connection: http.client.HTTPConnection, port: int, shot: Shot) -> tuple[int, bool]:
    headers = {"Origin": f"http://localhost:{port}", "Cookie": shot.cookie}
    connection.request("POST", "/api/v1/frames", shot.image, headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200 or shot.text is None:
        return answer.status, False
    return answer.status, shot.text not in {code["code"] for code in json.loads(body)["codes"]}


def _scans(product: Product) -> list[Shot]:
    """Return frames of cards in a hand, as a phone films and sends them, by two inspectors in turn."""
    cards = {card["id"]: card for card in json.loads(_get(product, "/practice/cards.json"))}
    cookies = [_signed_in(product, person) for person in INSPECTORS]
    shots = []
    for card in (cards[card_id] for card_id in CARDS if card_id in cards):
        for cookie, frame in zip(
            cookies, film.render(_get(product, card["image"]), film.Shot(frames=2)), strict=True
        ):
            jpeg = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
            shots.append(Shot(cookie, jpeg, card["text"]))
    return shots


def _get(product: Product, path: str) -> bytes:
    connection = http.client.HTTPConnection("localhost", product.port, timeout=30)
    with suppress(ConnectionError):
        connection.request("GET", path.removeprefix(product.base_url))
    content = connection.getresponse().read()
    connection.close()
    return content


def _signed_in(product: Product, person: str) -> str:
    connection = http.client.HTTPConnection("localhost", product.port, timeout=30)
    headers = {"Origin": product.base_url, "Content-Type": "application/json"}
    connection.request("POST", "/practice/sign-in", json.dumps({"person": person}), headers)
    cookie = connection.getresponse().getheader("Set-Cookie") or ""
    connection.close()
    return cookie.partition(";")[0]


def _decoders_lost(product: Product) -> str:
    lines = _get(product, "/metrics").decode().splitlines()
    lost = [
        line.removeprefix("kortsjekk_decoders_lost_total") for line in lines if "decoders_lost_total{" in line
    ]
    return f"Decoders lost: {', '.join(lost) or 'none'}."


def _overhead() -> Table:
    table = Table(
        "An easy frame, in this process and in a decoder's, in turn",
        ("frame", "bytes", "here p50 ms", "there p50 ms", "more ms"),
    )
    desk = film.empty_desk()[0]
    for name, image in _easy_frames(desk).items():
        here, there = [], []
        decoding.read_in_turn(image, person="bench")
        for _ in range(EASY_FRAMES):
            here.append(1000 * timed(read_frame, image)[1])
            there.append(1000 * timed(decoding.read_in_turn, image, person="bench")[1])
        p50, other = percentile(here, 0.5), percentile(there, 0.5)
        table.add(name, len(image), p50, other, other - p50)
    return table


def _easy_frames(desk: film.Picture) -> dict[str, bytes]:
    symbol = np.asarray(symbol_of("https://kort.example/c#" + "1234567890" * 30, 4))
    framed = desk.copy()
    framed[20 : 20 + symbol.shape[0], 40 : 40 + symbol.shape[1]] = symbol[:, :, None]
    small = cv2.imencode(".png", symbol)[1].tobytes()
    return {"a symbol, PNG": small, "720p, JPEG": cv2.imencode(".jpg", framed)[1].tobytes()}
