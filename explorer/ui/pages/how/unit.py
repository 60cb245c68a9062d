"""The fourth and fifth steps: a unit adds up its weighted inputs, and an activation bends the sum."""

import math

import streamlit as st

from explorer.insight.arithmetic import relu, weighted_sum
from explorer.ui.pages.how import notice, step_charts
from explorer.wording.formats import decimal

# Word → the first weight on its slider.
WORDS = {"wonderful": 1.5, "boring": -2.0, "the": 0.1}
BIAS = 0.2
LARGEST_WEIGHT = 3.0
LARGEST_INPUT = 4.0


def draw() -> None:
    """Draw the step in which the visitor weights three words and sees the unit's output."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            "A **unit** is the smallest part of a network. It multiplies each of its inputs by a **weight**, adds them "
            "up, adds one number more (its **bias**), and bends the sum: here by ReLU, which turns everything below "
            "zero into 0. Weights and biases are all that a network learns."
        )
        present = st.pills("Words in the review", WORDS, selection_mode="multi", default=list(WORDS), key="how_words")
        # Two rows, so that the words keep their order on a phone, where columns are stacked.
        places = [*st.columns(2), *st.columns(2)]
        weights = [
            column.slider(f"Weight of “{word}”", -LARGEST_WEIGHT, LARGEST_WEIGHT, start, 0.1, key=f"how_weight_{word}")
            for column, (word, start) in zip(places, WORDS.items())
        ]
        bias = places[-1].slider("Bias", -LARGEST_WEIGHT, LARGEST_WEIGHT, BIAS, 0.1, key="how_bias")
    with right:
        inputs = [int(word in present) for word in WORDS]
        total = weighted_sum(inputs, weights, bias)
        parts = [x * weight for x, weight in zip(inputs, weights)]
        st.altair_chart(
            step_charts.unit(dict(zip(WORDS, parts)) | {"bias": bias}, total, relu(total)),
            key="how_unit",
            alt="What each word and the bias add, their sum, and what the unit passes on.",
        )
        st.markdown(in_figures(inputs, weights, bias))
    notice(
        "as long as the sum is below zero, the unit says nothing at all. Move the weight of “boring” towards zero, or "
        "take the word out of the review, and the unit speaks up. A unit of the first layer has 10,000 such weights, "
        "and training moves them, nobody else."
    )


def in_figures(inputs: list[int], weights: list[float], bias: float) -> str:
    """The unit's calculation as Markdown."""
    products = " + ".join(f"{x} × {_in_brackets(weight)}" for x, weight in zip(inputs, weights))
    total = weighted_sum(inputs, weights, bias)
    return f"{products} + {_in_brackets(bias)} = {decimal(total, 1)} → **{decimal(relu(total), 1)}**"


def _in_brackets(value: float) -> str:
    return f"({decimal(value, 1)})" if value < 0 else decimal(value, 1)


def activations() -> None:
    """Draw the step in which the visitor moves a sum through ReLU and tanh."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            "Without a bend, any number of layers could do no more than a single one: sums of sums are only sums. "
            "**ReLU** cuts off what is below zero and leaves the rest alone. **tanh** squeezes everything between −1 "
            "and 1. Both are called **activations**."
        )
        total = st.slider("The sum that goes in", -LARGEST_INPUT, LARGEST_INPUT, 1.0, 0.1, key="how_total")
        with st.container(horizontal=True):
            st.metric("ReLU gives", decimal(relu(total), 2), border=True)
            st.metric("tanh gives", decimal(math.tanh(total), 2), border=True)
    with right:
        st.altair_chart(
            step_charts.activations(total, LARGEST_INPUT),
            key="how_bends",
            alt="What ReLU and tanh make of every sum, with a dot for the one that goes in.",
        )
    notice(
        "below zero ReLU is silent, while tanh says “against”. Above 2 tanh hardly moves any more, whatever goes in, "
        "while ReLU goes on growing."
    )
