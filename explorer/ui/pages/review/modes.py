"""The modes of the Your review page. The visitor's mode outlives visits to other pages, and a link carries it."""

from explorer import settings
from explorer.ui import segments
from explorer.ui.session import Session, session

WORDS, FILE, MACHINE = Session.mode.default, "file", "machine"
MODES = {WORDS: "Your words", FILE: "A file", MACHINE: "Beat the machine"}


def chosen() -> str:
    """Draw the choice and return the visitor's mode.

    Where a host takes no files, only whoever follows a link to that mode sees it.

    Raises:
        LimitError: the host has said neither that it does nor that it does not.
    """
    offered = [mode for mode in MODES if mode in (session.mode, WORDS, MACHINE) or settings.uploads()]
    return segments.chosen("What do you want to do?", offered, MODES.__getitem__, Session.mode)
