"""A server of one's own: nginx and the service as `docs/hosting` has them, and a browser that comes through TLS."""

import re
import shutil
import socket
import ssl
import subprocess

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from explorer.store import State
from tests.support import nginx
from tests.support.browser import await_drawn, press, run_of
from tests.support.own_files import as_csv, messages
from tests.support.running_app import ROOT, App
from tools.chromium import FLAGS

pytestmark = pytest.mark.browser
SERVICE = ROOT / "docs" / "hosting" / "sentiment-explorer.service"


@pytest.fixture(scope="module")
def hosted(program, reviews, tmp_path_factory):
    """The app, started as the service starts it, behind nginx; the app, and the ports of HTTP and TLS."""
    nginx.nginx()
    folder = tmp_path_factory.mktemp("hosted")
    command, settings = nginx.service()
    own = {name: text for name, text in settings.items() if name.startswith("STREAMLIT_")}
    app = App(folder, f"explorer {' '.join(command)} --port {{port}}", **own)
    try:
        with nginx.in_front_of(app.port, folder) as (plain, tls):
            yield app, plain, tls
    finally:
        app.stop()


@pytest.fixture(scope="module")
def visitor(browser, program, hosted):
    """The page of a visitor who has typed the name without https."""
    _, plain, _ = hosted
    there = browser.browser_type.launch(
        executable_path=program, args=[*FLAGS, f"--host-resolver-rules=MAP {nginx.HOST} 127.0.0.1"]
    )
    # The certificate is the test's own.
    page = there.new_page(ignore_https_errors=True, viewport={"width": 1366, "height": 768})
    page.goto(f"http://{nginx.HOST}:{plain}/?units=32&epochs=2")
    yield page
    there.close()


def unverified():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def test_a_visitor_comes_by_tls_and_trains_over_the_websocket(hosted, visitor):
    app, _, tls = hosted
    expect(visitor).to_have_url(f"https://{nginx.HOST}:{tls}/?units=32&epochs=2")
    await_drawn(visitor)
    visitor.get_by_test_id("stSidebar").get_by_text("tanh", exact=True).click()
    expect(visitor).to_have_url(re.compile("activation=tanh"))
    press(visitor, "Train")
    run_id = run_of(visitor)
    expect(visitor.get_by_text("Finished: 2 of 2 epochs")).to_be_visible()
    assert app.store.run(run_id).state == State.FINISHED
    assert app.store.run(run_id).config.activation == "tanh"


def test_the_shared_link_is_the_one_that_visitors_type(hosted, visitor):
    _, _, tls = hosted
    press(visitor, "Share")
    expect(visitor.get_by_text(re.compile(rf"^https://{re.escape(nginx.HOST)}:{tls}/?\?.*units=32"))).to_be_visible()
    visitor.keyboard.press("Escape")


def test_a_file_of_more_than_nginxs_usual_limit_gets_through(visitor):
    press(visitor, "Your own reviews")
    dialog = visitor.get_by_role("dialog")
    rows = [(f"{text} {'and so on ' * 300}", label) for text, label in messages(700, 300)]
    file = {"name": "messages.csv", "mimeType": "text/csv", "buffer": as_csv(rows).getvalue()}
    assert len(file["buffer"]) > 2_000_000
    dialog.locator("input[type=file]").set_input_files(file)
    expect(dialog.get_by_text("Which one is the positive one?")).to_be_visible()
    visitor.keyboard.press("Escape")


def test_pages_of_other_sites_and_other_names_are_refused(hosted):
    _, _, tls = hosted

    def opened(host, origin):
        address = f"wss://{host}:{tls}/_stcore/stream"
        there = socket.create_connection(("127.0.0.1", tls))
        return connect(address, sock=there, ssl=unverified(), origin=f"https://{origin}:{tls}")

    for host, origin in ((nginx.HOST, "evil.example"), ("evil.example", "evil.example")):
        with pytest.raises(InvalidStatus) as refused:
            opened(host, origin)
        assert refused.value.response.status_code == 403
    with opened(nginx.HOST, nginx.HOST):
        pass


def test_the_app_itself_can_only_be_reached_from_its_own_computer():
    command, _ = nginx.service()
    assert command[:3] == ["app", "--address", "127.0.0.1"]


def test_the_limit_of_uploads_is_above_the_apps_own():
    own = int(re.search(r"^maxUploadSize = (\d+)$", (ROOT / ".streamlit" / "config.toml").read_text(), re.MULTILINE)[1])
    (allowed,) = re.findall(r"client_max_body_size (\d+)m;", nginx.SITE.read_text())
    assert own < int(allowed) <= own * 1.2


def test_systemd_accepts_the_service(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("Install systemd to run this test: apt-get install systemd")
    service = tmp_path / SERVICE.name
    # Where the program is installed elsewhere, systemd would only say that.
    service.write_text(nginx.replaced(SERVICE.read_text(), {"/opt/sentiment-explorer/bin/sentiment-explorer": "/bin/true"}))
    done = subprocess.run(["systemd-analyze", "verify", service], capture_output=True, text=True, timeout=60)
    complaints = [line for line in done.stderr.splitlines() if SERVICE.name in line]
    assert (done.returncode, complaints) == (0, [])
