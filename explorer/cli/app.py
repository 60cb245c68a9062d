"""The command `app`, which opens the pages."""

import argparse
import secrets
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from explorer import settings
from explorer.cli.output import Answer
from explorer.errors import LimitError

SCRIPT = "streamlit_app.py"
CALLBACK = "/oauth2callback"
"""Where the provider sends a browser back to, below the app's address."""
PACKAGES = ("authlib", "httpx2")


def app(options: argparse.Namespace) -> Answer:
    """Serve the pages, until somebody ends it.

    Raises:
        LimitError: the environment sets a login that cannot be.
    """
    login = settings.login()
    settings.keepers()
    if login and not all(map(find_spec, PACKAGES)):
        raise LimitError('EXPLORER_LOGIN=1 needs two more packages: pip install ".[login]" in the folder of this project.')
    # Loaded here, because it takes half a second, and no other command needs it.
    from streamlit.web import cli

    arguments = ["run", str(script())]
    if login:
        let_in_by(login)
        host = urlsplit(login.address).hostname or ""
        arguments += ["--browser.serverAddress", host]
        print(f"People log in at {login.address}, and at no other address.", file=sys.stderr)
    for option, value in (("port", options.port), ("address", options.address), ("headless", options.headless)):
        if value is not None:
            arguments += [f"--server.{option}", str(value)]
    # It sets up its own Ctrl-C and SIGTERM.
    cli.main(arguments, prog_name="streamlit", standalone_mode=False)
    return Answer("", None)


def let_in_by(login: settings.Login) -> None:
    """Tell Streamlit who lets people in. It would read that from a file; so it is only in the memory of this process."""
    import streamlit as st

    st.secrets.merge_programmatic_secrets(
        {
            "auth": {
                "redirect_uri": f"{login.address}{CALLBACK}",
                "cookie_secret": login.cookie_secret or secrets.token_urlsafe(settings.SHORTEST_SECRET),
                "client_id": login.client,
                "client_secret": login.secret,
                "server_metadata_url": login.metadata,
            }
        }
    )


def script() -> Path:
    """The script of the pages: in the installed package or, in a copy of the project, in its folder.

    Beside it is `.streamlit/config.toml`, which Streamlit reads wherever it is started.
    """
    package = Path(__file__).resolve().parents[1]
    installed = package / "app" / SCRIPT
    return installed if installed.exists() else package.parent / SCRIPT
