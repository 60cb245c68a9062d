"""The page before all others where people log in (`EXPLORER_LOGIN=1`), and the way out.

Nothing of the store is read before somebody has logged in. The command `app` tells Streamlit what it has to know about the
provider; an app that was started in another way lets nobody in.
"""

from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from explorer import settings
from explorer.ui import identity
from explorer.ui.escaping import plain
from explorer.ui.session import session

NOT_SET_UP = (
    "EXPLORER_LOGIN is 1, but this app was not started by its own command, so nobody can log in. End it, and start it with "
    "`python -m explorer app`."
)


def passed() -> bool:
    """Whether the visitor may see the app: everybody, or who has logged in. Draws the page to log in for all others.

    Raises:
        LimitError: the environment sets a login that cannot be.
    """
    login = settings.login()
    if login is None:
        # Raises where somebody has named accounts that nobody can have.
        settings.keepers()
        return True
    user = claims()
    if user.get("is_logged_in") and user.get("sub"):
        session.account = identity.account_of(user)
        return True
    _page(login.address, is_set_up="is_logged_in" in user)
    return False


def claims() -> dict[str, Any]:
    """What the provider has said about the visitor, and whether they have logged in; nothing where nobody can."""
    return st.user.to_dict()


def way_out() -> None:
    """Draw who has logged in, and the button that logs them out."""
    if session.account:
        with st.container(horizontal=True, vertical_alignment="center", key="account"):
            st.caption(f":material/account_circle: {plain(session.account.name)}", width="stretch")
            st.button("Log out", icon=":material/logout:", type="tertiary", on_click=st.logout)


def _page(address: str, is_set_up: bool) -> None:
    st.title("Sentiment Explorer", anchor=False)
    st.markdown("Train small neural networks on real reviews, and find out which settings really are better.")
    if not is_set_up:
        st.error(NOT_SET_UP, icon=":material/error:")
        return
    if is_elsewhere(st.context.url or "", address):
        st.warning(f"This app has one address, and nobody can log in at another: `{address}`", icon=":material/link_off:")
        st.link_button("Go there", address, type="primary", icon=":material/arrow_forward:")
        return
    st.button("Log in", type="primary", icon=":material/login:", on_click=st.login)
    st.caption(f"The address of this app: `{address}`")


def is_elsewhere(here: str, address: str) -> bool:
    """Whether a browser shows another address than the app's own, so that the provider would send it to the wrong one."""
    shown, own = urlsplit(here), urlsplit(address)
    return bool(shown.netloc) and (shown.scheme, shown.netloc.casefold()) != (own.scheme, own.netloc.casefold())
