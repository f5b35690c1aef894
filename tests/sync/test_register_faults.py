"""Whatever fault a register has, the mirror stays as it was, and it is said what was wrong."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from sync.registers.ports import Absent, Unavailable
from sync.registers.rows import SourceError
from sync.registers.sources import CAR_CARE, Source
from tests.support import register_files as files
from tests.support import register_server as server
from tests.support.register_desk import GOOD, HOUR, NOW, Desk, desk
from tests.support.register_files import FOUR, ONE, THREE, TWO, approved, branch, unit

__all__ = ["desk"]

JSON = files.as_json(unit(ONE), unit(THREE))
FAULTS: dict[str, tuple[server.Act, str]] = {
    "404": (server.refused(404), "answered 404"),
    "410": (server.refused(410), "answered 410"),
    "500": (server.refused(500), "answered 500"),
    "503, come back soon": (server.refused(503, Retry_After="1"), "answered 503"),
    "503, come back tomorrow": (server.refused(503, Retry_After="86400"), "too long"),
    "a web page with 200": (
        server.gives(b"<!doctype html><h1>Logg inn</h1>", Content_Type="text/html"),
        "not JSON",
    ),
    "JSON that is cut off": (server.gives(JSON[:-1]), "cut off"),
    "JSON that is cut between units": (server.gives(files.as_json(unit(ONE))[:-1] + b","), "cut off"),
    "gzip that is cut off": (server.gives(gzip.compress(JSON)[:-9]), "cut off"),
    "damaged gzip": (server.gives(gzip.compress(JSON)[:-8] + b"12345678"), "damaged gzip"),
    "an answer that breaks off": (server.cut(JSON, 10_000), "peer closed connection"),
    "no body": (server.gives(b""), "cut off"),
    "an endless body": (server.endless(b"[" + b" " * 1000), "more than 100000 bytes"),
    "a byte at a time": (
        server.trickles(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + b" " * 999),
        "took longer",
    ),
    "silence": (server.silent, "took longer|ReadTimeout"),
    "redirects in a circle": (server.redirects("/companies"), "without end"),
    "a redirect to another host": (server.redirects("http://localhost:1/"), "led to another place"),
    "an error as JSON": (server.gives(b'{"status": 200, "feilmelding": "x"}'), "not JSON"),
    "another list": (server.gives(files.as_json(branch(TWO, ONE))), "nothing in it could be used"),
    "cards": (server.gives(GOOD[Source.CARDS]), "not JSON"),
    "a name twice": (
        server.gives(JSON.replace(b'"konkurs": false', b'"konkurs": true, "konkurs": false')),
        "twice",
    ),
    "NaN": (server.gives(JSON.replace(b'"antallAnsatte": 5', b'"antallAnsatte": NaN')), "NaN is not JSON"),
    "an empty array": (server.gives(b"[]"), "nothing in it could be used"),
    "units without numbers": (server.gives(files.as_json({}, {}, {})), "nothing in it could be used"),
    "more strange than not": (
        server.gives(files.as_json(unit(ONE), unit(THREE, konkurs=1), unit(FOUR, konkurs=1))),
        "more rows are strange",
    ),
}


@pytest.mark.parametrize(("act", "why"), FAULTS.values(), ids=FAULTS.keys())
def test_whatever_fault_a_register_has_the_mirror_stays_and_it_is_said(
    desk: Desk, act: server.Act, why: str
) -> None:
    desk.fill()
    before = desk.mirror.read_bytes()
    desk.now = NOW + HOUR

    with pytest.raises(SourceError, match=why):
        desk.by(Source.COMPANIES, act)

    assert desk.mirror.read_bytes() == before
    assert sorted(path.name for path in desk.mirror.parent.iterdir()) == ["files", "registers.sqlite"]
    assert desk.local.ages()[Source.COMPANIES] == 3600


@pytest.mark.parametrize(("act", "why"), FAULTS.values(), ids=FAULTS.keys())
def test_a_register_that_never_answered_well_could_not_be_asked(
    desk: Desk, act: server.Act, why: str
) -> None:
    with pytest.raises(SourceError, match=why):
        desk.by(Source.COMPANIES, act)

    assert not desk.mirror.exists()
    assert isinstance(desk.local.company(ONE), Unavailable)


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"<html></html>", b"\x1f\x8b", b"card_number\n"])
def test_no_source_takes_what_is_no_register(desk: Desk, source: Source, body: bytes) -> None:
    with pytest.raises(SourceError):
        desk.from_web(source, body)

    assert desk.local.ages()[source] is None


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("other", Source)
def test_no_source_takes_the_file_of_another_one(desk: Desk, source: Source, other: Source) -> None:
    if source is other:
        desk.from_web(source, GOOD[other])
        return
    with pytest.raises(SourceError):
        desk.from_web(source, GOOD[other])


def test_a_register_that_approves_nobody_is_not_believed(desk: Desk) -> None:
    with pytest.raises(SourceError, match="it approves nobody at all"):
        desk.from_web(Source.CLEANING, files.cleaning([(ONE, "Ikke godkjent", ())]))


def test_a_source_that_lost_more_than_half_is_not_believed_unasked(desk: Desk) -> None:
    desk.from_web(Source.CAR_CARE, files.approvals(*(approved(number, 4) for number in (ONE, TWO, THREE))))
    shrunk = files.approvals(approved(ONE, 4))

    with pytest.raises(SourceError, match="it holds 1 where the copy holds 3"):
        desk.from_web(Source.CAR_CARE, shrunk)

    desk.manner = replace(desk.manner, accept_shrunk=True)
    desk.from_web(Source.CAR_CARE, shrunk)
    desk.from_web(Source.WORKSHOPS, GOOD[Source.WORKSHOPS])
    assert isinstance(desk.local.approval(TWO, CAR_CARE), Absent)


def test_a_bomb_leaves_the_mirror(desk: Desk) -> None:
    desk.manner = replace(desk.manner, most_inflated=1_000_000)

    with pytest.raises(SourceError, match="more than 1000000 bytes when unpacked"):
        desk.from_web(Source.COMPANIES, gzip.compress(b"[" + b" " * 2_000_000 + JSON[1:]))
