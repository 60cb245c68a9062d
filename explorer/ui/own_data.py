"""Data sets of one's own, in the sidebar and its dialogs: a file is brought, read in the background, made a data set.

An open dialog is a state of the session, because whatever draws the whole page anew would close it.
"""

import io
from contextlib import suppress

import streamlit as st

from explorer import corpus, datasets, settings
from explorer.background import Work
from explorer.config import KNOBS, suited_batch
from explorer.datasets import Collected
from explorer.errors import ExplorerError, for_visitors
from explorer.reading import Form
from explorer.ui import faults, file_form, rights, services, timer
from explorer.ui.escaping import plain
from explorer.ui.session import Session, session
from explorer.wording import dataset_sentences

PLACE = "own_data"
BRING, REMOVE = "bring", "remove"
FAILURE = "The file could not be read, for a reason this program does not know. Its log says more."


def draw(source: corpus.Source) -> None:
    """Draw what brings a file and what removes the chosen data set, if somebody has brought it; and the open dialog."""
    is_own = source.name not in corpus.SOURCES
    if settings.uploads():
        st.button(
            "Your own reviews",
            icon=":material/upload_file:",
            width="stretch",
            on_click=_open,
            args=(BRING,),
            help="Make a data set of a file: texts of two kinds, such as good and bad, or spam and ham.",
        )
    if is_own:
        refusal = None if _is_mine(source.name) else rights.refusal()
        st.button(
            "Remove these",
            icon=":material/delete:",
            width="stretch",
            on_click=_open,
            args=(REMOVE,),
            help=refusal,
            disabled=refusal is not None,
        )
    if session.own_dialog == BRING:
        _bring()
    elif session.own_dialog == REMOVE and is_own:
        _remove(source)


def suit_batches() -> None:
    """Set the batch size to what suits the chosen reviews, unless the visitor has turned it: a callback."""
    name = "batch_size"
    with suppress(ExplorerError):
        suited = suited_batch(corpus.get_source(session.dataset).train)
        if session.knob[name] in (KNOBS[name].default, session.suited_batch):
            session.knob[name] = session.suited_batch = suited


def _open(dialog: str) -> None:
    session.own_dialog = dialog
    session.own_refusal = None


def _close() -> None:
    _drop()
    session.own_dialog = ""


def _drop() -> None:
    """Forget what has been read and why it was refused, and end the reading."""
    if session.own_work is not None:
        session.own_work.cancel()
    session.own_work = session.own_refusal = None


@st.dialog("Your own reviews", width="large", on_dismiss=_close)
@faults.shown()
def _bring() -> None:
    if session.own_dialog != BRING:
        # A callback has closed it.
        st.rerun()
    work = session.own_work
    if work is None or work.error:
        _choose(work.error if work else None)
    elif work.result is not None:
        _make(work.result)
    else:
        timer.every(0.5, _reading, work)


def _choose(error: str | None) -> None:
    """Take a file, and what it does not say by itself."""
    days = settings.keep_uploads()
    st.markdown(f":material/groups: {dataset_sentences.SHARED} {dataset_sentences.kept_for(days)}")
    try:
        found = file_form.chosen(services.cluster().limits.of_datasets, PLACE, "A file of texts with their labels")
    except ExplorerError as refusal:
        st.error(plain(for_visitors(refusal)), icon=":material/error:")
        return
    if found is None:
        return
    file, form = found
    if form.labels is None:
        st.info(plain(dataset_sentences.no_labels(form)), icon=":material/label_off:")
        return
    if error:
        st.error(plain(error), icon=":material/error:")
    st.button("Read it", type="primary", icon=":material/play_arrow:", on_click=_read, args=(file, form))


def _read(file: file_form.UploadedFile, form: Form) -> None:
    def read(progress: corpus.Progress) -> Collected:
        # A reading that was cancelled may go on for a moment, beside the next one: each has a place of its own in the file.
        return datasets.read(io.BytesIO(file.getvalue()), form, progress)

    session.own_work = Work(read, "Reading the file.", FAILURE)


def _reading(work: Work[Collected]) -> None:
    st.progress(work.fraction, work.sentence)
    st.button("Cancel", icon=":material/close:", on_click=_drop)
    if work.done or session.own_work is None:
        st.rerun()


def _make(collected: Collected) -> None:
    """Show what is in the file, and take a name for it."""
    facts = collected.facts
    told = [(":material/check:", sentence) for sentence in dataset_sentences.facts(facts)]
    told += [(":material/info:", sentence) for sentence in collected.skipped.sentences(collected.form)]
    st.markdown("  \n".join(f"{icon} {plain(sentence)}" for icon, sentence in told))
    for sentence in dataset_sentences.warnings(facts):
        st.warning(plain(sentence), icon=":material/warning:")
    st.text_input(
        "What is it called?",
        value=datasets.label_of(collected.form.name),
        max_chars=datasets.LONGEST_LABEL,
        key=Session.own_label.key,
    )
    with st.container(horizontal=True):
        st.button("Make the data set", type="primary", icon=":material/add:", on_click=_keep, args=(collected,))
        st.button("Another file", icon=":material/undo:", on_click=_another)
    if session.own_refusal:
        st.error(plain(session.own_refusal), icon=":material/error:")


def _another() -> None:
    _drop()
    file_form.forget(PLACE)


def _keep(collected: Collected) -> None:
    """Make the data set and choose it: a callback."""
    try:
        cluster = services.cluster()
        name = datasets.keep(collected, session.own_label, cluster.store, cluster.limits, session.visitor)
    except ExplorerError as error:
        session.own_refusal = for_visitors(error)
        return
    _choose_reviews(name)
    session.announcement = f"“{plain(corpus.get_source(name).label)}” is here. Press Train."
    file_form.forget(PLACE)
    _close()


@st.dialog("Remove these reviews?", on_dismiss=_close)
@faults.shown()
def _remove(source: corpus.Source) -> None:
    if session.own_dialog != REMOVE:
        st.rerun()
    runs, active = services.store().runs_on(source.name)
    st.markdown(plain(dataset_sentences.goes_with_it(source.label, runs)))
    if active:
        st.markdown(plain(dataset_sentences.still_active(active)))
    with st.container(horizontal=True):
        st.button("Remove them", type="primary", icon=":material/delete:", on_click=_removed, args=(source.name,))
        st.button("Keep them", on_click=_close)
    if session.own_refusal:
        st.error(plain(session.own_refusal), icon=":material/error:")


def _removed(name: str) -> None:
    """Remove a data set: a callback."""
    try:
        if not _is_mine(name):
            rights.require()
        datasets.remove(name, services.store())
    except ExplorerError as error:
        session.own_refusal = for_visitors(error)
        return
    _choose_reviews(corpus.default_source())
    _close()


def _is_mine(name: str) -> bool:
    """Whether the visitor has brought that data set."""
    dataset = services.store().dataset(name)
    return dataset is not None and dataset.visitor == session.visitor


def _choose_reviews(name: str) -> None:
    session.dataset, session.run, session.notes = name, None, ()
    suit_batches()
