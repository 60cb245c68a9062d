"""Where people log in, nobody sees anything before, accounts are visitors, and keepers alone change what belongs to all."""

import pytest

from explorer.config import RunConfig
from explorer.ui import login
from tests.support.accounts import ADDRESS, ANNA, BEN, KEEPER
from tests.support.pages import button, click_cell, has_button, words
from tests.support.streamlit_internals import sent

REFUSAL = "The host of this app lets only some accounts do this, and yours is not one of them."


def test_before_the_login_nothing_is_drawn_and_the_store_is_not_opened(logged_in, cluster, monkeypatch):
    cluster.trained(RunConfig(seed=4321))
    monkeypatch.setattr(login.identity.services, "cluster", lambda: pytest.fail("The store was opened."))
    app = logged_in(None)
    for _ in range(2):
        assert [one.label for one in app.button] == ["Log in"]
        assert "4321" not in sent(app) and "Run 1" not in sent(app)
        assert ADDRESS in words(app)
        app.query_params["run"] = "1"
        app.run()


def test_an_app_that_was_not_told_of_the_provider_lets_nobody_in(logged_in, monkeypatch):
    app = logged_in(None)
    monkeypatch.setattr(login, "claims", dict)
    app.run()
    assert not app.button and "python -m explorer app" in app.error[0].value


@pytest.mark.parametrize(
    ("here", "elsewhere"),
    [
        (ADDRESS, False),
        (f"{ADDRESS}/leaderboard?run=1", False),
        ("http://LOCALHOST:8501", False),
        ("http://127.0.0.1:8501", True),
        ("http://localhost:8502", True),
        ("https://localhost:8501", True),
        ("", False),
    ],
)
def test_another_address_than_the_apps_own_is_noticed(here, elsewhere):
    assert login.is_elsewhere(here, ADDRESS) == elsewhere


def test_a_setting_that_cannot_be_ends_in_a_sentence_and_lets_nobody_in(logged_in, monkeypatch):
    monkeypatch.delenv("EXPLORER_LOGIN_CLIENT")
    app = logged_in(ANNA)
    assert "EXPLORER_LOGIN_CLIENT" in app.error[0].value.replace("\\", "")
    assert not app.button and not app.title


def test_keepers_without_a_login_let_nobody_in(open_app, monkeypatch):
    monkeypatch.setenv("EXPLORER_KEEPERS", "anna@example.org")
    app = open_app()
    assert "EXPLORER_KEEPERS" in app.error[0].value.replace("\\", "") and not app.button


def test_an_account_is_one_visitor_in_every_browser_and_can_leave(logged_in):
    first, second, other = logged_in(ANNA), logged_in(ANNA), logged_in(BEN)
    assert first.session_state.visitor == second.session_state.visitor != other.session_state.visitor
    assert "anna" in words(first) and has_button(first, "Log out")


def test_runs_say_who_asked_for_them_only_where_people_log_in(logged_in, cluster, monkeypatch):
    app = logged_in(ANNA)
    button(app, "Train").click().run()
    button(logged_in(BEN), "Train").click().run()
    shown = words(logged_in(BEN, run="1")).replace("\\", "").replace("\u2060", "")
    assert f"Asked for by {ANNA} and {BEN}" in shown
    cluster.begin(1)
    cluster.epochs(1, 10)
    cluster.finish(1)
    table = click_cell(logged_in(BEN, "leaderboard"), 0).dataframe[1].value
    assert [name.strip("\u2060") for name in table["asked_by"]] == [f"{ANNA}, {BEN}"]


def test_only_keepers_hide_runs_and_others_read_why_they_cannot(logged_in, cluster):
    cluster.trained()
    app = logged_in(BEN, "leaderboard")
    assert button(app, "Hide this run").disabled and REFUSAL in words(app)
    keeper = logged_in(KEEPER, "leaderboard")
    button(keeper, "Hide this run").click().run()
    assert cluster.store.run(1).hidden
    assert button(logged_in(BEN, "leaderboard"), "Show again").disabled


def test_only_keepers_open_envelopes(logged_in, cluster):
    cluster.trained(model=b"a network")
    app = logged_in(BEN, "exam")
    assert button(app, "Open the envelope").disabled and app.checkbox[0].disabled and REFUSAL in words(app)
    keeper = logged_in(KEEPER, "exam")
    keeper.checkbox[0].check().run()
    assert not button(keeper, "Open the envelope").disabled and REFUSAL not in words(keeper)
