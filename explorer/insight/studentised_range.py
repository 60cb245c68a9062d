"""The quantile of the studentised range, looked up in a table: how far apart the outermost of many equal averages lie."""

import csv
from functools import cache
from pathlib import Path

import numpy as np

TABLE = Path(__file__).with_name("studentised_range.csv")

FALSE_ALARMS = 0.01
"""How often chance alone may pass for a difference at one look. People look again after each new repeat; over ten looks,
false alarms stay below 5 % (`python -m explorer bench --honesty`)."""


def quantile(groups: int, degrees: np.ndarray | float) -> np.ndarray:
    """The range of that many averages, in their standard errors, that chance exceeds in `FALSE_ALARMS` of all cases.

    It is interpolated in the table of `tools/studentised_range.py`, within 1 % from 3 degrees on: it is nearly straight in
    the logarithm of the groups and in the inverse of the degrees of freedom.

    Args:
        groups: How many averages, at least 2; more than the table has count as the most that it has.
        degrees: The degrees of freedom of their standard error, of any shape.
    """
    inverse_degrees, column = _column(groups)
    # `np.interp` wants rising places; the table's degrees rise, so their inverses fall.
    return np.interp(1 / np.asarray(degrees, dtype=float), inverse_degrees[::-1], column[::-1])


@cache
def _column(groups: int) -> tuple[np.ndarray, np.ndarray]:
    """The inverse of the table's degrees, and the quantile of that many averages for each."""
    known_groups, inverse_degrees, table = _table()
    return inverse_degrees, np.array([np.interp(np.log(groups), known_groups, row) for row in table])


@cache
def _table() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The logarithms of the groups, the inverse of the degrees, and the quantiles (degrees, groups)."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        (_, *groups), *rows = csv.reader(file)
    figures = np.array(rows, dtype=float)
    return np.log(np.array(groups, dtype=float)), 1 / figures[:, 0], figures[:, 1:]
