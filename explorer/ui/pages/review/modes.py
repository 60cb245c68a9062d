"""The modes of the Your review page. The visitor's mode outlives visits to other pages, and a link carries it."""

from explorer.ui import segments
from explorer.ui.session import Session

WORDS, MACHINE = Session.mode.default, "machine"
MODES = {WORDS: "Your words", MACHINE: "Beat the machine"}


def chosen() -> str:
    """Draw the choice and return the visitor's mode."""
    return segments.chosen("What do you want to do?", list(MODES), MODES.__getitem__, Session.mode)
