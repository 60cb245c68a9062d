"""The sixth step: mean squared error and cross-entropy, as a prediction moves from wrong to right."""

import streamlit as st

from explorer.insight.arithmetic import cross_entropy, squared_error
from explorer.ui.pages.how import charts, notice


def draw() -> None:
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
            charts.losses(prediction),
            key="how_losses",
            alt="Both losses of a positive review for every prediction from 0 to 1, with a dot for the one that is chosen.",
        )
    notice(
        "near the right answer both are small. Near the wrong one mean squared error stays below 1, while cross-entropy "
        "shoots up: being sure and wrong costs it most, so it pushes hardest there."
    )
