"""Who a visitor is: a browser, by a token that it keeps in a cookie; or an account, where people log in.

A reload or another tab is the same visitor. Where a browser keeps no cookies, each tab is one. A token may be anything that
somebody makes up, so it opens little: the turns of that browser in the queue, and the list of its runs. It is told to nobody
but its browser; the store has a hash.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from explorer.ui import services
from explorer.ui.session import session

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
COOKIE = "sentiment_explorer_visitor"
TOKEN = re.compile(r"[0-9a-f]{32}")
OWN_RUNS = 50
"""How many of their latest runs a visitor finds again."""

_keeper = st.components.v2.component("identity", js=SCRIPT)


@dataclass(frozen=True)
class Account:
    """An account that somebody has logged in with."""

    visitor: str
    """What the store and the queue call it."""
    name: str
    """What others see: its address for mail, or what the provider has instead."""
    handles: frozenset[str]
    """By what a host may name it: its identifier at the provider, and its address if that is its own, in lower case."""


def recognise() -> None:
    """Know the visitor, at the beginning of their session.

    Raises:
        StoreError: their runs cannot be looked up.
    """
    if not session.visitor:
        account, known = session.account, cookie()
        token = known or secrets.token_hex(16)
        visitor = account.visitor if account else _hash(token)
        if account:
            services.store().name_account(visitor, account.name)
        if account or known:
            _become(visitor)
        session.token, session.visitor = token, visitor


def cookie() -> str | None:
    """The token that the visitor's browser has sent, if it is one."""
    return checked(st.context.cookies.get(COOKIE))


def checked(token: object) -> str | None:
    """The token, if it has the form of one."""
    return token if isinstance(token, str) and TOKEN.fullmatch(token) else None


def keep() -> None:
    """Have the browser keep the token. It shows nothing; only where there is another one, the page is drawn again."""
    if session.account:
        return
    # Only what has a callback is passed on.
    found = checked(
        _keeper(key="identity", data={"name": COOKIE, "token": session.token}, on_token_change=lambda: None).token
    )
    if found and found != session.token:
        _become(_hash(found))
        session.token, session.visitor = found, _hash(found)


def account_of(user: Mapping[str, Any]) -> Account:
    """The account of what a provider says about somebody who has logged in (the claims of OpenID Connect).

    An address for mail that the provider says is not verified is shown, but a host cannot have meant it.
    """
    subject, mail = str(user.get("sub", "")), str(user.get("email") or "")
    name = mail or str(user.get("preferred_username") or user.get("name") or subject)
    verified = mail if user.get("email_verified", True) is True else ""
    handles = frozenset(handle.casefold() for handle in (subject, verified) if handle)
    return Account(_hash(f"{user.get('iss', '')} {subject}"), name, handles)


def _become(visitor: str) -> None:
    """Have the runs of a visitor who has been here before."""
    session.my_runs = list(dict.fromkeys([*services.store().asked_alone(visitor, OWN_RUNS), *session.my_runs]))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:32]
