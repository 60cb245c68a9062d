"""The Train page: one network learns while you watch."""

import streamlit as st

from explorer.errors import IN_THE_LOG
from explorer.ui import cards, class_names, following, knob_widgets, progress, timer, visitor
from explorer.ui.escaping import plain
from explorer.ui.folded import folded
from explorer.ui.pages.train import my_queue, next_run, run_panel
from explorer.ui.session import session
from explorer.wording import stop_sentences


def page() -> None:
    run = visitor.current_run()
    if run is None:
        if session.run is not None:
            st.warning(
                f"Run {session.run} cannot be shown: it is not in the store any more, or what the store says of it is "
                f"damaged. {IN_THE_LOG}",
                icon=":material/broken_image:",
            )
        first_page()
        return
    left, right = st.columns([5, 4], vertical_alignment="center")
    with left.container(gap="xsmall"):
        st.title(f"Run {run.id}")
        whose = stop_sentences.asked_for_by(visitor.asked_by([run.id]).get(run.id, []))
        st.caption(" · ".join(filter(None, [run.config.describe(), plain(whose)])))
    beside = right.container(gap="xsmall")
    if not session.is_answer:
        with beside:
            next_run.beside(run)
    if run.active:
        run_panel.watch(run)
    else:
        with timer.place():
            run_panel.ended(run)
        following.look()
    if session.is_answer:
        # What comes next can wait: it is the same again.
        with beside:
            next_run.beside(run)
    folded("The network that Train would train", "network_of_knobs", next_run.network, ":material/network_node:")
    _my_runs()


def _my_runs() -> None:
    """The visitor's runs, also those of earlier days, if there are several."""
    if len(session.my_runs) > 1:
        folded("My runs", "runs_side_by_side", _draw_my_runs, ":material/stacked_line_chart:")


def _draw_my_runs() -> None:
    # Loading what it needs takes a second, which nobody waits for who does not look.
    from explorer.ui.pages.train import my_runs

    my_runs.draw()


def first_page() -> None:
    """What a visitor sees before their first run: what this is, what would be trained, and how to begin."""
    st.title("Train a network")
    classes = class_names.in_markdown(session.dataset)
    learns = "movie reviews and learns to tell praise from blame"
    if not (classes.films and classes.opinions):
        learns = f"reviews and learns to tell {classes.side(1)} from {classes.side(0)}"
    st.markdown(
        f"**Press Train**, and a small network reads {learns}, while you watch. "
        "Every knob changes how it is built or how it learns."
    )
    my_queue.watch(None)
    with st.container(border=True):
        next_run.card()
    if progress.worker_is_awaited():
        progress.wait_for_worker(knob_widgets.current_config())
    else:
        progress.worker_progress()
    if session.phone:
        knob_widgets.on_page()
    cards.draw(
        "## 1 · Choose\nTurn the knobs, or leave them: they start at the settings of the article behind this app, "
        "“Keras Sentiment Analysis in plain english”. The small :material/help: beside each knob explains it.",
        "## 2 · Train\nIn each **epoch** the network reads all training reviews once and corrects itself. Two curves show "
        "how it does on those, and on reviews it has never seen: the **validation** reviews.",
        "## 3 · Compare\nThe **Leaderboard** shows which settings did best, and trains the article's 36 combinations with "
        "one click. Take over any of them.",
    )
    _my_runs()
