"""The third step: what comes in for each word and each pair of neighbours, and what there is to learn from it."""

from collections.abc import Sequence

import streamlit as st

from explorer import corpus
from explorer.config import KNOBS, InputFormat, RunConfig
from explorer.corpus import INDEX_FROM, Corpus
from explorer.corpus.word_evidence import Evidence, evidence, label_counts
from explorer.reading import clean
from explorer.ui import class_names, pictures
from explorer.ui.pages.how import chart_height, review_charts, told
from explorer.ui.pages.how.reviews import LONGEST_SENTENCE, VOCABULARY_SIZE, reviews
from explorer.ui.session import session
from explorer.wording import how_it_works
from explorer.wording.formats import count

SENTENCE = "Not good and not funny"
WITH_PAIRS = 40_000
"""The size of the vocabulary that reads pairs, too."""
COUNTING = dict(KNOBS["counting"].choices or {})
MOST_ROWS = 10


def draw() -> None:
    """Draw the step in which the visitor reads a sentence with and without pairs, and counts it in three ways."""
    loaded, classes, written = reviews(), class_names.in_markdown(session.dataset), class_names.as_written(session.dataset)
    side = classes.side(1)
    alone, after_not = _stands_in(loaded, "good", side), _stands_in(loaded, "not good", side)
    notice = (
        f"“good” {alone}, so by itself it says little. Switch the pairs on: “not good” {after_not}. That is something to "
        "learn from."
    )
    if not (classes.opinions and alone and after_not):
        notice = (
            "switch the pairs on. Each pair that the network knows gets a line of its own, and often it says more than its "
            "two words."
        )
    with told(how_it_works.PAIRS, notice):
        sentence = st.text_input("Type a sentence", SENTENCE, max_chars=LONGEST_SENTENCE, key="how_pairs_sentence")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            pairs = st.toggle("Read pairs, too", key="how_pairs")
            counting = st.segmented_control(
                KNOBS["counting"].label,
                COUNTING,
                format_func=KNOBS["counting"].show,
                default=RunConfig().counting,
                required=True,
                key="how_counting",
                label_visibility="collapsed",
            )
        form = InputFormat(WITH_PAIRS if pairs else VOCABULARY_SIZE, "on" if pairs else "off", counting)
        with st.spinner("Counting words and pairs in the training reviews. This takes a few seconds, and only once."):
            read = evidence(loaded, corpus.vectorizer(session.dataset, form), clean(sentence))
        shown = most_telling(read)
        st.caption(_what_is_shown(read, shown, side))
        pictures.show(
            review_charts.evidence(shown, written),
            "how_evidence",
            "For each word and pair, the value that comes in, and how many of the training reviews with it are "
            f"{written.side(1)}.",
            title=f"Words and pairs, and how many of the training reviews with them are {written.side(1)}",
            of=[f"“{clean(sentence)}”, counted by {KNOBS['counting'].show_inside(counting)}"],
            dataset=session.dataset,
            height=chart_height(185),
        )


def most_telling(read: Sequence[Evidence]) -> list[Evidence]:
    """The words and pairs, or those that lean most to one side if there are more than `MOST_ROWS`, in their order."""
    most = sorted(read, key=lambda one: -one.leaning)[:MOST_ROWS]
    return [one for one in read if one in most]


def _stands_in(reviews: Corpus, words: str, side: str) -> str:
    """In how many training reviews these words stand, and how many of those are on the `side` of 1; nothing if in none."""
    ranks = [reviews.vocabulary.rank(word) for word in words.split()]
    numbers = [rank + INDEX_FROM for rank in ranks if rank is not None]
    negative, positive = label_counts(reviews.train, numbers) if len(numbers) == len(ranks) else (0, 0)
    if not (of := negative + positive):
        return ""
    return f"stands in {count(of, 'training review')}, and {positive / of:.0%} of them are {side}"


def _what_is_shown(read: Sequence[Evidence], shown: Sequence[Evidence], side: str) -> str:
    if not read:
        return "There is no word in it that the network knows."
    which = "" if len(shown) == len(read) else f", for the {len(shown)} of {len(read)} that say most"
    return f"What comes in, and the share of {side} ones among the training reviews with it{which}:"
