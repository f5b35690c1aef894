"""Live registers with every fault that a server can have: no answer, in time, and well again afterwards."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sync.registers.live.breaker import State
from sync.registers.live.check import Foreseen, OneCheck
from sync.registers.live.client import Client, Crowded, Limits, Question, trusting
from sync.registers.ports import Answer, Found, Unavailable
from sync.registers.web import FetchFailed
from tests.support import register_server as server
from tests.support.live_desk import FAULTS, HTML, LiveDesk, live_desk
from tests.support.live_registers import approval_body, as_json, card_body, unit_body
from tests.support.product import free_port
from tests.support.register_files import ONE
from tests.support.register_server import Act
from tests.support.verdicts import BUILDER, RECORD
from verifier import certificate

__all__ = ["live_desk"]

CARD = RECORD.card_number
GOOD: dict[str, tuple[str, Act]] = {
    "card": ("/hms/cards/", server.gives(as_json(card_body(RECORD)))),
    "company": ("/er/enheter/", server.gives(as_json(unit_body(BUILDER)))),
    "approval": ("/bil/", server.gives(as_json(approval_body(ONE, 4)))),
}
ASK: dict[str, Callable[[OneCheck], Answer[Any]]] = {
    "card": lambda check: check.card(CARD),
    "company": lambda check: check.company(BUILDER.org_number),
    "approval": lambda check: check.approval(ONE, 45),
}
NAMES = {"card": "card_register", "company": "company_register", "approval": "car_care_register"}
# What a 404 of the approval registers means is not described; it rests nobody.
REST_NOBODY = {("approval", "gives a web page as 404")}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("port", GOOD)
def test_whatever_is_wrong_with_a_register_is_no_answer_in_time_and_over_when_it_is_over(
    live_desk: LiveDesk, port: str, fault: str
) -> None:
    path, good = GOOD[port]
    live_desk.served.acts[path] = FAULTS[fault]

    started = time.monotonic()
    answer = ASK[port](live_desk.impatient())

    assert time.monotonic() - started < 3
    assert isinstance(answer, Unavailable)
    assert NAMES[port] in answer.why
    assert CARD not in answer.why
    counted = {"failed", "out-of-time"} if (port, fault) not in REST_NOBODY else {"no-record"}
    assert {outcome for _, outcome in live_desk.counted} <= counted

    live_desk.served.acts[path] = good
    live_desk.move(60)
    assert isinstance(ASK[port](live_desk.check()), Found)
    assert live_desk.registers.health()[NAMES[port]].why is None


def test_a_register_that_is_down_is_no_answer_and_found_again_when_it_is_back(tmp_path: Path) -> None:
    port = free_port()
    desk = LiveDesk(server.RegisterServer(port), tmp_path / "none")
    for _ in range(4):
        assert isinstance(desk.check().card(CARD), Unavailable)

    with server.register_server(port=port) as back:
        back.acts.update([GOOD["card"]])
        assert isinstance(desk.check().card(CARD), Unavailable)
        assert back.asked == []
        desk.move(60)
        assert isinstance(desk.check().card(CARD), Found)
        desk.registers.close()


def test_a_register_that_failed_a_few_times_is_not_asked_until_its_rest_is_over(live_desk: LiveDesk) -> None:
    live_desk.served.acts["/hms/cards/"] = server.gives(HTML)
    for _ in range(5):
        live_desk.check().card(CARD)
    assert len(live_desk.served.asked) == 3
    assert live_desk.counted == [("card_register", "failed")] * 3 + [("card_register", "resting")] * 2
    assert live_desk.registers.health()["card_register"].state is State.OPEN

    live_desk.move(5)
    live_desk.check().card(CARD)
    assert len(live_desk.served.asked) == 4


def test_who_asks_to_wait_is_asked_once_and_left_alone(live_desk: LiveDesk) -> None:
    path, good = GOOD["card"]
    live_desk.served.acts[path] = server.then(server.refused(503, Retry_After="20"), good)

    assert isinstance(live_desk.check().card(CARD), Unavailable)
    live_desk.move(19)
    assert isinstance(live_desk.check().card(CARD), Unavailable)
    assert len(live_desk.served.asked) == 1
    live_desk.move(1)
    assert isinstance(live_desk.check().card(CARD), Found)


@pytest.mark.parametrize("fault", ["drops the connection", "fails with 500", "promises more than it gives"])
def test_a_passing_fault_is_tried_again_within_the_same_check(live_desk: LiveDesk, fault: str) -> None:
    path, good = GOOD["card"]
    live_desk.served.acts[path] = server.then(FAULTS[fault], good)

    assert isinstance(live_desk.check().card(CARD), Found)
    assert len(live_desk.served.asked) == 2


def test_one_register_that_fails_rests_no_other(live_desk: LiveDesk) -> None:
    live_desk.served.acts.update(GOOD.values())
    live_desk.served.acts["/er/enheter/"] = server.gives(HTML)
    for _ in range(4):
        check = live_desk.check()
        assert isinstance(check.company(BUILDER.org_number), Unavailable)
        assert isinstance(check.card(CARD), Found)


def test_what_is_foreseen_is_asked_at_once_so_silent_registers_share_one_wait(live_desk: LiveDesk) -> None:
    for path, _ in GOOD.values():
        live_desk.served.acts[path] = server.silent
    started = time.monotonic()

    check = live_desk.impatient(Foreseen(CARD, (BUILDER.org_number,), ((ONE, 45),)))
    answers = [ask(check) for ask in ASK.values()]

    assert all(isinstance(answer, Unavailable) for answer in answers)
    assert len(live_desk.served.asked) == 3
    assert time.monotonic() - started < 3


def test_a_deadline_that_is_over_leaves_nothing_to_ask_and_blames_nobody(live_desk: LiveDesk) -> None:
    live_desk.served.acts.update(GOOD.values())

    for _ in range(5):
        check = live_desk.registers.begin(Foreseen(None), time.monotonic())
        assert isinstance(check.card(CARD), Unavailable)

    assert live_desk.registers.health()["card_register"].state is State.CLOSED
    assert isinstance(live_desk.check().card(CARD), Found)


def test_each_thing_is_asked_once_in_a_check(live_desk: LiveDesk) -> None:
    live_desk.served.acts.update(GOOD.values())
    check = live_desk.check(Foreseen(CARD, (BUILDER.org_number, BUILDER.org_number), ((ONE, 45),)))

    for ask in (*ASK.values(), *ASK.values()):
        assert isinstance(ask(check), Found)

    assert len(live_desk.served.asked) == 3


def test_connections_are_kept_for_the_next_check(live_desk: LiveDesk) -> None:
    connections = set()
    path, good = GOOD["card"]

    def noting(exchange: server.Exchange) -> None:
        connections.add(exchange.client_address)
        server.kept(good)(exchange)

    live_desk.served.acts[path] = noting
    for _ in range(3):
        assert isinstance(live_desk.check().card(CARD), Found)

    assert len(connections) == 1


def test_a_redirect_on_the_same_host_is_followed(live_desk: LiveDesk) -> None:
    path, good = GOOD["card"]
    live_desk.served.acts[path] = server.redirects(f"/elsewhere/{CARD}")
    live_desk.served.acts["/elsewhere/"] = good

    assert isinstance(live_desk.check().card(CARD), Found)


# TLS


@pytest.fixture
def files(tmp_path: Path) -> certificate.Files:
    """A certificate for this machine, with the authority that signed it."""
    return certificate.keep(tmp_path / "tls", ["127.0.0.1"], datetime.now(UTC))


@pytest.fixture
def in_tls(files: certificate.Files) -> Iterator[server.RegisterServer]:
    """A register's server that speaks TLS, and answers about one card."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.chain, files.key)
    with server.register_server(context) as running:
        running.acts.update([GOOD["card"]])
        yield running


