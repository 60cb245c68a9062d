"""The run that a visitor looks at: progress, curves and figures while it trains, and afterwards the verdict as well.

Each part has the same place in both, so nothing moves when the run ends.
"""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.errors import CorpusError
from explorer.history import Epoch
from explorer.insight.verdict import overfitting_since
from explorer.store import Run, State
from explorer.ui import (
    balance,
    bet,
    faults,
    following,
    knob_widgets,
    pictures,
    progress,
    refresh,
    services,
    sidebar,
    stopping,
    timer,
    visitor,
)
from explorer.ui.pages.train import my_queue, take_away, verdict_panel
from explorer.ui.session import session
from explorer.wording.formats import accuracy, count

FIGURES = (
    (
        "Validation accuracy",
        "val_accuracy",
        accuracy,
        "The share of reviews it gets right among those it has never learned from. This is the figure that counts.",
    ),
    (
        "Validation loss",
        "val_loss",
        "{:.3f}".format,
        "How wrong it is, on average, on reviews it has never learned from. Being confidently wrong costs extra.",
    ),
    ("Training accuracy", "accuracy", accuracy, "The share it gets right of the reviews it learns from."),
    (
        "Training loss",
        "loss",
        "{:.3f}".format,
        "How wrong it is, on average, on what it learns from. Training makes it smaller.",
    ),
)
MORE_EPOCHS = 10
# Heights of a curve in pixels. In big type, where all lengths grow, less is left beside the words.
HEIGHT, HEIGHT_IN_BIG_TYPE = 260, 158


def watch(run: Run) -> None:
    """A run that has not ended: what it does and what it has learned so far, drawn again and again."""
    if run.state == State.RUNNING:
        refresh.watch(_learns, run.id)
    else:
        # It learns nothing meanwhile, and many people may wait: only its bar is drawn again.
        with timer.place():
            refresh.watch(_waits, run.id)
            _so_far(run)


@faults.shown()
def _learns(run_id: int) -> None:
    run = _still(run_id, State.RUNNING)
    _bar(run)
    _so_far(run)


@faults.shown()
def _waits(run_id: int) -> None:
    _bar(_still(run_id, State.QUEUED))


def _still(run_id: int, state: State) -> Run:
    """The run as it is now. Once it is in another state, the whole page is drawn again."""
    run = services.store().run(run_id)
    if run is None or run.state != state:
        st.rerun()
    return run


def _bar(run: Run) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="progress"):
        with st.container():
            progress.run_progress(run)
        my_queue.others(run)
        my_queue.stop(run)


def _so_far(run: Run) -> None:
    """What a run has learned so far."""
    history = services.store().history(run.id)
    before = visitor.last_result(before=run.id)
    curves(run, history, before)
    figures(history[-1] if history else None, f"So far.{balance.yardstick(run.dataset)}", before)
    with st.container(key="verdict"):
        bet.placed(run)
        st.caption("The verdict follows when it has ended.")


def ended(run: Run) -> None:
    """A run that has ended: its curves, its figures, the verdict on it, and what can be taken away."""
    history = services.store().history(run.id)
    with st.container(horizontal=True, vertical_alignment="bottom", key="progress"):
        with st.container():
            how_it_ended(run)
        _more_epochs(run)
        my_queue.watch(run)
    if history:
        before = visitor.last_result(before=run.id)
        curves(run, history, before)
        caption = f"At its best epoch, number {run.best_figures.epoch} of {history[-1].epoch}."
        figures(run.best, f"{caption}{balance.yardstick(run.dataset)}", before)
    with st.container(key="verdict"):
        # In the place of the bet itself, and above the verdict, which is so long that it would be off the screen below.
        bet.outcome(run, history)
        verdict_panel.draw(run, history)
    following.let_draw()
    if not history:
        return
    if run.best_figures.epoch < history[-1].epoch:
        st.caption(
            f"The network of epoch {run.best_figures.epoch} is kept, where it did best on the validation reviews. After the "
            f"last epoch it had a validation accuracy of {accuracy(history[-1].val_accuracy)}."
        )
    take_away.draw(run, history)
    # Loading what it needs takes a second, which a run without epochs does not need.
    from explorer.ui.pages.train import learning_curve_panel

    learning_curve_panel.draw(run)


