"""What a file is: its format, encoding, columns and labels, from one pass through it."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from explorer.errors import CorpusError
from explorer.reading import columns
from explorer.reading.encoding import spoken_name
from explorer.reading.form import Asked, Form, Question, Record
from explorer.reading.formats import table
from explorer.reading.header import find_head
from explorer.reading.labels import SLIPS, UNDERSTOOD, are_steps, as_number, is_missing, normalised, understand
from explorer.reading.names import listed, named, shortened
from explorer.reading.packing import opened, too_many
from explorer.reading.table import Table
from explorer.scheduling.limits import Limits

SHOWN = 5
"""Rows for a look."""
_SAMPLE = 200
"""Rows that columns are recognised by."""
_MOST_VALUES = 1_000
"""Different labels that are counted."""


def inspect(
    file: Path | BinaryIO,
    name: str,
    limits: Limits,
    *,
    encoding: str | None = None,
    text_column: str | None = None,
    label_column: str | None = None,
    positive: str | None = None,
) -> Form:
    """What a file is. What it does not say by itself, `Form.question` asks.

    Args:
        file: The file, or its path.
        name: Its name, as its owner knows it.
        limits: Its size, the number of its rows and the length of a text may be so large.
        encoding: Its encoding, instead of a guess.
        text_column: The name of the column with the texts, or its number from 1.
        label_column: The same of the labels, or “none”.
        positive: Which of two labels is the positive one.

    Raises:
        CorpusError: it cannot be read, is damaged, has no rows, or has nothing of the names given.
        LimitError: it is larger than `limits` allow.
    """
    with opened(file, name, limits) as source:
        found = table(source, name, limits, encoding)
        records = found.records()
        sample = list(islice(records, _SAMPLE))
        head = find_head(found, sample, [said for said in (text_column, label_column) if said])
        names = head.names
        rows = [record.cells for record in head.below if not record.problem]
        by_name = head.line > 0 or found.columns is not None
        text = (
            columns.chosen(text_column, names, name) if text_column else columns.text_column(names, rows, is_named=by_name)
        )
        label = None
        if label_column and not _is_none(label_column, names):
            label = columns.chosen(label_column, names, name)
        elif not label_column and found.format == "folder":
            label = 1
        elif not label_column and text is not None:
            label = columns.label_column(names, rows, text, is_named=by_name)
        if label is not None and label == text:
            raise CorpusError(f"The column “{names[label]}” of {name} cannot be both the text and the label.")
        number, counts = _count(chain(head.below, records), label, len(names), found)
    if not number:
        raise CorpusError(f"The file {name} has no review" + (" below its first line." if head.line else "."))
    question, labels = None, None
    if text is None:
        question = Question(Asked.TEXT, f"The columns of {name} are {named(names)}; which one is the text?", tuple(names))
    elif label is not None:
        labels = understand(counts, names[label], positive) if len(counts) <= _MOST_VALUES else None
        if labels is None:
            question = _about_labels(name, names, text, label, counts, label_column is not None, positive)
    elif positive is not None:
        raise CorpusError(f"The file {name} has no column with labels, of which “{positive}” could be the positive one.")
    return Form(
        name=name,
        format=found.format,
        packed=found.packed,
        limits=limits,
        rows=number,
        columns=tuple(names),
        first_rows=tuple(rows[:SHOWN]),
        encoding=found.encoding.name if found.encoding else "",
        encoding_found=found.encoding.found if found.encoding else "",
        separator=found.separator,
        header_line=head.line,
        text_column=text,
        label_column=label,
        labels=labels,
        label_counts=counts,
        question=question,
        notes=_notes(found, names, text, label),
    )


def _is_none(column: str, names: Sequence[str]) -> bool:
    return column.strip().lower() == columns.NO_LABELS and columns.NO_LABELS not in [one.lower() for one in names]


def _count(records: Iterator[Record], label: int | None, width: int, found: Table) -> tuple[int, dict[str, int]]:
    """How many records there are, and how often each label occurs in those that fit."""
    number, counts = 0, dict[str, int]()
    for record in records:
        number += 1
        if number > found.limits.reviews:
            raise too_many(found.name, found.limits)
        if label is not None and (cells := record.fitted(width, found.format == "Excel")) is not None:
            value = cells[label]
            # Beyond that many they are no labels, and are not kept.
            if value in counts or len(counts) <= _MOST_VALUES:
                counts[value] = counts.get(value, 0) + 1
    return number, counts


def _about_labels(
    name: str,
    names: Sequence[str],
    text: int,
    label: int,
    counts: dict[str, int],
    is_chosen: bool,
    positive: str | None,
) -> Question:
    """What has to be asked about labels that are not understood.

    Raises:
        CorpusError: somebody has chosen them, and no answer would help.
    """
    often, counts = _as_written_most_often(counts)
    values = named(often, 6)
    if positive is not None:
        raise CorpusError(
            f"“{positive}” is not one of two labels: the column “{names[label]}” of {name} has {values or 'none'}."
        )
    classes = often if len(often) == 2 else [value for value in often if counts[value] > SLIPS]
    if len(classes) == 2 or are_steps(classes):
        shown = listed([f"“{shortened(value)}” ({counts[value]:,})" for value in classes])
        sentence = f"The labels in the column “{names[label]}” of {name} are {shown}. Which one is the positive one?"
        # Of steps, it is one of the two ends.
        in_order = sorted(classes, key=lambda value: as_number(value) or 0) if len(classes) > 2 else classes
        return Question(Asked.POSITIVE, sentence, (in_order[0], in_order[-1]))
    what = f"The column “{names[label]}” of {name} has the labels {values or 'of no row'}, which are not understood."
    understood = f"Understood are {UNDERSTOOD}."
    if len(often) == 1:
        what = f"The column “{names[label]}” of {name} has one label alone, {values}."
        understood = "Two kinds of texts have two."
    if is_chosen:
        raise CorpusError(f"{what} {understood}")
    others = [one for place, one in enumerate(names) if place not in (text, label)]
    return Question(Asked.LABEL, f"{what} {understood} Which column has the labels, if any?", (*others, columns.NO_LABELS))


def _as_written_most_often(counts: dict[str, int]) -> tuple[list[str], dict[str, int]]:
    """The different labels, the most frequent first, each as it is written most often, and how often each occurs."""
    written, often = dict[str, str](), dict[str, int]()
    for value in sorted(counts, key=lambda value: -counts[value]):
        if not is_missing(value):
            plain = normalised(value)
            written.setdefault(plain, value)
            often[written[plain]] = often.get(written[plain], 0) + counts[value]
    return sorted(often, key=lambda value: -often[value]), often


def _notes(found: Table, names: Sequence[str], *chosen: int | None) -> tuple[str, ...]:
    """What else is to be said of a table: a doubt about its encoding, and which of several columns was taken."""
    notes = [found.encoding.note] if found.encoding and found.encoding.note else []
    for place in chosen:
        if place is not None and (alike := names.count(names[place])) > 1:
            called = f"{alike} columns are called “{shortened(names[place])}”"
            notes.append(f"{called}; number {place + 1} of all columns is taken.")
    return tuple(notes)


def said(form: Form) -> str:
    """How a file was understood, in sentences."""
    what = {"CSV": "a table", "plain text": "a text with one review a line", "folder": "a folder of texts"}
    parts = [what.get(form.format, f"a file of {form.format}")]
    if form.format == "CSV" and form.separator:
        parts.append(
            {",": "with commas", ";": "with semicolons", "\t": "with tabs", "|": "with upright lines"}.get(
                form.separator, ""
            )
        )
    if form.encoding and form.encoding_found != "tried":
        parts.append(f"in {spoken_name(form.encoding)}")
    sentences = [f"Read as {' '.join(filter(None, parts))}."]
    if form.text_column is not None and len(form.columns) > 1 and form.format != "folder":
        sentences.append(f"Texts: column “{shortened(form.columns[form.text_column])}”.")
    if form.labels is not None and form.label_column is not None:
        sentences.append(f"Labels: column “{shortened(form.columns[form.label_column])}”. {form.labels.rule}")
    return " ".join(sentences)
