"""How it works, step by step: each step has two to four sentences, one thing to touch, and what to notice.

A step is a function without arguments in a module of this package; `charts` has pure functions for the pictures.
"""

from dataclasses import dataclass
from pkgutil import resolve_name

import streamlit as st


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
    Step("A review becomes a row of switches", "reviews:multi_hot"),
    Step("Three piles of reviews", "reviews:piles"),
    Step("What a unit does", "unit:draw"),
    Step("Two ways to bend", "unit:activations"),
    Step("How wrong is a guess?", "learning:loss"),
    Step("Epochs and batches", "learning:epochs_and_batches"),
    Step("Learning by heart", "learning:learning_by_heart"),
    Step("How big a step?", "learning:step_size"),
)
"""The steps, in the order of the story."""


def notice(sentence: str) -> None:
    """Draw what there is to see in a step."""
    st.info(f"**Notice:** {sentence}", icon=":material/visibility:")
