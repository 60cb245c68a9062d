"""A visitor is a browser: each of its tabs has the same turns, limits and runs, by a token that nobody else sees."""

import pytest

from explorer.config import RunConfig
from explorer.scheduling.limits import Limits
from explorer.ui import identity
from tests.support.pages import button, folded, knob_widget, run_shown
from tests.support.streamlit_internals import sent

ONE, OTHER = "1" * 32, "ab" * 16


def train(app, seed):
    knob_widget(app, "seed").set_value(seed).run()
    return button(app, "Train").click().run()


def test_tabs_of_one_browser_are_one_visitor_and_other_browsers_are_others(in_browser):
    first, second, other = (in_browser(token).session_state.visitor for token in (ONE, ONE, OTHER))
    assert first == second != other


def test_without_a_cookie_each_tab_is_a_visitor(open_app):
    first, second = open_app(), open_app()
    assert first.session_state.visitor != second.session_state.visitor
    assert first.run().session_state.visitor == identity._hash(first.session_state.token)


def test_what_a_new_browser_is_asked_to_keep_makes_it_the_same_visitor(in_browser):
    first = in_browser(None)
    assert identity.checked(first.session_state.token)
    assert in_browser(first.session_state.token).session_state.visitor == first.session_state.visitor


@pytest.mark.parametrize(
    "token", ["", "1" * 31, "1" * 33, "G" * 32, "AB" * 16, "1" * 32 + "\n", "'; DROP TABLE runs; --", "é" * 32]
)
def test_a_token_that_the_app_did_not_make_is_not_one(in_browser, token):
    app = in_browser(token)
    assert not app.exception
    assert app.session_state.token != token and identity.checked(app.session_state.token)


def test_the_store_has_no_token_and_the_page_of_another_neither(in_browser, cluster):
    app = train(in_browser(ONE), 1)
    (visitors,) = cluster.store.wishes([1]).values()
    assert visitors == [app.session_state.visitor] and ONE not in visitors
    others = sent(in_browser(OTHER, run="1"))
    assert ONE not in others and visitors[0] not in others
    assert ONE not in str(app.query_params)


def test_a_limit_counts_all_tabs_of_a_browser(in_browser, cluster):
    cluster.limits = Limits(queued_by_one=1)
    train(in_browser(ONE), 1)
    refused = train(in_browser(ONE), 2)
    assert "There is 1 of yours now" in refused.error[0].value
    assert not train(in_browser(OTHER), 3).error


def test_my_runs_are_there_again_after_a_reload_and_grids_are_not_among_them(in_browser, cluster):
    app = in_browser(ONE)
    for number in (1, 2):
        train(app, number)
    cluster.submit([RunConfig(seed=seed) for seed in (7, 8)], "packaged", app.session_state.visitor)
    again = in_browser(ONE, run="1")
    assert run_shown(again) == 1
    assert list(again.session_state.my_runs) == [2, 1]
    assert "My runs" in folded(again)
    assert "My runs" in folded(in_browser(ONE))
    assert "My runs" not in folded(in_browser(OTHER, run="1"))


def test_a_browser_that_has_another_token_already_goes_by_that(in_browser, monkeypatch, cluster):
    # Two tabs that open at the same moment: the second one's browser keeps what the first one was given.
    train(in_browser(ONE), 1)
    reply = type("Reply", (), {"token": ONE})
    monkeypatch.setattr(identity, "_keeper", lambda **_arguments: reply)
    app = in_browser(None)
    assert app.session_state.token == ONE
    assert app.session_state.visitor == cluster.store.wishes([1])[1][0]
    assert list(app.session_state.my_runs) == [1]


@pytest.mark.parametrize(
    ("claims", "name", "handles"),
    [
        ({"sub": "7", "email": "Anna@Example.org"}, "Anna@Example.org", {"7", "anna@example.org"}),
        ({"sub": "7", "email": "a@b.org", "email_verified": True}, "a@b.org", {"7", "a@b.org"}),
        ({"sub": "7", "email": "a@b.org", "email_verified": False}, "a@b.org", {"7"}),
        ({"sub": "7", "email": "a@b.org", "email_verified": "false"}, "a@b.org", {"7"}),
        ({"sub": "7", "preferred_username": "keeper@b.org"}, "keeper@b.org", {"7"}),
        ({"sub": "X7", "name": "Anna"}, "Anna", {"x7"}),
        ({"sub": "7"}, "7", {"7"}),
    ],
)
def test_an_account_is_named_by_what_only_its_owner_can_have(claims, name, handles):
    account = identity.account_of(claims)
    assert (account.name, account.handles) == (name, handles)


def test_the_same_identifier_at_two_providers_is_two_accounts():
    one, other = (identity.account_of({"iss": f"https://{host}.org", "sub": "7"}) for host in ("a", "b"))
    assert one.visitor != other.visitor and len(one.visitor) <= 40
