"""The command `app`, which opens the pages."""

import argparse
from pathlib import Path

from explorer.cli.output import Answer

SCRIPT = "streamlit_app.py"


def app(options: argparse.Namespace) -> Answer:
    """Serve the pages, until somebody ends it."""
    # Loaded here, because it takes half a second, and no other command needs it.
    from streamlit.web import cli

    arguments = ["run", str(script())]
    for option, value in (("port", options.port), ("address", options.address), ("headless", options.headless)):
        if value is not None:
            arguments += [f"--server.{option}", str(value)]
    # It sets up its own Ctrl-C and SIGTERM.
    cli.main(arguments, prog_name="streamlit", standalone_mode=False)
    return Answer("", None)


def script() -> Path:
    """The script of the pages: in the installed package or, in a copy of the project, in its folder.

    Beside it is `.streamlit/config.toml`, which Streamlit reads wherever it is started.
    """
    package = Path(__file__).resolve().parents[1]
    installed = package / "app" / SCRIPT
    return installed if installed.exists() else package.parent / SCRIPT
