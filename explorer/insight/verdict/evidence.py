"""What came of advice when it was tried: the table that `python -m explorer bench --advice` makes."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from explorer.insight.verdict import Kind
from explorer.insight.verdict.advice import Move

TABLE = Path(__file__).with_name("advice.csv")
FEWEST_RUNS = 4
"""Fewer say nothing."""

SHOWS = 0.0005
"""What rounds to 0.1 points, a share."""


@dataclass(frozen=True)
class Record:
    """How a move went after a verdict, over all runs that got it. Accuracies are those that are kept, as shares."""

    helped: int
    """After how many runs the accuracy was higher than before, be it by luck."""
    of: int
    """How many runs there were."""
    gain: float
    """By how much it was higher on average, over all of them."""
    half_width: float | None
    """Half the width of the 95 % interval of the average; None where all runs had the same settings."""

    @property
    def useful(self) -> bool:
        """Whether it helped in most runs, and on average by something that shows."""
        return self.of >= FEWEST_RUNS and 2 * self.helped > self.of and self.gain >= SHOWS


@cache
def records() -> dict[tuple[Kind, Move], Record]:
    """The whole table."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return {
            (Kind(row["verdict"]), Move(row["advice"])): Record(
                int(row["helped"]),
                int(row["of"]),
                float(row["gain"]),
                float(row["half_width"]) if row["half_width"] else None,
            )
            for row in csv.DictReader(file)
        }
