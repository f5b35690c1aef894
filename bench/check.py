"""From a card's text to what an inspector is told: the computing alone, and through the web server."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from bench.live import kinds_of_registers
from bench.memory import MemoryRegisters
from bench.report import Table
from bench.timing import microseconds, percentile
from signing import Refusal, TrustList, cose, keyfile, qr, read_card
from signing.keyset import read_by_any
from sync.database import connect
from sync.days import day_of
from sync.ledger.checks import CheckTable
from tests.support.product import Product
from verifier.answers import Registers, ask
from verifier.checking import check_text
from verifier.config import from_env
from verifier.keeping import Earlier, Keeper
from verifier.practice.people import PEOPLE
from verifier.practice.world import World, make_world, read_world
from verifier.rulebook import load_rules
from verifier.verdict import CardCheck, decide
from verifier.wiring import Parts, build, utc_now

SECONDS = 3.0
CARD = "in-order"
PERSON = "inspector"
COLUMNS = ("step", "calls", "p50 µs", "p95 µs", "x bare verify")


def measure() -> list[Table]:
    """Measure one card in order: the computing, the registers and the ledger, then the way through HTTP."""
    return [_computing(), _asking(), _kept(), _served()]


def _computing() -> Table:
    now = datetime.now(UTC)
    with TemporaryDirectory(prefix="kortsjekk-bench-") as place:
        make_world(Path(place), "https://kort.example", now)
        world = read_world(Path(place))
        trust = _trusted(Path(place), now)
    text = _text_of(world)
    memory = MemoryRegisters(world, now)
    check = _checking(text, trust, Registers(memory, memory, memory, memory), now)
    if check().outcome != "VALID":
        raise ValueError("the card that is measured is not in order")
    table = Table("Text to CardCheck, one thread, registers in memory", COLUMNS)
    verify = microseconds(_bare_verify(text, trust), SECONDS)
    for step, taken in (
        ("bare cryptography verify", verify),
        ("COSE: parse, find the key, verify", microseconds(_cose(text, trust), SECONDS)),
        ("read_card", microseconds(lambda: read_card(text, trust, now), SECONDS)),
        ("read_card, ask, decide", microseconds(check, SECONDS)),
    ):
        p50, p95 = percentile(taken, 0.5), percentile(taken, 0.95)
        table.add(step, len(taken), p50, p95, p50 / percentile(verify, 0.5))
    return table


def _kept() -> Table:
    """Measure the whole check of a web node, for a card checked before: twenty rows are read each time."""
    table = Table(
        "Text to CardCheck, one thread, mirror and ledger on the disk (SQLite)",
        ("step", "calls", "p50 ms", "p95 ms"),
    )
    with TemporaryDirectory(prefix="kortsjekk-bench-") as place:
        config = from_env({"KORTSJEKK_INSTANCE": place})
        make_world(config.keyset_path.parent, config.base_url, utc_now())
        house = build(config, PEOPLE, lambda _number: None, utc_now)
        text = _text_of(read_world(config.keyset_path.parent))
        no_ledger = replace(house, keeper=_Forgetful(house.keeper.table, house.keeper.marks))
        each_on_disk = replace(house, keeper=_with(house, connect(config.database_url)))
        for step, parts in (
            ("read, ask the mirror, decide", no_ledger),
            ("the same, looked back and kept", house),
            ("the same, each row on the disk before the answer (FULL)", each_on_disk),
        ):
            taken = microseconds(partial(check_text, text, PEOPLE[0], parts), SECONDS)
            table.add(step, len(taken), percentile(taken, 0.5) / 1000, percentile(taken, 0.95) / 1000)
            parts.keeper.table.close()
        house.ledger.close()
    return table


class _Forgetful(Keeper):
    """A keeper that keeps nothing, to measure what keeping costs."""

    def earlier(self, card_number: str | None, now: datetime) -> Earlier:
        """Nothing is known of any card."""
        return Earlier()


def _with(house: Parts, engine: sa.Engine) -> Keeper:
    """Return the keeper of a house on another engine."""
    table = CheckTable(house.config.database_url)
    table.engine = engine
    return Keeper(table, house.keeper.marks)


def _asking() -> Table:
    """Measure the same check with each kind of register behind it."""
    columns = ("registers", "calls", "p50 µs", "p95 µs")
    table = Table("Text to CardCheck, one thread, by what answers", columns)
    now = datetime.now(UTC)
    with TemporaryDirectory(prefix="kortsjekk-bench-") as place:
        make_world(Path(place), "https://kort.example", now)
        world, trust = read_world(Path(place)), _trusted(Path(place), now)
        with kinds_of_registers(world, Path(place) / "register.sqlite", now) as kinds:
            for name, registers, outcome in kinds:
                check = _checking(_text_of(world), trust, registers, now)
                if check().outcome not in outcome:
                    raise ValueError(f"{name}: the card that is measured is {check().outcome}")
                taken = microseconds(check, SECONDS)
                table.add(name, len(taken), percentile(taken, 0.5), percentile(taken, 0.95))
    table.notes.append("The server of the live registers is a plain Python one in the same process.")
    return table


def _trusted(place: Path, now: datetime) -> TrustList:
    roots = keyfile.read_public((place / "root.pub").read_bytes())
    found = read_by_any((place / "hse-keyset.cose").read_bytes(), roots, now)
    if isinstance(found, Refusal):
        raise ValueError(f"the practice world's key set: {found.detail}")
    return found.trust_list()


def _text_of(world: World) -> str:
    printed = world.card(CARD)
    if printed is None:
        raise ValueError(f"the practice world holds no card {CARD}")
    return printed.text


def _checking(text: str, trust: TrustList, registers: Registers, now: datetime) -> Callable[[], CardCheck]:
    """Return the whole check as the product does it, on these registers."""
    rules = load_rules().on(day_of(now))

    def check() -> CardCheck:
        reading = read_card(text, trust, now)
        answers = ask(reading, registers, rules, None)
        return decide(reading, answers, now=now, rules=rules, may_confiscate=True, max_age_hours=24)

    return check


def _bare_verify(text: str, trust: TrustList) -> Callable[[], object]:
    """Return the one call into the cryptography library that no check of a signature can do without."""
    parts = _parsed(_signed_bytes(text))
    half = len(parts.signature) // 2
    r, s = (int.from_bytes(part, "big") for part in (parts.signature[:half], parts.signature[half:]))
    signature, message, algorithm = (
        encode_dss_signature(r, s),
        parts.to_be_verified,
        ec.ECDSA(hashes.SHA256()),
    )
    key = trust.keys[0].public_key
    return lambda: key.verify(signature, message, algorithm)


def _cose(text: str, trust: TrustList) -> Callable[[], object]:
    """Return what stands around that call: from the signed bytes to whether a trusted key signed them."""
    data = _signed_bytes(text)

    def verify() -> bool:
        parts = _parsed(data)
        return any(
            key.verifies(parts.to_be_verified, parts.signature) for key in trust.with_kid(parts.kid, "card")
        )

    return verify


def _signed_bytes(text: str) -> bytes:
    code = qr.parse(text)
    if not isinstance(code, qr.SignedBytes):
        raise TypeError(f"not a signed card: {code}")
    return code.data


def _parsed(data: bytes) -> cose.Sign1:
    parts = cose.parse(data)
    if not isinstance(parts, cose.Sign1):
        raise TypeError(f"not a COSE_Sign1: {parts}")
    return parts


def _served() -> Table:
    table = Table(
        "POST /api/v1/checks, one client on loopback, practice register",
        ("step", "calls", "p50 ms", "p95 ms"),
    )
    with TemporaryDirectory(prefix="kortsjekk-bench-") as place:
        product = Product(Path(place) / "instance")
        product.start()
        try:
            taken = _asked(product)
        finally:
            product.stop()
    table.add("request to answer", len(taken), percentile(taken, 0.5) / 1000, percentile(taken, 0.95) / 1000)
    return table


def _asked(product: Product) -> list[float]:
    connection = http.client.HTTPConnection("localhost", product.port, timeout=30)
    people = json.loads(_call(connection, "GET", "/practice/people.json", {}))
    headers = {"Origin": product.base_url, "Content-Type": "application/json"}
    connection.request("POST", "/practice/sign-in", json.dumps({"person": people[0]["id"]}), headers)
    answer = connection.getresponse()
    answer.read()
    headers["Cookie"] = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    cards = json.loads(_call(connection, "GET", "/practice/cards.json", {}))
    body = json.dumps({"code": next(card["text"] for card in cards if card["id"] == CARD)})
    return microseconds(lambda: _call(connection, "POST", "/api/v1/checks", headers, body), SECONDS)


def _call(
    connection: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str], body: str = ""
) -> bytes:
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise ValueError(f"{method} {path} was answered with {answer.status}: {content[:200]!r}")
    return content
