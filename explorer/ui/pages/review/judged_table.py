"""The table of a judged file: to sort, to filter, to take along, and to look at the words of one row."""

from functools import partial
from typing import Any

import streamlit as st

from explorer.export.csv_table import csv_text
from explorer.inference.explain import explain_review
from explorer.insight.judged_file import JudgedFile
from explorer.reading.names import shortened
from explorer.store import Run
from explorer.ui import canvas, class_names, coloured_review, faults, services, stage, visitor
from explorer.ui.escaping import beginning, cell, plain
from explorer.ui.pages.review import modes, pushes
from explorer.ui.session import session
from explorer.wording import review_sentences
from explorer.wording.judged_file_sentences import is_unsure, table

# Pixels.
HEADER_HEIGHT, ROW_HEIGHT, MOST_ROWS = 37, 35, 8
FILTER_WIDTH = 320
# In big type there is less room for the text.
TEXT_WIDTH, BIG_TEXT_WIDTH = 200, 105
WORDS_HEIGHT = "14rem"
LONGEST_NAME, LONGEST_BEGINNING = 30, 400
ALL, WRONG, UNSURE, CAUTION = "all", "wrong", "unsure", "caution"


@st.fragment
@faults.shown()
def draw(run: Run, file: JudgedFile, key: str) -> None:
    """Draw the table with its filter, and below it the row that is selected.

    This is a fragment, so that a click in it does not rerun the rest of the page.

    Args:
        run: The run whose network has judged.
        file: The file with the answers.
        key: Tells the tables of different files apart: a row that is ticked in one is not in the next.
    """
    names = class_names.as_written(run.dataset).names
    places = _filters(file)
    kind = st.selectbox(
        "Show",
        list(places),
        format_func=lambda kind: f"{_label(kind, names)} ({len(places[kind]):,})",
        # Without labels there are other filters.
        key=f"judged_filter_{file.form.labels is not None}",
        persist_state="session",
        # The tools of the table lie over what is above its right end.
        width=stage.scaled(FILTER_WIDTH),
    )
    row = _table(file, places[kind], names, f"judged_{key}_{kind}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Tick a row to see its words; click a heading to sort.")
        st.download_button(
            "Download all as CSV",
            partial(_csv, file, names),
            file_name=f"sentiment-explorer-run-{run.id}-reviews.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="All reviews in full, also those that the filter leaves out.",
        )
    if row is not None:
        _words(run, file, row)


def _filters(file: JudgedFile) -> dict[str, list[int]]:
    """Each filter → the places of its rows."""
    every = range(len(file.rows))
    found = {ALL: list(every)}
    if file.form.labels is not None:
        found[WRONG] = [place for place in every if file.is_right(place) is False]
    found[UNSURE] = [place for place in every if is_unsure(file.judged[place])]
    for answer in (1, 0):
        found[str(answer)] = [place for place in every if file.judged[place].answer == answer]
    found[CAUTION] = [
        place for place in every if review_sentences.caution_in_a_table(file.judged[place].words, file.judged[place].known)
    ]
    return found


def _label(kind: str, names: tuple[str, str]) -> str:
    named = {ALL: "All reviews", WRONG: "Wrong answers", UNSURE: "Unsure answers", CAUTION: "Few words that it knows"}
    return named[kind] if kind in named else f"Taken for {shortened(names[int(kind)], LONGEST_NAME)}"


def _csv(file: JudgedFile, names: tuple[str, str]) -> str:
    return csv_text(*table(file, names))


def _table(file: JudgedFile, places: list[int], names: tuple[str, str], key: str) -> int | None:
    """Draw the rows at these places, and return the place of the one that is ticked."""
    if not places:
        st.info("There are none.", icon=":material/filter_list:")
        return None
    height = stage.scaled(HEADER_HEIGHT + ROW_HEIGHT * min(len(places), MOST_ROWS))
    if not canvas.has_its_letters(height):
        return None
    selection: Any = st.dataframe(
        columns_of(file, places, names),
        column_config=_column_config(file, names),
        hide_index=True,
        height=height,
        row_height=stage.scaled(ROW_HEIGHT),
        on_select="rerun",
        selection_mode="single-row",
        key=key,
        alt="The reviews of the file with the answers of the network.",
    )
    rows = selection.selection.rows
    return places[rows[0]] if rows and rows[0] < len(places) else None


def columns_of(file: JudgedFile, places: list[int], names: tuple[str, str]) -> dict[str, list[Any]]:
    """The columns of the table on the page, for the rows at these places, with nothing that is a formula elsewhere."""
    _, every = table(file, names)
    rows = [every[place] for place in places]
    columns: dict[str, list[Any]] = {
        "place": [cell(row[0]) if isinstance(row[0], str) else row[0] for row in rows],
        "text": [cell(beginning(str(row[1])[:LONGEST_BEGINNING])) for row in rows],
        "answer": [cell(shortened(str(row[2]), LONGEST_NAME)) for row in rows],
        "probability": [100 * file.judged[place].probability for place in places],
    }
    if file.form.labels is not None:
        columns["label"] = [cell(shortened(str(row[4]), LONGEST_NAME)) for row in rows]
        columns["right"] = ["right" if row[5] == "yes" else "wrong" for row in rows]
    return columns | {"caution": [str(row[-1]) for row in rows]}


def _column_config(file: JudgedFile, names: tuple[str, str]) -> dict[str, Any]:
    unit, positive = file.form.unit.capitalize(), shortened(names[1], LONGEST_NAME)
    width = stage.scaled(60)
    return {
        "place": st.column_config.TextColumn(unit, width=width)
        if file.rows[0].name
        else st.column_config.NumberColumn(unit, format="localized", width=width),
        "text": st.column_config.TextColumn("Review", width=stage.scaled(BIG_TEXT_WIDTH if session.big else TEXT_WIDTH)),
        "answer": st.column_config.TextColumn("Answer", width=stage.scaled(78)),
        "probability": st.column_config.NumberColumn(
            cell(f"{positive[:1].upper()}{positive[1:]}"),
            help="How probable this answer is to the network.",
            format="%.1f%%",
            width=stage.scaled(70),
        ),
        "label": st.column_config.TextColumn("Label", help="What the file says.", width=stage.scaled(78)),
        "right": st.column_config.TextColumn("Right?", width=stage.scaled(65)),
        "caution": st.column_config.TextColumn("Caution", help="Why the answer is worth little."),
    }


def _words(run: Run, file: JudgedFile, place: int) -> None:
    """Draw a row's text with the words that decided."""
    row = file.rows[place]
    read = visitor.asked_once(explain_review, services.store().url, run.id, row.text)
    written, classes = class_names.as_written(run.dataset), class_names.in_markdown(run.dataset)
    st.subheader(review_sentences.verdict(read, classes), anchor=False)
    where = plain(row.name or file.form.place(row).capitalize())
    st.markdown(f"{where}. {review_sentences.opinion(read, classes)} {review_sentences.caution(read, classes)}")
    if read.pushes:
        st.html(coloured_review.legend(written))
        st.html(coloured_review.why(read, written, WORDS_HEIGHT))
        pushes.draw(read, written, "judged_pushes", run)
    if st.button(
        "Look at it in Your words",
        icon=":material/rate_review:",
        on_click=_look_at,
        args=(run, row.text),
        help="There you can change it, and ask other networks about it.",
    ):
        st.rerun()


def _look_at(run: Run, text: str) -> None:
    session.review_text, session.real_review = text, None
    session.judge, session.mode = run, modes.WORDS