def _more_epochs(run: Run) -> None:
    """A button that trains a run on for some more epochs, if there may be more."""
    most = KNOBS["epochs"].high
    if run.state not in (State.FINISHED, State.STOPPED) or run.dataset != session.dataset or run.epochs_done >= most:
        return
    more = int(min(MORE_EPOCHS, most - run.epochs_done))
    st.button(
        count(more, "more epoch"),
        icon=":material/fast_forward:",
        key=f"more_epochs_{run.id}",
        on_click=_train_on,
        args=(replace(run.config, epochs=run.epochs_done + more),),
        help=f"Goes on after epoch {run.epochs_done} in a run of its own. Training {run.epochs_done + more} epochs at once "
        "would give the same.",
    )


def _train_on(config: RunConfig) -> None:
    knob_widgets.fill(config)
    sidebar.train()


def how_it_ended(run: Run) -> None:
    """A full bar, or why there is none."""
    if run.state == State.FINISHED:
        st.progress(1.0, f"Finished: {run.config.epochs} of {run.config.epochs} epochs{duration(run)}")
    else:
        kind = st.error if run.state == State.FAILED else st.warning
        kind(stopping.how_it_ended(run), icon=":material/info:")


def figures(epoch: Epoch | None, caption: str, before: Run | None) -> None:
    """The four figures of an epoch side by side; before the first epoch, dashes, so that nothing moves later.

    Args:
        epoch: The epoch, if any has ended.
        caption: Which epoch it is, and what to compare them with.
        before: The run whose curves are drawn faintly, if any.
    """
    # Aligned at the top: a caption that needs another line would move the figures.
    with st.grid(len(FIGURES) + 1, min_column_width=150, vertical_alignment="top"):
        for label, name, written, explanation in FIGURES:
            value = written(getattr(epoch, name)) if epoch else "–"
            st.metric(label, value, help=explanation)
        if before:
            st.caption(f"{caption} Faint and dashed: run {before.id}.", help=before.config.describe())
        else:
            st.caption(caption)


def curves(run: Run, history: Sequence[Epoch], before: Run | None) -> None:
    """Accuracy and loss side by side, with the baselines, the run before, and the epochs of overfitting."""
    # Altair and pandas take half a second to load; the first page does not need them.
    from explorer.ui import charts

    its_epochs = services.store().history(before.id) if before else ()
    baseline = services.store().baseline(run.dataset, run.config.input_format)
    same, since = balance.share_of_one_answer(run.dataset), None if run.active else _overfitting_since(run, history)
    left, right = st.columns(2)
    for column, name, chart in ((left, "Accuracy", charts.accuracy_chart), (right, "Loss", charts.loss_chart)):
        # Different loss functions cannot be compared.
        alike = before and (name == "Accuracy" or before.config.loss == run.config.loss)
        annotations = charts.Annotations(its_epochs if alike else (), baseline, since, same)
        with column:
            pictures.show(
                chart(history, run.config, ended=not run.active, annotations=annotations),
                # The same for all runs, as is the description: the curves of the next one move from where these are.
                key=f"{name.lower()}_curves",
                title=f"{name} of run {run.id}",
                of=run,
                alt=f"{name} of the run by epoch, on the training and on the validation reviews.",
                height=HEIGHT_IN_BIG_TYPE if session.big else HEIGHT,
            )


def _overfitting_since(run: Run, history: Sequence[Epoch]) -> int | None:
    try:
        reviews = corpus.get_source(run.dataset).validation
    except CorpusError:
        # The program no longer has these reviews. The verdict says so.
        return None
    return overfitting_since(history, reviews, balance.share_of_one_answer(run.dataset))


def duration(run: Run) -> str:
    """How long a run took, as far as the store knows. Of one that was interrupted, it knows only when it last went on."""
    return (
        ""
        if run.started is None or run.finished is None or run.resumed_from
        else f", in {run.finished - run.started:.1f} seconds"
    )
