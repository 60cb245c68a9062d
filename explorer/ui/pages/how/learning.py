"""The last four steps: the loss, epochs and batches, learning by heart, and the size of a step."""

from collections.abc import Sequence

import streamlit as st

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.history import Epoch
from explorer.insight.arithmetic import batch_bounds, cross_entropy, plain_steps, rmsprop_steps, squared_error
from explorer.insight.ranking import champion
from explorer.store import State
from explorer.ui import services, visitor
from explorer.ui.pages.how import notice, step_charts
from explorer.ui.session import session
from explorer.wording.formats import decimal

BATCH_SIZES = (128, 256, 512, 1024, 2048, 4096)
ARTICLE = RunConfig()
# Fewer cannot show a loss that falls and rises again.
MIN_EPOCHS = 3
# A made-up run of the usual shape: loss, accuracy, val_loss and val_accuracy of its ten epochs.
_CURVES = (
    (0.520, 0.310, 0.232, 0.187, 0.154, 0.128, 0.106, 0.087, 0.071, 0.058),
    (0.790, 0.897, 0.922, 0.938, 0.950, 0.960, 0.969, 0.976, 0.981, 0.986),
    (0.400, 0.315, 0.287, 0.282, 0.288, 0.305, 0.324, 0.349, 0.374, 0.405),
    (0.858, 0.880, 0.887, 0.888, 0.886, 0.881, 0.879, 0.875, 0.873, 0.870),
)
MADE_UP = [Epoch(number, *figures, seconds=0.0) for number, figures in enumerate(zip(*_CURVES), 1)]
GRADIENTS = (0.001, 0.01, 0.1, 1.0, 10.0, 100.0)
MOST_STEPS = 30


def loss() -> None:
    """Draw the step in which the visitor moves a prediction for a positive review from wrong to right."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            "The network answers with a number between 0 (negative) and 1 (positive). The **loss** says how wrong an "
            "answer is, and learning means making it smaller. **Mean squared error** takes the distance from the truth "
            "times itself. **Cross-entropy** asks how surprised the network must be by the truth."
        )
        prediction = st.slider(
            "The review is positive. The network says …", 0.01, 0.99, 0.2, 0.01, key="how_prediction", format="%.2f"
        )
        with st.container(horizontal=True):
            st.metric("Mean squared error", f"{squared_error(prediction, 1):.2f}", border=True)
            st.metric("Cross-entropy", f"{cross_entropy(prediction, 1):.2f}", border=True)
    with right:
        st.altair_chart(
            step_charts.losses(prediction),
            key="how_losses",
            alt="Both losses of a positive review for every prediction from 0 to 1, with a dot for the one that is chosen.",
        )
    notice(
        "near the right answer both are small. Near the wrong one mean squared error stays below 1, while cross-entropy "
        "shoots up: being sure and wrong costs it most, so it pushes hardest there."
    )


def epochs_and_batches() -> None:
    """Draw the step in which the visitor sets batch size and epochs and sees how often the network is corrected."""
    reviews = corpus.get_source(session.dataset).train
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            "A network does not read all reviews before it corrects itself. It takes a **batch**, looks at how wrong it "
            "was, moves every weight a little, and takes the next one. Once all reviews have had their turn, an "
            "**epoch** is over; then they are shuffled, and the next one begins."
        )
        size = st.select_slider("Reviews in a batch", BATCH_SIZES, ARTICLE.batch_size, key="how_batch_size")
        epochs = st.slider("Epochs", 1, ARTICLE.epochs, ARTICLE.epochs, key="how_epochs")
        batches = batch_bounds(reviews, size)
        st.markdown(
            f"{len(batches)} batches in an epoch × {epochs} = **{len(batches) * epochs:,} corrections**, for "
            f"{reviews * epochs:,} reviews read."
        )
    with right:
        st.altair_chart(
            step_charts.batches(batches, epochs, ARTICLE.epochs),
            key="how_batches",
            alt="A bar for each epoch, cut into its batches; the network is corrected after each of them.",
        )
    notice(
        "half the batch, twice the corrections, for the same amount of reading. Small batches correct often, each time "
        "by the opinion of few reviews; large ones rarely and calmly. What is left over makes a smaller last batch."
    )


def learning_by_heart() -> None:
    """Draw the step in which the visitor stops a run after any epoch and sees how far apart training and validation are."""
    history, whose = example()
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            "At first a network learns what all reviews have in common. Later it also learns what is true of its "
            "training reviews alone, and then it gets worse on all others. That is **overfitting**: learning the "
            "exercises by heart instead of what they teach."
        )
        st.caption(whose)
        stop = st.slider("Stop after epoch", 1, len(history), len(history), key=f"how_stop_{len(history)}")
        epoch = history[stop - 1]
        gap = decimal((epoch.accuracy - epoch.val_accuracy) * 100, 1)
        st.markdown(
            f"By then it gets **{epoch.accuracy:.1%}** of its training reviews right and **{epoch.val_accuracy:.1%}** of "
            f"the validation reviews: {gap} percentage points apart."
        )
    with right:
        st.altair_chart(
            step_charts.stopped(history, stop),
            key=f"how_stopped_{len(history)}",
            alt="Training and validation loss by epoch, with a line where you stop.",
        )
    notice(turning_point(history))


def example() -> tuple[Sequence[Epoch], str]:
    """The epochs of a run, and a sentence about it: the visitor's last run, else the champion, else a made-up one."""
    mine = visitor.last_result()
    if mine and mine.epochs_done >= MIN_EPOCHS:
        return services.store().history(mine.id), f"This is your own latest run, number {mine.id}."
    finished = services.store().runs(states=[State.FINISHED], dataset=session.dataset)
    best = champion([run for run in finished if run.epochs_done >= MIN_EPOCHS])
    if best:
        return services.store().history(best.id), f"This is run {best.id}, the best here so far. Train one to see your own."
    return MADE_UP, "No run of at least three epochs is here yet, so these figures are made up. Train one to see your own."


