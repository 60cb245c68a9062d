"""The Exam page: the sealed test reviews, which are opened for one chosen run, and the ledger of all openings."""

import streamlit as st

from explorer import corpus
from explorer.inference.exam_grading import open_envelope
from explorer.store import Envelope, Run
from explorer.ui import class_names, network_choice, progress, services
from explorer.ui.pages.exam import opened_panel, selection_panel
from explorer.ui.session import Session, session
from explorer.wording import exam_sentences

DEFAULT_GUESS = 75.0


def page() -> None:
    source = corpus.get_source(session.dataset)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title("Exam", anchor=False, width="content")
        envelope = chosen_envelope(source)
    runs = network_choice.on_offer(session.dataset)
    openings = services.store().openings(session.dataset, envelope)
    if not runs:
        contents(source, envelope)
        network_choice.nothing_on_offer("it can sit the exam", icon=":material/school:")
    else:
        left, right = st.columns([6, 5], gap="medium")
        with right:
            run = network_choice.chosen("Which network sits the exam?", runs, Session.candidate)
        number = next((n for n, opening in enumerate(openings, 1) if opening.run_id == run.id), None)
        if number is None:
            with left:
                meaning(source, envelope, len(openings))
            with right:
                form(run, envelope)
        else:
            opening = openings[number - 1]
            with left:
                opened_panel.result(run, opening, number)
            with right:
                opened_panel.confusion(run, opening.result)
            opened_panel.mistakes(run, envelope)
    if openings:
        opened_panel.ledger(openings)
    selection_panel.draw(runs)


def chosen_envelope(source: corpus.Source) -> Envelope:
    """The envelope that the page shows; the visitor chooses if there are two."""
    if not source.second_exam:
        return Envelope.TEST
    sizes = {Envelope.TEST: source.test, Envelope.SECOND: source.second_exam}
    return st.radio(
        "Which envelope?",
        list(sizes),
        format_func=lambda envelope: f"{exam_sentences.ENVELOPES[envelope]} ({sizes[envelope]:,})",
        horizontal=True,
        key="envelope",
        label_visibility="collapsed",
        width="content",
    )


def meaning(source: corpus.Source, envelope: Envelope, before: int) -> None:
    """Draw what is in the envelope, and what opening it means; `before` is how often it has been opened."""
    st.header("The envelope has been opened before" if before else "The envelope is sealed", anchor=False)
    contents(source, envelope)
    st.markdown(
        "Choose a network, guess how many it gets right, and open the envelope **once**. What comes out of it is recorded, "
        "with your guess, for everybody to see."
    )
    box = st.warning if before else st.info
    box(exam_sentences.warning(before), icon=":material/mail_lock:")


def contents(source: corpus.Source, envelope: Envelope) -> None:
    """Draw what is in an envelope."""
    reviews = source.second_exam if envelope == Envelope.SECOND else source.test
    st.markdown(exam_sentences.contents(envelope, reviews, source.validation))


def form(run: Run, envelope: Envelope) -> None:
    """Draw what takes a guess and opens the envelope."""
    if progress.worker_is_awaited():
        progress.wait_for_worker()
        return
    about = f"{run.id}_{envelope}"
    frequent, classes = corpus.get_source(run.dataset).majority, class_names.in_markdown(run.dataset)
    guess = st.slider(
        "Your guess: what share of them does it get right?",
        # A network that takes the rarer class for the more frequent one gets fewer right than a coin flip.
        0.0 if frequent else 50.0,
        100.0,
        max(DEFAULT_GUESS, round(frequent.share * 100, 1)) if frequent else DEFAULT_GUESS,
        0.1,
        format="%.1f%%",
        key=f"guess_{about}",
        help=exam_sentences.help_with_a_guess(run.best_figures.val_accuracy, classes, frequent),
    )
    sure = st.checkbox(
        f"My choice is made: open the envelope for run {run.id}. This will be recorded.",
        key=f"sure_{about}",
        wrap=True,
    )
    # The run is part of the keys: a tick or click for one run does not count for another that has replaced it meanwhile.
    if st.button("Open the envelope", key=f"open_{about}", type="primary", icon=":material/drafts:", disabled=not sure):
        with st.spinner("The network judges every review in the envelope."):
            services.cluster().ask(open_envelope, services.store().url, run.id, envelope, guess / 100)
        st.rerun()
