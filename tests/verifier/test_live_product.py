"""Live registers under a real gunicorn, whose workers ask them after they were forked."""

from __future__ import annotations

import http.client
import json
import re
from contextlib import closing

from tests.support import register_server as server
from tests.support.live_registers import LiveWorld
from tests.support.product import Product
from tests.support.servers import StartProduct
from verifier.practice.world import read_world

COUNTED = re.compile(
    r'^kortsjekk_register_answers_total\{outcome="found",register="card_register"\} (\d+)', re.M
)
CHECKS = 12


def called(
    product: Product, method: str, path: str, body: object = None, cookie: str = ""
) -> tuple[str, str]:
    """Call the product over a connection of its own; return the cookie that it sets, and its answer."""
    sent = {"Origin": product.base_url, "Content-Type": "application/json", "Cookie": cookie}
    with closing(http.client.HTTPConnection("localhost", product.port, timeout=20)) as connection:
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        answer = connection.getresponse()
        assert answer.status == 200
        return (answer.getheader("Set-Cookie") or "").partition(";")[0], answer.read().decode()


def test_workers_ask_live_registers_and_the_answers_of_all_are_counted(start_product: StartProduct) -> None:
    with server.register_server() as served:
        world = LiveWorld(served)
        product = start_product(settings=world.settings())
        made = read_world(product.instance / "practice")
        world.fill(made)
        card = made.card("in-order")
        assert card is not None
        cookie, _ = called(product, "POST", "/practice/sign-in", {"person": "labour-inspector"})

        found = [
            json.loads(called(product, "POST", "/api/v1/checks", {"code": card.text}, cookie)[1])
            for _ in range(CHECKS)
        ]

        assert {check["outcome"] for check in found} == {"VALID"}
        assert all(check["card"]["photo"].startswith("/api/v1/photos/") for check in found)
        counted = COUNTED.search(called(product, "GET", "/metrics")[1])
        assert counted is not None
        assert int(counted[1]) == CHECKS
