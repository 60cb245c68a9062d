"""The Your review page: a trained network judges a text that the visitor types, and the page shows which words decided.

Other modes judge a whole file, or have the visitor judge as well.
"""

import random

import streamlit as st

from explorer import corpus
from explorer.inference.explain import explain_review, random_review
from explorer.insight.review_reading import Reading
from explorer.reading import clean
from explorer.store import Run
from explorer.ui import class_names, coloured_review, faults, network_choice, pictures, progress, services, visitor
from explorer.ui.escaping import readable
from explorer.ui.pages.review import explanation_panel, file_panel, game_panel, modes, poll_panel
from explorer.ui.session import Session, session
from explorer.ui.stage import scaled
from explorer.wording import review_sentences
from explorer.wording.formats import share

# For networks that have learned from film reviews.
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
# Pixels of the field. In big type, where all lengths grow, less is left below it.
HEIGHT, HEIGHT_IN_BIG_TYPE = 240, 110


def page() -> None:
    runs = network_choice.on_offer(session.dataset)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title("Your review", anchor=False, width="content")
        mode = modes.chosen() if runs else modes.WORDS
    if not runs:
        network_choice.nothing_on_offer("it can judge what you write here", icon=":material/rate_review:")
    elif mode == modes.MACHINE:
        game_panel.draw(runs)
    elif mode == modes.FILE:
        file_panel.draw(runs)
    else:
        judging(runs)


def judging(runs: list[Run]) -> None:
    """Draw the stage, with the text on the left and the verdict on the right, and below it what explains the verdict."""
    left, right = st.columns([5, 6], gap="medium")
    with left:
        run = network_choice.chosen("Which network judges?", runs, Session.judge)
        text, typed = review()
    review_sentences.check_length(text, services.cluster().limits.review_length)
    with right:
        reading = read(run, text, typed)
    if reading is None:
        return
    if reading.pushes:
        explanation_panel.why(run, reading)
        explanation_panel.flip(run, reading)
    poll_panel.draw(run, reading, text, typed)
    explanation_panel.seen(run, reading)


def review() -> tuple[str, bool]:
    """Draw the text area with its buttons and return the text to judge, and whether somebody has typed it.

    The text outlives visits to other pages. A review of the data set is read as the networks learned to read it.
    """
    films, most = corpus.get_source(session.dataset).films, services.cluster().limits.review_length
    wanted = "Write what you thought of a film, or paste what somebody else thought" if films else "Write or paste a text"
    written = st.text_area(
        "A review of a film, in English" if films else "A text like those that the networks have learned from",
        key=Session.review_text.key,
        persist_state="session",
        height=scaled(HEIGHT_IN_BIG_TYPE if session.big else HEIGHT),
        # Not `max_chars`: the browser would silently cut off a longer text when it is pasted.
        placeholder=f"{wanted}: up to {most:,} characters.",
    )
    with st.container(horizontal=True, gap="xsmall"):
        # The click moves the focus out of the text area, and that sends the text.
        st.button("Judge it", type="primary", icon=":material/balance:")
        for name, example in EXAMPLES.items() if films else ():
            st.button(name, on_click=Session.review_text.set, args=(example,))
        st.button(
            "A random real one",
            icon=":material/casino:",
            on_click=write_random,
            args=(session.dataset,),
            help="One of the validation reviews, which the networks have not learned from.",
        )
    real = session.real_review
    if real is None or session.real_dataset != session.dataset or readable(real.text) != written:
        return written, True
    st.caption(f"{review_sentences.origin(real)} {review_sentences.rating(real, class_names.in_markdown(session.dataset))}")
    return real.text, False


@faults.remembered()
def write_random(dataset: str) -> None:
    """Put a random validation review into the text area."""
    session.real_review = services.cluster().ask(random_review, dataset, random.randrange(2**31))
    session.real_dataset = dataset
    session.review_text = readable(session.real_review.text)


def read(run: Run, text: str, typed: bool) -> Reading | None:
    """Draw the verdict on the text, or why there is none yet, and return how the network has read it."""
    if not text.strip():
        st.info(
            "Write a review, or press one of the buttons below the field: here you will see what the network takes it for, "
            "and which words decided.",
            icon=":material/edit:",
        )
    elif not corpus.tokens(clean(text) if typed else text):
        st.info(review_sentences.NO_WORD, icon=":material/edit:")
    elif progress.worker_is_awaited():
        progress.wait_for_worker()
    else:
        reading = visitor.asked_once(explain_review, services.store().url, run.id, text, typed)
        verdict(run, reading)
        return reading
    return None


def verdict(run: Run, reading: Reading) -> None:
    """Draw what the network says, how sure it is, and the words in the colours of their pushes."""
    # Imported here because Altair and pandas take half a second to load, and an empty page needs neither.
    from explorer.ui.pages.review import word_charts

    written, classes = class_names.as_written(run.dataset), class_names.in_markdown(run.dataset)
    st.header(review_sentences.verdict(reading, classes), anchor=False)
    low, high = written.names
    pictures.show(
        word_charts.gauge(reading, written),
        key="gauge",
        title=f"What run {run.id} says about a review: {share(reading.probability)} {written.side(1)}",
        of=run,
        alt=f"A gauge from 0% ({low}) to 100% ({high}), which stands at {share(reading.probability)}.",
    )
    caution = review_sentences.caution(reading, classes)
    st.markdown(f"{review_sentences.opinion(reading, classes)} {caution}")
    if reading.pushes:
        height = coloured_review.BELOW_CAUTION if caution else coloured_review.BELOW_VERDICT
        st.html(coloured_review.legend(written))
        st.html(coloured_review.why(reading, written, height))
