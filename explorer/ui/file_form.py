"""A file of reviews as a visitor brings it: the widgets that take it, show what it is, and ask what it does not say.

For pages and for dialogs. Nothing is kept but in the visitor's session.
"""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from streamlit.typing import UploadedFile

from explorer import reading
from explorer.reading import NO_LABELS, Asked, Form
from explorer.reading.encoding import spoken_name
from explorer.reading.labels import is_a_side
from explorer.reading.names import one_line, shortened
from explorer.scheduling.limits import Limits
from explorer.ui.escaping import cell, plain
from explorer.ui.session import Session, session
from explorer.wording.formats import count

KINDS = (
    "CSV, Excel (.xlsx), JSON Lines, Parquet, a text with one review a line, or a zipped folder that has texts in folders "
    "pos and neg; plain, gzip or zip."
)
ENCODINGS = (
    "utf-8",
    "cp1252",
    "mac-roman",
    "cp1250",
    "cp1251",
    "iso8859-15",
    "utf-16",
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
)
"""What can be chosen instead of a guess."""
SHOWN, LONGEST_NAME, LONGEST_CELL = 3, 60, 120
_NONE = -1
"""Chosen instead of a column: the file has no labels."""

_Read = Callable[..., Form]


def chosen(limits: Limits, key: str, label: str = "A file of reviews") -> tuple[UploadedFile, Form] | None:
    """Draw the widgets, and return the file and how to read it, once there is one that says all that is needed.

    The file outlives visits to other pages, until it is taken away or another one takes its place.

    Args:
        limits: What the file may have.
        key: Tells the places in which there are such widgets apart.
        label: What the file is to be.

    Raises:
        ExplorerError: the file, or what was chosen for it, is refused. The widgets that can change that are drawn.
    """
    st.file_uploader(
        label,
        key=Session.uploaded.key_of(key),
        max_upload_size=min(limits.file_size, st.get_option("server.maxUploadSize")),
        on_change=_keep,
        args=(key,),
    )
    file = session.brought[key]
    if file is None:
        st.caption(KINDS)
        return None
    if session.uploaded[key] is None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/description: {plain(_name(file))}")
            st.button("Remove it", icon=":material/close:", key=f"{key}_forget", on_click=forget, args=(key,))
    form = _asked(partial(_inspected, file, file.file_id, limits), f"{key}_{file.file_id}")
    return None if form is None else (file, form)


def forget(key: str) -> None:
    """Drop the file of a place: a callback for a button."""
    session.brought[key] = None


def _keep(key: str) -> None:
    session.brought[key] = session.uploaded[key]


def _name(file: UploadedFile) -> str:
    """The name of a file in one line. Its end says what the file is."""
    return one_line(file.name)[-LONGEST_NAME:]


@st.cache_data(scope="session", max_entries=16, show_spinner="The file is being looked through.")
def _inspected(_file: UploadedFile, file_id: str, limits: Limits, **said: str) -> Form:
    """`reading.inspect`, which reads the whole file, once for each file and what is said about it."""
    return reading.inspect(_file, _name(_file), limits, **said)


def _asked(read: _Read, key: str) -> Form | None:
    """Draw how a file is read, and widgets for what can be chosen; None as long as a question is open.

    Args:
        read: Inspects the file, with what is said about it.
        key: The beginning of the widgets' keys.
    """
    question, understood = st.container(), st.container(gap="xsmall")
    form = read()
    if form.encoding_found == "guessed" or form.notes:
        encoding = st.selectbox(
            "Encoding",
            list(dict.fromkeys([form.encoding, *ENCODINGS])),
            format_func=spoken_name,
            key=f"{key}_encoding",
            persist_state="session",
        )
        if encoding != form.encoding:
            read = partial(read, encoding=encoding)
            form = read()
    columns = st.container(horizontal=True, gap="small")
    # They help to choose, so they are there before anything that is chosen is refused.
    _first_rows(form)
    with columns:
        form = _columns(read, form, key)
    if form.question is not None:
        question.info(plain(form.question.sentence), icon=":material/help:")
        return None
    with understood:
        st.markdown(f"{plain(reading.said(form))} {count(form.rows, 'row')}.")
        for note in form.notes:
            st.caption(plain(note))
    return form


def _columns(read: _Read, form: Form, key: str) -> Form:
    """Draw the choice of the columns and of the positive label, and return what the file is with what was chosen.

    Only what differs from what was found is said to the reader, so that it finds everything else as before.
    """
    if form.format == "folder" or len(form.columns) == 1:
        return _positive(read, form, key)
    text = _choice("Texts", form, range(len(form.columns)), form.text_column, f"{key}_text")
    if text is None:
        return form
    if text != form.text_column:
        read = partial(read, text_column=_said(form, text))
        form = read()
    found = _NONE if form.label_column is None else form.label_column
    is_open = form.question is not None and form.question.about == Asked.LABEL
    others = [_NONE, *(place for place in range(len(form.columns)) if place != text)]
    label = _choice("Labels", form, others, None if is_open else found, f"{key}_label_{text}")
    if label is None:
        return form
    if is_open or label != found:
        read = partial(read, label_column=NO_LABELS if label == _NONE else _said(form, label))
        form = read()
    return _positive(read, form, f"{key}_{text}_{label}")


def _positive(read: _Read, form: Form, key: str) -> Form:
    """Draw the choice of the positive one of two labels, where there are two, and return what the file is with it."""
    choices = _two_labels(form)
    if not choices:
        return form
    found = choices[1] if form.question is None else None
    positive = st.selectbox(
        "Positive label",
        choices,
        index=None if found is None else 1,
        format_func=shortened,
        key=f"{key}_positive",
        persist_state="session",
        placeholder="Which one?",
    )
    return form if positive in (None, found) else read(positive=positive)


def _two_labels(form: Form) -> tuple[str, ...]:
    """The labels 0 and 1 as they are written most often in the file, or those that are asked about.

    None where there are others as well, or where nobody can doubt which is which.
    """
    if form.question is not None:
        return form.question.choices if form.question.about == Asked.POSITIVE else ()
    if form.labels is None or sorted(side for side in form.labels.meaning.values() if side >= 0) != [0, 1]:
        return ()
    often = sorted(form.label_counts, key=form.label_counts.__getitem__)
    written = {form.labels.of(value): value for value in often}
    return () if is_a_side(written[1]) else (written[0], written[1])


def _choice(label: str, form: Form, options: Sequence[int], found: int | None, key: str) -> int | None:
    """Draw the choice of a column by its index; None as long as nobody has chosen one."""
    return st.selectbox(
        label,
        options,
        index=None if found is None else list(options).index(found),
        format_func=lambda place: "There are none" if place == _NONE else shortened(form.columns[place]),
        key=key,
        persist_state="session",
        placeholder="Which one?",
    )


def _said(form: Form, place: int) -> str:
    """A column as the reader is told of it: its name, or where another one has the same, its number."""
    alike = [name for name in form.columns if name.strip().lower() == form.columns[place].strip().lower()]
    return form.columns[place] if len(alike) == 1 else str(place + 1)


def _first_rows(form: Form) -> None:
    """Draw the first rows of the file as a table."""
    rows = form.first_rows[:SHOWN]
    st.dataframe(
        {
            str(place): [cell(shortened(row[place], LONGEST_CELL)) if place < len(row) else "" for row in rows]
            for place in range(len(form.columns))
        },
        column_config={
            str(place): st.column_config.TextColumn(cell(shortened(name))) for place, name in enumerate(form.columns)
        },
        hide_index=True,
        alt="The first rows of the file.",
    )
