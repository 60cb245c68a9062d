"""The Train page follows the knobs: a turn shows what its setting gives, at once if that was trained ahead.

What was not is trained now, and shown as it learns, unless others are waiting or training.
"""

import time
from contextlib import suppress

import streamlit as st

from explorer.config import RunConfig
from explorer.errors import ExplorerError
from explorer.store import ACTIVE, Run, State
from explorer.ui import knob_widgets, services, visitor
from explorer.ui.pages import TRAIN, Page
from explorer.ui.session import Session, session

BREATH_SECONDS = 0.15
"""A browser draws in one go what comes without a pause, and would show the curves only with all that is below them."""


def is_possible() -> bool:
    """Whether this app trains ahead. One that cannot start does not, and says why elsewhere on the page."""
    try:
        return services.cluster().trains_ahead
    except ExplorerError:
        return False


def is_on() -> bool:
    """Whether turns are followed, as far as this app and this visitor want it."""
    return session.follows and is_possible()


def switch() -> None:
    """Draw the switch that turns it off, where it is possible at all."""
    if is_possible():
        # A toggle that is set by nobody is off.
        session.follows = session.follows
        st.toggle(
            "Follow the knobs",
            key=Session.follows.key,
            persist_state="session",
            help="While you look at a run, each turn of a knob shows the run of its setting, without a press. While nobody "
            "trains anything, what you may turn next is trained ahead. Switch it off to set several knobs before you train, "
            "or to bet first.",
        )


def attend(page: Page) -> bool:
    """Take note of the open page, and answer a turn of a knob if there was one; whether the page is drawn as an answer.

    Called before anything is drawn.
    """
    turned, session.knob_is_turned = session.knob_is_turned, False
    if page is not TRAIN and is_possible():
        services.cluster().look_away(session.tab)
    session.is_answer = page is TRAIN and turned and is_on() and _answer(knob_widgets.current_config())
    if session.is_answer:
        # If it has to be trained first, what is around it comes right after it.
        look()
    return session.is_answer


def _answer(config: RunConfig) -> bool:
    """Show the run of `config`, the settings of the knobs, beside a run that has ended; whether it is shown now.

    A run that the visitor has asked for by a press, and that trains, stays in sight.
    """
    shown = visitor.current_run()
    if shown is None or (shown.config, shown.dataset) == (config, session.dataset):
        return False
    if shown.active:
        if shown.id != session.run_of_turn:
            return False
        _take_back(shown)
    if found := same(config):
        visitor.look_at(found.id)
        return True
    if _is_free(shown) or services.store().answered([config], session.dataset):
        # Why nothing more can be asked for is said on pressing Train.
        with suppress(ExplorerError):
            (session.run_of_turn,) = visitor.submit([config], session.dataset)
            visitor.look_at(session.run_of_turn)
            return True
    return False


def look() -> None:
    """Note that the visitor looks at a result, or will, so that what they may turn next is trained ahead."""
    if is_on():
        services.cluster().look(session.tab, session.visitor, knob_widgets.current_config(), session.dataset)


def let_draw() -> None:
    """Pause after the part of the page that answers a turn, so that the browser shows it before the rest."""
    if session.is_answer:
        time.sleep(BREATH_SECONDS)


def same(config: RunConfig) -> Run | None:
    """The latest finished run with these settings that is not hidden, if there is one."""
    runs = services.store().runs(states=[State.FINISHED], dataset=session.dataset, config=config)
    return next((run for run in reversed(runs) if run.best and not run.hidden), None)


def _is_free(shown: Run) -> bool:
    """Whether nobody waits or trains, apart from what the last turn has asked for."""
    return not any(run.id != shown.id for run in services.store().runs(states=ACTIVE))


def _take_back(run: Run) -> None:
    """Ask no longer for a run that nobody looks at any more."""
    services.store().take_back([run.id], session.visitor)
    if not run.epochs_done:
        session.my_runs = [mine for mine in session.my_runs if mine != run.id]
