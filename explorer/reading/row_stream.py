"""The rows of a file as a stream: texts cleaned, labels understood, and what cannot be used counted by its reason."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from explorer.errors import CorpusError
from explorer.reading.cleaning import clean
from explorer.reading.form import Form, Problem, Record, Row
from explorer.reading.formats import table
from explorer.reading.labels import NEUTRAL, UNDERSTOOD, is_missing
from explorer.reading.names import shortened
from explorer.reading.packing import opened

NAMED = 3
"""Places that are named for each reason."""


def rows(file: Path | BinaryIO, form: Form) -> Iterator[Row]:
    """All rows of a file, those that cannot be used with the reason.

    Args:
        file: The file, or its path: the one of which `inspect` has made `form`.
        form: What it is, with no open question.

    Raises:
        CorpusError: it is damaged, or `form` has a question that nobody has answered.
    """
    if form.question is not None or form.text_column is None:
        raise CorpusError(form.question.sentence if form.question else f"Which column of {form.name} has the texts?")
    with opened(file, form.name, form.limits) as source:
        found = table(source, form.name, form.limits, form.encoding or None)
        for record in found.records():
            if record.line > form.header_line:
                yield _row(record, form)


def usable(file: Path | BinaryIO, form: Form, skipped: "Skipped", strict: bool = False) -> Iterator[Row]:
    """The rows that can be used. The others are counted in `skipped`, or refuse the file where it is `strict`.

    Raises:
        CorpusError: the file is damaged, none of its rows can be used, or, where it is strict, one cannot.
    """
    some = False
    for row in rows(file, form):
        if row.problem is None:
            some = True
            yield row
        elif strict:
            place = row.name or form.place(row).capitalize()
            raise CorpusError(f"{place} of {form.name} {described(row, form)}.")
        else:
            skipped.add(row)
    if not some:
        reasons = " ".join(skipped.sentences(form))
        raise CorpusError(f"The file {form.name} has no review that can be used. {reasons}".rstrip())


@dataclass
class Skipped:
    """The rows that were left out: how many for each reason, and the first of each."""

    counts: Counter[Problem] = field(default_factory=Counter)
    first: dict[Problem, list[Row]] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Count a row that has a problem."""
        assert row.problem is not None
        self.counts[row.problem] += 1
        shown = self.first.setdefault(row.problem, [])
        if len(shown) < NAMED:
            shown.append(row)

    @property
    def total(self) -> int:
        """How many rows were left out."""
        return self.counts.total()

    def sentences(self, form: Form) -> list[str]:
        """A sentence for each reason, with the places of the first rows."""
        said = []
        for problem, count in self.counts.most_common():
            first = self.first[problem]
            places = _places(first, count, form)
            if count == 1:
                said.append(f"1 row is left out ({places}): it {described(first[0], form)}.")
            else:
                why = _PLURALS[problem].format(limit=f"{form.limits.review_length:,}", understood=_understood(form))
                found = f", such as “{shortened(first[0].found)}”" if problem == Problem.OTHER_LABEL else ""
                said.append(f"{count:,} rows are left out ({places}): they {why}{found}.")
        return said


_PLURALS = {
    Problem.EMPTY_TEXT: "have no text",
    Problem.NO_LABEL: "have no label",
    Problem.NEUTRAL_LABEL: "are neither one nor the other by their label",
    Problem.OTHER_LABEL: "have labels that are not understood (understood: {understood})",
    Problem.CELLS: "have more or fewer cells than the first line",
    Problem.QUOTE: "have a quotation mark that is not closed, or one inside a text that is not doubled",
    Problem.TOO_LONG: "are longer than {limit} characters",
    Problem.NOT_JSON: "are not JSON objects",
}


def described(row: Row, form: Form) -> str:
    """Why a row cannot be used, as the rest of a sentence about it."""
    match row.problem:
        case Problem.OTHER_LABEL:
            return f"has the label “{shortened(row.found)}”, which is not understood (understood: {_understood(form)})"
        case Problem.NEUTRAL_LABEL:
            return f"has the label “{shortened(row.found)}”, which is neither one nor the other"
        case Problem.CELLS:
            hint = ". Put a text with commas in quotation marks" if form.separator == "," else ""
            return f"has {row.found} cells, and the first line has {len(form.columns):,}{hint}"
        case Problem.TOO_LONG:
            return f"is longer than {form.limits.review_length:,} characters, the most that are read"
        case _:
            return str(row.problem)


def _understood(form: Form) -> str:
    return form.labels.rule.removesuffix(".") if form.labels else UNDERSTOOD


def _places(first: list[Row], count: int, form: Form) -> str:
    if first[0].name:
        shown = ", ".join(row.name for row in first)
    else:
        numbers = [f"{row.line:,}" for row in first]
        unit = form.unit if count == 1 else f"{form.unit}s"
        if count == len(numbers) > 1:
            return f"{unit} {', '.join(numbers[:-1])} and {numbers[-1]}"
        shown = f"{unit} {', '.join(numbers)}"
    return shown if count == len(first) else f"{shown} and {count - len(first):,} more"


def _row(record: Record, form: Form) -> Row:
    """A record as a row with its text and label, or with the reason why it has none."""

    def problem(reason: Problem, found: str = "") -> Row:
        return Row(record.line, text, None, reason, found, record.name)

    text = ""
    if record.problem is not None:
        return problem(record.problem)
    cells = record.fitted(len(form.columns), form.format == "Excel")
    if cells is None:
        is_blank = not any(cell.strip() for cell in record.cells)
        return problem(Problem.EMPTY_TEXT) if is_blank else problem(Problem.CELLS, f"{len(record.cells):,}")
    assert form.text_column is not None
    written = cells[form.text_column]
    if len(written) > form.limits.review_length:
        return problem(Problem.TOO_LONG)
    text = clean(written).strip()
    if not text:
        return problem(Problem.EMPTY_TEXT)
    if form.labels is None or form.label_column is None:
        return Row(record.line, text, name=record.name)
    value = cells[form.label_column]
    if is_missing(value):
        return problem(Problem.NO_LABEL)
    label = form.labels.of(value)
    if label is None:
        return problem(Problem.OTHER_LABEL, value.strip())
    if label == NEUTRAL:
        return problem(Problem.NEUTRAL_LABEL, value.strip())
    return Row(record.line, text, label, name=record.name)
