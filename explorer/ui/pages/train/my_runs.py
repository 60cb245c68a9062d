"""The visitor's runs: each as a small chart, and any two of them overlaid."""

from collections.abc import Mapping, Sequence

import streamlit as st

from explorer import corpus
from explorer.history import Epoch
from explorer.insight.comparison import lead_of_runs
from explorer.insight.noise import MEASURED_ON
from explorer.store import Run, State
from explorer.ui import faults, pictures, services, visitor
from explorer.ui.escaping import plain
from explorer.ui.pages.train import run_charts
from explorer.ui.session import session
from explorer.wording.comparison_sentences import changes, distinct_names, which_did_better

MOST = 12
# Pixels. Two fit side by side on a phone, inside the frame of what is unfolded.
WIDTH = 150


def draw() -> None:
    """The latest runs of this visitor, newest first; nothing for a single run, which is on the page already.

    They do not update themselves: the page is redrawn when the run that the visitor looks at has ended.
    """
    runs = sorted(services.store().runs(ids=session.my_runs[-MOST:]), key=lambda run: -run.id)
    if len(runs) < 2:
        return
    histories = services.store().histories([run.id for run in runs])
    st.markdown(
        "Accuracy by epoch, on the :blue[training] and on the :orange[validation] reviews, all on the same axes. The "
        "percentage is the best validation accuracy. Click a run's name to open it."
    )
    names = names_of(runs)
    with st.container(horizontal=True):
        for run in runs:
            with st.container(width=WIDTH, gap=None):
                _small(run, histories[run.id], names[run.id], epochs=max(run.config.epochs for run in runs))
    learned = [run for run in runs if run.best]
    if len(learned) > 1:
        st.fragment(_overlay)(learned, histories, names)


def names_of(runs: Sequence[Run]) -> dict[int, str]:
    """Run number → how the run differs from the others of `runs`: in settings, seed and reviews."""
    settings = distinct_names([run.config for run in runs], seeds=True)
    reviews = [plain(corpus.label(run.dataset)) if len({run.dataset for run in runs}) > 1 else "" for run in runs]
    return {run.id: ", ".join(filter(None, words)) for run, *words in zip(runs, settings, reviews)}


def difference(first: Run, second: Run, compared: int) -> str:
    """How two runs differ and what came of it, in sentences; they were chosen among `compared` runs."""
    differing = changes(first.config, second.config)
    if first.dataset != second.dataset:
        labels = [plain(corpus.label(run.dataset)) for run in (first, second)]
        return (
            f"They differ in: {', '.join([' → '.join(labels), *differing])}. Each was checked with the validation reviews "
            "of its own source, so their figures cannot be compared."
        )
    source = corpus.all_sources().get(first.dataset)
    outcome = which_did_better(lead_of_runs(first, second, compared, source.validation if source else MEASURED_ON))
    if not differing:
        return f"They do not differ in anything. {outcome}"
    return f"They differ in: **{', '.join(differing)}**; everything else is equal. {outcome}"


def _small(run: Run, history: Sequence[Epoch], name: str, epochs: int) -> None:
    best = f"{run.best_figures.val_accuracy:.1%}" if run.best else "–"
    st.button(
        f"Run {run.id} · {best}",
        key=f"open_{run.id}",
        type="tertiary",
        on_click=visitor.look_at,
        args=(run.id,),
        disabled=run.id == session.run,
        help=run.config.describe(),
    )
    pictures.show(
        run_charts.small_chart(history, epochs),
        key=f"small_{run.id}",
        title=f"Accuracy of run {run.id}",
        of=run,
        alt=f"Accuracy of run {run.id} by epoch, on the training and on the validation reviews.",
    )
    st.caption(" · ".join(filter(None, [name, "" if run.state == State.FINISHED else run.state])))


@faults.shown()
def _overlay(runs: Sequence[Run], histories: Mapping[int, Sequence[Epoch]], names: Mapping[int, str]) -> None:
    """Any two of `runs` (newest first) in the same charts; at first the latest two."""
    st.markdown("**Overlay two of them**")
    by_id = {run.id: run for run in runs}
    numbers = [
        box.selectbox(label, list(by_id), index, lambda number: f"Run {number} · {names[number]}".rstrip(" ·"))
        for box, label, index in zip(st.columns(2), ("Solid lines", "Dashed lines"), (1, 0))
    ]
    first, second = (by_id[number] for number in numbers)
    if first == second:
        st.info("Choose two different runs.", icon=":material/compare_arrows:")
        return
    st.markdown(difference(first, second, len(runs)))
    shown = {f"Run {run.id}": histories[run.id] for run in (first, second)}
    epochs = max(first.config.epochs, second.config.epochs)
    pair = (("Loss", run_charts.loss_overlay), ("Accuracy", run_charts.accuracy_overlay))
    for column, (name, chart) in zip(st.columns(2), pair):
        column.markdown(f"**{name}**")
        with column:
            pictures.show(
                chart(shown, epochs),
                key=f"overlay_{name}",
                title=f"{name} of run {first.id} and run {second.id}",
                of=[f"Run {run.id}: {run.config.describe()} · {corpus.label(run.dataset)}" for run in (first, second)],
                alt=f"{name} by epoch of two runs over each other, on the training and on the validation reviews.",
            )
    if first.config.loss != second.config.loss:
        st.caption("The two count their losses in different ways: compare the shapes of these curves, not their heights.")
