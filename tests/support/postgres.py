"""A real PostgreSQL server for the tests: in a temporary folder, on a free port, gone when the tests are."""

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
    """A server whose only user is "explorer"; it may be stopped and started."""

    port: int
    run: Callable[..., None]
    """Runs a program of PostgreSQL's on the server's folder."""

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": ".", "fsync": "off"}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self.run("pg_ctl", "start", "-w", "-l", "log", "-o", options)

    def stop(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self.run("pg_ctl", "stop", "-w", "-m", "immediate")

    def url(self, database: str) -> str:
        """The address of a database as EXPLORER_STORE has it."""
        return f"postgresql://explorer:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run a statement of the administrator's."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL server of these tests' own."""
    with running_server() as server:
        yield server


@contextmanager
def running_server() -> Iterator[Server]:
    """A new server, gone at the end."""
    programs = _programs()
    if programs is None:
        pytest.skip(INSTALL)
    # Not below pytest's folder, which is closed to the user that the server runs as.
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
            # A pipe would be held open by the server that pg_ctl leaves running.
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
    """The folder of the newest PostgreSQL server's programs. Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    versions = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    return max(versions, key=lambda folder: float(folder.parent.name), default=None)


def _account() -> dict:
    """Whom to run the server as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
