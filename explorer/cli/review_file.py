"""Reads a CSV file of reviews from outside, or refuses it with a sentence."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from explorer.errors import CorpusError, ExplorerError, LimitError
from explorer.scheduling.limits import Limits
from explorer.wording.review_sentences import check_length

LABELS = {"1": 1, "0": 0, "positive": 1, "negative": 0, "pos": 1, "neg": 0}
MEGABYTE = 1_000_000
MOST_COLUMNS = 100
# UTF-32's mark begins like UTF-16's, so it comes first.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GUESSED = "The file is not in UTF-8, so it was read as Latin-1. If letters look wrong, save it in UTF-8 and try again."


@dataclass(frozen=True)
class ReviewFile:
    """The texts of a file, their labels (1 for positive, 0 for negative) if it has any, and a sentence if one is needed."""

    texts: list[str]
    labels: list[int] | None = None
    note: str = ""


def read_reviews(path: Path, limits: Limits) -> ReviewFile:
    """Read a file with a column `text` and perhaps a column `label`.

    Raises:
        CorpusError: the file cannot be read, or has another form.
        LimitError: the file, or a review in it, is larger than `limits` allow.
    """
    try:
        with path.open("rb") as file:
            # One byte more than allowed shows that a file is too large, even one without an end.
            content = file.read(limits.file_size * MEGABYTE + 1)
    except OSError as error:
        raise CorpusError(f"The file {path} cannot be read: {error.strerror}.") from error
    if len(content) > limits.file_size * MEGABYTE:
        raise LimitError(
            f"The file {path} is larger than {limits.file_size:,} MB, the most that is read at once. Split it, please."
        )
    text, note = _decode(path, content)
    rows = _rows(path, text, MOST_COLUMNS * limits.review_length)
    header = [name.strip().lower() for name in next(rows, [])]
    if len(header) > MOST_COLUMNS:
        raise LimitError(f"The file {path} has {len(header):,} columns, and {MOST_COLUMNS} are the most that are read.")
    if "text" not in header:
        raise CorpusError(
            f"The file {path} needs a column “text”: its first line has to name the columns, separated by commas."
        )
    texts, labels = [], []
    for number, row in enumerate(rows, 1):
        if number > limits.reviews:
            raise LimitError(
                f"The file {path} has more than {limits.reviews:,} reviews, the most that are read at once. Split it."
            )
        try:
            review, label = _review(header, row, limits.review_length)
        except ExplorerError as error:
            raise type(error)(f"Row {number} of {path}: {error}") from None
        texts.append(review)
        labels.append(label)
    if not texts:
        raise CorpusError(f"The file {path} has no review in its column “text”.")
    return ReviewFile(texts, labels if "label" in header else None, note)


def _decode(path: Path, content: bytes) -> tuple[str, str]:
    """The text, decoded by its byte order mark, else as UTF-8, else as Latin-1, which fits any bytes; then with a note."""
    encoding = next((encoding for mark, encoding in BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    note = ""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise CorpusError(
                f"The file {path} begins like {encoding.upper()}, but is something else. Save it as CSV in UTF-8, please."
            ) from None
        text, note = content.decode("latin-1"), GUESSED
    if "\0" in text:
        raise CorpusError(f"The file {path} has zero bytes in it, so it is not a text. Save it as CSV in UTF-8, please.")
    return text, note


def _rows(path: Path, text: str, longest: int) -> Iterator[list[str]]:
    """The rows that are not empty. Reading stops at a row of more than `longest` characters."""
    length = number = 0

    def where() -> str:
        return f"Row {number} of {path}" if number else f"The first line of {path}"

    def lines() -> Iterator[str]:
        nonlocal length
        for line in io.StringIO(text, newline=""):
            length += len(line)
            if length > longest:
                raise LimitError(f"{where()} has more than {longest:,} characters. Perhaps a quotation mark is not closed.")
            yield line

    # This limit belongs to the whole process, so it is only raised. `longest` is the limit for this file.
    csv.field_size_limit(max(csv.field_size_limit(), longest))
    try:
        for row in csv.reader(lines(), strict=True):
            length = 0
            if row:
                yield row
                number += 1
    except csv.Error:
        raise CorpusError(
            f"{where()} is not CSV: a quotation mark is not closed, or one inside a text is not doubled."
        ) from None


def _review(header: list[str], row: list[str], longest: int) -> tuple[str, int]:
    """The text of a row and its label, which is 0 if the file has no such column."""
    if len(row) != len(header):
        raise CorpusError(
            f"It has {len(row):,} cells, and the first line has {len(header):,}. Put a text with commas in quotation marks."
        )
    text = row[header.index("text")]
    label = row[header.index("label")] if "label" in header else "0"
    check_length(text, longest)
    if (value := LABELS.get(label.strip().lower().removesuffix(".0"))) is None:
        raise CorpusError("Its label is neither 1 nor 0 (nor “positive” or “negative”).")
    return text, value
