"""The reader that the phone carries, in a real browser: it judges every vector as the server does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from bench import corpus
from tests.support.chromium import CHECKOUT, Device
from tests.support.phone import InspectorPhone
from tests.support.product import Product

pytestmark = pytest.mark.journey

VECTORS = CHECKOUT / "tests" / "vectors"
# The page has no modules of the tests: their text is handed to it, as a function.
QUESTIONS = re.sub(
    r"^export ", "", (CHECKOUT / "tests" / "js" / "support" / "signed.js").read_text("utf-8"), flags=re.M
)
ASK = """async ([name, document]) => {
  const modules = ["card", "keyset", "signature", "statuslist"];
  const loaded = await Promise.all(modules.map((each) => import(`/static/js/domain/${each}.js`)));
  const reader = Object.assign({}, ...loaded);
  %s
  const answers = await ({ofCards, ofStatusLists, ofKeySets, ofWycheproof})[name](reader, document);
  return JSON.stringify(answers);
}"""


@pytest.fixture(scope="module")
def phone(
    playwright: Playwright, live_server: Product, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[InspectorPhone]:
    """A phone without a camera, on a page of the product."""
    made = InspectorPhone(
        playwright, live_server.base_url, Device(tmp_path_factory.mktemp("phone"), camera=None)
    )
    made.switch_on()
    made.opens("/sign-in")
    yield made
    made.switch_off()


def answers(phone: InspectorPhone, name: str, file: Path) -> list[dict[str, Any]]:
    """Return what the product's own modules answer in the page to each case of a file."""
    document = json.loads(file.read_text("utf-8"))
    said: list[dict[str, Any]] = json.loads(phone.page.evaluate(ASK % QUESTIONS, [name, document]))
    return said


@pytest.mark.parametrize(
    ("name", "file", "least"),
    [
        ("ofCards", "cards.json", 300),
        ("ofStatusLists", "statuslists.json", 100),
        ("ofKeySets", "keysets.json", 100),
    ],
)
def test_the_browser_reads_every_vector_as_the_server_does(
    phone: InspectorPhone, name: str, file: str, least: int
) -> None:
    found = answers(phone, name, VECTORS / file)

    assert [each for each in found if each["said"] != each["expect"]] == []
    assert len(found) >= least
    assert phone.faults == []


@pytest.mark.parametrize(
    ("file", "count"), [("ecdsa_secp256r1_sha256_p1363_test.json", 262), ("ed25519_test.json", 151)]
)
def test_the_browser_judges_every_signature_of_wycheproof_rightly(
    phone: InspectorPhone, file: str, count: int
) -> None:
    place = corpus.folder()
    if place is None or not (place / "wycheproof" / file).exists():
        pytest.skip("the test data is not at hand")

    found = answers(phone, "ofWycheproof", place / "wycheproof" / file)

    assert [each for each in found if each["said"] != each["expect"]] == []
    assert len(found) == count
