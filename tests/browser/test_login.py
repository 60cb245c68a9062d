"""The login as it is: a provider of OpenID Connect, the app's own command, and a browser that goes from one to the other."""

import re

import pytest
from playwright.sync_api import expect

from explorer.config import RunConfig
from tests.support.browser import assert_no_traceback, await_drawn, press
from tests.support.cluster import StandIn
from tests.support.ports import free_port
from tests.support.running_app import OWN_COMMAND, App

# It brings its own Authlib, which the app needs as well.
mock = pytest.importorskip("oidc_provider_mock", reason="There is no provider: pip install -r requirements-dev.txt")

pytestmark = pytest.mark.browser
SECRET = "only-the-app-knows-this"
SEED = 4321


@pytest.fixture(scope="module")
def app(program, reviews, tmp_path_factory):
    with mock.run_server_in_thread(port=free_port()) as provider:
        app = App(
            tmp_path_factory.mktemp("login"),
            OWN_COMMAND,
            EXPLORER_LOGIN="1",
            EXPLORER_ADDRESS="http://127.0.0.1:{port}",
            EXPLORER_LOGIN_PROVIDER=f"http://127.0.0.1:{provider.server_port}",
            EXPLORER_LOGIN_CLIENT="explorer",
            EXPLORER_LOGIN_SECRET=SECRET,
            EXPLORER_KEEPERS="keeper@example.org",
        )
        StandIn(app.store).trained(RunConfig(epochs=1, seed=SEED), val_accuracy=0.999)
        yield app
        app.stop()


def log_in(page, name):
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/oauth2/authorize?*")
    page.locator("input[name=sub]").fill(name)
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    await_drawn(page)


def test_the_app_says_its_one_address_when_it_starts_and_no_secret(app):
    assert f"People log in at {app.url}, and at no other address." in app.log
    assert SECRET not in app.log
    assert not list(app.folder.glob("**/*.toml"))


@pytest.mark.parametrize("path", ["", "leaderboard?run=1", f"?seed={SEED}&run=1", "exam"])
def test_without_login_no_page_sends_anything_of_the_store(app, visit, path):
    received = []

    def listen(page):
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(bytes(frame))))

    page = visit(path, listen)
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    expect(page.get_by_text(f"The address of this app: {app.url}")).to_be_visible()
    await_drawn(page)
    everything = b"".join(received)
    assert b"Log in" in everything
    assert not [word for word in (b"99.9", b"Run 1", b"Leaderboard", b"25,000", SECRET.encode()) if word in everything]


def test_under_another_name_the_page_says_where_the_login_is(app, visit):
    page = visit()
    page.goto(app.url.replace("127.0.0.1", "localhost"))
    expect(page.get_by_text("nobody can log in at another")).to_be_visible()
    expect(page.get_by_role("link", name="Go there")).to_have_attribute("href", app.url)
    expect(page.get_by_role("button", name="Log in")).to_have_count(0)


def test_who_logs_in_sees_the_app_trains_by_name_and_logs_out(app, visit):
    page = visit()
    log_in(page, "anna@example.org")
    # With an invisible word joiner, so that it does not become a link.
    expect(page.get_by_text(re.compile("anna@.example.org")).first).to_be_visible()
    press(page, "Train")
    expect(page.get_by_text(re.compile("Asked for by anna@.example.org"))).to_be_visible()
    page.goto(f"{app.url}/leaderboard")
    page.get_by_text("Repeats", exact=True).first.wait_for()
    page.get_by_role("button", name="Hide", exact=True).click()
    expect(page.get_by_role("button", name="Hide this run")).to_be_disabled()
    # Another tab is logged in as well.
    tab = page.context.new_page()
    tab.goto(app.url)
    expect(tab.get_by_role("button", name="Log out")).to_be_visible()
    tab.get_by_role("button", name="Log out").click()
    tab.get_by_role("button", name="End session").click()
    expect(tab.get_by_role("button", name="Log in")).to_be_visible()
    tab.reload()
    expect(tab.get_by_role("button", name="Log in")).to_be_visible()
    assert_no_traceback(tab)


def test_a_keeper_may_hide_what_others_may_not(app, visit):
    page = visit()
    log_in(page, "keeper@example.org")
    page.goto(f"{app.url}/leaderboard")
    page.get_by_role("button", name="Hide", exact=True).click()
    page.get_by_role("button", name="Hide this run").click()
    expect(page.get_by_text("Run 1 is hidden.").first).to_be_visible()
    assert app.store.run(1).hidden
