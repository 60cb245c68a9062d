"""The steps about learning: the loss, the size of a step, and epochs and batches."""

import streamlit as st

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.insight.arithmetic import (
    adam_steps,
    batch_bounds,
    cross_entropy,
    momentum_steps,
    rmsprop_steps,
    sgd_steps,
    squared_error,
)
from explorer.ui import class_names, pictures
from explorer.ui.pages.how import chart_height, step_charts, told
from explorer.ui.session import session
from explorer.wording import how_it_works

BATCH_SIZES = (128, 256, 512, 1024, 2048, 4096)
ARTICLE = RunConfig()
GRADIENTS = (0.01, 0.1, 1.0, 10.0)
MOST_STEPS = 30
OPTIMIZERS = {"sgd": sgd_steps, "momentum": momentum_steps, "rmsprop": rmsprop_steps, "adam": adam_steps}
"""The choices of the knob, each beside the one that it adds something to, and the steps that each takes."""


def loss() -> None:
    """Draw the step in which the visitor moves a prediction for a review with label 1 from wrong to right."""
    classes = class_names.in_markdown(session.dataset)
    notice = (
        "close to the right answer, both are small. Far from it, mean squared error stays below 1, while cross-entropy "
        "shoots up: being sure and wrong becomes very expensive."
    )
    with told(how_it_works.loss(classes), notice):
        prediction = st.slider(
            f"The review is {classes.side(1)}. The network says …",
            0.01,
            0.99,
            0.2,
            0.01,
            key="how_prediction",
            format="%.2f",
        )
        st.markdown(
            f"Squared error **{squared_error(prediction, 1):.2f}** · cross-entropy **{cross_entropy(prediction, 1):.2f}**"
        )
        pictures.show(
            step_charts.losses(prediction),
            "how_losses",
            "Both losses for every prediction from 0 to 1, if 1 is right, with a dot for the one that is chosen.",
            title="How wrong is a guess? Two losses",
            of=[f"The network says {prediction:.2f}, and 1 is right."],
            height=chart_height(130),
        )


def step_size() -> None:
    """Draw the step in which the visitor sets a gradient and sees how far each optimizer moves a weight."""
    knob, rate = KNOBS["optimizer"], KNOBS["learning_rate"].default
    notice = (
        "make the gradient a hundred times steeper. SGD's steps get longer, with momentum or without; those of RMSprop and "
        f"Adam stay near the learning rate, {rate:g}. Then let the sign change: where each step undoes the one before, "
        "momentum and Adam soon hold back."
    )
    with told(how_it_works.STEP_SIZE, notice):
        left, right = st.columns(2)
        gradient = left.select_slider("Gradient", GRADIENTS, 0.1, format_func="{:g}".format, key="how_gradient")
        steps = right.slider("Steps in a row", 1, MOST_STEPS, 10, key="how_steps")
        turns = st.toggle("Its sign changes at every step", key="how_turns")
        gradients = [-gradient if turns and number % 2 else gradient for number in range(steps)]
        moves = {knob.brief(name): [abs(move) for move in take(gradients, rate)] for name, take in OPTIMIZERS.items()}
        last = [f"{name} **{f'{sizes[-1]:.6f}'.rstrip('0').rstrip('.')}**" for name, sizes in moves.items()]
        st.markdown(f"Last step: {' · '.join(last)}")
        pictures.show(
            step_charts.steps(moves, rate * GRADIENTS[0] / 10, rate * GRADIENTS[-1] * 10, MOST_STEPS),
            "how_step_size",
            "The size of each step, by each optimizer. Each line of the axis is ten times the next.",
            title="How big a step? Four optimizers",
            of=[f"Learning rate {rate:g}, gradient {gradient:g}{', whose sign changes at every step' if turns else ''}."],
            height=chart_height(165),
        )


def epochs_and_batches() -> None:
    """Draw the step in which the visitor sets batch size and epochs and sees how often the network is corrected."""
    reviews = corpus.get_source(session.dataset).train
    notice = (
        "half the batch size means about twice the corrections for the same reading. Small batches correct often, but each "
        "time go by a few reviews only; large ones correct rarely, but more steadily."
    )
    with told(how_it_works.EPOCHS_AND_BATCHES, notice):
        left, right = st.columns(2)
        size = left.select_slider("Reviews in a batch", BATCH_SIZES, ARTICLE.batch_size, key="how_batch_size")
        epochs = right.slider("Epochs", 1, ARTICLE.epochs, ARTICLE.epochs, key="how_epochs")
        batches = batch_bounds(reviews, size)
        corrections, read = len(batches) * epochs, reviews * epochs
        st.markdown(f"{len(batches)} batches × {epochs} = **{corrections:,} corrections**, {read:,} reviews read")
        pictures.show(
            step_charts.batches(batches, epochs, ARTICLE.epochs),
            "how_batches",
            "A bar for each epoch, cut into its batches; the network is corrected after each of them.",
            title="Epochs and batches",
            of=[f"{len(batches)} batches of {size:,} reviews in each of {epochs} epochs: {corrections:,} corrections."],
            dataset=session.dataset,
            height=chart_height(130),
        )