def test_a_register_that_a_trusted_authority_vouches_for_is_asked(
    in_tls: server.RegisterServer, files: certificate.Files, tmp_path: Path
) -> None:
    desk = LiveDesk(in_tls, tmp_path / "none", authorities=trusting(files.authority))

    assert isinstance(desk.check().card(CARD), Found)
    desk.registers.close()


def test_a_register_that_nobody_vouches_for_is_told_nothing(
    in_tls: server.RegisterServer, tmp_path: Path
) -> None:
    desk = LiveDesk(in_tls, tmp_path / "none")

    answer = desk.check().card(CARD)

    assert isinstance(answer, Unavailable)
    assert "its certificate is not trusted" in answer.why
    assert in_tls.asked == []
    desk.registers.close()


# What is written down


def test_nothing_that_is_asked_or_answered_is_logged(
    live_desk: LiveDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    live_desk.served.acts["/hms/cards/"] = server.gives(as_json({**card_body(RECORD), "status": "GONE"}))
    live_desk.check().card(CARD)
    for fault in FAULTS.values():
        live_desk.served.acts["/hms/cards/"] = fault
        live_desk.impatient().card(CARD)
        live_desk.move(60)

    said = json.dumps([record.getMessage() for record in caplog.records])
    assert "card_register is not asked for a while" in said
    assert CARD not in said
    assert RECORD.name not in said


def test_who_waits_for_a_connection_of_ours_blames_no_register() -> None:
    async def both(address: str) -> list[Any]:
        client = Client(Limits(read_s=0.4, connections=1, attempts=1), trusting(None))
        question = Question(address, "application/json")
        asked = (client.ask(question, time.monotonic() + 30) for _ in range(2))
        try:
            return await asyncio.gather(*asked, return_exceptions=True)
        finally:
            await client.close()

    with server.register_server() as served:
        served.acts["/er/"] = server.silent
        first, second = asyncio.run(both(served.address("/er/enheter/1")))

    assert isinstance(first, FetchFailed)
    assert not isinstance(first, Crowded)
    assert isinstance(second, Crowded)
