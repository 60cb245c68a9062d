"""What stands beside the leaderboard's table: one setting, or what the ticked ones have to say."""

from collections.abc import Sequence

import streamlit as st

from explorer.insight.ranking import Setting
from explorer.store import Run
from explorer.ui import stage
from explorer.ui.pages.leaderboard import change_panel, comparison_panel, setting_detail
from explorer.ui.session import Session, session

SETTING, BETTER, DIFFERS = Session.beside.default, "better", "differs"
VIEWS = {SETTING: "Setting", BETTER: "Really better?", DIFFERS: "What differs?"}
# In pixels, the same for every view, so that nothing below moves.
HEIGHT = 543


def draw(shown: Setting, ticked: Sequence[Setting], settings: Sequence[Setting], runs: Sequence[Run], dataset: str) -> None:
    """Draw the view that the visitor has chosen, by a click on it, on a row or on the boxes before them.

    Args:
        shown: The setting to look at.
        ticked: The settings whose rows are ticked.
        settings: All settings.
        runs: All finished runs on the reviews `dataset`.
        dataset: The source of reviews.
    """
    with st.container(height=stage.scaled(HEIGHT), border=False, gap="xsmall", key="board_beside"):
        # Without this, none would be chosen at first.
        session.beside = session.beside
        st.segmented_control(
            "Beside the table",
            list(VIEWS),
            format_func=VIEWS.__getitem__,
            required=True,
            key=Session.beside.key,
            persist_state="session",
            label_visibility="collapsed",
        )
        if session.beside == BETTER:
            comparison_panel.draw(ticked, settings, dataset)
        elif session.beside == DIFFERS:
            change_panel.draw(ticked, runs)
        else:
            setting_detail.draw(shown)
