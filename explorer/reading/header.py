"""Where a file names its columns: in its first row, below a title, or nowhere."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.errors import CorpusError, LimitError
from explorer.reading import columns
from explorer.reading.form import Record
from explorer.reading.table import MOST_COLUMNS, Table

_TITLES = 5
"""Rows above the names of columns, such as a title."""


@dataclass(frozen=True)
class Head:
    """The names of the columns, the line that has them (0 where none has), and the records of the sample below it."""

    names: list[str]
    line: int
    below: list[Record]


def find_head(found: Table, sample: Sequence[Record], said: Sequence[str]) -> Head:
    """What the first records say of the columns; `said` are names that somebody has given.

    Raises:
        CorpusError: no record can be read.
        LimitError: there are too many columns.
    """
    if found.columns is not None:
        return Head(list(found.columns), 0, list(sample))
    whole = [place for place, record in enumerate(sample) if not record.problem]
    if not whole:
        raise CorpusError(
            f"The first line of {found.name} {sample[0].problem}." if sample else f"The file {found.name} has no review."
        )
    rows = [sample[place].cells for place in whole]
    first = _names_row(rows, said)
    if len(rows[first or 0]) > MOST_COLUMNS:
        raise LimitError(
            f"The file {found.name} has {len(rows[first or 0]):,} columns, and {MOST_COLUMNS} are the most that are read."
        )
    if first is None:
        return Head([f"column {place}" for place in range(1, _usual_width(rows) + 1)], 0, list(sample))
    names, below = list(rows[first]), rows[first + 1 :]
    while len(names) > 1 and not names[-1] and not any(row[len(names) - 1 : len(names)] > ("",) for row in below):
        names.pop()
    # R names the columns, but not that of the row numbers.
    if below and all(len(row) == len(names) + 1 and row[0].isdecimal() and row[-1] for row in below):
        names.insert(0, "")
    names = [one or f"column {place}" for place, one in enumerate(names, 1)]
    return Head(names, sample[whole[first]].line, list(sample[whole[first] + 1 :]))


def _names_row(rows: Sequence[Sequence[str]], said: Sequence[str]) -> int | None:
    """Which row names the columns: the first one, or one below a title; None where there is none."""
    # A number that somebody has given is that of a column, and stands in many a row.
    wanted = {name.strip().lower() for name in said if not name.strip().isdecimal()}
    width = _usual_width(rows)
    has_it = [place for place, row in enumerate(rows[:_TITLES]) if wanted & {cell.lower() for cell in row if cell}]
    if has_it:
        # A title may be the name of a column as well.
        return next((place for place in has_it if len(rows[place]) >= width), has_it[0])
    for place, row in enumerate(rows[:_TITLES]):
        if place and len(row) >= width > 1 and len(rows[0]) < width and columns.has_known_name(row):
            return place
    return 0 if columns.has_header(rows) else None


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells of most rows."""
    return Counter(map(len, rows)).most_common(1)[0][0]
