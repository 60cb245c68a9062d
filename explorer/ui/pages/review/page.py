"""The Your review page: a trained network judges a text that the visitor types, and the page shows which words decided."""

import random

import streamlit as st

from explorer import corpus
from explorer.inference.explain import GAP, explain_review, random_review
from explorer.insight.review_reading import Reading
from explorer.store import Run
from explorer.ui import coloured_review, faults, network_choice, progress, services, visitor
from explorer.ui.pages.review import game_panel, modes, poll_panel, pushes
from explorer.ui.session import Session, session
from explorer.wording import review_sentences
from explorer.wording.formats import share

EXAMPLES = {
    "Praise": "A wonderful film! The acting is superb, the story is moving, and the last scene made me cry. It is simply "
    "one of the best movies I have seen in years, and I would recommend it to anyone.",
    "Complaint": "What a waste of time. The plot makes no sense, the dialogue is awful and the acting is even worse. "
    "After an hour I was so bored that I almost fell asleep. Avoid it.",
    "A bit of both": "The first half is slow and some of the jokes are really bad. But the music is beautiful, the two "
    "leads are great together, and in the end I enjoyed it more than I expected.",
    "Irony": "Oh, great. Another brilliant idea: two hours of people talking in a car. I loved how perfectly nothing "
    "happens. If you have trouble sleeping, this masterpiece is highly recommended.",
}


def page() -> None:
    st.title("Your review")
    runs = network_choice.on_offer(session.dataset)
    if not runs:
        network_choice.nothing_on_offer("it can judge what you write here", icon=":material/rate_review:")
        return
    if modes.chosen() == modes.MACHINE:
        game_panel.draw(runs)
        return
    run = network_choice.chosen("Which network judges?", runs, Session.judge)
    text = review()
    review_sentences.check_length(text, services.cluster().limits.review_length)
    if not text.strip():
        st.info("Write a review above, or press one of the buttons for an example.", icon=":material/edit:")
    elif not corpus.tokens(text):
        st.info("There is no word in this, so there is nothing that the network could read.", icon=":material/edit:")
    elif progress.worker_is_awaited():
        progress.wait_for_worker()
    else:
        answer(run, visitor.asked_once(explain_review, services.store().url, run.id, text), text)


def review() -> str:
    """Draw the text area with its buttons and return the text, which outlives visits to other pages."""
    text = st.text_area(
        "A review of a film, in English",
        key=Session.review_text.key,
        persist_state="session",
        height=150,
        # Not `max_chars`: the browser would silently cut off a longer text when it is pasted.
        placeholder="Write what you thought of a film, or paste what somebody else thought: up to "
        f"{services.cluster().limits.review_length:,} characters.",
    )
    with st.container(horizontal=True):
        # The click moves the focus out of the text area, and that sends the text.
        st.button("Judge it", type="primary", icon=":material/balance:")
        for name, example in EXAMPLES.items():
            st.button(name, on_click=Session.review_text.set, args=(example,))
        st.button(
            "A random real one",
            icon=":material/casino:",
            on_click=write_random,
            args=(session.dataset,),
            help="One of the validation reviews, which the networks have not learned from.",
        )
    real, positive = session.real_review or (None, None)
    if real == text:
        st.caption(
            "A real review from the validation reviews, as the machine read it: in small letters, without punctuation, and "
            f"with “{GAP}” for each word too rare to be kept. Its writer gave the film a "
            f"**{'good' if positive else 'bad'}** mark."
        )
    return text


@faults.remembered()
def write_random(dataset: str) -> None:
    """Put a random validation review into the text area."""
    text, positive = services.cluster().ask(random_review, dataset, random.randrange(2**31))
    session.real_review = (text, positive)
    session.review_text = text


def answer(run: Run, reading: Reading, text: str) -> None:
    """Draw the verdict on the text and everything that explains it."""
    # Imported here because Altair and pandas take half a second to load, and an empty page needs neither.
    from explorer.ui.pages.review import word_charts

    st.subheader("The verdict", divider="gray")
    st.markdown(review_sentences.opinion(reading))
    st.altair_chart(
        word_charts.gauge(reading),
        key="gauge",
        alt=f"A gauge from 0% (negative) to 100% (positive), which stands at {share(reading.probability)}.",
    )
    if caution := review_sentences.caution(reading):
        st.warning(caution, icon=":material/help:")
    if reading.pushes:
        why(reading)
        flip(reading)
    poll_panel.draw(run, reading, text)
    seen(run, reading)


def why(reading: Reading) -> None:
    """Draw which words have pushed the score, and in which direction; the network has to know one of them."""
    st.subheader("Why", divider="gray")
    st.markdown(
        "The network adds everything up to a **score**: above zero is positive, below is negative. A word's **push** is how "
        "much the score changes when the word is left out, wherever it stands, and everything else stays."
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(coloured_review.legend())
        st.html(coloured_review.why(reading))
    with right:
        pushes.draw(reading, "pushes")


def flip(reading: Reading) -> None:
    """Draw the fewest words whose removal turns the verdict."""
    st.subheader("Flip it", divider="gray")
    st.markdown(review_sentences.turned(reading))
    if reading.flip.words:
        st.html(coloured_review.without(reading, reading.flip.words))


def seen(run: Run, reading: Reading) -> None:
    """Draw what the network gets to see of the words; their order is not part of it."""
    st.subheader("How the machine sees it", divider="gray")
    st.markdown(
        "Each word with its rank: 1 is the most frequent one in the reviews. Words that this network does not know are grey."
    )
    st.html(coloured_review.seen(reading.pieces))
    st.markdown(review_sentences.what_is_left(reading, run.config.vocabulary))
    if st.button("Shuffle the words", icon=":material/shuffle:"):
        shuffled = [word.word for word in reading.words if word.word is not None]
        random.shuffle(shuffled)
        text = " ".join(shuffled)
        again = services.cluster().ask(explain_review, services.store().url, run.id, text)
        st.html(coloured_review.plain_text(text))
        st.markdown(
            f"Before: **{share(reading.probability)}** positive. Shuffled: "
            f"**{share(again.probability)}**. The network has never seen an order, so “not good, but "
            "bad” and “not bad, but good” are the same to it."
        )
