"""The Exam page: the sealed test reviews, which are opened for one chosen run, and the ledger of all openings."""

import streamlit as st

from explorer import corpus
from explorer.inference.exam_grading import Mistake, confident_mistakes, open_envelope
from explorer.insight import exam_result
from explorer.store import Envelope, Opening, Run
from explorer.ui import coloured_review, network_choice, progress, services, visitor
from explorer.ui.escaping import beginning, plain
from explorer.ui.pages.exam import selection_panel
from explorer.ui.session import Session, session
from explorer.wording import exam_sentences
from explorer.wording.formats import share

MISTAKES_SHOWN = 10
DEFAULT_GUESS = 75.0


def page() -> None:
    st.title("Exam")
    source = corpus.get_source(session.dataset)
    st.markdown(
        f"The **{source.test:,} test reviews** lie in a sealed envelope: no network has learned from them, and none has "
        "been chosen by them. Choose a champion, guess how many of them it gets right, and open the envelope **once**. The "
        "validation figure has been looked at again and again; this one has not."
    )
    runs = network_choice.on_offer(session.dataset)
    envelope = chosen_envelope(source)
    openings = services.store().openings(session.dataset, envelope)
    if not runs:
        network_choice.nothing_on_offer("it can sit the exam", icon=":material/school:")
    else:
        run = network_choice.chosen("Which network sits the exam?", runs, Session.candidate)
        number = next((n for n, opening in enumerate(openings, 1) if opening.run_id == run.id), None)
        if number is None:
            sealed(run, envelope, len(openings))
        else:
            opened(run, openings[number - 1], number)
    if openings:
        ledger(openings)
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
        help="The second one holds single sentences from another site: does the network still work on them?",
    )


def sealed(run: Run, envelope: Envelope, before: int) -> None:
    """Draw the form that takes a guess and opens the envelope; `before` is how often it has been opened."""
    st.subheader("Sealed", divider="gray")
    box = st.warning if before else st.info
    box(exam_sentences.warning(before), icon=":material/mail_lock:")
    if progress.worker_is_awaited():
        progress.wait_for_worker()
        return
    about = f"{run.id}_{envelope}"
    guess = st.slider(
        "Your guess: what share of them does it get right?",
        50.0,
        100.0,
        DEFAULT_GUESS,
        0.1,
        format="%.1f%%",
        key=f"guess_{about}",
        help=f"50% is a coin flip. On the validation reviews it got {run.best_figures.val_accuracy:.1%}.",
    )
    sure = st.checkbox(
        f"My choice is made: I open the envelope for run {run.id}, and the store keeps that I have.", key=f"sure_{about}"
    )
    # The run is part of the keys: a tick or click for one run does not count for another that has replaced it meanwhile.
    if st.button("Open the envelope", key=f"open_{about}", type="primary", icon=":material/drafts:", disabled=not sure):
        with st.spinner("The network judges every review in the envelope."):
            services.cluster().ask(open_envelope, services.store().url, run.id, envelope, guess / 100)
        st.rerun()


def opened(run: Run, opening: Opening, number: int) -> None:
    """Draw the result of the opened envelope; `number` counts the openings from 1."""
    # Imported here because Altair and pandas take half a second to load, and an empty page needs neither.
    from explorer.ui.pages.exam import exam_charts

    result, source = opening.result, corpus.get_source(run.dataset)
    st.subheader("The result", divider="gray")
    low, high = exam_result.interval(result)
    with st.container(horizontal=True):
        st.metric("Right in the exam", f"{result.accuracy:.1%}", border=True, width="content")
        st.metric("95% interval", f"{low:.1%} to {high:.1%}", border=True, width="content")
        st.metric("Validation", f"{run.best_figures.val_accuracy:.1%}", border=True, width="content")
        if opening.guess is not None:
            st.metric("The guess", f"{opening.guess:.1%}", border=True, width="content")
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(exam_sentences.figure(result))
        st.markdown(
            exam_sentences.against_validation(opening.envelope, result, run.best_figures.val_accuracy, source.validation)
        )
        if opening.guess is not None:
            st.markdown(exam_sentences.guessed(opening.guess, result))
        st.markdown(exam_sentences.naming(number))
    with right:
        st.altair_chart(
            exam_charts.confusion_chart(result, source.class_names),
            key="confusion",
            alt="; ".join(
                f"{count:,} {true} reviews called {said}"
                for true, said, count, _ in exam_result.confusion(result, source.class_names)
            ),
        )
        st.markdown(exam_sentences.which_mistakes(result))
    st.subheader("What it was surest about, and wrong", divider="gray")
    if progress.worker_is_awaited():
        progress.wait_for_worker()
    else:
        asked = (services.store().url, run.id, opening.envelope, MISTAKES_SHOWN)
        draw_mistakes(visitor.asked_once(confident_mistakes, *asked), source.class_names)


def draw_mistakes(worst: list[Mistake], class_names: tuple[str, str]) -> None:
    """Draw each mistake, to be read in full."""
    if not worst:
        st.markdown("There is not a single mistake.")
        return
    st.markdown(
        "The reviews as the machine read them: in small letters, without punctuation, with “…” for each word too rare to be "
        "kept. The colours show which words made the network so sure. Look for irony, for praise of something else, and for "
        "a mark that does not fit the text."
    )
    st.html(coloured_review.legend())
    for number, mistake in enumerate(worst, 1):
        meant, said = class_names[mistake.positive], class_names[not mistake.positive]
        probability = mistake.reading.probability
        sure = share(1 - probability if mistake.positive else probability)
        text = "".join(piece.text for piece in mistake.reading.pieces)
        with st.expander(f"**{number}. Meant {meant}, taken for {said} ({sure}):** {plain(beginning(text))}"):
            st.html(coloured_review.why(mistake.reading))


def ledger(openings: list[Opening]) -> None:
    """Draw the table of all openings of this envelope."""
    from explorer.ui.pages.exam import exam_charts

    st.subheader("Every opening of this envelope", divider="gray")
    runs = {run.id: run for run in services.store().runs(ids=[opening.run_id for opening in openings])}
    column = st.column_config
    st.dataframe(
        exam_charts.ledger(openings, runs),
        hide_index=True,
        column_config={
            "number": column.NumberColumn("Opening", width=70),
            "opened": column.DatetimeColumn("When", format="D MMM YYYY, HH:mm", timezone=st.context.timezone),
            "run": column.NumberColumn("Run", format="%d", width=60),
            "validation": column.TextColumn("Validation", width=85),
            "accuracy": column.TextColumn("Exam", width=70),
            "interval": column.TextColumn("95% interval", width=120),
            "guess": column.TextColumn("Guess", width=70),
            "settings": "Settings",
        },
        alt="Every opening of this envelope with its run, figures and guess, first to last.",
    )
