"""How it works, step by step: each step has a few sentences, one thing to try, and what to notice.

A step is a function without arguments in a module of this package; `step_charts` has pure functions for the pictures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pkgutil import resolve_name

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.ui.session import session

# In pixels at normal type: what is left of a projector's screen below the title, in normal and in big type.
ROOM, ROOM_IN_BIG_TYPE = 610, 385
TALLEST_CHART = 380


@dataclass(frozen=True)
class Step:
    """A step of the story.

    Args:
        title: Its heading.
        function: The module of this package and the function in it that draws the step, as in “reviews:numbers”.
    """

    title: str
    function: str

    def draw(self) -> None:
        """Draw the step. Its module is imported only now: other pages need the number of steps without loading Altair."""
        resolve_name(f"{__name__}.{self.function}")()


STEPS = (
    Step("Words become numbers", "reviews:numbers"),
    Step("A row of switches", "reviews:multi_hot"),
    Step("Word pairs and counts", "pairs:draw"),
    Step("Three piles of reviews", "reviews:piles"),
    Step("What a unit does", "unit:draw"),
    Step("Two ways to bend", "unit:activations"),
    Step("How wrong is a guess?", "learning:loss"),
    Step("How big a step?", "learning:step_size"),
    Step("Epochs and batches", "learning:epochs_and_batches"),
    Step("Learning by heart", "by_heart:overfitting"),
    Step("Wrong labels", "by_heart:wrong_labels"),
)
"""The steps, in the order of the story."""


def told(text: str, notice: str, offer: Callable[[], None] = lambda: None) -> DeltaGenerator:
    """Draw what the open step tells, beside the place for what the visitor tries.

    Args:
        text: What the step is about, in Markdown.
        notice: What there is to see in it.
        offer: Draws what else there is to do, such as a button.

    Returns:
        The place, to be used with `with`.
    """
    left, right = st.columns(2, gap="medium")
    with left:
        st.header(STEPS[session.step - 1].title)
        st.markdown(text)
        st.info(f"**Notice:** {notice}", icon=":material/visibility:")
        offer()
    return right.container(gap="xsmall")


def chart_height(above: int) -> int:
    """The height for a step's chart that ends with the screen, below things as high as `above`; both in normal type."""
    room = ROOM_IN_BIG_TYPE if session.big else ROOM
    return min(room - above, TALLEST_CHART)
