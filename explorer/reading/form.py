"""What is known of a file before its rows are read, and what a row is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from explorer.reading.labels import Labels
from explorer.scheduling.limits import Limits


class Problem(StrEnum):
    """Why a row cannot be used. The value is a sentence about such a row, without its subject."""

    EMPTY_TEXT = "has no text"
    NO_LABEL = "has no label"
    NEUTRAL_LABEL = "is neither one nor the other by its label"
    OTHER_LABEL = "has a label that is not understood"
    CELLS = "has another number of cells than the first line"
    QUOTE = "has a quotation mark that is not closed, or one inside a text that is not doubled"
    TOO_LONG = "is longer than what is read here"
    NOT_JSON = "is not a JSON object"


@dataclass(frozen=True)
class Record:
    """A row as the file has it.

    Args:
        line: Its number from 1, as an editor counts lines and a spreadsheet rows; in other files, the number of the record.
        cells: Its cells, or nothing where it could not be taken apart.
        problem: Why it could not.
        name: Of a folder, the name of the file.
    """

    line: int
    cells: tuple[str, ...]
    problem: Problem | None = None
    name: str = ""

    def fitted(self, width: int, is_padded: bool) -> tuple[str, ...] | None:
        """Its cells in a table of `width` columns, without blank ones beyond, or None where they do not fit.

        Spreadsheets leave out blank cells at the end of a row: then it `is_padded`.
        """
        cells = self.cells
        while len(cells) > width and not cells[-1].strip():
            cells = cells[:-1]
        if is_padded:
            cells += ("",) * (width - len(cells))
        return cells if len(cells) == width else None


@dataclass(frozen=True)
class Row:
    """A row as it is used.

    Args:
        line: As in `Record`.
        text: Its text, cleaned. Where there is a problem, it may be empty.
        label: 1 or 0, the place of its name in `Form.class_names`, or None in a file without labels.
        problem: Why it cannot be used, or None.
        found: What was found there: the label that is not understood, the number of cells.
        name: Of a folder, the name of the file.
    """

    line: int
    text: str
    label: int | None = None
    problem: Problem | None = None
    found: str = ""
    name: str = ""


class Asked(StrEnum):
    """What a file does not say by itself: the name of the argument of `inspect` that answers it."""

    TEXT = "text_column"
    LABEL = "label_column"
    POSITIVE = "positive"


@dataclass(frozen=True)
class Question:
    """What a person has to say before the rows of a file can be read, the sentence that asks it, and the answers."""

    about: Asked
    sentence: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """What a file is, as `inspect` finds or is told.

    Args:
        name: The name of the file.
        format: “CSV”, “Excel”, “JSON Lines”, “JSON”, “Parquet”, “folder” or “plain text”.
        packed: “gzip”, “zip” or nothing.
        limits: What the file was allowed to have.
        rows: How many rows it has, usable or not.
        columns: The names of its columns; “column 1” and so on where it has none.
        first_rows: The cells of the first rows, for a look.
        encoding: The name of its encoding, as Python has it; nothing for formats that have none.
        encoding_found: “mark”, “tried”, “guessed” or “chosen”.
        separator: What separates the cells of a line, or nothing.
        header_line: The line that names the columns, or 0 where none does.
        text_column: The index of the column with the texts, or None: then `question` asks for it.
        label_column: The index of the column with the labels, or None if there is none.
        labels: How its labels are understood.
        question: What has to be answered first.
        notes: Sentences about what was guessed.
    """

    name: str
    format: str
    packed: str
    limits: Limits
    rows: int
    columns: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]
    encoding: str = ""
    encoding_found: str = ""
    separator: str = ""
    header_line: int = 0
    text_column: int | None = None
    label_column: int | None = None
    labels: Labels | None = None
    label_counts: Mapping[str, int] = field(default_factory=dict)
    question: Question | None = None
    notes: tuple[str, ...] = ()

    @property
    def class_names(self) -> tuple[str, str]:
        """The names of the labels 0 and 1."""
        return self.labels.class_names if self.labels else ("negative", "positive")

    @property
    def unit(self) -> str:
        """What `Row.line` counts: “line”, “row” or “record”, as a person finds it again."""
        return {"CSV": "line", "JSON Lines": "line", "plain text": "line", "Excel": "row", "folder": "file"}.get(
            self.format, "record"
        )

    def place(self, row: Row) -> str:
        """Where a row stands: “line 6”, or the name of a file of a folder."""
        return row.name or f"{self.unit} {row.line:,}"
