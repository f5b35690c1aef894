"""What a phone fetches to work without coverage: as it is, by gzip, by brotli, and as it is really sent."""

from __future__ import annotations

import base64
import gzip
import http.client
import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import Table
from tests.support.chromium import NODE
from tests.support.product import Product

GOAL = 400_000
WORKER = "/sw.js"
# Files that are shown by themselves; the others are added up by folder.
ALONE = 8_000
CODINGS = "br, gzip"
BEST_BROTLI = """
const {brotliCompressSync, constants} = require("node:zlib");
const all = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const params = {[constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY};
const sizes = all.map((one) => brotliCompressSync(Buffer.from(one, "base64"), {params}).length);
console.log(JSON.stringify(sizes));
"""

Get = Callable[[str, str], tuple[bytes, str]]
"""Asks for an address with the codings that are taken; gives the bytes on the way, and their coding or ""."""


@dataclass(frozen=True)
class Weight:
    """One file of the shell: bytes as it is, pressed in two ways, and on the way."""

    path: str
    plain: int
    gzip: int
    brotli: int
    sent: int


def weights(get: Get) -> list[Weight]:
    """Weigh every file that the service worker keeps, and the worker itself."""
    worker, _ = get(WORKER, "identity")
    listed = re.search(rb"^const PRECACHE = (.*);$", worker, re.MULTILINE)
    if listed is None:
        raise LookupError("the service worker names no files")
    paths = [WORKER, *json.loads(listed[1])]
    bodies = [get(path, "identity")[0] for path in paths]
    sent = [get(path, CODINGS) for path in paths]
    # What set-up pressed is weighed as it is sent, everything else as brotli would press it.
    others = iter(_brotli([body for body, (_, coding) in zip(bodies, sent, strict=True) if coding != "br"]))
    return [
        Weight(
            path=path,
            plain=len(body),
            gzip=len(gzip.compress(body, 9, mtime=0)),
            brotli=len(pressed) if coding == "br" else next(others),
            sent=len(pressed),
        )
        for path, body, (pressed, coding) in zip(paths, bodies, sent, strict=True)
    ]


def _brotli(bodies: Sequence[bytes]) -> list[int]:
    asked = json.dumps([base64.b64encode(body).decode() for body in bodies])
    command: list[str | Path] = [NODE, "-e", BEST_BROTLI]
    answer = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)  # noqa: S603 -- our own program
    return [int(size) for size in json.loads(answer.stdout)]


def measure() -> list[Table]:
    """Weigh the shell of a product that runs."""
    with TemporaryDirectory(prefix="kortsjekk-bench-") as place:
        product = Product(Path(place) / "instance")
        product.start()
        try:
            return [_table(weights(lambda path, codings: _get(product, path, codings)))]
        finally:
            product.stop()


def _get(product: Product, path: str, codings: str) -> tuple[bytes, str]:
    with closing(http.client.HTTPConnection("localhost", product.port, timeout=30)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": codings})
        answer = connection.getresponse()
        return answer.read(), answer.getheader("Content-Encoding") or ""


def _table(all_weights: list[Weight]) -> Table:
    table = Table("What the phone keeps, in bytes", ("file", "files", "bytes", "gzip", "brotli", "sent"))
    groups: dict[str, list[Weight]] = defaultdict(list)
    for weight in all_weights:
        folder = weight.path.rpartition("/")[0].removeprefix("/static/") or "pages"
        groups[weight.path if weight.brotli > ALONE else folder].append(weight)
    for name, those in sorted(groups.items(), key=lambda group: -sum(each.brotli for each in group[1])):
        _add(table, name, those)
    _add(table, "all", all_weights)
    table.notes.append(f"Goal: {GOAL} bytes of brotli in all. Sent: to a browser that takes {CODINGS}.")
    return table


def _add(table: Table, name: str, those: Sequence[Weight]) -> None:
    sums = (sum(getattr(each, column) for each in those) for column in ("plain", "gzip", "brotli", "sent"))
    table.add(name, len(those), *sums)
