"""The quantile of the studentised range, looked up in a table: how far apart the outermost of many equal averages lie."""

import csv
from functools import cache
from pathlib import Path

import numpy as np

TABLE = Path(__file__).with_name("studentised_range.csv")

FALSE_ALARMS, FIRST_REPEATS = 0.015, 5
"""How often chance alone may pass for a difference at one look, with up to so many repeats."""

LEVELS = (FALSE_ALARMS, FALSE_ALARMS / 10**0.5, FALSE_ALARMS / 10)
"""The error rates of the table."""


def false_alarms(repeats: int) -> float:
    """How often chance alone may pass for a difference when people look at so many repeats.

    People look again whenever repeats come in, and each look is another chance to be misled. So the 5 % that all of them
    may cost are spent like a budget, most of it on the first looks: α(n) = 1.5 % · min(1, 5 / n). Where
    the spread is known, looks at three repeats and after every third one cost 4 % together, also after thirty of them (K. K.
    Gordon Lan and David L. DeMets, “Discrete Sequential Boundaries for Clinical Trials”, Biometrika 70, 1983). What they
    cost where it is estimated is in `python -m explorer bench --honesty`.
    """
    return FALSE_ALARMS * min(1.0, FIRST_REPEATS / repeats)


def quantile(groups: int, degrees: np.ndarray | float, repeats: int = 1) -> np.ndarray:
    """The range of that many averages, in their standard errors, that chance exceeds in `false_alarms` of all cases.

    It is interpolated in the table of `tools/studentised_range.py`, within 1 % from 3 degrees on: it is nearly straight in
    the logarithm of the groups, in the inverse of the degrees of freedom, and, both as logarithms, in the error rate.

    Args:
        groups: How many averages, at least 2; more than the table has count as the most that it has.
        degrees: The degrees of freedom of their standard error, of any shape.
        repeats: How many repeats each average has; more than 50 count as 50.
    """
    inverse_degrees, column = _column(groups, repeats)
    # `np.interp` wants rising places; the table's degrees rise, so their inverses fall.
    return np.interp(1 / np.asarray(degrees, dtype=float), inverse_degrees[::-1], column[::-1])


@cache
def _column(groups: int, repeats: int) -> tuple[np.ndarray, np.ndarray]:
    """The inverse of the table's degrees, and the quantile of that many averages for each."""
    known_groups, inverse_degrees, table = _table()
    at_levels = np.array([[np.interp(np.log(groups), known_groups, row) for row in level] for level in table])
    # `np.interp` wants rising places here, too.
    rates, rate = -np.log(LEVELS), -np.log(false_alarms(repeats))
    return inverse_degrees, np.exp([np.interp(rate, rates, row) for row in np.log(at_levels).T])


@cache
def _table() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The logarithms of the groups, the inverse of the degrees, and the quantiles (levels, degrees, groups)."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        (_, *groups), *rows = csv.reader(file)
    figures = np.array(rows, dtype=float).reshape(len(LEVELS), -1, 1 + len(groups))
    return np.log(np.array(groups, dtype=float)), 1 / figures[0, :, 0], figures[:, :, 1:]
