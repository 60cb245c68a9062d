"""CSV files for spreadsheets, in which numbers stay numbers and text is never run as a formula."""

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # The Train page makes tables without pandas.
    import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\n")
"""The characters with which a spreadsheet formula begins, after OWASP's page on CSV injection."""


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A CSV file with a header of `columns` and the `rows`. Missing values (None or NaN) are empty cells."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(map(_cell, columns))
    writer.writerows(map(_cell, row) for row in rows)
    return table.getvalue()


def frame_csv(frame: "pd.DataFrame") -> str:
    """A CSV file of a data frame without its index."""
    return csv_text(frame.columns, frame.itertuples(index=False))


def _cell(value: object) -> object:
    if isinstance(value, str):
        # `csv` does not quote a lone \r, which would end the row.
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return f"'{text}" if text.startswith(FORMULA) else text
    # NaN is not equal to itself.
    return "" if value is None or value != value else value
