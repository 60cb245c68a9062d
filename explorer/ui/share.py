"""Share: the address that opens this page with these settings on other computers and phones."""

import socket
from functools import lru_cache
from io import BytesIO
from urllib.parse import urlencode, urlsplit, urlunsplit

import segno
import streamlit as st

from explorer import settings
from explorer.config import RunConfig
from explorer.ui import address
from explorer.ui.pages import Page

LOCAL = ("localhost", "127.0.0.1", "::1")
# An address of documentation (RFC 5737): nothing is sent to it, but the computer says from where it would be.
ELSEWHERE = ("192.0.2.1", 9)
# Pixels per module of the QR code, and modules of white around it, as its standard asks.
MODULE, QUIET_ZONE = 4, 4
KEPT = 256


def draw(config: RunConfig, page: Page) -> None:
    """Draw the link as text, to be copied, and as a QR code, to be photographed."""
    here = st.context.url or ""
    if login := settings.login():
        # Who opens it under another one cannot log in.
        st.markdown("Opens this page with these settings, for everybody with an account. They log in first.")
        _show(link(here, urlsplit(login.address).hostname or "", config, page), with_code=True)
        return
    host, only_here = reachable_host(urlsplit(here).hostname or "", listens_to())
    if only_here:
        st.markdown(only_here)
    else:
        st.markdown("Opens this page with these settings, for everybody on the same network.")
    _show(link(here, host, config, page), with_code=not only_here)


def _show(shared: str, with_code: bool) -> None:
    with st.container(key="shared_link"):
        st.code(shared, language=None, wrap_lines=True)
    if with_code:
        st.image(qr_code(shared), caption="Point the camera of a phone at it.")


# Each run of a page shows it, and only another page or knob changes it.
@lru_cache(maxsize=KEPT)
def qr_code(text: str) -> bytes:
    """A QR code of a text, as a PNG file."""
    picture = BytesIO()
    segno.make(text, micro=False).save(picture, kind="png", scale=MODULE, border=QUIET_ZONE)
    return picture.getvalue()


def link(here: str, host: str, config: RunConfig, page: Page) -> str:
    """The address of a page with these settings, without what only this visitor has: run, big type.

    Args:
        here: The address that this visitor's browser shows.
        host: The name of this computer for others.
        config: The settings.
        page: The page.
    """
    parts = urlsplit(here)
    shown = f"[{host}]" if ":" in host else host
    netloc = f"{shown}:{parts.port}" if parts.port else shown
    return urlunsplit((parts.scheme, netloc, parts.path, urlencode(address.for_others(config, page)), ""))


def reachable_host(opened_as: str, listens_at: str | None) -> tuple[str, str]:
    """The name or address by which other computers reach this app.

    Args:
        opened_as: The host in this visitor's address bar.
        listens_at: The address that the app listens to; None for all of this computer's.

    Returns:
        The host, and a sentence on why others cannot reach it, which is empty if they can.
    """
    if opened_as not in LOCAL:
        return opened_as, ""
    if listens_at in LOCAL:
        return opened_as, (
            "This link works on this computer only: the app was started for it alone. To let in others on your network, end "
            "it and start it with `--server.address 0.0.0.0` at the end."
        )
    own = own_address()
    if own is None:
        return opened_as, "This link works on this computer only, because the computer is not on a network."
    return own, ""


def listens_to() -> str | None:
    """The address that the app listens to; None for all of this computer's."""
    return st.get_option("server.address")


def own_address() -> str | None:
    """This computer's address on its network, or None if it is on none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unused:
        try:
            unused.connect(ELSEWHERE)
        except OSError:
            return None
        found = unused.getsockname()[0]
    return None if found.startswith(("127.", "0.")) else found
