"""A real PostgreSQL server for the tests: in a temporary folder, on a free port, and removed afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.support.ports import free_port

PASSWORD = "open-sesame"
INSTALL = "Install PostgreSQL to run this test: apt-get install postgresql"


@dataclass(frozen=True)
class Server:
    """A server whose only user is "explorer". It can be stopped and started."""

    port: int
    run: Callable[..., None]
    """Runs a PostgreSQL program with the server's data folder."""

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": ".", "fsync": "off"}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self.run("pg_ctl", "start", "-w", "-l", "log", "-o", options)

    def stop(self) -> None:
        """Stop it at once, without waiting for transactions."""
        self.run("pg_ctl", "stop", "-w", "-m", "immediate")

    def url(self, database: str) -> str:
        """The address of a database as EXPLORER_STORE has it."""
        return f"postgresql://explorer:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run an SQL statement as administrator."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL server for all tests of a process."""
    with running_server() as server:
        yield server


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a new server, and remove it at the end."""
    programs = _programs()
    if programs is None:
        pytest.skip(INSTALL)
    # Not in pytest's folder, which the server's user cannot read.
    folder = Path(tempfile.mkdtemp(prefix="explorer-postgres-"))
    account = _account()
    if account:
        shutil.chown(folder, account["user"], account["group"])
    data, password, log = folder / "data", folder / "password", folder / "log"
    password.write_text(PASSWORD)
    password.chmod(0o644)
    port = free_port()

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [programs / program, "-D", data, *arguments],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            # The server that pg_ctl starts would keep a pipe open.
            stderr=subprocess.DEVNULL,
            timeout=60,
            **account,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {log.read_text() if log.exists() else 'there is no log'}")

    try:
        options = ["--username=explorer", "--auth=scram-sha-256", f"--pwfile={password}", "--no-locale", "--encoding=UTF8"]
        run("initdb", "--no-sync", *options)
        server = Server(port, run)
        server.start()
        try:
            yield server
        finally:
            # A test may have stopped it.
            if (data / "postmaster.pid").exists():
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server):
    """The address of an empty database, one for each test."""
    database = f"test_{uuid.uuid4().hex}"
    postgres_server.execute(f"CREATE DATABASE {database}")
    yield postgres_server.url(database)
    postgres_server.execute(f"DROP DATABASE {database} WITH (FORCE)")


def _programs() -> Path | None:
    """The folder with the programs of the newest PostgreSQL. Debian does not put them on the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    versions = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    return max(versions, key=lambda folder: float(folder.parent.name), default=None)


def _account() -> dict:
    """The user to run the server as, since PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
