"""The Exam page: the sealed test reviews, which are opened for one chosen run, and the ledger of all openings."""

from collections.abc import Callable, Sequence

import streamlit as st

from explorer import corpus
from explorer.inference.envelopes import envelopes, size
from explorer.inference.exam_grading import open_envelope
from explorer.store import Envelope, Run
from explorer.ui import class_names, network_choice, progress, rights, services
from explorer.ui.escaping import plain
from explorer.ui.pages.exam import opened_panel, selection_panel, travel_panel
from explorer.ui.session import Session, session
from explorer.wording import exam_sentences, travel_sentences

DEFAULT_GUESS = 75.0
MOST_SIDE_BY_SIDE = 3
"""Envelopes that have room beside the title. More of them are a list that opens."""
LIST_WIDTH = 420
"""Of that list, in pixels."""


def page() -> None:
    source = corpus.get_source(session.dataset)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title("Exam", anchor=False, width="content")
        envelope = chosen_envelope(source)
    runs = network_choice.on_offer(session.dataset)
    openings = services.store().openings(envelope)
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
                opened_panel.confusion(run, opening)
            opened_panel.mistakes(opening)
    if openings:
        opened_panel.ledger(openings)
    selection_panel.draw(runs)


def chosen_envelope(source: corpus.Source) -> Envelope:
    """The envelope that the page shows; the visitor chooses if there are several."""
    offered = envelopes(source.name)
    if len(offered) == 1:
        return offered[0]
    # Names, because those of its own envelopes are the same for every data set, and stay chosen when that changes.
    names = [envelope.name_for(source.name) for envelope in offered]
    if len(names) > MOST_SIDE_BY_SIDE:
        name = st.selectbox(
            "Which envelope?",
            names,
            format_func=distinct_texts(offered, source, escape=str).__getitem__,
            key=Session.envelope.key_of("list"),
            persist_state="session",
            label_visibility="collapsed",
            width=LIST_WIDTH,
        )
    else:
        name = st.radio(
            "Which envelope?",
            names,
            # Unlike those of a list, these options are Markdown.
            format_func=distinct_texts(offered, source, escape=plain).__getitem__,
            horizontal=True,
            key=Session.envelope.key_of("row"),
            persist_state="session",
            label_visibility="collapsed",
            width="content",
        )
    return Envelope.of(source.name, name)


def distinct_texts(offered: Sequence[Envelope], source: corpus.Source, escape: Callable[[str], str]) -> dict[str, str]:
    """The name of each envelope on offer for networks trained on `source` → what it is called, with its size.

    Streamlit tells options apart by these texts, and people may give their data sets any labels.
    """
    texts: dict[str, str] = {}
    for envelope in offered:
        label = escape(corpus.get_source(envelope.dataset).label)
        text = f"{exam_sentences.envelope_name(envelope, source.name, label)} ({size(envelope):,})"
        texts[envelope.name_for(source.name)] = text if text not in texts.values() else f"{text} · {envelope.dataset}"
    return texts


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
    if envelope.dataset == source.name:
        st.markdown(exam_sentences.contents(envelope, size(envelope), source.validation))
        return
    abroad = corpus.get_source(envelope.dataset)
    said = travel_sentences.contents(plain(source.label), plain(abroad.label), size(envelope))
    st.markdown(f"{said} {travel_panel.taken_for(source.name, envelope)}")


def form(run: Run, envelope: Envelope) -> None:
    """Draw what takes a guess and opens the envelope."""
    if refusal := rights.refusal():
        st.info(f"{refusal} What comes out of an envelope is shown to everybody.", icon=":material/lock:")
    if progress.worker_is_awaited():
        progress.wait_for_worker()
        return
    about = f"{run.id}_{envelope.name_for(run.dataset)}"
    travels, classes = envelope.dataset != run.dataset, class_names.in_markdown(run.dataset)
    frequent = None if travels else corpus.get_source(run.dataset).majority
    guess = st.slider(
        "Your guess: what share of them does it get right?",
        # A network that takes the rarer class for the more frequent one gets fewer right than a coin flip, and so does one
        # for which words mean something else.
        0.0 if frequent or travels else 50.0,
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
        disabled=refusal is not None,
    )
    # The run is part of the keys: a tick or click for one run does not count for another that has replaced it meanwhile.
    is_ready = sure and refusal is None
    if st.button("Open the envelope", key=f"open_{about}", type="primary", icon=":material/drafts:", disabled=not is_ready):
        rights.require()
        with st.spinner("The network judges every review in the envelope."):
            services.cluster().ask(open_envelope, services.store().url, run.id, envelope, guess / 100)
        st.rerun()
