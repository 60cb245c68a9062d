"""Tables as text, with commas, semicolons or tabs between their cells, and texts with one review a line."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from explorer.reading.columns import has_header
from explorer.reading.encoding import Encoding
from explorer.reading.form import Problem, Record
from explorer.reading.lines import Lines
from explorer.reading.names import SENTIMENT, TEXT, is_name_of
from explorer.reading.table import Open, Table

SEPARATORS = (",", ";", "\t", "|")
_NONE = "\x1f"
"""Separates the cells of a table with one column: no text has it."""
_SAMPLE = 200
"""Records that are looked at to find the separator."""


@dataclass(frozen=True, kw_only=True)
class Delimited(Table):
    """A table as text."""

    open: Open

    def records(self) -> Iterator[Record]:
        lines = self.lines()
        if self.encoding is not None and (first := lines.read()) is not None and _said_separator(first) is None:
            lines.put_back([first])
        width = 0
        # This limit belongs to the whole process, so it is only raised. `longest` is the limit for this file.
        csv.field_size_limit(max(csv.field_size_limit(), self.longest + 2))
        while (line := lines.read()) is not None:
            if not line.strip():
                continue
            if lines.is_too_long(line):
                yield Record(lines.number, (), Problem.TOO_LONG)
                continue
            record = _record(lines, line, self.separator or _NONE, width, self.longest)
            width = width or len(record.cells)
            yield record

    def lines(self) -> Lines:
        """Its lines, from the first on."""
        return Lines(self.open(), self.encoding.name if self.encoding else "utf-8", self.name, self.longest)


@dataclass(frozen=True, kw_only=True)
class PlainText(Delimited):
    """A text with one review a line."""

    columns: tuple[str, ...] | None = ("text",)

    def records(self) -> Iterator[Record]:
        lines = self.lines()
        for line in lines:
            if line.strip():
                too_long = Problem.TOO_LONG if lines.is_too_long(line) else None
                yield Record(lines.number, () if too_long else (line.strip(),), too_long)


def delimited(table: Delimited, encoding: Encoding, is_table: bool) -> Delimited:
    """The table with its separator, or a text with one review a line.

    Args:
        table: The table as far as it is known.
        encoding: Its encoding.
        is_table: Whether its name says that it is one; any other text has to look like one.
    """
    table = replace(table, encoding=encoding)
    first = table.lines().read() or ""
    if (said := _said_separator(first)) is not None:
        return replace(table, separator=said)
    fits = {separator: _fit(replace(table, separator=separator)) for separator in SEPARATORS}
    best = max(SEPARATORS, key=fits.__getitem__)
    named, even, width = fits[best]
    if is_table or (width > 1 and (named > 1 or (named and even > 0.9) or (best != "," and even > 0.9))):
        return replace(table, separator=best if width > 1 else "")
    if named and width == 1:
        return replace(table, separator="")
    return PlainText(
        name=table.name, limits=table.limits, format="plain text", packed=table.packed, encoding=encoding, open=table.open
    )


def _fit(table: Delimited) -> tuple[int, float, int]:
    """How well a separator fits: known names in the first row, the share of rows that are as wide as most, their width."""
    rows = [record.cells for _, record in zip(range(_SAMPLE), table.records()) if not record.problem]
    if not rows:
        return 0, 0.0, 0
    named = sum(is_name_of(TEXT | SENTIMENT, cell) for cell in rows[0]) if has_header(rows) else 0
    ((width, often),) = Counter(map(len, rows)).most_common(1)
    if named:
        width = len(rows[0])
        often = sum(len(row) == width for row in rows)
    return named, often / len(rows) if width > 1 and len(rows) > 1 else 0.0, width


def _said_separator(line: str) -> str | None:
    """What Excel's line “sep=;” says, if this is one."""
    said = line.strip("\r\n \"'\ufeff").lower() if len(line) < 20 else ""
    # A tab is a blank as well.
    return said.removeprefix("sep=") or "\t" if said.startswith("sep=") and len(said) <= 5 else None


def _record(lines: Lines, line: str, separator: str, width: int, longest: int) -> Record:
    """The record that begins with `line`, with as many of the next lines as stand in its quotation marks."""
    number = lines.number
    if '"' not in line:
        return Record(number, tuple(cell.strip() for cell in line.rstrip("\r\n").split(separator)))
    # Some programs write \" instead of two quotation marks.
    for escapechar in (None, "\\") if '\\"' in line else (None,):
        read = [line]
        cells = _parse(_until(lines, read, longest), separator, escapechar)
        if cells is not None and not _is_literal(read, separator, width):
            return Record(number, tuple(cells))
        lines.put_back(read[1:])
    # A quotation mark is not closed, or one inside a text is not doubled: what other programs make of this line alone.
    alone = [next(csv.reader([line], delimiter=separator), []), line.rstrip("\r\n").split(separator)]
    for cells in reversed(alone) if separator == "\t" else alone:
        if len(cells) == width:
            return Record(number, tuple(cell.strip() for cell in cells))
    return Record(number, (), Problem.QUOTE)


def _until(lines: Lines, read: list[str], longest: int) -> Iterator[str]:
    """The lines of a record, which are added to `read`, up to its `longest` length."""
    length = len(read[0])
    yield read[0]
    while length <= longest and (line := lines.read()) is not None:
        read.append(line)
        length += len(line)
        yield line


def _parse(lines: Iterator[str], separator: str, escapechar: str | None) -> list[str] | None:
    """The cells of one record, or None where its quotation marks do not fit."""
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=separator != "\t", escapechar=escapechar)
    try:
        return [cell.strip() for cell in next(reader)]
    except (csv.Error, StopIteration):
        return None


def _is_literal(read: list[str], separator: str, width: int) -> bool:
    """Whether lines with tabs are rows by themselves, in which quotation marks mean nothing."""
    return separator == "\t" and len(read) > 1 and all(line.count(separator) == width - 1 for line in read)
