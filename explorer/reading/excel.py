"""The first sheet of an Excel workbook that has something in it, one row after another, with openpyxl."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from explorer.errors import CorpusError, ExplorerError, LimitError
from explorer.reading.form import Record
from explorer.reading.json_rows import as_cell
from explorer.reading.packing import MEGABYTE
from explorer.reading.table import MOST_COLUMNS, Open, Table

UNPACKED = 4
"""So many times larger than its texts may a workbook be: each cell has its marks around it."""
_MOST_ROWS = 1_048_576
"""What a sheet of Excel can have."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML has no place for."""


@dataclass(frozen=True, kw_only=True)
class Excel(Table):
    """A workbook."""

    open: Open

    def records(self) -> Iterator[Record]:
        # Loading it takes a moment, and few files need it.
        import openpyxl

        try:
            with self.open() as source, warnings.catch_warnings():
                # It warns of what it leaves out: styles, comments, checks of cells.
                warnings.simplefilter("ignore")
                self._check(source)
                workbook = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
                for sheet in sorted(workbook.worksheets, key=lambda sheet: sheet.sheet_state != "visible"):
                    # Some programs write a wrong size, beyond which nothing would be read.
                    sheet.reset_dimensions()
                    found = False
                    for record in self._rows(sheet):
                        found = True
                        yield record
                    if found:
                        return
        except ExplorerError:
            raise
        # openpyxl raises whatever its parts raise: KeyError, ValueError, XML errors, AttributeError …
        except Exception as error:
            raise CorpusError(f"The Excel file {self.name} is damaged, or locked with a password.") from error

    def _rows(self, sheet: Any) -> Iterator[Record]:
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
            if number > _MOST_ROWS:
                raise LimitError(f"The Excel file {self.name} has more rows than Excel allows.")
            # A sheet may have a million empty rows between two others.
            if row.count(None) == len(row):
                continue
            cells = [_cell(value) for value in row]
            while cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > MOST_COLUMNS:
                raise LimitError(f"The Excel file {self.name} has more than {MOST_COLUMNS} columns.")
            if cells:
                yield Record(number, tuple(cells))

    def _check(self, source: Any) -> None:
        """Refuse a workbook that unpacks to far more than it may. Python reads no more of a member than its size says."""
        with zipfile.ZipFile(source) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > UNPACKED * self.limits.file_size * MEGABYTE:
            raise LimitError(
                f"The Excel file {self.name} unpacks to more than {UNPACKED * self.limits.file_size:,} MB. Save it as CSV, "
                "please, or split it."
            )
        source.seek(0)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x" in value else value
    if isinstance(value, date | time):
        return value.isoformat()
    return as_cell(value)
