"""Makes the table of the studentised range that the leaderboard looks its bounds up in: `python -m tools.studentised_range`.

SciPy takes 0.2 seconds for each quantile, and a board needs one for each pair of settings.
"""

import csv
from itertools import product
from pathlib import Path

from scipy import stats

from explorer.insight import studentised_range

GROUPS = (2, 3, 4, 5, 6, 8, 11, 16, 24, 36, 60, 100, 200, 500, 1_500, 5_000)
DEGREES = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 16.0, 24.0, 40.0, 100.0, 1_000.0)


def main() -> None:
    """Write the table, one block of rows for each level, which takes a few minutes."""
    with Path(studentised_range.TABLE).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["degrees", *GROUPS])
        for level, degrees in product(studentised_range.LEVELS, DEGREES):
            quantiles = (stats.studentized_range.ppf(1 - level, groups, degrees) for groups in GROUPS)
            writer.writerow([degrees, *(f"{quantile:.5g}" for quantile in quantiles)])


if __name__ == "__main__":
    main()
