"""Start the product from one command: practice world, ledger, a screen saying what to do, gunicorn."""

from __future__ import annotations

import errno
import ipaddress
import os
import re
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from verifier import certificate, start_screen
from verifier.config import Config, ConfigError, from_env

CHECKOUT = Path(__file__).resolve().parent.parent
# Any address outside this machine does: nothing is sent, the system only names the way it would take.
FAR_AWAY = ("203.0.113.1", 9)


class CannotStart(Exception):
    """Why the product can't be started, said so that a person knows what to change."""


@dataclass(frozen=True)
class Launch:
    """Where this start serves, what it sets for the workers, and its certificate where it speaks HTTPS."""

    host: str
    port: int
    settings: Mapping[str, str]
    certificate: certificate.Files | None = None


def serve(environment: Mapping[str, str]) -> int:
    """Prepare and become gunicorn; returns an exit code only when the product can't be started."""
    try:
        launch = plan(environment)
        ensure_free(launch.host, launch.port)
        settings = {**environment, **launch.settings}
        config = from_env(settings)
        if config.is_practice:
            prepare_practice(config)
    except (CannotStart, ConfigError) as reason:
        print(f"\nKortsjekk did not start: {reason}\n", file=sys.stderr)
        return 1
    start_screen.show(config.base_url, config.is_practice, launch.certificate)
    return become(gunicorn_command(launch), settings)


def become(command: list[str], settings: Mapping[str, str]) -> NoReturn:
    """Turn this process into another program, run from the checkout, that reads these settings."""
    os.chdir(CHECKOUT)
    os.execve(command[0], command, settings)  # noqa: S606 -- an argument list of our own, no shell


def plan(environment: Mapping[str, str]) -> Launch:
    """Read where to serve from the environment; an empty value counts as none. Raises CannotStart."""
    host = environment.get("HOST") or "127.0.0.1"
    port = _port(environment.get("PORT") or "8000")
    if (environment.get("KORTSJEKK_MODE") or "practice") != "practice":
        # A production instance stands behind a proxy that speaks HTTPS to the world.
        return Launch(host, port, {})
    instance = Path(environment.get("KORTSJEKK_INSTANCE") or CHECKOUT / "instance").absolute()
    address, files = f"http://localhost:{port}", None
    if not is_loopback(host):
        reached_at = lan_address(host)
        files = _certificate(instance / "tls", reached_at)
        address = f"https://{reached_at}:{port}"
    settings = {
        "KORTSJEKK_MODE": "practice",
        "KORTSJEKK_INSTANCE": str(instance),
        "KORTSJEKK_BASE_URL": environment.get("KORTSJEKK_BASE_URL") or address,
        "LOG_LEVEL": environment.get("LOG_LEVEL") or "warning",
    }
    return Launch(host, port, settings, files)


def _certificate(folder: Path, address: str) -> certificate.Files:
    try:
        return certificate.keep(folder, [address, "127.0.0.1", "localhost"], datetime.now(UTC))
    except OSError as error:
        raise CannotStart(f"{folder} cannot be written ({error.strerror}).") from error


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) < 65536:
        raise CannotStart(
            f"PORT is “{text}”, but a port is a number from 1 to 65535. Try: make run PORT=8001"
        )
    return int(text)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def lan_address(host: str) -> str:
    """Return the address at which others on the network reach this machine when it listens on `host`."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104 -- a comparison: nothing is bound here
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(FAR_AWAY)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def ensure_free(host: str, port: int) -> None:
    """Raise CannotStart, with the words to type instead, when nothing can listen on this port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            # Binding alone is allowed beside another socket that does not listen yet.
            probe.listen(1)
        except OSError as error:
            raise CannotStart(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    other = port + 1 if port < 65535 else port - 1
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken by another program. Choose another one: make run PORT={other}"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"this user may not listen on port {port}. Choose one above 1023: make run PORT=8000"
    return f"nothing can listen on {host} port {port} ({error.strerror})."


def prepare_practice(config: Config) -> None:
    """Make the ledger's tables and the practice world, where missing or old, and publish its status list."""
    from sync.statuslists import CannotPublish
    from sync.store import LedgerUnavailable
    from verifier.practice.statuslist import make_and_publish
    from verifier.wiring import migrate_ledger

    print("Kortsjekk: making practice cards and registers ...", flush=True)
    folder = config.register_path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        migrate_ledger(config)
        make_and_publish(folder, config.base_url, config.database_url, datetime.now(UTC))
    except OSError as error:
        raise CannotStart(f"{folder} cannot be written ({error.strerror}).") from error
    except (CannotPublish, LedgerUnavailable) as error:
        raise CannotStart(f"no status list can be published: {error}.") from error


def gunicorn_command(launch: Launch) -> list[str]:
    """Return the command line that serves this launch."""
    host = f"[{launch.host}]" if ":" in launch.host else launch.host
    command = [sys.executable, "-m", "gunicorn", "-c", str(CHECKOUT / "gunicorn.conf.py")]
    command += ["--bind", f"{host}:{launch.port}"]
    if launch.certificate is not None:
        command += ["--certfile", str(launch.certificate.chain), "--keyfile", str(launch.certificate.key)]
    return [*command, "verifier.wsgi:app"]