def turning_point(history: Sequence[Epoch]) -> str:
    """Where the validation loss was lowest, and what both losses did after that."""
    lowest = min(history, key=lambda epoch: epoch.val_loss)
    last = history[-1]
    if lowest.epoch == last.epoch:
        return (
            f"the orange curve is lowest at the last epoch, number {last.epoch}. This run ended before it could overfit; "
            "with more epochs you may see it turn."
        )
    if last.loss >= history[lowest.epoch - 1].loss:
        return (
            f"the orange curve is lowest after epoch {lowest.epoch}, but the blue one does not fall after that either. "
            "This run lost its way; learning by heart looks different."
        )
    return (
        f"the orange curve is lowest after epoch {lowest.epoch} and ends higher, while the blue one goes on falling. "
        "What the network learns after that is of use for its training reviews only."
    )


def step_size() -> None:
    """Draw the step in which the visitor sets a gradient and sees how far a weight moves, plainly and with RMSprop."""
    rate = KNOBS["learning_rate"].default
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            "For every weight, the network works out the **gradient**: how steeply the loss would rise if that weight "
            "grew a little. Then it moves the weight the other way. How far? The plain rule takes gradient × learning "
            "rate. **RMSprop** also divides by how large that weight's gradients have been lately."
        )
        gradient = st.select_slider("How steep: the gradient", GRADIENTS, 0.1, format_func="{:g}".format, key="how_gradient")
        steps = st.slider("Steps in the same direction", 1, MOST_STEPS, 10, key="how_steps")
        plain, rmsprop = plain_steps(gradient, rate, steps), rmsprop_steps(gradient, rate, steps)
        with st.container(horizontal=True):
            st.metric("Last plain step", f"{plain[-1]:.6f}".rstrip("0"), border=True)
            st.metric("Last RMSprop step", f"{rmsprop[-1]:.5f}", border=True)
    with right:
        st.altair_chart(
            step_charts.steps(plain, rmsprop, rate * GRADIENTS[0], rate * GRADIENTS[-1], MOST_STEPS),
            key="how_step_size",
            alt="The size of each step, by the plain rule and by RMSprop. Each line of the axis is ten times the next.",
        )
    notice(
        "make the slope a hundred times steeper: the plain step becomes a hundred times longer, and RMSprop's stays "
        f"nearly the same. From step to step it comes down to the learning rate itself, {rate:g}. So words that are rare "
        "and words that are everywhere both get to move."
    )
