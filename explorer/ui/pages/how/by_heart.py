"""The last two steps: a network learns its training reviews by heart, and even labels that are wrong."""

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from explorer import corpus
from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.insight.ranking import ranked
from explorer.insight.verdict import overfitting_since
from explorer.insight.verdict.rules import FEWEST_EPOCHS
from explorer.store import Run, State
from explorer.ui import balance, class_names, pictures, services
from explorer.ui.pages.how import chart_height, step_charts, told
from explorer.ui.pages.how.page import open_train
from explorer.ui.session import session
from explorer.wording import how_it_works
from explorer.wording.formats import chosen_share, decimal

History = Sequence[Epoch]


def _recorded(*curves: Sequence[float]) -> History:
    """Epochs from their losses, accuracies, validation losses and validation accuracies."""
    loss, accuracy, val_loss, val_accuracy = curves
    return [Epoch(i + 1, loss[i], accuracy[i], val_loss[i], val_accuracy[i], seconds=0.0) for i in range(len(loss))]


# Real runs with the usual settings on the packaged reviews, for a leaderboard without any that would do.
OVERFITTING = _recorded(
    (0.5285, 0.3231, 0.2390, 0.1942, 0.1602, 0.1333, 0.1145, 0.1000, 0.0800, 0.0714),
    (0.7739, 0.8933, 0.9211, 0.9361, 0.9499, 0.9593, 0.9669, 0.9701, 0.9793, 0.9811),
    (0.4075, 0.3282, 0.2920, 0.2900, 0.2825, 0.2907, 0.3071, 0.3162, 0.3523, 0.3595),
    (0.8530, 0.8760, 0.8894, 0.8842, 0.8926, 0.8890, 0.8878, 0.8872, 0.8820, 0.8812),
)
WITH_WRONG_LABELS = RunConfig(wrong_labels=0.2)
WRONG_LABELS = _recorded(
    (0.6561, 0.5749, 0.5307, 0.4944, 0.4636, 0.4292, 0.4020, 0.3743, 0.3429, 0.3158),
    (0.6425, 0.7386, 0.7609, 0.7847, 0.8005, 0.8187, 0.8329, 0.8483, 0.8648, 0.8793),
    (0.5475, 0.4760, 0.4388, 0.4387, 0.4340, 0.4334, 0.4425, 0.4509, 0.4685, 0.4823),
    (0.8404, 0.8158, 0.8468, 0.8268, 0.8280, 0.8192, 0.8128, 0.7994, 0.7916, 0.7882),
)


def overfitting() -> None:
    """Draw the step in which the visitor stops a run after any epoch and sees how far apart training and validation are."""
    history, whose = example()
    lowest = min(history, key=lambda epoch: epoch.val_loss).epoch
    notice = (
        f"the orange curve is lowest after epoch {lowest} and ends clearly higher, while the blue one falls further: the "
        "network gets better at its own reviews, and its mistakes on new ones get more confident."
    )
    with told(how_it_works.OVERFITTING, notice):
        epoch = _stop(history, whose)
        gap = decimal(abs(epoch.accuracy - epoch.val_accuracy) * 100, 1)
        st.markdown(
            f"Right by then: **{epoch.accuracy:.1%}** of the training reviews and **{epoch.val_accuracy:.1%}** of the "
            f"validation reviews, {gap} percentage points apart."
        )
        pictures.show(
            step_charts.stopped(history, epoch.epoch, "loss"),
            f"how_stopped_{len(history)}",
            "Training and validation loss by epoch, with a line where you stop.",
            title=f"Learning by heart: the loss until epoch {epoch.epoch}",
            of=[whose],
            height=chart_height(215),
        )


def wrong_labels() -> None:
    """Draw the step in which the visitor sees how many of the wrong labels that it was told a run has learned by heart."""
    config, history, whose = example_with_wrong_labels()
    wrong, true = chosen_share(config.wrong_labels), 1 - config.wrong_labels
    classes = class_names.in_markdown(session.dataset)
    told_what = "praise is blame" if classes.opinions else f"{classes.side(0)} is {classes.side(1)}, and the other way round"
    text = (
        f"Here, **{wrong} of the labels are wrong** on purpose: the network is told that {told_what}. Nothing in those "
        "reviews explains it, so it cannot be understood. It can only be **memorised**: the network remembers single "
        "reviews with the answers that it was told, instead of what reviews have in common."
    )
    notice = (
        f"whoever always tells the truth agrees with {chosen_share(true)} of what the network was told. Where the blue "
        "curve is above that, it repeats mistakes. What it knows by heart helps it with no new review."
    )
    with told(text, notice, _train_with_wrong_labels):
        epoch = _stop(history, whose)
        st.markdown(_repeated(epoch, config, config.learns_from(corpus.get_source(session.dataset).train)))
        pictures.show(
            step_charts.stopped(history, epoch.epoch, "accuracy", true),
            f"how_memorised_{len(history)}_{config.wrong_labels}",
            "Accuracy by epoch, with a line where you stop, and one for the share of the told labels that are true.",
            title=f"Learning wrong labels by heart: the accuracy until epoch {epoch.epoch}",
            of=[f"{wrong} of the labels are wrong. {whose}"],
            height=chart_height(215),
        )


