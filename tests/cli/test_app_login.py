"""The command `app` refuses a login that cannot be before it starts anything, and keeps secrets out of files and texts."""

import pytest
import streamlit as st

from explorer.cli import app
from explorer.settings import Login
from tests.support.accounts import SETTINGS


@pytest.fixture
def login(monkeypatch):
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)


def test_what_is_missing_for_a_login_is_said_and_nothing_starts(call, login, monkeypatch):
    monkeypatch.delenv("EXPLORER_LOGIN_SECRET")
    assert call("app") == (1, "", "EXPLORER_LOGIN=1 needs EXPLORER_LOGIN_SECRET as well.\n")


def test_a_missing_package_is_said_with_what_to_install(call, login, monkeypatch):
    monkeypatch.setattr(app, "PACKAGES", ("authlib", "no_such_package"))
    code, answer, said = call("app")
    assert (code, answer) == (1, "") and 'pip install ".[login]"' in said and said.count("\n") == 1


def test_keepers_without_a_login_are_refused(call, monkeypatch):
    monkeypatch.setenv("EXPLORER_KEEPERS", "anna@example.org")
    code, _, said = call("app")
    assert code == 1 and "EXPLORER_KEEPERS names accounts" in said


def test_streamlit_is_told_of_the_provider_without_a_file_or_a_variable(monkeypatch):
    told = []
    monkeypatch.setattr(type(st.secrets), "merge_programmatic_secrets", lambda _secrets, given: told.append(given["auth"]))
    for cookie_secret in ("c" * 32, None, None):
        app.let_in_by(Login("https://explorer.example.org", "https://accounts/x", "explorer", "s3cret", cookie_secret))
    first, second, third = told
    assert first == {
        "redirect_uri": "https://explorer.example.org/oauth2callback",
        "cookie_secret": "c" * 32,
        "client_id": "explorer",
        "client_secret": "s3cret",
        "server_metadata_url": "https://accounts/x",
    }
    # Without a secret that stays, each start has its own.
    assert second["cookie_secret"] != third["cookie_secret"] and len(second["cookie_secret"]) >= 32
