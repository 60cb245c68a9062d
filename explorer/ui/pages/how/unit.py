"""The fourth and fifth steps: a unit adds up its weighted inputs, and an activation bends the sum."""

import math

import streamlit as st

from explorer.insight.arithmetic import relu, weighted_sum
from explorer.ui import pictures
from explorer.ui.pages.how import chart_height, step_charts, told
from explorer.wording import how_it_works
from explorer.wording.formats import decimal, without_markdown

# Word → the first weight on its slider.
WORDS = {"wonderful": 1.5, "boring": -2.0, "the": 0.1}
BIAS = 0.2
LARGEST_WEIGHT = 3.0
LARGEST_INPUT = 4.0


def draw() -> None:
    """Draw the step in which the visitor weights three words and sees the unit's output."""
    notice = (
        "as long as the sum is below zero, the unit stays silent. Give “boring” a weight closer to zero, or take the word "
        "out, and it speaks up. A unit in the first layer has 10,000 weights; training sets them."
    )
    with told(how_it_works.UNIT, notice):
        present = st.pills(
            "Words in the review, each with its weight", WORDS, selection_mode="multi", default=list(WORDS), key="how_words"
        )
        *places, last = st.columns(len(WORDS) + 1)
        weights = [
            column.slider(f"“{word}”", -LARGEST_WEIGHT, LARGEST_WEIGHT, start, 0.1, "%.1f", key=f"how_weight_{word}")
            for column, (word, start) in zip(places, WORDS.items())
        ]
        bias = last.slider("Bias", -LARGEST_WEIGHT, LARGEST_WEIGHT, BIAS, 0.1, "%.1f", key="how_bias")
        inputs = [int(word in present) for word in WORDS]
        total = weighted_sum(inputs, weights, bias)
        parts = [x * weight for x, weight in zip(inputs, weights)]
        st.markdown(in_figures(inputs, weights, bias))
        pictures.show(
            step_charts.unit(dict(zip(WORDS, parts)) | {"bias": bias}, total, relu(total)),
            "how_unit",
            "What each word and the bias add, their sum, and what the unit passes on.",
            title="What a unit does",
            of=[without_markdown(in_figures(inputs, weights, bias))],
            height=chart_height(205),
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
    notice = (
        "below zero, ReLU always gives 0, while tanh gives a number below zero as well. Above 2, tanh hardly grows any "
        "more, while ReLU just goes on."
    )
    with told(how_it_works.ACTIVATIONS, notice):
        total = st.slider("The sum that goes in", -LARGEST_INPUT, LARGEST_INPUT, 1.0, 0.1, "%.1f", key="how_total")
        st.markdown(f"ReLU gives **{decimal(relu(total), 2)}** · tanh gives **{decimal(math.tanh(total), 2)}**")
        pictures.show(
            step_charts.activations(total, LARGEST_INPUT),
            "how_bends",
            "What ReLU and tanh make of every sum, with a dot for the one that goes in.",
            title="Two ways to bend: ReLU and tanh",
            of=[f"The sum that goes in is {decimal(total, 1)}."],
            height=chart_height(130),
        )
