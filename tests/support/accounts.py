"""Visitors in AppTest: the token that their browser keeps, or the account that they have logged in with."""

import pytest

from explorer.ui import identity, login

ADDRESS = "http://localhost:8501"
SETTINGS = {
    "EXPLORER_LOGIN": "1",
    "EXPLORER_ADDRESS": ADDRESS,
    "EXPLORER_LOGIN_PROVIDER": "https://accounts.example.org",
    "EXPLORER_LOGIN_CLIENT": "explorer",
    "EXPLORER_LOGIN_SECRET": "s3cret",
}
ANNA, BEN, KEEPER = "anna@example.org", "ben@example.org", "Keeper@example.org"


@pytest.fixture
def in_browser(monkeypatch, open_app):
    """A function that opens the app in a tab of the browser with that token."""

    def in_browser(token, *page, **query):
        monkeypatch.setattr(identity, "cookie", lambda: identity.checked(token))
        return open_app(*page, **query)

    return in_browser


@pytest.fixture
def logged_in(monkeypatch, open_app):
    """A function that opens the app with that account, in an app where people log in and one is the keeper."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("EXPLORER_KEEPERS", f"nobody@example.org, {KEEPER.lower()}")

    def logged_in(mail, *page, **query):
        said = {"is_logged_in": True, "iss": "https://accounts.example.org", "sub": f"id of {mail}", "email": mail}
        monkeypatch.setattr(login, "claims", lambda: said if mail else {"is_logged_in": False})
        return open_app(*page, **query)

    return logged_in
