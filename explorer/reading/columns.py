"""Which row names the columns, and which columns have the texts and the labels."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from explorer.errors import CorpusError
from explorer.reading import labels
from explorer.reading.names import OTHER, SENTIMENT, TEXT, is_name_of, named, words_of

NO_LABELS = "none"
"""Said instead of a column's name: the file has no labels, whatever it looks like."""
LONGEST_NAME = 60
Rows = Sequence[Sequence[str]]


def has_header(rows: Rows) -> bool:
    """Whether the first of these rows names the columns: it has a known name, or is unlike the rows below it."""
    first, below = rows[0], rows[1:]
    # A row with a number, or with a label that stands below as well, is one of many.
    is_one = any(_is_number(cell) for cell in first) or any(
        labels.is_a_side(cell) and any(map(labels.is_a_side, _column(below, place))) for place, cell in enumerate(first)
    )
    if is_one or any(len(cell) > LONGEST_NAME for cell in first):
        return False
    if has_known_name(first):
        return True
    if not below:
        # One line alone is a review, unless it has the form of names.
        return len(first) > 1 and not any(" " in cell.strip() or _is_number(cell) for cell in first)
    for place, cell in enumerate(first):
        column = _column(below, place)
        if column and all(map(_is_number, column)) and cell.strip() and not _is_number(cell):
            return True
    classes = [place for place in range(len(first)) if 1 <= len(set(_column(below, place))) <= 3]
    texts = [place for place in range(len(first)) if _words(_column(below, place)) >= 3]
    # Above a few words that repeat, and above texts, a name is another word, and short.
    is_class = any(first[place] in _column(below, place) for place in classes)
    return bool(texts) and not is_class and all(len(first[place].split()) < 3 for place in texts)


def has_known_name(row: Sequence[str]) -> bool:
    """Whether a row has the name of a column with texts or labels."""
    return any(is_name_of(TEXT | SENTIMENT, cell) for cell in row)


def text_column(names: Sequence[str], rows: Rows, is_named: bool) -> int | None:
    """The column with the texts: the longest with such a name, else the one with by far the most words."""
    if len(names) == 1:
        return 0
    known = [place for place, name in enumerate(names) if is_named and is_name_of(TEXT, name)]
    known = [place for place in known if not rows or _is_text(_column(rows, place))] or known[:1]
    if known:
        return max(known, key=lambda place: (_length(_column(rows, place)), -place))
    *_, second, most = sorted(_words(_column(rows, place)) for place in range(len(names)))
    if most < 2 or most < 2 * second:
        return None
    return next(place for place in range(len(names)) if _words(_column(rows, place)) == most)


def label_column(names: Sequence[str], rows: Rows, text: int, is_named: bool) -> int | None:
    """The column with the labels: one with such a name, else the only one whose values are labels by themselves."""
    others = [place for place in range(len(names)) if place != text and not _is_index(_column(rows, place))]
    known = [place for place in others if is_named and is_name_of(SENTIMENT, names[place]) and any(_column(rows, place))]
    if known:
        return min(known, key=lambda place: (not _are_labels(rows, place, names), len(names[place]), place))
    if is_named:
        others = [place for place in others if not OTHER & set(words_of(names[place]))]
    labelled = [place for place in others if _are_labels(rows, place, names) and _repeats(_column(rows, place))]
    if is_named and len(names) > 2:
        # Among many columns, numbers may be anything.
        labelled = [place for place in labelled if not any(map(_is_number, _column(rows, place)))]
    elif not is_named:
        # Without names, labels come first or last.
        labelled = [place for place in labelled if place in (0, len(names) - 1)] or labelled
    if not labelled and (len(names) == 2 or not is_named):
        labelled = [place for place in others if place in (0, len(names) - 1) and _are_two_words(_column(rows, place))]
    return labelled[0] if len(labelled) == 1 else None


def chosen(column: str, names: Sequence[str], name: str) -> int:
    """The place of the column that somebody has named, or given the number of.

    Raises:
        CorpusError: there is none.
    """
    alike = [place for place, one in enumerate(names) if one.strip().lower() == column.strip().lower()]
    exact = [place for place in alike if names[place] == column]
    if exact or alike:
        return (exact or alike)[0]
    if column.strip().isdecimal() and 1 <= int(column) <= len(names):
        return int(column) - 1
    raise CorpusError(f"The file {name} has no column “{column}”. Its columns are {named(names)}.")


def _column(rows: Rows, place: int) -> list[str]:
    """The cells of a column that are not blank."""
    return [cell for row in rows if place < len(row) and (cell := row[place].strip())]


def _length(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / max(len(cells), 1)


def _words(cells: Sequence[str]) -> float:
    """How many words a cell has, numbers and dates not counted."""
    return sum(any(map(str.isalpha, word)) for cell in cells for word in cell.split()) / max(len(cells), 1)


def _is_text(cells: Sequence[str]) -> bool:
    return any(not _is_number(cell) for cell in cells)


def _is_number(cell: str) -> bool:
    return labels.as_number(cell) is not None


def _is_index(cells: Sequence[str]) -> bool:
    """Whether the cells count from 0 or 1, as pandas and R write beside each row."""
    return (
        # Two rows with 0 and 1 are labels as well as an index.
        len(cells) > 2
        and all(cell.isdecimal() and len(cell) < 10 for cell in cells)
        and cells[0] in ("0", "1")
        and all(int(after) == int(before) + 1 for before, after in pairwise(cells))
    )


def _are_labels(rows: Rows, place: int, names: Sequence[str]) -> bool:
    counts = Counter(_column(rows, place))
    rule = labels.understand(counts, names[place])
    return rule is not None and all(rule.of(cell) is not None for cell in counts)


def _repeats(cells: Sequence[str]) -> bool:
    return len(cells) < 10 or len(set(cells)) <= len(cells) // 2


def _are_two_words(cells: Sequence[str]) -> bool:
    return len(set(cells)) == 2 and len(cells) > 2 and all(len(cell) <= 30 for cell in cells)
