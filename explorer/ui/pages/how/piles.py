"""The third step: the training, validation and test reviews, and who may look at which."""

import streamlit as st

from explorer import corpus
from explorer.ui.escaping import plain
from explorer.ui.pages.how import charts, notice, words
from explorer.ui.session import session

TRAINING, VALIDATION, TEST = "Training", "Validation", "Test"
RULES = {
    TRAINING: "The network learns from these. It sees each review together with the answer, and corrects itself.",
    VALIDATION: "The network never learns from these. You look at how it does on them, and choose your settings by that.",
    TEST: "Nobody looks at these, neither the network nor you, until all is chosen. Then they are asked once.",
}


def draw() -> None:
    """Draw the step in which the visitor opens a pile and sees one of its reviews; the test pile stays sealed."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            "Whoever has seen the questions of an exam beforehand can pass it without having understood anything. So "
            "the reviews are dealt into three piles before anything else happens."
        )
        pile = st.segmented_control("Open a pile", RULES, default=TRAINING, required=True, key="how_pile")
        st.markdown(f"**{pile}.** {RULES[pile]}")
        _review(pile)
    with right:
        source = corpus.get_source(session.dataset)
        st.altair_chart(
            charts.piles({TRAINING: source.train, VALIDATION: source.validation, TEST: source.test}, pile),
            key="how_piles",
            alt="How many reviews lie in each of the three piles: "
            f"{source.train:,} for training, {source.validation:,} for validation, {source.test:,} for the test.",
        )
    notice(
        "the last pile does not open. Choose among many settings by their score on it, and the winner is partly the one "
        "whose luck was best on just these reviews: the exam would have become a rehearsal."
    )


def _review(pile: str) -> None:
    if pile == TEST:
        st.markdown("> :material/lock: Sealed until the final exam.")
        return
    loaded = words.reviews()
    split = loaded.train if pile == TRAINING else loaded.validation
    (i,) = words.short_reviews(split, loaded.vocabulary, 1)
    st.markdown(f"> {plain(loaded.vocabulary.decode(split.sequence(i)))}")
    answer = corpus.get_source(loaded.source).class_names[split.labels[i]]
    st.caption(f"Its answer is “{answer}”, going by the stars that its author gave.")
