"""Starting the product: where it serves, what it says when it cannot, and what it becomes."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.pictures import saved
from tests.support.product import free_port
from verifier import serve, start_screen
from verifier.certificate import Files
from verifier.frames import read_codes
from verifier.practice.world import read_world
from verifier.serve import CannotStart, Launch, gunicorn_command, is_loopback, lan_address, plan

Became = tuple[list[str], dict[str, str]]
EVERYWHERE = "0.0.0.0"  # noqa: S104 -- a setting to be understood: nothing is bound to it here


def test_without_settings_it_serves_this_machine_by_http(tmp_path: Path) -> None:
    launch = plan({"KORTSJEKK_INSTANCE": str(tmp_path), "HOST": "", "PORT": ""})

    assert (launch.host, launch.port, launch.certificate) == ("127.0.0.1", 8000, None)
    assert launch.settings["KORTSJEKK_BASE_URL"] == "http://localhost:8000"
    assert launch.settings["KORTSJEKK_MODE"] == "practice"


def test_for_phones_it_serves_the_network_by_https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "lan_address", lambda _host: "192.168.1.20")

    launch = plan({"KORTSJEKK_INSTANCE": str(tmp_path), "HOST": EVERYWHERE, "PORT": "8001"})

    assert (launch.host, launch.port) == (EVERYWHERE, 8001)
    assert launch.settings["KORTSJEKK_BASE_URL"] == "https://192.168.1.20:8001"
    assert launch.certificate is not None
    assert launch.certificate.chain.parent == tmp_path / "tls"
    assert "--certfile" in gunicorn_command(launch)


def test_an_address_that_is_set_is_kept(tmp_path: Path) -> None:
    given = {"KORTSJEKK_INSTANCE": str(tmp_path), "KORTSJEKK_BASE_URL": "https://tunnel.example"}

    assert plan(given).settings["KORTSJEKK_BASE_URL"] == "https://tunnel.example"


def test_production_stands_behind_a_proxy_and_gets_no_practice_settings() -> None:
    launch = plan({"KORTSJEKK_MODE": "production", "HOST": EVERYWHERE, "PORT": "9000"})

    assert (launch.host, launch.port, launch.settings, launch.certificate) == (EVERYWHERE, 9000, {}, None)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80a", "8000.0", "٨٠", "9" * 5_000, " 80"])
def test_a_port_that_is_none_is_said(port: str) -> None:
    with pytest.raises(CannotStart, match="a port is a number from 1 to 65535"):
        plan({"PORT": port})


def test_a_taken_port_is_said_with_another_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CannotStart, match=f"port {port} is taken.*make run PORT={port + 1}"):
            serve.ensure_free("127.0.0.1", port)


@pytest.mark.parametrize(
    ("number", "said"), [(13, "may not listen on port 80.*above 1023"), (99, "nothing can listen on")]
)
def test_other_reasons_are_said_too(number: int, said: str) -> None:
    with pytest.raises(CannotStart, match=said):
        raise CannotStart(serve._why_not(OSError(number, "why"), "127.0.0.1", 80))


def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    with pytest.raises(CannotStart, match="nothing can listen on"):
        serve.ensure_free("203.0.113.1", free_port())


def test_a_free_port_is_taken_without_a_word() -> None:
    serve.ensure_free("127.0.0.1", free_port())


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), (EVERYWHERE, False), ("kort", False)],
)
def test_who_can_reach_it_is_known(host: str, here: bool) -> None:
    assert is_loopback(host) is here


def test_the_address_on_the_network_is_the_one_named_or_found() -> None:
    assert lan_address("10.0.0.7") == "10.0.0.7"
    assert lan_address(EVERYWHERE).count(".") == 3


class _NoNetwork(socket.socket):
    """A socket of a machine that is connected to nothing."""

    def connect(self, address: object) -> None:
        """Find no way."""
        raise OSError("network is unreachable")


def test_without_a_network_it_serves_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", _NoNetwork)

    assert lan_address(EVERYWHERE) == "127.0.0.1"


def test_an_address_of_version_6_is_put_in_brackets() -> None:
    assert "[::1]:8000" in gunicorn_command(Launch("::1", 8000, {}))


def started(
    monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Start the product; return the command that it becomes, and that program's settings."""
    became: list[Became] = []
    monkeypatch.chdir(Path.cwd())
    monkeypatch.setattr(os, "execve", lambda _program, command, settings: became.append((command, settings)))
    serve.serve(environment)
    return became[0]


def test_it_makes_a_practice_world_and_becomes_gunicorn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()

    command, settings = started(monkeypatch, {"KORTSJEKK_INSTANCE": str(tmp_path), "PORT": str(port)})

    assert command[0] == sys.executable
    assert command[-1] == "verifier.wsgi:app"
    assert settings["KORTSJEKK_BASE_URL"] == f"http://localhost:{port}"
    assert read_world(tmp_path / "practice").base_url == f"http://localhost:{port}"
    assert (tmp_path / "ledger.db").exists()
    assert f"http://localhost:{port}/practice" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"PORT": "none"}, "a port is a number"),
        ({"KORTSJEKK_BASE_URL": "here"}, "KORTSJEKK_BASE_URL"),
        ({"DATABASE_URL": "no-such-kind://host"}, "DATABASE_URL"),
        ({"KORTSJEKK_MODE": "production"}, "SECRET_KEY must be set"),
        ({"KORTSJEKK_MODE": "half"}, "KORTSJEKK_MODE"),
        ({"KORTSJEKK_INSTANCE": "/dev/null/instance"}, "cannot be written"),
        ({"KORTSJEKK_INSTANCE": "/dev/null/instance", "HOST": "127.0.0.2x"}, "cannot be written"),
    ],
)
def test_when_it_cannot_start_it_says_why_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, str], said: str
) -> None:
    environment = {"KORTSJEKK_INSTANCE": str(tmp_path), "PORT": str(free_port()), **changes}

    assert serve.serve(environment) == 1

    printed = capsys.readouterr()
    assert said in printed.err
    assert "Traceback" not in printed.err


def test_the_start_screen_says_what_to_try_first() -> None:
    screen = start_screen.lines("http://localhost:8000", True, None)

    assert "http://localhost:8000/practice" in screen
    assert "make run HOST=0.0.0.0" in screen
    assert start_screen.lines("https://kort.example", False, None).count("\n") == 2


def test_for_phones_the_start_screen_shows_the_address_as_a_code() -> None:
    address = "https://192.168.1.20:8000"
    files = Files(Path("chain"), Path("key"), Path("/tls/authority.crt"))

    assert "/tls/authority.crt" in start_screen.lines(address, True, files)
    assert read_codes(_photographed(start_screen.terminal_code(address))) == [address]


def _photographed(screen: str) -> bytes:
    """Return a picture of a code drawn with half blocks, light on a dark terminal."""
    import numpy as np
    from PIL import Image

    lines = [line.ljust(max(map(len, screen.splitlines()))) for line in screen.splitlines()]
    upper = [[255 * (sign in "█▀") for sign in line] for line in lines]
    lower = [[255 * (sign in "█▄") for sign in line] for line in lines]
    rows = np.array([row for pair in zip(upper, lower, strict=True) for row in pair], np.uint8)
    return saved(Image.fromarray(rows.repeat(8, 0).repeat(8, 1)), "PNG")


def test_a_terminal_that_knows_no_blocks_is_no_reason_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    with open(os.devnull, "w", encoding="ascii") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        start_screen.show("https://192.168.1.20:8000", True, Files(Path("c"), Path("k"), Path("a")))
