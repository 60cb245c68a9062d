"""What came out of an opened envelope: the result, the mistakes, and the ledger of all openings."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from explorer import corpus
from explorer.inference.exam_grading import Mistake, confident_mistakes
from explorer.insight import exam_result
from explorer.store import Opening, Run
from explorer.ui import class_names, coloured_review, dates, pictures, progress, services, visitor
from explorer.ui.escaping import beginning, plain, readable
from explorer.ui.pages.exam import travel_panel
from explorer.ui.session import session
from explorer.wording import exam_sentences
from explorer.wording.formats import share

MISTAKES_SHOWN = 10
# Heights of the confusion matrix in pixels. In big type, where all lengths grow, less is left beside the figures.
HEIGHT, HEIGHT_IN_BIG_TYPE = 250, 200


def result(run: Run, opening: Opening, number: int) -> None:
    """Draw the figures of an opening and what they mean; `number` counts the openings of the envelope from 1."""
    result, validation = opening.result, run.best_figures.val_accuracy
    low, high = exam_result.interval(result)
    st.header("The result", anchor=False)
    with st.grid(2, min_column_width=180, border=True):
        st.metric("Right in the exam", f"{result.accuracy:.1%}")
        # There is room for four. A sentence below has the interval as well.
        if exam_result.majority(result):
            st.metric("Balanced accuracy", f"{result.balanced_accuracy:.1%}")
        else:
            st.metric("95% interval", f"{low:.1%} to {high:.1%}")
        st.metric("Validation", f"{validation:.1%}")
        st.metric("The guess", "none" if opening.guess is None else f"{opening.guess:.1%}")
    st.markdown(exam_sentences.figure(result))
    if opening.envelope.dataset == run.dataset:
        if balanced := exam_sentences.balanced(result, class_names.in_markdown(run.dataset)):
            st.markdown(balanced)
        reviews = corpus.get_source(run.dataset).validation
        st.markdown(exam_sentences.against_validation(opening.envelope, result, validation, reviews))
    else:
        travel_panel.draw(run, opening)
    if opening.guess is not None:
        st.markdown(exam_sentences.guessed(opening.guess, result))
    st.markdown(exam_sentences.naming(number))


def confusion(run: Run, opening: Opening) -> None:
    """Draw how often each kind of review was called what."""
    # Imported here because Altair and pandas take half a second to load, and an empty page needs neither.
    from explorer.ui.pages.exam import exam_charts

    written = class_names.as_written(opening.envelope.dataset)
    cells = exam_result.confusion(opening.result, written.names)
    pictures.show(
        exam_charts.confusion_chart(opening.result, written),
        key="confusion",
        title=f"The exam of run {run.id}: {_name(run, opening)}",
        of=run,
        alt="; ".join(f"{count:,} {true} reviews called {said}" for true, said, count, _ in cells),
        height=HEIGHT_IN_BIG_TYPE if session.big else HEIGHT,
    )
    if said := travel_panel.taken_for(run.dataset, opening.envelope):
        st.markdown(said)
    st.markdown(exam_sentences.which_mistakes(opening.result, class_names.in_markdown(opening.envelope.dataset)))


def mistakes(opening: Opening) -> None:
    """Draw the mistakes that the network was surest of, once the worker can tell which ones they are."""
    st.header("Its most confident mistakes", anchor=False, divider="gray")
    if progress.worker_is_awaited():
        progress.wait_for_worker()
    else:
        asked = (services.store().url, opening.run_id, opening.envelope, MISTAKES_SHOWN)
        draw_mistakes(visitor.asked_once(confident_mistakes, *asked), opening.envelope.dataset)


def draw_mistakes(worst: Sequence[Mistake], dataset: str) -> None:
    """Draw each mistake, to be read in full."""
    if not worst:
        st.markdown("There is not a single mistake.")
        return
    written = "as they were written"
    if not all(mistake.review.original for mistake in worst):
        written = "as far as they were kept: in small letters, without punctuation, and with “…” for each rare word"
    as_written, classes = class_names.as_written(dataset), class_names.in_markdown(dataset)
    st.markdown(
        f"These are real reviews, {written}. The colours show which words made the network so sure. "
        f"{exam_sentences.what_to_look_for(classes)}"
    )
    st.html(coloured_review.legend(as_written))
    for number, mistake in enumerate(worst, 1):
        meant, said = classes.side(mistake.review.positive), classes.side(not mistake.review.positive)
        probability = mistake.reading.probability
        sure = share(1 - probability if mistake.review.positive else probability)
        headline = f"**{number}. {classes.who_knows} {meant}, the network said {said}, {sure} sure.**"
        with st.expander(f"{headline} {plain(beginning(readable(mistake.review.text)))}"):
            st.html(coloured_review.why(mistake.reading, as_written))


def ledger(openings: Sequence[Opening]) -> None:
    """Draw the list of all openings of an envelope, the first one first."""
    st.header("Every opening of this envelope", anchor=False, divider="gray")
    runs = {run.id: run for run in services.store().runs(ids=[opening.run_id for opening in openings])}
    zone = dates.time_zone()
    when = [dates.minute(datetime.fromtimestamp(one.opened, zone)) for one in openings]
    st.markdown("\n".join(f"1. {opened}: {_entry(one, runs[one.run_id])}" for opened, one in zip(when, openings)))


def _name(run: Run, opening: Opening) -> str:
    """What the envelope is called."""
    return exam_sentences.envelope_name(opening.envelope, run.dataset, corpus.label(opening.envelope.dataset))


def _entry(opening: Opening, run: Run) -> str:
    return exam_sentences.entry(opening, run, plain(corpus.label(run.dataset)))
