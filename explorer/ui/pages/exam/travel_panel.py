"""What else is said of an exam on the reviews of another data set: how far what a network has learned travels."""

import streamlit as st

from explorer import corpus
from explorer.inference.exam_grading import known_shares
from explorer.store import Envelope, Opening, Run
from explorer.ui import class_names, progress, services, visitor
from explorer.ui.escaping import plain
from explorer.wording import travel_sentences


def draw(run: Run, opening: Opening) -> None:
    """Draw how the figure stands to the one at home and to a constant answer, and which share of the words it knows."""
    home, abroad = corpus.get_source(run.dataset), corpus.get_source(opening.envelope.dataset)
    own = services.store().opening(run.id, Envelope(run.dataset))
    against_home = travel_sentences.against_home(opening.result, own, run.best_figures.val_accuracy, home.validation)
    st.markdown(f"{travel_sentences.route(plain(home.label), plain(abroad.label))} {against_home}")
    st.markdown(travel_sentences.against_one_answer(opening.result, class_names.in_markdown(abroad.name)))
    if not progress.worker_is_awaited():
        there, at_home = visitor.asked_once(known_shares, services.store().url, run.id, opening.envelope)
        said = travel_sentences.known_words(there, at_home)
        if travel_sentences.is_little(there):
            st.warning(said, icon=":material/question_mark:")
        else:
            st.markdown(said)


def taken_for(home: str, envelope: Envelope) -> str:
    """Which class of an envelope's data set counts as which one of `home`, in Markdown; nothing if they are the same."""
    return travel_sentences.taken_for(class_names.in_markdown(home), class_names.in_markdown(envelope.dataset))
