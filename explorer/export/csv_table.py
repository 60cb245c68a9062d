"""Tables for a spreadsheet: numbers stay numbers, and a text stays a text."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # The Train page makes tables without it.
    import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\n")
"""What a spreadsheet takes for the beginning of a formula, and runs; after OWASP's page on CSV injection."""


def csv_text(columns: Sequence[str], rows: Iterable[Sequence]) -> str:
    """A CSV file with a line of `columns` and then the `rows`; what is missing (None or NaN) is an empty cell."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(map(_cell, columns))
    writer.writerows(map(_cell, row) for row in rows)
    return table.getvalue()


def frame_csv(frame: "pd.DataFrame") -> str:
    """A CSV file of a data frame, without its index."""
    return csv_text(frame.columns, frame.itertuples(index=False))


def _cell(value: object) -> object:
    if isinstance(value, str):
        # A lone \r would end the row, because `csv` puts it between no quotation marks.
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return f"'{text}" if text.startswith(FORMULA) else text
    # NaN is not even equal to itself.
    return "" if value is None or value != value else value
