"""Fetching from a server that has every fault: nothing half is taken for whole, and nothing hangs."""

from __future__ import annotations

import gzip
import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from sync.registers.fetch import USER_AGENT, Fetched, Fetcher, FetchFailed, Limits, Wanted
from tests.support import register_server as server
from tests.support.register_server import RegisterServer

BODY = b'[{"organisasjonsnummer": "314102274"}]'
QUICK = Limits(connect_s=2, read_s=2, total_s=20, first_wait_s=0.01, attempts=3, most_bytes=1000)


@pytest.fixture
def served() -> Iterator[RegisterServer]:
    """A register's server."""
    with server.register_server() as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    """How long the fetcher paused, each time."""
    return []


@pytest.fixture
def fetcher(waits: list[float]) -> Iterator[Fetcher]:
    """A fetcher that counts its pauses instead of taking them."""
    made = Fetcher(QUICK, pause=waits.append)
    yield made
    made.close()


def got(fetcher: Fetcher, address: str, **more: str) -> bytes:
    """Fetch an address; what was written."""
    file = io.BytesIO(b"left over from before")
    assert fetcher.whole(Wanted(address, "application/json", **more), file) is not None  # type: ignore[arg-type]
    return file.getvalue()


def test_a_whole_answer_is_written_and_its_validators_are_kept(
    served: RegisterServer, fetcher: Fetcher
) -> None:
    served.acts["/file"] = server.gives(BODY, ETag='"a"', Last_Modified="Mon, 02 Mar 2026 05:00:00 GMT")
    file = io.BytesIO()

    answer = fetcher.whole(Wanted(served.address(), "application/json", (("Content-Version", "1.2"),)), file)

    assert answer == Fetched('"a"', "Mon, 02 Mar 2026 05:00:00 GMT")
    assert file.getvalue() == BODY
    [(path, headers)] = served.asked
    assert (path, headers["accept"], headers["user-agent"]) == ("/file", "application/json", USER_AGENT)
    assert (headers["content-version"], headers["accept-encoding"]) == ("1.2", "identity")


def test_what_is_there_already_is_not_fetched_again(served: RegisterServer, fetcher: Fetcher) -> None:
    served.acts["/file"] = server.validated(BODY, '"a"')
    wanted = Wanted(
        served.address(), "application/json", etag='"a"', last_modified="Mon, 02 Mar 2026 05:00:00 GMT"
    )

    assert fetcher.whole(wanted, io.BytesIO()) is None

    assert served.asked[0][1]["if-modified-since"] == "Mon, 02 Mar 2026 05:00:00 GMT"
    assert got(fetcher, served.address(), etag='"b"') == BODY


@pytest.mark.parametrize("etag", ['"ø"', '"' + "a" * 600 + '"', "", '"a\tb"'])
def test_a_validator_that_could_not_be_sent_back_is_not_kept(
    served: RegisterServer, fetcher: Fetcher, etag: str
) -> None:
    served.acts["/file"] = server.gives(BODY, ETag=etag)

    assert fetcher.whole(Wanted(served.address(), "application/json"), io.BytesIO()) == Fetched(None, None)


def test_not_modified_is_no_answer_to_who_has_nothing(served: RegisterServer, fetcher: Fetcher) -> None:
    served.acts["/file"] = server.gives(b"", 304)

    with pytest.raises(FetchFailed, match="answered 304"):
        got(fetcher, served.address())


def test_a_packed_answer_stays_packed(served: RegisterServer, fetcher: Fetcher) -> None:
    served.acts["/file"] = server.gives(gzip.compress(BODY), Content_Encoding="gzip")

    assert gzip.decompress(got(fetcher, served.address())) == BODY


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410, 501])
def test_a_refusal_is_final(
    served: RegisterServer, fetcher: Fetcher, waits: list[float], status: int
) -> None:
    served.acts["/file"] = server.refused(status)

    with pytest.raises(FetchFailed, match=f"answered {status}") as caught:
        got(fetcher, served.address())

    assert caught.value.status == status
    assert (len(served.asked), waits) == (1, [])


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_be_over_soon_is_tried_again_with_growing_pauses(
    served: RegisterServer, fetcher: Fetcher, waits: list[float], status: int
) -> None:
    served.acts["/file"] = server.then(server.refused(status), server.refused(status), server.gives(BODY))

    assert got(fetcher, served.address()) == BODY

    first, second = waits
    assert 0.005 <= first <= 0.01 <= second <= 0.02


def test_it_gives_up_after_so_many_attempts(served: RegisterServer, fetcher: Fetcher) -> None:
    served.acts["/file"] = server.refused(503)

    with pytest.raises(FetchFailed, match="answered 503"):
        got(fetcher, served.address())

    assert len(served.asked) == QUICK.attempts


@pytest.mark.parametrize("form", ["7", "a time"])
def test_it_waits_as_long_as_it_is_asked_to(served: RegisterServer, waits: list[float], form: str) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=8), usegmt=True)
    served.acts["/file"] = server.then(
        server.refused(503, Retry_After=form if form == "7" else soon), server.gives(BODY)
    )
    fetcher = Fetcher(QUICK, pause=waits.append)

    assert got(fetcher, served.address()) == BODY

    fetcher.close()
    assert 5 < waits[0] <= 8.01


