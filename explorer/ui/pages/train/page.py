"""The Train page: one network learns while you watch."""

import streamlit as st

from explorer.history import Epoch
from explorer.insight.verdict import overfitting_since
from explorer.store import Run, State
from explorer.ui import bet, cards, faults, pictures, progress, refresh, services, visitor
from explorer.ui.escaping import plain
from explorer.ui.pages.train import next_run, take_away, verdict_panel
from explorer.ui.session import session

FIGURES = (
    (
        "Validation accuracy",
        "val_accuracy",
        "{:.1%}",
        "The share of reviews it gets right among those it has never learned from. This is the figure that counts.",
    ),
    (
        "Validation loss",
        "val_loss",
        "{:.3f}",
        "How wrong it is on reviews it has never learned from; being confidently wrong costs extra.",
    ),
    ("Training accuracy", "accuracy", "{:.1%}", "The share it gets right of the reviews it learns from."),
    ("Training loss", "loss", "{:.3f}", "How wrong it is on the reviews it learns from: what training makes smaller."),
)


def page() -> None:
    st.title("Train a network")
    run = visitor.current_run()
    if run is None:
        st.markdown(
            "**Press Train**, and a small network begins to read movie reviews and to tell praise from blame, while you "
            "watch. Every knob in the sidebar changes how it is built or how it learns."
        )
    next_run.draw(run)
    if run is None:
        welcome()
        if progress.worker_is_awaited():
            progress.wait_for_worker()
        else:
            progress.worker_progress()
        return
    st.markdown(f"**Run {run.id}** · {run.config.describe()}")
    if run.active:
        refresh.watch(live_panel, run.id)
    else:
        result(run)
    if len(session.my_runs) > 1:
        # Loading what it needs takes a second; the first page does not need it.
        from explorer.ui.pages.train import my_runs

        my_runs.draw()


def welcome() -> None:
    cards.draw(
        "#### 1 · Choose\nMove the sliders in the sidebar, or leave them: they stand where the article that this "
        "grew out of began. The small :material/help: beside each explains it.",
        "#### 2 · Train\nPress **Train**. In each **epoch** the network reads all training reviews once and corrects "
        "itself. Two curves show how it does on those, and on reviews it has never seen: the **validation** reviews.",
        "#### 3 · Compare\nOpen the **Leaderboard** to see which settings did best, train the article's 36 "
        "combinations with one click, and take over any of them.",
    )


@faults.shown()
def live_panel(run_id: int) -> None:
    """What a run has done so far. Once it has ended, the whole page is drawn again."""
    run = services.store().run(run_id)
    if run is None or not run.active:
        st.rerun()
    progress.run_progress(run)
    history = services.store().history(run_id)
    figures(history[-1] if history else None, "So far")
    curves(run, history)


def result(run: Run) -> None:
    """A run that has ended: its figures, its curves, and the verdict on it."""
    history = services.store().history(run.id)
    if run.state == State.FINISHED:
        st.progress(1.0, f"Finished: {run.config.epochs} of {run.config.epochs} epochs{duration(run)}")
    else:
        kind = st.error if run.state == State.FAILED else st.warning
        kind(plain(run.message), icon=":material/info:")
    if not history:
        verdict_panel.draw(run, history)
        return
    figures(run.best, f"At its best epoch, number {run.best_figures.epoch} of {history[-1].epoch}")
    bet.outcome(run, history)
    curves(run, history)
    verdict_panel.draw(run, history)
    if run.best_figures.epoch < history[-1].epoch:
        st.caption(
            f"The network that is kept is the one of epoch {run.best_figures.epoch}, where it did best on the validation "
            f"reviews. After the last epoch it had a validation accuracy of {history[-1].val_accuracy:.1%}."
        )
    take_away.draw(run, history)


def figures(epoch: Epoch | None, caption: str) -> None:
    """The four figures of an epoch side by side; before the first epoch, dashes, so that nothing moves later."""
    st.caption(caption)
    with st.grid(len(FIGURES), min_column_width=150):
        for label, name, digits, explanation in FIGURES:
            value = digits.format(getattr(epoch, name)) if epoch else "–"
            st.metric(label, value, help=explanation, border=True)


def curves(run: Run, history: list[Epoch]) -> None:
    """Loss and accuracy side by side, with the baselines, the run before, and the epochs of overfitting."""
    # Altair and pandas take half a second to load; the first page does not need them.
    from explorer.ui import charts

    before = visitor.last_result(before=run.id)
    its_epochs = services.store().history(before.id) if before else ()
    baseline = services.store().baseline(run.dataset, run.config.vocabulary)
    since = None if run.active else overfitting_since(history)
    left, right = st.columns(2)
    for column, name, chart in ((left, "Loss", charts.loss_chart), (right, "Accuracy", charts.accuracy_chart)):
        # Different loss functions cannot be compared.
        alike = before and (name == "Accuracy" or before.config.loss == run.config.loss)
        annotations = charts.Annotations(its_epochs if alike else (), baseline, since)
        column.markdown(f"**{name}**")
        with column:
            pictures.show(
                chart(history, run.config, ended=not run.active, annotations=annotations),
                key=f"{name}_{run.id}",
                alt=f"{name} of run {run.id} by epoch, on the training and on the validation reviews.",
            )
    if before:
        st.caption(f"Faint and dashed: run {before.id}, {before.config.describe()}.")


def duration(run: Run) -> str:
    """How long a run took, as far as the store knows."""
    return "" if run.started is None or run.finished is None else f", in {run.finished - run.started:.1f} seconds"
