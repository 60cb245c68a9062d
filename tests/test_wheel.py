"""The wheel has all that the program needs, and its command opens the app with its theme, wherever it is started."""

import asyncio
import os
import re
import subprocess
import sys
import tomllib
import urllib.request
import zipfile
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from packaging.requirements import Requirement
from tornado.websocket import websocket_connect

from explorer import __version__
from tests.support.ports import free_port
from tests.support.streamlit_internals import BackMsg, ForwardMsg
from tests.support.waiting import PATIENCE, eventually

ROOT = Path(__file__).parents[1]
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


def requirements(lines):
    """Name → requirement."""
    found = [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
    return {one.name: one for one in found}


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_every_pinned_package_is_in_the_project_with_a_range_that_allows_the_pin():
    pinned = requirements((ROOT / "requirements.txt").read_text().splitlines())
    ranges = requirements(project()["project"]["dependencies"])
    assert len(pinned) > 20 and pinned.keys() == ranges.keys()
    for name, pin in pinned.items():
        (exact,) = pin.specifier
        assert exact.operator == "==" and pin.extras == ranges[name].extras
        assert ranges[name].specifier.contains(exact.version), name
        assert {one.operator for one in ranges[name].specifier} == {">=", "<"}, name


def test_what_a_login_needs_is_pinned_for_tests_within_the_range_of_the_extra():
    pinned = requirements((ROOT / "requirements-dev.txt").read_text().splitlines())
    for name, one in requirements(project()["project"]["optional-dependencies"]["login"]).items():
        (exact,) = pinned[name].specifier
        assert exact.operator == "==" and one.specifier.contains(exact.version), name


def test_what_builds_the_wheel_is_pinned_for_tests():
    (backend,) = requirements(project()["build-system"]["requires"]).values()
    (exact,) = requirements((ROOT / "requirements-dev.txt").read_text().splitlines())[backend.name].specifier
    assert backend.specifier.contains(exact.version)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    pytest.importorskip("hatchling", reason="The build backend is not installed: pip install -r requirements-dev.txt")
    folder = tmp_path_factory.mktemp("wheel")
    # Everything that it needs is here already.
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*PIP, "wheel", ".", *offline, "--wheel-dir", folder], cwd=ROOT, check=True, timeout=300)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([*PIP, "install", "--no-deps", "--no-index", "--target", folder, wheel], check=True, timeout=300)
    return folder


def environment(installed, **more):
    return os.environ | {"PYTHONPATH": str(installed)} | more


def test_the_wheel_has_every_file_of_the_program_and_no_other(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        metadata = archive.read(f"sentiment_explorer-{__version__}.dist-info/METADATA").decode()
    listed = subprocess.run(["git", "ls-files", "explorer"], cwd=ROOT, capture_output=True, text=True, check=True)
    added = {"explorer/app/streamlit_app.py", "explorer/app/.streamlit/config.toml"}
    assert names == {name for name in listed.stdout.splitlines() if (ROOT / name).exists()} | added
    assert re.search(f"^Version: {re.escape(__version__)}$", metadata, re.MULTILINE)


@pytest.mark.parametrize("by", ["command", "module"])
def test_what_is_installed_knows_its_version(installed, tmp_path, by):
    command = [installed / "bin/sentiment-explorer"] if by == "command" else [sys.executable, "-m", "explorer"]
    done = subprocess.run(
        [*command, "--version"],
        cwd=tmp_path,
        env=environment(installed),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Sentiment Explorer {__version__}\n", "")


def test_what_is_installed_says_that_it_cannot_measure(installed, tmp_path):
    command = [installed / "bin/sentiment-explorer", "bench"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(installed), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("The folder tools with the measuring programs is missing.")


def messages(port):
    """What the app sends to a browser that opens the first page."""

    async def open_page():
        connection = await websocket_connect(f"ws://127.0.0.1:{port}/_stcore/stream")
        message = BackMsg()
        message.rerun_script.query_string = ""
        await connection.write_message(message.SerializeToString(), binary=True)
        received = [ForwardMsg.FromString(await connection.read_message())]
        while not received[-1].HasField("script_finished"):
            received.append(ForwardMsg.FromString(await connection.read_message()))
        connection.close()
        return received

    return asyncio.run(asyncio.wait_for(open_page(), PATIENCE))


@pytest.mark.workers
def test_the_installed_app_opens_with_its_theme_for_this_computer_alone(installed, tmp_path, reviews):
    port = free_port()
    log = tmp_path / "log"
    process = subprocess.Popen(
        [installed / "bin/sentiment-explorer", "app", "--port", str(port), "--headless"],
        cwd=tmp_path,
        env=environment(installed, EXPLORER_STORE="here.db"),
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
    )

    def answers():
        assert process.poll() is None, log.read_text()
        with suppress(OSError):
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).status == 200

    try:
        eventually(answers, "the app does not answer")
        sent = messages(port)
        theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]
        (session,) = (message.new_session for message in sent if message.HasField("new_session"))
        assert theme["light"]["primaryColor"] in str(session.custom_theme)
        assert any("Train" in str(message.delta) for message in sent)
        assert not any(message.delta.new_element.HasField("exception") for message in sent)
        connections = psutil.Process(process.pid).net_connections("inet")
        assert {one.laddr.ip for one in connections if one.status == "LISTEN"} <= {"127.0.0.1", "::1"}
        # A place is relative to where the command was typed.
        assert (tmp_path / "here.db").exists()
        process.terminate()
        process.wait(timeout=PATIENCE)
        assert "Traceback" not in log.read_text()
    finally:
        process.kill()
        process.wait()
