"""What stands beside the leaderboard's table: one setting, or what the ticked ones have to say."""

from collections.abc import Sequence

import streamlit as st

from explorer.insight.ranking import Setting
from explorer.store import Run
from explorer.ui import segments, stage
from explorer.ui.pages.leaderboard import change_panel, comparison_panel, setting_detail
from explorer.ui.session import Session, session

SETTING, BETTER, DIFFERS = Session.beside.default, "better", "differs"
VIEWS = {SETTING: "Setting", BETTER: "Really better?", DIFFERS: "What differs?"}
# In pixels of normal type, the same for every view, so that nothing below moves. In big type it ends where the table does.
HEIGHT, BIG_HEIGHT = 543, 286


def draw(shown: Setting, ticked: Sequence[Setting], settings: Sequence[Setting], runs: Sequence[Run], dataset: str) -> None:
    """Draw the view that the visitor has chosen, by a click on it, on a row or on the boxes before them.

    Args:
        shown: The setting to look at.
        ticked: The settings whose rows are ticked.
        settings: All settings.
        runs: All finished runs on the reviews `dataset`.
        dataset: The source of reviews.
    """
    with st.container(
        height=stage.scaled(BIG_HEIGHT if session.big else HEIGHT), border=False, gap="xsmall", key="board_beside"
    ):
        view = segments.chosen("Beside the table", list(VIEWS), VIEWS.__getitem__, Session.beside)
        if view == BETTER:
            comparison_panel.draw(ticked, settings, dataset)
        elif view == DIFFERS:
            change_panel.draw(ticked, runs)
        else:
            setting_detail.draw(shown, runs)