def _train_with_wrong_labels() -> None:
    st.button(
        f"Train one with {chosen_share(WITH_WRONG_LABELS.wrong_labels)} wrong labels",
        icon=":material/model_training:",
        on_click=open_train,
        args=(WITH_WRONG_LABELS,),
        help="Sets the knobs to the article's settings with these labels, and opens the Train page.",
    )


def _stop(history: History, whose: str) -> Epoch:
    """Draw whose run it is, and return the epoch after which the visitor stops it."""
    st.caption(whose)
    stop = st.slider("Stop after epoch", 1, len(history), len(history), key=f"how_stop_{len(history)}")
    return history[stop - 1]


def _repeated(epoch: Epoch, config: RunConfig, reviews: int) -> str:
    """How many wrong labels a network must have learned by heart to agree with so many of those that it was told."""
    wrong = round(config.wrong_labels * reviews)
    at_least = wrong - round((1 - epoch.accuracy) * reviews)
    agrees = f"By then, it agrees with **{epoch.accuracy:.1%}** of what it was told"
    if at_least <= 0:
        return f"{agrees}. It need not have learned any of the {wrong:,} wrong labels by heart so far."
    return f"{agrees}, so it repeats **at least {at_least:,}** of the {wrong:,} wrong labels."


def example() -> tuple[History, str]:
    """The epochs of a run that overfits by the verdict's rule, and whose it is.

    It is the visitor's latest such run, else the most accurate one on the leaderboard, else a recorded one.
    """
    reviews, same = corpus.get_source(session.dataset).validation, balance.share_of_one_answer(session.dataset)
    finished, mine = _runs()

    def overfits(run: Run, history: History) -> bool:
        return overfitting_since(history, reviews, same) is not None

    if found := _first(mine, overfits):
        run, history = found
        latest = mine[0]
        if run == latest:
            return history, f"This is your latest run, number {run.id}."
        return history, f"This is your run {run.id}. Your latest one, number {latest.id}, does not overfit."
    if found := _first(ranked(finished), overfits):
        run, history = found
        yours = "None of yours does so far." if mine else "Train one to see your own."
        return history, f"This is run {run.id}, the most accurate one on the leaderboard that overfits. {yours}"
    return OVERFITTING, (
        "No run on the leaderboard overfits yet, so this one was recorded beforehand, with the usual settings on the "
        "packaged reviews. Train these for 10 epochs to see your own."
    )


def example_with_wrong_labels() -> tuple[RunConfig, History, str]:
    """The settings and epochs of a run with wrong labels, and whose it is, chosen like the one that overfits."""
    finished, mine = _runs()

    def was_misled(run: Run, history: History) -> bool:
        return run.config.wrong_labels > 0

    if found := _first(mine, was_misled):
        run, history = found
        return run.config, history, f"This is your run {run.id}."
    if found := _first(ranked(finished), was_misled):
        run, history = found
        return run.config, history, f"This is run {run.id}, the most accurate one with wrong labels."
    recording = "No run on the leaderboard has wrong labels yet, so this one was recorded beforehand."
    return WITH_WRONG_LABELS, WRONG_LABELS, recording


def _runs() -> tuple[list[Run], list[Run]]:
    """All finished runs on these reviews, and the visitor's own of them, the latest first."""
    finished = services.store().runs(states=[State.FINISHED], dataset=session.dataset)
    by_id = {run.id: run for run in finished}
    return finished, [by_id[run_id] for run_id in reversed(session.my_runs) if run_id in by_id]


def _first(runs: Iterable[Run], suits: Callable[[Run, History], bool]) -> tuple[Run, History] | None:
    """The first run with enough epochs for a verdict that suits, and its history."""
    for run in runs:
        if run.epochs_done >= FEWEST_EPOCHS and suits(run, history := services.store().history(run.id)):
            return run, history
    return None
