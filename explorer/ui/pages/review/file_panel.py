"""A file of reviews: a network judges all of them, and the page says how many it gets right, where the file knows that."""

from collections.abc import Sequence

import streamlit as st
from streamlit.typing import UploadedFile

from explorer import reading, settings
from explorer.inference.review_scores import judge_reviews
from explorer.insight.judged_file import Judged, JudgedFile
from explorer.reading import Form, Row, Skipped
from explorer.store import Run
from explorer.ui import class_names, faults, file_form, network_choice, progress, services
from explorer.ui.escaping import plain
from explorer.ui.pages.review import judged_table
from explorer.ui.session import Session
from explorer.wording import exam_sentences, judged_file_sentences
from explorer.wording.classes import Classes
from explorer.wording.formats import accuracy

KEY = "review"
AT_ONCE = 2_000
"""Reviews that a worker is asked about at once: that takes it a second, and it has to answer within half a minute."""


def draw(runs: Sequence[Run]) -> None:
    """Draw the choice of the network and of the file, and beside them what the network says; `runs` are on offer."""
    if not settings.uploads():
        st.info(
            "The host of this app has switched off uploads, so it takes no files. Where it is installed, "
            "`python -m explorer predict --file` judges one.",
            icon=":material/block:",
        )
        return
    left, right = st.columns([2, 3], gap="medium")
    file = None
    with left:
        run = network_choice.chosen("Which network judges?", runs, Session.judge)
        place = st.container()
        st.caption(
            "Your file is not kept: only this tab of your browser sees it, and it is gone when you close or reload the tab."
        )
        with place, faults.shown():
            if brought := file_form.chosen(services.cluster().limits, KEY):
                file = (*brought, *_rows(brought[0].file_id, brought[1], brought[0]))
                for sentence in file[-1].sentences(file[1]):
                    st.caption(f":material/playlist_remove: {plain(sentence)}")
    with right:
        if file is None:
            st.info(
                "Here you will see what the network takes each review of the file for and, if the file has labels, how many "
                "it gets right.",
                icon=":material/table_view:",
            )
        elif progress.worker_is_awaited():
            progress.wait_for_worker()
        else:
            uploaded, form, rows, skipped = file
            judged = _judged(services.store().url, run.id, uploaded.file_id, form, rows)
            _result(run, JudgedFile(form, rows, skipped, judged), uploaded.file_id)


@st.cache_resource(scope="session", max_entries=1, show_spinner="The reviews are being read.")
def _rows(file_id: str, form: Form, _file: UploadedFile) -> tuple[list[Row], Skipped]:
    """The rows of a file that can be used, and the others.

    Raises:
        CorpusError: it has none.
    """
    skipped = Skipped()
    return list(reading.usable(_file, form, skipped)), skipped


@st.cache_resource(scope="session", max_entries=4, show_spinner="The network reads your reviews.")
def _judged(store_url: str, run_id: int, file_id: str, form: Form, _rows: Sequence[Row]) -> list[Judged]:
    """What a worker says about the rows of a file, which are sent to it once."""
    texts = [row.text for row in _rows]
    judged: list[Judged] = []
    for start in range(0, len(texts), AT_ONCE):
        judged += services.cluster().ask(judge_reviews, store_url, run_id, texts[start : start + AT_ONCE])
    return judged


def _result(run: Run, file: JudgedFile, file_id: str) -> None:
    """Draw how many are right, where that is known, what share got each answer, and the table."""
    classes, result = class_names.in_markdown(run.dataset), file.result
    if result is not None:
        st.header(f"{accuracy(result.accuracy)} right", anchor=False)
        own = Classes(file.form.class_names).escaped(plain)
        sentences = [exam_sentences.figure(result), judged_file_sentences.uneven(result, own)]
        st.markdown(" ".join(filter(None, [*sentences, judged_file_sentences.other_names(own, classes)])))
    else:
        st.header("What it says", anchor=False)
    st.markdown(judged_file_sentences.answers(file.judged, classes))
    judged_table.draw(run, file, file_id)