@pytest.mark.parametrize("asked", ["99999999999", "121"])
def test_it_does_not_wait_for_ever(
    served: RegisterServer, fetcher: Fetcher, waits: list[float], asked: str
) -> None:
    served.acts["/file"] = server.refused(503, Retry_After=asked)

    with pytest.raises(FetchFailed, match="which is too long"):
        got(fetcher, served.address())

    assert (len(served.asked), waits) == (1, [])


@pytest.mark.parametrize(
    "asked", ["-1", "soon", "", "1.5", "1e9", "Mon, 02 Mar 2026 05:00:00 +4444444440100"]
)
def test_a_wait_that_is_none_is_passed_over(served: RegisterServer, fetcher: Fetcher, asked: str) -> None:
    served.acts["/file"] = server.then(server.refused(503, Retry_After=asked), server.gives(BODY))

    assert got(fetcher, served.address()) == BODY


def test_an_answer_that_breaks_off_is_fetched_from_its_beginning(
    served: RegisterServer, fetcher: Fetcher
) -> None:
    served.acts["/file"] = server.then(server.cut(BODY[:20], 1000), server.gives(BODY))

    assert got(fetcher, served.address()) == BODY


def test_an_answer_that_always_breaks_off_is_none(served: RegisterServer, fetcher: Fetcher) -> None:
    served.acts["/file"] = server.cut(BODY, 1000)

    with pytest.raises(FetchFailed):
        got(fetcher, served.address())


def test_an_endless_answer_is_ended(served: RegisterServer, fetcher: Fetcher) -> None:
    served.acts["/file"] = server.endless(b"x" * 100)

    with pytest.raises(FetchFailed, match="more than 1000 bytes"):
        got(fetcher, served.address())


HEAD = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000
SLOW = {
    "silence": server.silent,
    "a byte at a time, in the head": server.trickles(HEAD),
    "a byte at a time, in the body": server.trickles(
        b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + b"x" * 999
    ),
    "a byte at a time, without a length": server.trickles(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 999, 0.03),
}


@pytest.mark.parametrize("act", SLOW.values(), ids=SLOW.keys())
def test_a_slow_answer_is_ended_in_time(served: RegisterServer, act: server.Act) -> None:
    served.acts["/file"] = act
    fetcher = Fetcher(Limits(read_s=30, total_s=1.5, attempts=3))
    started = time.monotonic()

    with pytest.raises(FetchFailed, match="took longer than allowed"):
        got(fetcher, served.address())

    fetcher.close()
    # Each of them would go on for half a minute.
    assert time.monotonic() - started < 15


def test_nobody_listening_is_a_failure(served: RegisterServer, fetcher: Fetcher) -> None:
    with pytest.raises(FetchFailed, match="ConnectError"):
        got(fetcher, "http://127.0.0.1:1/file")


def test_a_redirect_on_the_same_host_is_followed(served: RegisterServer, fetcher: Fetcher) -> None:
    served.acts |= {"/file": server.redirects("/new?a=1"), "/new": server.gives(BODY)}

    assert got(fetcher, served.address()) == BODY


@pytest.mark.parametrize(
    "to",
    [
        "http://localhost:{port}/stolen",
        "http://127.0.0.1:1/stolen",
        "//localhost:{port}/stolen",
        "https://127.0.0.1:{port}/stolen",
        "http://user@127.0.0.1:{port}/stolen",
        "file:///etc/passwd",
        "ftp://127.0.0.1:{port}/stolen",
    ],
)
def test_a_redirect_to_another_place_is_not_followed(
    served: RegisterServer, fetcher: Fetcher, to: str
) -> None:
    served.acts |= {
        "/file": server.redirects(to.format(port=served.port)),
        "/stolen": server.gives(BODY),
    }

    with pytest.raises(FetchFailed, match="led to another place"):
        got(fetcher, served.address())

    assert [path for path, _ in served.asked] == ["/file"]


@pytest.mark.parametrize("to", ["http://[::1/x", "https://[fe80::1%]5en0]/", "http://a:99999"])
def test_a_redirect_to_what_is_no_address_is_a_failure_with_its_reason(
    served: RegisterServer, fetcher: Fetcher, to: str
) -> None:
    served.acts["/file"] = server.redirects(to)

    with pytest.raises(FetchFailed, match="led to"):
        got(fetcher, served.address())


def test_redirects_in_a_circle_end(served: RegisterServer, fetcher: Fetcher) -> None:
    served.acts["/file"] = server.redirects("/file")

    with pytest.raises(FetchFailed, match="without end"):
        got(fetcher, served.address())

    assert len(served.asked) == 4


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://registers.example/file", "only https:// is asked"),
        ("http://127.0.0.1.example/file", "only https:// is asked"),
        ("ftp://127.0.0.1/file", "only https:// is asked"),
        ("https://user:secret@registers.example/file", "must not hold a password"),
        ("https://[::1/file", "no address"),
    ],
)
def test_an_address_that_may_not_be_asked_is_not(fetcher: Fetcher, address: str, why: str) -> None:
    with pytest.raises(FetchFailed, match=why) as caught:
        got(fetcher, address)

    assert "secret" not in str(caught.value)
